"""The figures of one customer for the worksheets that take them, however they were said.

A price per seat becomes one per customer, a retention or a lifetime a churn, spend and wins a CAC; a churn
without a period is for the price's, as in the main answer. Ranges and counts stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.advise.inputs import quantity
from bot.understand.request import Slot
from econ.period import MONTHS
from econ.quantity import Months

ONE = Decimal(1)


def customer(slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """The slots with price, churn, margin and CAC in their plain form.

    >>> stays = Slot("duration", Decimal(50), "month")
    >>> customer({"price": Slot("money", Decimal(500)), "lifetime": stays})["churn"].value
    Decimal('0.02')
    """
    found = dict(slots)
    price = slots.get("price")
    if price:
        found["price"] = price = replace(by_seats(price, slots.get("seats")), period=price.period or "month")
    churn = slots.get("churn") or _of_retention(slots) or _of_lifetime(slots, price)
    if churn:
        found["churn"] = replace(churn, period=churn.period or (price.period if price else None) or "month")
    cac = slots.get("cac") or _of_spend(slots)
    return found | {"cac": cac} if cac else found


def by_seats(price: Slot, seats: Slot | None) -> Slot:
    """A price per seat as that of all the customer's seats."""
    if price.per != "seat" or seats is None or not isinstance(seats.value, Decimal):
        return price
    many = seats.value
    return replace(_each(price, lambda one: one * many), per=None)


def _each(slot: Slot, turn: Callable[[Decimal], Decimal]) -> Slot:
    """The slot with its value, or both ends of its range, turned."""
    ends = [turn(end) for end in (slot.low, slot.high) if end is not None]
    value = turn(slot.value) if isinstance(slot.value, Decimal) else slot.value
    low, high = (min(ends), max(ends)) if ends else (None, None)
    return replace(slot, value=value, low=low, high=high)


def _of_retention(slots: Mapping[str, Slot]) -> Slot | None:
    kept = slots.get("retention")
    return _each(kept, lambda rate: ONE - rate) if kept else None


def _of_lifetime(slots: Mapping[str, Slot], price: Slot | None) -> Slot | None:
    """The churn that such a lifetime implies, in the price's period."""
    stay = slots.get("lifetime")
    if stay is None:
        return None
    period = (price.period if price else None) or "month"

    def churn(span: Decimal) -> Decimal:
        months = quantity(replace(stay, value=span))
        assert isinstance(months, Months)
        return min(ONE, MONTHS[period] / months.value) if months.value > 0 else ONE

    turned = _each(stay, churn)
    return replace(turned, type="rate", unit="ratio", period=period)


def _of_spend(slots: Mapping[str, Slot]) -> Slot | None:
    spend, won = slots.get("spend"), slots.get("new_customers")
    if spend is None or won is None or not isinstance(won.value, Decimal) or won.value < 1:
        return None
    many = won.value
    return replace(_each(spend, lambda one: one / many), period=None, among=many)
