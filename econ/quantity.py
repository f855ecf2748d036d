"""The kinds of value sales economics speaks of. Each carries its unit, so nobody has to guess it.

All numbers are `Decimal`: these are the values people see. The formulas themselves (see `econ.formula`)
also take floats and numpy arrays.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from econ.record import record

Period = Literal["day", "week", "month", "quarter", "year"]

#: How many of each period make a year. Money flows convert in this proportion; rates compound over it.
PER_YEAR: dict[Period, Decimal] = {
    "day": Decimal(365),
    "week": Decimal(52),
    "month": Decimal(12),
    "quarter": Decimal(4),
    "year": Decimal(1),
}


@record(frozen=True, slots=True)
class Money:
    """An amount, perhaps of a currency that was not said (None), perhaps per period (a flow)."""

    amount: Decimal
    currency: str | None = None
    period: Period | None = None


@record(frozen=True, slots=True)
class Rate:
    """A share as a fraction (3 % is 0.03), perhaps per period."""

    value: Decimal
    period: Period | None = None


@record(frozen=True, slots=True)
class Months:
    """A length of time in months."""

    value: Decimal


@record(frozen=True, slots=True)
class Ratio:
    """A pure multiple, such as LTV:CAC (3 means 3:1)."""

    value: Decimal


@record(frozen=True, slots=True)
class Count:
    """A number of things: customers, payments, reps."""

    value: Decimal


Quantity = Money | Rate | Months | Ratio | Count
