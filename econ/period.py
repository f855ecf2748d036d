"""Time: money flows convert in proportion, rates by compounding. Never the one by the other's rule."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from econ.formula.churn import compound
from econ.quantity import PER_YEAR, Money, Period, Rate

#: Every period there is, shortest first.
PERIODS: tuple[Period, ...] = get_args(Period)

#: Months in each period: a year has 12, a week 12/52.
MONTHS: dict[Period, Decimal] = {
    "day": Decimal(12) / Decimal(365),
    "week": Decimal(3) / Decimal(13),
    "month": Decimal(1),
    "quarter": Decimal(3),
    "year": Decimal(12),
}


def flow(money: Money, to: Period) -> Money:
    """A money flow in another period, in proportion: 6,000 a year is 500 a month.

    >>> flow(Money(Decimal(6000), "EUR", "year"), "month")
    Money(amount=Decimal('500'), currency='EUR', period='month')
    """
    if money.period == to:
        return money
    if money.period is None:
        return Money(money.amount, money.currency, to)
    return Money(money.amount * PER_YEAR[money.period] / PER_YEAR[to], money.currency, to)


def rate(value: Rate, to: Period) -> Rate:
    """A churn rate in another period, by compounding the share that stays: 3 % a month is 30.6 % a year.

    >>> round(rate(Rate(Decimal("0.03"), "month"), "year").value, 4)
    Decimal('0.3062')
    """
    if value.period == to:
        return value
    if value.period is None:
        return Rate(value.value, to)
    return Rate(compound(value.value, PER_YEAR[value.period] / PER_YEAR[to]), to)
