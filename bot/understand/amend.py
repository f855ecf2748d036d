"""Corrections that name no input: "290, not 190", "the price is per year", "churn I gave you is yearly"."""

from __future__ import annotations

from decimal import Decimal

from bot.understand import fit
from bot.understand.quantity import Quantity, period_at
from bot.understand.request import Slot
from bot.understand.turn import NUMERIC, Turn, put

#: "per year instead" is brief; a long message that says "monthly" somewhere speaks of something else.
_BRIEF = 5


def in_place_of(turn: Turn) -> bool:
    """ "290, not 190": the new value goes where the old one stands in the conversation."""
    left = sorted(turn.got.left, key=lambda q: q.start)
    if len(left) == len(turn.quantities) == 1 and not turn.awaiting:
        return _in_its_range(turn, left[0])
    if not turn.have or len(left) != 2 or len(turn.quantities) != 2:
        return False
    first, second = left
    new, old = (first, second) if _is_denied(turn, second) else (second, first)
    if not _is_denied(turn, old):
        return False
    slots = [name for name, slot in turn.have.items() if slot.type in NUMERIC and _says(old, slot)]
    if len(slots) != 1 or fit.cost(new, slots[0], turn.lex.slots[slots[0]], changes=False) >= fit.NEVER:
        return False
    turn.got.left.remove(old)
    put(turn, new, slots[0])
    return True


def _in_its_range(turn: Turn, q: Quantity) -> bool:
    """ "Let's settle on 1.2k", after a price of 1k to 1.5k: the one range that holds the value."""
    holding = [
        name
        for name, slot in turn.have.items()
        if slot.low is not None and slot.high is not None and slot.low <= q.value <= slot.high
    ]
    if len(holding) != 1 or fit.cost(q, holding[0], turn.lex.slots[holding[0]], changes=False) >= fit.NEVER:
        return False
    put(turn, q, holding[0])
    return True


def _is_denied(turn: Turn, q: Quantity) -> bool:
    """ "not" stands just before it."""
    return any(
        (hit := turn.lex.talk["instead"].first(turn.read, i)) is not None and hit[0] == q.start
        for i in range(max(0, q.start - 3), q.start)
    )


def _says(q: Quantity, slot: Slot) -> bool:
    return slot.value in (q.value, q.value / Decimal(100)) if isinstance(slot.value, Decimal) else False


def period_alone(turn: Turn) -> None:
    """A period for a value already said: the slot named, else the price, is per year."""
    if turn.quantities or not turn.have:
        return
    found = {said[0] for i in range(len(turn.read)) if (said := period_at(turn.read, i, turn.lex))}
    flows = [name for name in turn.have if name in turn.lex.slots and turn.lex.slots[name].flow]
    named = [name for name in flows if any(seen.cue.slot == name for seen in turn.got.sightings)]
    if len(found) != 1 or len(named) > 1:
        return
    name = named[0] if named else "price" if "price" in flows else None
    if name is None or (not named and turn.body[1] - turn.body[0] > _BRIEF):
        return
    period = found.pop()
    turn.got.slots[name] = Slot(turn.have[name].type, None, period=period, source=turn.text[:80])
    turn.repeated = True
