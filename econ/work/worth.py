"""What a customer is worth: gross profit, revenue, lifetime value, and that beside its cost."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, named
from econ.bounds import ZERO
from econ.formula import cac as cost
from econ.formula import churn as losing
from econ.formula import ltv as value
from econ.period import MONTHS
from econ.quantity import Count, Money, Months, Quantity
from econ.terms import Terms, money, ratio, tidy
from econ.verdict import verdict_of
from econ.work.life import FIVE_YEARS

#: The horizons, in months, and the discount a year, shown where LTV has no finite value (our convention).
CAPS = (36, 60, 84)
CAP_DISCOUNT = Decimal("0.10")


def work_out(terms: Terms, book: Book) -> None:
    if terms.cac is not None:
        book.values["cac"] = terms.operands["cac"]
    if terms.price is None:
        return
    gross_profit_month(terms, book)
    if terms.payments is not None:
        _revenue(terms, book)
    if terms.margin is None:
        book.warn("revenue_only")
        return
    if not earns(terms, book):
        return
    if terms.payments is not None:
        _ltv(terms, book)
        _five_years(terms, book)
    elif terms.churn is not None:
        _no_end(terms, book)


def _margin_expression(terms: Terms) -> str:
    return "({margin} − {discount_rate})" if terms.discount else "{margin}"


def _net(terms: Terms) -> str:
    return "{arpa} × (1 − {discount_rate})" if terms.discount else "{arpa}"


def gross_profit_month(terms: Terms, book: Book) -> None:
    """Of a month once the customer has renewed, so any commission is off it."""
    if terms.lasting_profit is None:
        return
    expression = f"{{arpa}} × {_margin_expression(terms)}"
    if terms.commission:
        expression += f" − {{renewal_commission}} × {_net(terms)}"
    operands = named(terms.operands, expression)
    if terms.run != "month":
        expression = f"({expression})" if terms.commission else expression
        expression += " ÷ {months_per_period}"
        operands["months_per_period"] = Months(tidy(MONTHS[terms.run]))
    found = money(terms.lasting_profit / terms.months, terms.currency, "month")
    book.step("gross_profit_month", expression, operands, found)
    terms.operands["gross_profit_month"] = found


def earns(terms: Terms, book: Book) -> bool:
    """Whether a customer earns anything before its cost; if not, no life is long enough."""
    assert terms.lasting_profit is not None
    if terms.lasting_profit > 0:
        return True
    month = money(terms.lasting_profit / terms.months, terms.currency, "month")
    instead: dict[str, Quantity] = {"gross_profit_month": month}
    if terms.payments is not None:
        instead["gross_profit_lifetime"] = money(_total(terms), terms.currency)
    book.none("no_margin", {"gross_profit_month": month, "margin": terms.operands["margin"]}, instead)
    book.values["verdict"] = "loses_money"
    return False


def _total(terms: Terms) -> Decimal:
    """Lifetime value under all terms; the plain formula where there are only price, margin and churn."""
    assert terms.payments is not None
    assert terms.gross_profit is not None
    assert terms.margin is not None
    if terms.times_payments == " ÷ {churn}" and terms.churn is not None:
        earned = value.simple(terms.gross_profit, terms.churn)
    else:
        earned = terms.gross_profit * terms.payments
    return earned + terms.fee * terms.margin - terms.renewal_cost * renewals(terms.payments)


def renewals(payments: Decimal) -> Decimal:
    """All payments but the first."""
    return max(payments - 1, ZERO)


def _revenue(terms: Terms, book: Book) -> None:
    assert terms.price is not None
    assert terms.payments is not None
    expression = _net(terms) + terms.times_payments
    net = terms.price * (1 - terms.discount)
    plain = terms.times_payments == " ÷ {churn}" and terms.churn is not None
    earned = value.simple(net, terms.churn) if plain and terms.churn is not None else net * terms.payments
    if terms.fee:
        expression += " + {one_off_fee}"
    found = money(earned + terms.fee, terms.currency)
    book.step("revenue_ltv", expression, named(terms.operands, expression), found)


def _ltv(terms: Terms, book: Book) -> None:
    expression = _ltv_expression(terms, terms.times_payments)
    found = money(_total(terms), terms.currency)
    book.step("ltv", expression, named(terms.operands, expression), found)
    book.assume("constant_churn")
    compare(found, terms, book)


def _ltv_expression(terms: Terms, times_payments: str) -> str:
    expression = f"{{arpa}} × {_margin_expression(terms)}{times_payments}"
    if terms.fee:
        expression += " + {one_off_fee} × {margin}"
    if terms.commission:
        expression += f" − {{renewal_commission}} × {_net(terms)} × ({{payments}} − 1)"
    return expression


def compare(ltv: Money, terms: Terms, book: Book) -> None:
    """Puts the value beside the cost, both ways, with the verdict."""
    if terms.cac is None:
        return
    known: dict[str, Quantity] = {"ltv": ltv, "cac": terms.operands["cac"]}
    found = ratio(cost.ltv_cac(ltv.amount, terms.cac))
    book.step("ltv_cac", "{ltv} ÷ {cac}", known, found)
    if ltv.amount:
        book.values["cac_ltv"] = ratio(terms.cac / ltv.amount)
    book.values["verdict"] = verdict_of(found.value)


def _five_years(terms: Terms, book: Book) -> None:
    """Where the expected life is over five years, what five of them are worth."""
    life = book.values["lifetime_months"]
    if not isinstance(life, Months) or life.value <= FIVE_YEARS or terms.horizon is not None:
        return
    assert terms.churn is not None
    assert terms.gross_profit is not None
    periods = FIVE_YEARS / terms.months
    lived = value.lived(terms.churn, periods)
    earned = terms.gross_profit * lived - terms.renewal_cost * renewals(lived)
    worth = money(earned + terms.fee * (terms.margin or ZERO), terms.currency)
    expression = _ltv_expression(terms, " × {payments}")
    operands = named(terms.operands, expression) | {"payments": Count(tidy(lived))}
    book.step("five_year_ltv", expression, operands, worth)
    book.warn("life_over_five_years", lifetime=life)
    if terms.cac is not None:
        beside = ratio(cost.ltv_cac(worth.amount, terms.cac))
        book.values["five_year_ltv_cac"] = beside
        book.values["five_year_verdict"] = verdict_of(beside.value)


def _no_end(terms: Terms, book: Book) -> None:
    """No churn, or net churn below zero: no finite value, but capped ones, with the future discounted."""
    assert terms.churn is not None
    instead: dict[str, Quantity] = {}
    discount = discount_per(terms.months)
    for cap in CAPS:
        worth = money(_capped(terms, discount, cap / terms.months), terms.currency)
        instead[f"ltv_{cap}"] = worth
        if terms.cac is not None:
            instead[f"ltv_cac_{cap}"] = ratio(cost.ltv_cac(worth.amount, terms.cac))
    key = "zero_churn" if terms.churn == 0 else "negative_churn"
    book.assume("capped_horizon", benchmark="cap_discount")
    book.none(key, {"churn": terms.operands["churn"]}, instead)


def discount_per(months: Decimal) -> Decimal:
    """The year's discount for so many months, by compounding: a loss of −10 % a year, turned round."""
    return -losing.compound(-CAP_DISCOUNT, months / 12)


def _capped(terms: Terms, discount: Decimal, periods: Decimal) -> Decimal:
    assert terms.churn is not None
    assert terms.gross_profit is not None
    earned = value.capped(terms.gross_profit, terms.churn, discount, periods)
    lived = value.capped(Decimal(1), terms.churn, discount, periods)
    return earned + terms.fee * (terms.margin or ZERO) - terms.renewal_cost * renewals(lived)
