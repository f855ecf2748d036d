"""What if: the three moves a seller can make, each on its own, and moves asked for in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.advise.inputs import RIVALS
from bot.advise.reply import Variation
from bot.understand.request import Slot
from econ.quantity import Rate
from econ.unit import UnitInputs, assess

POINT = Decimal("0.01")
PRICE_UP = Decimal("0.10")
CAC_DOWN = Decimal("0.25")
HALF = Decimal("0.5")


def variations(inputs: UnitInputs) -> tuple[Variation, ...]:
    """Churn one point lower (halved where it is a point or less), price 10 % higher, CAC 25 % lower."""
    moved = (vary(inputs, key) for key in ("churn_down", "price_up", "cac_down"))
    return tuple(variation for variation in moved if variation)


def vary(inputs: UnitInputs, key: str) -> Variation | None:
    """One move by its key, None where the inputs do not have what it moves."""
    if key == "churn_down" and inputs.churn and inputs.churn.value > 0:
        by, churn = _lower(inputs.churn)
        return Variation(
            "churn_down" if by == POINT else "churn_half", Rate(by), assess(replace(inputs, churn=churn))
        )
    if key == "price_up" and inputs.arpa:
        dearer = replace(inputs.arpa, amount=inputs.arpa.amount * (1 + PRICE_UP))
        return Variation(key, Rate(PRICE_UP), assess(replace(inputs, arpa=dearer)))
    if key == "cac_down" and inputs.cac:
        cheaper = replace(inputs.cac, amount=inputs.cac.amount * (1 - CAC_DOWN))
        return Variation(key, Rate(CAC_DOWN), assess(replace(inputs, cac=cheaper)))
    return None


def _lower(churn: Rate) -> tuple[Decimal, Rate]:
    if churn.value > POINT:
        return POINT, replace(churn, value=churn.value - POINT)
    return HALF, replace(churn, value=churn.value * HALF)


def merged(base: Mapping[str, Slot], new: Mapping[str, Slot]) -> dict[str, Slot]:
    """The conversation's slots with those of a new message: set, moved relatively, or added to.

    A churn said now replaces a retention said before: they are one thing. What was not said again keeps
    its unit and period.
    """
    if not base:
        return dict(new)
    gone = {rival for name in new for rival in RIVALS.get(name, ())}
    slots = {name: slot for name, slot in base.items() if name not in gone}
    return slots | {name: moved(slots.get(name), slot) for name, slot in new.items()}


def moved(old: Slot | None, new: Slot) -> Slot:
    """The new value, what it leaves unsaid taken from the old one; a change applied to it."""
    if old is None or old.type != new.type:
        return new
    if new.value is None and new.low is None:
        return replace(old, unit=new.unit or old.unit, period=new.period or old.period)
    kept = replace(new, unit=new.unit or old.unit, period=new.period or old.period, per=new.per or old.per)
    if old.low is not None and old.high is not None and new.op:
        ends = [moved(replace(old, value=end, low=None, high=None), new).value for end in (old.low, old.high)]
        return replace(old, low=ends[0], high=ends[1], source=new.source)  # type: ignore[arg-type]
    if isinstance(old.value, Decimal) and isinstance(new.value, Decimal):
        if new.op == "change":
            return replace(kept, value=old.value * (1 + new.value), unit=old.unit, op=None)
        if new.op == "add":
            return replace(kept, value=old.value + new.value, unit=old.unit, op=None)
    return kept
