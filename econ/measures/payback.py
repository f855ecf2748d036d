"""How many months until a customer has paid back its cost: on paper, with churn, in cash."""

from __future__ import annotations

from econ.book import Book
from econ.bounds import ZERO
from econ.formula import payback as formula
from econ.inputs import PaybackInputs
from econ.measures.ltv import assume_periods
from econ.outcome import Answer
from econ.quantity import Count, Money, Months, Quantity, Rate
from econ.terms import Terms, months, terms_of
from econ.unit_inputs import UnitInputs
from econ.work import payback as work
from econ.work import worth

PAYBACK = ("payback_months", "payback_months_churn_adjusted", "payback_months_cash")


def payback(given: PaybackInputs) -> Answer:
    """CAC ÷ gross profit a month; the same for a group that shrinks by churn; the month the cash is back."""
    book = Book((*PAYBACK, "ltv", "gross_profit_month", "verdict", "cac"))
    assume_periods(given, book)
    assert given.arpa is not None
    unit = UnitInputs(
        arpa=Money(given.arpa.amount, given.arpa.currency, given.arpa_period),
        margin=given.margin,
        churn=Rate(given.churn.value, given.churn_period) if given.churn else None,
        cac=given.cac,
        renewal_period=given.renewal_period,
    )
    terms = terms_of(unit, book)
    worth.gross_profit_month(terms, book)
    if worth.earns(terms, book):
        work.work_out(terms, book)
        _cash(given, terms, book)
    if terms.churn is not None and terms.churn < 0:
        book.warn("negative_churn_no_payback", churn=terms.operands["churn"])
    return book.answer("payback", PAYBACK)


def _cash(given: PaybackInputs, terms: Terms, book: Book) -> None:
    assert terms.cac is not None
    assert terms.gross_profit is not None
    cycle = given.sales_cycle_months or Months(ZERO)
    prepaid = given.prepaid_months or Count(ZERO)
    earned = book.values["gross_profit_month"]
    assert isinstance(earned, Money)
    found = formula.payback_cash(terms.cac, earned.amount, cycle.value, prepaid.value)
    operands: dict[str, Quantity] = {"cac": terms.operands["cac"], "gross_profit_month": earned}
    expression = "⌈{cac} ÷ {gross_profit_month}⌉"
    if prepaid.value:
        operands["prepaid_months"] = prepaid
        expression = "(⌈{cac} ÷ ({gross_profit_month} × {prepaid_months})⌉ − 1) × {prepaid_months}"
    if cycle.value:
        operands["sales_cycle_months"] = cycle
        expression = f"{{sales_cycle_months}} + {expression}"
    book.step("payback_months_cash", expression, operands, months(found))
    book.assume("cash_at_margin" if prepaid.value else "cash_in_arrears")
    if given.churn is not None:
        book.assume("cash_without_churn")
