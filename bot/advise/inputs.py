"""From what a person said to what `econ` takes, and to the plain JSON that a row keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.advise.known import Known, Range
from bot.understand.request import Doubt, Slot
from econ.errors import EconError
from econ.formula.cac import cac as cost_per_customer
from econ.quantity import Count, Money, Months, Quantity, Rate, Ratio
from econ.unit import UnitInputs

#: The slots that describe a customer's economics, in the order in which they are echoed.
INPUT_SLOTS = (
    "price",
    "seat_price",
    "seats",
    "churn",
    "retention",
    "lifetime",
    "margin",
    "cac",
    "spend",
    "new_customers",
    "target",
)

#: What each slot says in another way: the newer wording replaces the older.
RIVALS: Mapping[str, tuple[str, ...]] = {
    "churn": ("retention", "lifetime"),
    "retention": ("churn", "lifetime"),
    "lifetime": ("churn", "retention"),
    "cac": ("spend", "new_customers"),
    "spend": ("cac",),
    "new_customers": ("cac",),
}

_MONTHS_IN = {
    "month": Decimal(1),
    "quarter": Decimal(3),
    "year": Decimal(12),
    "week": Decimal(12) / 52,
    "day": Decimal(12) / 365,
}


#: The slot that holds an input of `econ`, where it has another name.
SLOT_OF: Mapping[str, str] = {"arpa": "price", "lifetime_months": "lifetime", "customers": "new_customers"}


_ECONOMIC = frozenset(INPUT_SLOTS)


def quantity(slot: Slot) -> Quantity:
    """The slot's value with its unit.

    >>> quantity(Slot("money", Decimal(500), unit="USD", period="month"))
    Money(amount=Decimal('500'), currency='USD', period='month')
    """
    value = slot.value if isinstance(slot.value, Decimal) else Decimal(0)
    match slot.type:
        case "money":
            return Money(value, slot.unit, slot.period)
        case "rate":
            return Rate(value, slot.period)
        case "duration":
            return Months(value * _MONTHS_IN[slot.unit or "month"])
        case "count":
            return Count(value)
        case _:
            return Ratio(value)


def known(slot: Slot) -> Known | None:
    """What the slot holds: one value, or a range of them.

    >>> known(Slot("rate", None, "ratio", low=Decimal("0.02"), high=Decimal("0.04"))).low
    Rate(value=Decimal('0.02'), period=None)
    """
    if slot.low is not None and slot.high is not None:
        return Range(*(quantity(replace(slot, value=end)) for end in (slot.low, slot.high)))
    return quantity(slot) if slot.value is not None else None


def understood(slots: Mapping[str, Slot]) -> dict[str, Known]:
    """The inputs said so far, in the order of the form; a price per seat is called so without seats."""
    if "price" in slots and slots["price"].per == "seat" and "seats" not in slots:
        slots = {**slots, "seat_price": slots["price"]}
        slots.pop("price")
    found = {name: known(slots[name]) for name in INPUT_SLOTS if name in slots}
    return {name: value for name, value in found.items() if value is not None}


def range_in_doubt(slots: Mapping[str, Slot]) -> Doubt | None:
    """A range where one value is needed: which of its ends?"""
    for name, slot in slots.items():
        if slot.low is not None and slot.high is not None:
            ends = tuple(replace(slot, value=end, low=None, high=None) for end in (slot.low, slot.high))
            return Doubt(slot.source, name, ends, key="range")
    return None


def unit_inputs(slots: Mapping[str, Slot]) -> UnitInputs:
    """What `econ.unit.assess` takes. Raises EconError where the values contradict each other or the world."""
    said = {
        name: quantity(slot) for name, slot in slots.items() if name in _ECONOMIC and slot.value is not None
    }
    return UnitInputs(
        arpa=_price(slots, said),
        margin=_rate(said.get("margin")),
        churn=_churn(said),
        cac=_cac(said),
        lifetime=_months(said.get("lifetime")),
        target=_target(said.get("target") if _is_a_ratio(slots.get("target")) else None),
    )


def _price(slots: Mapping[str, Slot], said: Mapping[str, Quantity]) -> Money | None:
    price, seats = said.get("price"), said.get("seats")
    if not isinstance(price, Money):
        return None
    if slots["price"].per == "seat" and isinstance(seats, Count):
        return Money(price.amount * seats.value, price.currency, price.period)
    return price


def _churn(said: Mapping[str, Quantity]) -> Rate | None:
    churn, retention = _rate(said.get("churn")), _rate(said.get("retention"))
    if retention is None:
        return churn
    if churn is not None and churn.value != 1 - retention.value:
        raise EconError("several_ways", "retention", inputs="churn, retention")
    return Rate(1 - retention.value, retention.period)


def _cac(said: Mapping[str, Quantity]) -> Money | None:
    spend, won, cac = said.get("spend"), said.get("new_customers"), said.get("cac")
    if isinstance(spend, Money) and isinstance(won, Count):
        if isinstance(cac, Money):
            raise EconError("cac_and_spend", "spend")
        if won.value < 1:
            raise EconError("count_zero", "customers")
        return Money(cost_per_customer(spend.amount, won.value), spend.currency)
    return Money(cac.amount, cac.currency) if isinstance(cac, Money) else None


def _rate(value: Quantity | None) -> Rate | None:
    return value if isinstance(value, Rate) else None


def _months(value: Quantity | None) -> Months | None:
    return value if isinstance(value, Months) else None


def _is_a_ratio(slot: Slot | None) -> bool:
    """A target may also be a payback or a CAC: those are no LTV:CAC."""
    return slot is not None and slot.metric in (None, "ltv_cac")


def _target(value: Quantity | None) -> Decimal:
    return value.value if isinstance(value, Ratio) else Decimal(3)


def to_slots(inputs: UnitInputs) -> dict[str, Slot]:
    """The inputs as slots again: a form is prefilled with them, a conversation goes on from them."""
    slots = {"target": Slot("target", inputs.target, unit="x", metric="ltv_cac")}
    if inputs.arpa:
        slots["price"] = Slot(
            "money", inputs.arpa.amount, unit=inputs.arpa.currency, period=inputs.arpa.period
        )
    if inputs.churn:
        slots["churn"] = Slot("rate", inputs.churn.value, unit="ratio", period=inputs.churn.period)
    if inputs.lifetime:
        slots["lifetime"] = Slot("duration", inputs.lifetime.value, unit="month")
    if inputs.margin:
        slots["margin"] = Slot("rate", inputs.margin.value, unit="ratio")
    if inputs.cac:
        slots["cac"] = Slot("money", inputs.cac.amount, unit=inputs.cac.currency)
    return slots
