"""The same customer under every convention there is for LTV, with what sets each apart from ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from econ import bounds
from econ.book import Book
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import ltv as value
from econ.inputs_data import ReconcileInputs
from econ.outcome import Answer, Value
from econ.period import MONTHS, flow, rate
from econ.quantity import PER_YEAR, Money, Months, Period, Quantity, Rate
from econ.terms import money, share
from econ.work import worth

RECONCILE = ("ltv", "conventions")
#: Two figures this near are one, but for the last digit of a division.
_SAME = Decimal("1e-25")


class _Row:
    """One convention, as it is added to the list."""

    __slots__ = ("book", "currency", "ours", "rows")

    def __init__(self, book: Book, currency: str | None, ours: Decimal) -> None:
        self.book, self.currency, self.ours = book, currency, ours
        self.rows: list[Value] = []

    def add(self, convention: str, amount: Decimal) -> dict[str, Any]:
        """Adds it with its gap from ours, and gives the facts for its sentence."""
        apart = amount - self.ours
        if abs(apart) < self.ours * _SAME:
            apart = ZERO
        found, gap = money(amount, self.currency), money(apart, self.currency)
        row: dict[str, Value] = {"convention": convention, "ltv": found, "gap": gap}
        row["gap_share"] = share(apart / self.ours)
        self.rows.append(row)
        return {"ltv": found, "gap": gap}


def reconcile(given: ReconcileInputs) -> Answer:
    """LTV as billing tools, margin formulas, shops and finance have it; the gap of each from price × margin
    ÷ churn, and why. The founding text's wording adds up what must be multiplied: explained, not computed."""
    book = Book(RECONCILE)
    assert given.arpa is not None
    assert given.margin is not None
    assert given.churn is not None
    if given.horizon_months.value == 0:
        raise EconError("span_zero", "horizon_months")
    bounds.months(Months(given.horizon_months.value), "horizon_months")
    run = given.renewal_period or given.arpa_period
    price = flow(Money(given.arpa.amount, given.arpa.currency, given.arpa_period), run)
    churn = share(rate(Rate(given.churn.value, given.churn_period), run).value, run)
    if given.margin.value <= 0:
        month = money(price.amount * given.margin.value / MONTHS[run], price.currency, "month")
        book.none("no_margin", {"margin": given.margin}, {"gross_profit_month": month})
        return book.answer("reconcile")
    if churn.value <= 0:
        _no_end(given, price, churn, run, book)
        return book.answer("reconcile")
    operands: dict[str, Quantity] = {"arpa": price, "margin": given.margin, "churn": churn}
    ours = value.simple(price.amount * given.margin.value, churn.value)
    book.step("ltv", "{arpa} × {margin} ÷ {churn}", operands, money(ours, price.currency))
    rows = _Row(book, price.currency, ours)
    _undiscounted(given, price.amount, churn.value, run, rows)
    _discounted(given, price.amount * given.margin.value, churn.value, run, rows)
    _capped(given, price.amount * given.margin.value, churn.value, run, rows)
    book.assume("convention_founding", ltv=money(ours, price.currency))
    book.values["conventions"] = (*rows.rows, _founding())
    book.assume("constant_churn")
    return book.answer("reconcile")


def _undiscounted(given: ReconcileInputs, price: Decimal, churn: Decimal, run: Period, rows: _Row) -> None:
    assert given.margin is not None
    margin, book = given.margin.value, rows.book
    rows.add("margin", value.simple(price * margin, churn))
    book.assume("convention_margin")
    revenue = rows.add("revenue", value.simple(price, churn))
    book.assume("convention_revenue", margin=given.margin, **revenue)
    bought = value.purchases(price, PER_YEAR[run], value.lifetime(churn) / PER_YEAR[run], margin)
    rows.add("purchases", bought)
    book.assume("convention_purchases")
    if given.revenue_churn is not None:
        lost = rate(Rate(given.revenue_churn.value, given.churn_period), run)
        if lost.value > 0:
            facts = rows.add("revenue_churn", value.simple(price * margin, lost.value))
            book.assume("convention_revenue_churn", **facts)
        else:
            book.warn("revenue_churn_not_positive", churn=given.revenue_churn)


def _discounted(given: ReconcileInputs, profit: Decimal, churn: Decimal, run: Period, rows: _Row) -> None:
    """The three timings, at a year's discount brought to the period."""
    per_run = -losing.compound(-given.discount.value, ONE / PER_YEAR[run])
    book, stay = rows.book, 1 - churn
    now = rows.add("discounted_immediate", value.discounted(profit, stay, per_run, "immediate"))
    book.assume("convention_discounted_immediate", discount=given.discount, **now)
    later = rows.add("discounted_end_of_period", value.discounted(profit, stay, per_run, "end_of_period"))
    book.assume("convention_discounted_end_of_period", **later)
    renewed = value.discounted(profit, stay, per_run, "after_first_renewal")
    facts = rows.add("discounted_after_first_renewal", renewed)
    book.assume("convention_discounted_after_first_renewal", **facts)


def _capped(given: ReconcileInputs, profit: Decimal, churn: Decimal, run: Period, rows: _Row) -> None:
    periods = given.horizon_months.value / MONTHS[run]
    facts = rows.add("capped", profit * value.lived(churn, periods))
    rows.book.assume("convention_capped", horizon=Months(given.horizon_months.value), **facts)


def _founding() -> Value:
    """(purchase value + frequency + customer value + lifespan) ÷ churn: no amount, so none is given."""
    return {"convention": "founding_text", "ltv": None, "gap": None, "gap_share": None}


def _no_end(given: ReconcileInputs, price: Money, churn: Rate, run: Period, book: Book) -> None:
    """With nobody leaving only a cap gives a figure."""
    assert given.margin is not None
    discount = worth.discount_per(MONTHS[run])
    profit = price.amount * given.margin.value
    instead: dict[str, Quantity] = {
        f"ltv_{cap}": money(value.capped(profit, churn.value, discount, cap / MONTHS[run]), price.currency)
        for cap in worth.CAPS
    }
    book.assume("capped_horizon", benchmark="cap_discount")
    book.none("zero_churn" if churn.value == ZERO else "negative_churn", {"churn": churn}, instead)
