"""How large a market is, from the firms there are; and what many small contracts add up to."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import funnel as formula
from econ.formula import ltv as value
from econ.inputs_selling import MarketInputs
from econ.measures.outsource import currency_of
from econ.outcome import Answer
from econ.period import flow, rate
from econ.quantity import Count, Money, Quantity, Rate
from econ.terms import money, tidy

MARKET = ("tam", "sam", "som", "customers", "gross_profit_month", "cumulative_profit")


def market(given: MarketInputs) -> Answer:
    """TAM, SAM and SOM a year, bottom up; with a margin, the profit of the customers won over a horizon."""
    book = Book(MARKET)
    assert given.firms is not None
    assert given.spend_per_firm is not None
    currency = currency_of(given)
    said = Money(given.spend_per_firm.amount, currency, given.spend_period)
    yearly = flow(said, "year")
    firms, spend = given.firms.value, yearly.amount
    reach = given.share_reachable.value if given.share_reachable else None
    won = given.share_won.value if given.share_won else None
    operands: dict[str, Quantity] = {"firms": given.firms, "spend_per_firm": money(spend, currency, "year")}
    total = money(formula.som(firms, spend, ONE, ONE), currency, "year")
    book.step("tam", "{firms} × {spend_per_firm}", operands, total)
    if given.share_reachable is not None and reach is not None:
        served = money(formula.som(firms, spend, reach, ONE), currency, "year")
        parts: dict[str, Quantity] = {"tam": total, "share_reachable": given.share_reachable}
        book.step("sam", "{tam} × {share_reachable}", parts, served)
        if given.share_won is not None and won is not None:
            ours = money(formula.som(firms, spend, reach, won), currency, "year")
            book.step("som", "{sam} × {share_won}", {"sam": served, "share_won": given.share_won}, ours)
            book.values["customers"] = Count(tidy(firms * reach * won))
            _profit(given, said, firms * reach * won, currency, book)
    elif given.share_won is not None:
        raise EconError("missing_input", "share_reachable", inputs="share_reachable")
    return book.answer("market")


def _profit(given: MarketInputs, said: Money, customers: Decimal, currency: str | None, book: Book) -> None:
    """Gross profit of every customer over its own first months, less what winning it cost."""
    if given.margin is None:
        return
    month = money(flow(said, "month").amount * given.margin.value, currency, "month")
    book.values["gross_profit_month"] = month
    if given.horizon_months is None:
        return
    churn = rate(Rate(given.churn.value if given.churn else ZERO, given.churn_period), "month").value
    lived = value.lived(churn, given.horizon_months.value)
    cost = given.cac.amount if given.cac else ZERO
    found = money(customers * (month.amount * lived - cost), currency)
    operands: dict[str, Quantity] = {
        "customers": Count(tidy(customers)),
        "gross_profit_month": month,
        "payments": Count(tidy(lived)),
        "cac": money(cost, currency),
    }
    expression = "{customers} × ({gross_profit_month} × {payments} − {cac})"
    book.step("cumulative_profit", expression, operands, found)
    book.assume("each_customers_own_months", months=given.horizon_months)
    if given.cac is None:
        book.warn("no_cac_in_profit")
