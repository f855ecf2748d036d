"""Inputs that several slots make together: the stages of a funnel, the names of segments.

What a message says of a funnel comes as counts and rates in any mixture: "2,000 visitors, 5% become leads,
20% close", or "400 leads and 30 customers". Here they become the stages in order, each with the share that
goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.advise.inputs import quantity
from bot.content import table
from bot.person import Person
from bot.understand.request import Slot
from econ.period import flow
from econ.quantity import PER_YEAR, Money, Period

#: The plain journey's stages, by the slot that counts those who are there.
COUNTED = ("visitors", "leads", "meetings", "deals")

_Made = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compose:
    """`make` gives inputs by path, `takes` are the slots it reads, `lacks` the slots to ask for."""

    make: Callable[[Mapping[str, Slot], Person], _Made]
    takes: frozenset[str]
    lacks: Callable[[Mapping[str, Slot]], tuple[str, ...]] = lambda _: ()


def composed(sheet: str, slots: Mapping[str, Slot], person: Person) -> _Made:
    """The inputs that several slots make together, by path."""
    return COMPOSED[sheet].make(slots, person) if sheet in COMPOSED else {}


def takes(sheet: str) -> frozenset[str]:
    """The slots that go into them."""
    return COMPOSED[sheet].takes if sheet in COMPOSED else frozenset()


def lacking(sheet: str, slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """The slots without which they cannot be made."""
    return COMPOSED[sheet].lacks(slots) if sheet in COMPOSED else ()


def _segments(slots: Mapping[str, Slot], person: Person) -> _Made:
    """The segments by their names in the person's language."""
    said = slots.get("segments")
    named = said.value if said and isinstance(said.value, tuple) else ()
    names: Mapping[str, str] = table("worksheets/segments", person.lang)["names"]
    return {f"segments.{place}.name": names.get(name, name) for place, name in enumerate(named[:3])}


@dataclass(frozen=True, slots=True)
class _Chain:
    """The stages a message speaks of, in order, with the share that goes on from each (None: not known)."""

    stages: tuple[int, ...]
    shares: tuple[Decimal | None, ...]
    volume: Decimal | None


def _number(slots: Mapping[str, Slot], name: str) -> Decimal | None:
    slot = slots.get(name)
    return slot.value if slot and isinstance(slot.value, Decimal) and slot.op is None else None


def _present(slots: Mapping[str, Slot]) -> tuple[list[int], int]:
    """The stages named by a count or a rate, and the one that qualified leads are in."""
    found = {place for place, name in enumerate(COUNTED) if _number(slots, name) is not None}
    qualified = 2 if 2 in found else 3
    if "lead_rate" in slots:
        found |= {0, 1}
    if "qual_rate" in slots:
        found |= {1, qualified}
    if not found and "win_rate" in slots:
        found = {1}  # a win rate alone is of leads
    return sorted(found), qualified


def _chain(slots: Mapping[str, Slot]) -> _Chain:
    """From the first stage whose number is known; where none is, from the first there is."""
    places, qualified = _present(slots)
    counts = [_number(slots, name) for name in COUNTED]
    counted = [place for place in places if counts[place] is not None]
    if counted:
        places = [place for place in places if place >= counted[0]]
    shares: list[Decimal | None] = []
    for here, there in zip(places, [*places[1:], None], strict=False):
        rate = {1: "lead_rate", qualified: "qual_rate", None: "win_rate"}.get(there, "")
        after = _number(slots, "new_customers") if there is None else counts[there]
        shares.append(_share(_number(slots, rate), counts[here], after))
    return _Chain(tuple(places), tuple(shares), counts[places[0]] if places else None)


def _share(said: Decimal | None, before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """The rate as said, else what the counts on both sides of it come to."""
    if said is not None or not before or after is None:
        return said
    return after / before


def _funnel(slots: Mapping[str, Slot], _: Person) -> _Made:
    chain = _chain(slots)
    made: dict[str, Any] = {"motion": "leads"} if chain.stages else {}
    for place, share in zip(chain.stages, chain.shares, strict=True):
        if share is not None:
            made[f"stages.{place}.conversion"] = share
    wanted = _number(slots, "new_customers")
    period = _period(slots)
    if period:
        made["period"] = period
    if chain.volume is not None:
        made["volume"] = chain.volume
    elif wanted is not None:
        made["customers_wanted"] = wanted
    cost = _cost(slots, period)
    if cost is not None:
        made["fixed_cost"] = (
            {"amount": cost.amount, "currency": cost.currency} if cost.currency else cost.amount
        )
    return made


def _period(slots: Mapping[str, Slot]) -> Period | None:
    """The period of the first number at the top of the funnel, or of the customers wanted."""
    return next((slots[name].period for name in (*COUNTED, "new_customers") if name in slots), None)


def _cost(slots: Mapping[str, Slot], period: Period | None) -> Money | None:
    """What the whole funnel costs in its period: as spent, or so many reps at so much each."""
    spent = slots.get("spend") or slots.get("rep_cost")
    if spent is None or not isinstance(spent.value, Decimal):
        return None
    found = quantity(spent)
    assert isinstance(found, Money)
    many = _number(slots, "headcount") if "spend" not in slots else None
    amount = Money(found.amount * (many or 1), found.currency, found.period)
    return flow(amount, period) if amount.period in PER_YEAR and period in PER_YEAR else amount


def _funnel_lacks(slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Where to begin, and the shares that are not known."""
    chain = _chain(slots)
    if not chain.stages:
        return ("leads",) if "new_customers" not in slots else ("win_rate",)
    unknown = []
    _, qualified = _present(slots)
    for there, share in zip([*chain.stages[1:], None], chain.shares, strict=False):
        if share is None:
            unknown.append({1: "lead_rate", qualified: "qual_rate", None: "win_rate"}.get(there, "win_rate"))
    begins = () if chain.volume is not None or "new_customers" in slots else (COUNTED[chain.stages[0]],)
    return (*begins, *dict.fromkeys(unknown))


COMPOSED: Mapping[str, Compose] = {
    "segments": Compose(_segments, frozenset({"segments"})),
    "funnel": Compose(
        _funnel,
        frozenset(
            {
                *COUNTED,
                "lead_rate",
                "qual_rate",
                "win_rate",
                "new_customers",
                "spend",
                "rep_cost",
                "headcount",
            }
        ),
        _funnel_lacks,
    ),
}
