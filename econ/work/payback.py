"""When the cost of a customer has come back."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, named
from econ.bounds import ONE, ZERO
from econ.formula import ltv as value
from econ.formula import payback as formula
from econ.quantity import Months, Quantity
from econ.terms import Terms, money, months, ratio, tidy

#: Months beyond which a payback is slow for most; see the benchmark.
SLOW = 18


def work_out(terms: Terms, book: Book) -> None:
    profit = terms.lasting_profit
    if terms.cac is None or profit is None or profit <= 0:
        return
    plain = _plain(terms, profit, book)
    if plain > SLOW:
        book.warn("slow_payback", benchmark="payback_months", payback=months(plain))
    if terms.churn is not None and terms.churn >= 0:
        _adjusted(terms, profit, plain, book)


def owed(terms: Terms) -> Decimal:
    """What payments must bring back: the cost, less the one-off fee's margin, earned at once."""
    assert terms.cac is not None
    return max(terms.cac - terms.fee * (terms.margin or ZERO), ZERO)


def _plain(terms: Terms, profit: Decimal, book: Book) -> Decimal:
    assert terms.cac is not None
    expression = "{cac} ÷ {gross_profit_month}"
    if terms.fee:
        expression = "({cac} − {one_off_fee} × {margin}) ÷ {gross_profit_month}"
    # times before divided: 4,000 ÷ (4,800 ÷ 12) would carry the rounding of a third
    found = formula.payback(owed(terms) * terms.months, profit)
    if not found:
        book.values["payback_months"] = months(found)
        return found
    book.step("payback_months", expression, named(terms.operands, expression), months(found))
    return found


def _adjusted(terms: Terms, profit: Decimal, plain: Decimal, book: Book) -> None:
    assert terms.churn is not None
    assert terms.cac is not None
    due = owed(terms)
    name = "payback_months_churn_adjusted"
    if terms.churn == 0 or plain <= terms.months:
        # nobody has had the chance to leave yet
        book.values[name] = months(plain)
    elif due * terms.churn >= profit:
        _never(terms, book)
    else:
        operands: dict[str, Quantity] = {
            "cac": money(due, terms.currency),
            "churn": terms.operands.get("churn") or ratio(terms.churn),
            "gross_profit": money(profit, terms.currency, terms.run),
        }
        expression = "ln(1 − {cac} × {churn} ÷ {gross_profit}) ÷ ln(1 − {churn})"
        if terms.run != "month":
            expression += " × {months_per_period}"
            operands["months_per_period"] = Months(tidy(terms.months))
        periods = _periods(due, profit, terms)
        book.step(name, expression, operands, months(max(periods * terms.months, plain)))


def _periods(due: Decimal, profit: Decimal, terms: Terms) -> Decimal:
    """The formula's periods; where they are longer than a month, straight between two of its whole ones,
    since all who paid for a year stay for that year."""
    assert terms.churn is not None
    periods = formula.payback_with_churn(due, profit, terms.churn)
    if terms.months <= 1:
        return periods
    whole = periods // ONE
    earned = profit * value.lived(terms.churn, whole)
    return whole + (due - earned) / (profit * (1 - terms.churn) ** whole)


def _never(terms: Terms, book: Book) -> None:
    ltv, paid = book.values.get("ltv"), money(terms.cac or ZERO, terms.currency)
    worth = money((terms.gross_profit or ZERO) / (terms.churn or ONE), terms.currency)
    most = worth if not isinstance(ltv, type(worth)) else ltv
    shortfall = money(paid.amount - most.amount, terms.currency)
    book.none("never_paid_back", {"cac": paid, "ltv": most}, {"break_even_cac": most, "shortfall": shortfall})
