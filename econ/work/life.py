"""How long a customer stays, and the churn as people quote it: per month and per year."""

from __future__ import annotations

from econ.book import Book
from econ.bounds import ZERO
from econ.period import MONTHS, rate
from econ.quantity import Months, Quantity, Rate
from econ.terms import Terms, months, share, tidy
from econ.unit_inputs import UnitInputs

#: Beyond this a constant-churn life is more hope than measurement: the five-year verdict stands beside it.
FIVE_YEARS = 60


def work_out(given: UnitInputs, terms: Terms, book: Book) -> None:
    _churn_as_quoted(given, terms, book)
    if given.lifetime is not None:
        book.values["lifetime_months"] = given.lifetime
    elif terms.churn is not None and terms.churn > ZERO:
        _lifetime(terms, book)


def _lifetime(terms: Terms, book: Book) -> None:
    assert terms.churn is not None
    operands: dict[str, Quantity] = {"churn": terms.operands["churn"]}
    expression = "1 ÷ {churn}"
    if terms.run != "month":
        operands["months_per_period"] = Months(tidy(MONTHS[terms.run]))
        expression = "{months_per_period} ÷ {churn}"
    book.step("lifetime_months", expression, operands, months(terms.months / terms.churn))


def _churn_as_quoted(given: UnitInputs, terms: Terms, book: Book) -> None:
    """From the churn as it was said: converting it twice would only add rounding."""
    said = given.churn
    if said is not None:
        said = Rate(said.value, given.churn_period)
    elif terms.churn is not None:
        said = Rate(terms.churn, terms.run)
    else:
        return
    book.values["churn_month"] = share(rate(said, "month").value, "month")
    book.values["churn_year"] = share(rate(said, "year").value, "year")
