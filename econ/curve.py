"""One customer's expected earnings over time, to be drawn against what it cost."""

from __future__ import annotations

from decimal import Decimal

from econ.arithmetic import exact
from econ.book import Book
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import ltv as value
from econ.quantity import Months
from econ.terms import Terms, terms_of, tidy
from econ.unit_inputs import UnitInputs
from econ.work import life, payback, worth

#: Horizons a chart may have, in months, each with the months between two of its points: 20 points at most.
HORIZONS = {6: 1, 12: 1, 18: 1, 24: 2, 36: 2, 48: 3, 60: 4, 84: 6, 120: 8}
#: The longest a chart looks ahead when the cost never comes back, or nobody said what it is.
UNCROSSED = 60


def cumulative_margin(inputs: UnitInputs, months: int) -> tuple[Decimal, ...]:
    """Expected cumulative gross profit of one customer won, at month 0, 1 … `months`, in money.

    Each month is weighed by the chance that the customer is still there; where customers can leave only
    at a renewal, the line is straight in between. Undiscounted; a one-off fee is earned at month 0. With no
    churn known, the customer stays. Raises `EconError("missing_input")` without price or margin.

    >>> from econ.quantity import Money, Rate
    >>> price, half = Money(Decimal(100)), Rate(Decimal("0.5"), "month")
    >>> [int(n) for n in cumulative_margin(UnitInputs(price, Rate(Decimal(1)), half), 2)]
    [0, 100, 150]
    """
    with exact():
        terms = terms_of(inputs, Book(()))
        profit = terms.lasting_profit
        if profit is None:
            raise EconError("missing_input", "arpa" if inputs.arpa is None else "margin")
        first = terms.fee * (terms.margin or ZERO)
        return tuple(tidy(first + profit * _lived(terms, Decimal(month))) for month in range(months + 1))


def _lived(terms: Terms, month: Decimal) -> Decimal:
    """Run periods expected to be lived by that month."""
    churn = terms.churn or ZERO
    whole, part = divmod(month / terms.months, 1)
    if not whole:
        return part
    return value.lived(churn, whole) + (1 - churn) ** whole * part


def choose_horizon(inputs: UnitInputs) -> int:
    """How many months to draw: the crossing well inside, or long enough to see that there is none.

    >>> from econ.quantity import Money, Rate
    >>> price, cost = Money(Decimal(500)), Money(Decimal(4000))
    >>> choose_horizon(UnitInputs(price, Rate(Decimal("0.8")), Rate(Decimal("0.03")), cost))
    18
    """
    with exact():
        book = Book(("payback_months_churn_adjusted", "payback_months", "lifetime_months"))
        terms = terms_of(inputs, book)
        life.work_out(inputs, terms, book)
        worth.work_out(terms, book)
        payback.work_out(terms, book)
    crossing = book.values["payback_months_churn_adjusted"] or (
        book.values["payback_months"] if inputs.churn is None and inputs.lifetime is None else None
    )
    if isinstance(crossing, Months):
        return _at_least(crossing.value * Decimal("1.25"), max(HORIZONS))
    stay = book.values["lifetime_months"]
    return _at_least(stay.value * 2 if isinstance(stay, Months) else Decimal(24), UNCROSSED)


def _at_least(months: Decimal, longest: int) -> int:
    wanted = min(months, Decimal(longest))
    return next((horizon for horizon in HORIZONS if horizon >= wanted), longest)


def chart_months(horizon: int) -> tuple[int, ...]:
    """The months to draw of a horizon, first and last among them: 20 at most.

    >>> chart_months(12)[-2:], len(chart_months(36)), chart_months(60)[:3]
    ((11, 12), 19, (0, 4, 8))
    """
    return tuple(range(0, horizon + 1, HORIZONS.get(horizon) or max(1, -(-horizon // 19))))
