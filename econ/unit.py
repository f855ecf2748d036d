"""The whole judgement on one customer: what it is worth, what it costs, when it pays back, what would help.

`assess` works with whatever subset of the inputs is known and leaves the rest None.
"""

from __future__ import annotations

from econ.arithmetic import exact
from econ.book import Book
from econ.counts import ChurnRange, range_from_counts
from econ.curve import chart_months, choose_horizon, cumulative_margin
from econ.outcome import Answer
from econ.quantity import Ratio
from econ.record import record
from econ.terms import terms_of
from econ.unit_inputs import UnitInputs
from econ.verdict import Verdict, verdict_of
from econ.work import goal, life, payback, worth

__all__ = [
    "Assessment",
    "ChurnRange",
    "UnitInputs",
    "Verdict",
    "assess",
    "chart_months",
    "choose_horizon",
    "cumulative_margin",
    "range_from_counts",
    "verdict_of",
]

OUTPUTS = (
    "ltv",
    "revenue_ltv",
    "lifetime_months",
    "gross_profit_month",
    "cac",
    "ltv_cac",
    "cac_ltv",
    "verdict",
    "payback_months",
    "payback_months_churn_adjusted",
    "max_cac",
    "max_churn",
    "required_arpa",
    "required_margin",
    "churn_month",
    "churn_year",
    "five_year_ltv",
    "five_year_ltv_cac",
    "five_year_verdict",
)


@record(frozen=True, slots=True)
class Assessment:
    """The inputs with everything that follows from them. `target_met` is None where there is no ratio."""

    inputs: UnitInputs
    currency: str | None
    answer: Answer
    verdict: Verdict | None
    target_met: bool | None


def assess(inputs: UnitInputs) -> Assessment:
    """Everything that follows from these inputs. All of `OUTPUTS` are there, None where there's no value.

    >>> from decimal import Decimal
    >>> from econ.quantity import Money, Rate
    >>> unit = UnitInputs(Money(Decimal(500), "EUR", "month"), Rate(Decimal("0.8")),
    ...                   Rate(Decimal("0.05"), "month"), Money(Decimal(4000)))
    >>> found = assess(unit)
    >>> found.verdict, found.answer.values["ltv"]
    ('weak', Money(amount=Decimal('8000.0'), currency='EUR', period=None))
    """
    book = Book(OUTPUTS)
    with exact():
        terms = terms_of(inputs, book)
        life.work_out(inputs, terms, book)
        worth.work_out(terms, book)
        payback.work_out(terms, book)
        goal.work_out(inputs, terms, book)
    found = book.values["ltv_cac"]
    return Assessment(
        inputs,
        terms.currency,
        book.answer("unit"),
        _verdict(book),
        found.value >= inputs.target if isinstance(found, Ratio) else None,
    )


def _verdict(book: Book) -> Verdict | None:
    found = book.values["ltv_cac"]
    if isinstance(found, Ratio):
        return verdict_of(found.value)
    return "loses_money" if book.values["verdict"] == "loses_money" else None
