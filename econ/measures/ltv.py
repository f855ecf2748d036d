"""Lifetime value in its three forms: recurring, by purchases, discounted."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, named
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import ltv as formula
from econ.inputs import DiscountedInputs, LtvCacInputs, LtvInputs, PaybackInputs, PurchaseInputs
from econ.outcome import Answer
from econ.period import rate
from econ.quantity import PER_YEAR, Count, Money, Months, Quantity, Rate
from econ.terms import money, ratio, share, terms_of, tidy
from econ.work import life, worth

LTV = ("ltv", "revenue_ltv", "lifetime_months", "gross_profit_month", "five_year_ltv")
PURCHASES = ("revenue_ltv", "ltv", "lifetime_months")
DISCOUNTED = ("ltv", "margin_multiple")


def assume_periods(given: LtvInputs | PaybackInputs | LtvCacInputs, book: Book) -> None:
    """Says which periods were taken for granted."""
    if given.arpa is not None and not given.said("arpa_period"):
        book.assume("price_period_month")
    if given.churn is not None and not given.said("churn_period"):
        book.assume("churn_period_month")


def ltv(given: LtvInputs) -> Answer:
    """Price × gross margin ÷ churn, in the period at which customers can leave. Without a margin, the
    revenue alone."""
    book = Book((*LTV, "churn_month", "churn_year"))
    assume_periods(given, book)
    unit = given.unit()
    terms = terms_of(unit, book)
    life.work_out(unit, terms, book)
    worth.work_out(terms, book)
    return book.answer("ltv", LTV)


def ltv_purchases(given: PurchaseInputs) -> Answer:
    """Purchase value × purchases per period × lifespan × margin; the lifespan is 1 ÷ churn where churn is."""
    book = Book(PURCHASES)
    assert given.purchase_value is not None
    assert given.purchases_per_period is not None
    if given.lifetime_years is not None and given.churn is not None:
        raise EconError("churn_and_lifetime", "lifetime_years")
    operands: dict[str, Quantity] = {
        "purchase_value": given.purchase_value,
        "purchases_per_period": given.purchases_per_period,
    }
    if given.margin is not None:
        operands["margin"] = given.margin
    lifespan = _lifespan(given, book)
    if lifespan is None:
        return book.answer("ltv_purchases")
    operands["lifespan"] = Count(tidy(lifespan))
    book.values["lifetime_months"] = Months(tidy(lifespan * 12 / PER_YEAR[given.period]))
    _bought("revenue_ltv", operands, given, lifespan, book)
    if given.margin is None:
        book.warn("revenue_only")
    elif given.margin.value <= 0:
        loss = money(_worth(given, lifespan, given.margin.value), given.purchase_value.currency)
        book.none("no_margin", {"margin": given.margin}, {"gross_profit_lifetime": loss})
    else:
        _bought("ltv", operands, given, lifespan, book)
    return book.answer("ltv_purchases")


def _lifespan(given: PurchaseInputs, book: Book) -> Decimal | None:
    """In the period of the purchases; None where nobody ever leaves."""
    if given.lifetime_years is not None:
        return given.lifetime_years.value * PER_YEAR[given.period]
    assert given.churn is not None
    if not given.said("churn_period"):
        book.assume("churn_period_month")
    churn = share(rate(Rate(given.churn.value, given.churn_period), given.period).value, given.period)
    if churn.value > 0:
        book.step("lifespan", "1 ÷ {churn}", {"churn": churn}, Count(tidy(formula.lifetime(churn.value))))
        return formula.lifetime(churn.value)
    margin = given.margin.value if given.margin else ONE
    instead: dict[str, Quantity] = {}
    for cap in worth.CAPS:
        earned = formula.capped(
            _worth(given, ONE, margin),
            churn.value,
            worth.discount_per(Decimal(12) / PER_YEAR[given.period]),
            cap * PER_YEAR[given.period] / 12,
        )
        name = f"ltv_{cap}" if given.margin else f"revenue_ltv_{cap}"
        instead[name] = money(earned, given.purchase_value.currency if given.purchase_value else None)
    book.assume("capped_horizon", benchmark="cap_discount")
    book.none("zero_churn" if churn.value == 0 else "negative_churn", {"churn": churn}, instead)
    return None


def _worth(given: PurchaseInputs, lifespan: Decimal, margin: Decimal) -> Decimal:
    value, often = given.purchase_value, given.purchases_per_period
    return formula.purchases(
        value.amount if value else ZERO, often.value if often else ZERO, lifespan, margin
    )


def _bought(
    key: str, operands: dict[str, Quantity], given: PurchaseInputs, lifespan: Decimal, book: Book
) -> None:
    expression, margin = "{purchase_value} × {purchases_per_period} × {lifespan}", ONE
    if key == "ltv" and given.margin is not None:
        expression, margin = expression + " × {margin}", given.margin.value
    currency = given.purchase_value.currency if given.purchase_value else None
    book.step(key, expression, named(operands, expression), money(_worth(given, lifespan, margin), currency))


#: How each timing is written: with no end, and within a horizon.
_ENDLESS = {
    "immediate": "{margin_per_period} × (1 + {discount}) ÷ (1 + {discount} − {retention})",
    "after_first_renewal": "{margin_per_period} × {retention} ÷ (1 + {discount} − {retention})",
    "end_of_period": "{margin_per_period} ÷ (1 + {discount} − {retention})",
}
_FLAT = "{margin_per_period} × {horizon_periods}"
_WITHIN = " × (1 − ({retention} ÷ (1 + {discount})) ^ {horizon_periods})"


def ltv_discounted(given: DiscountedInputs) -> Answer:
    """The margin of every period to come, weighed by retention and discounted; with a horizon, of so many."""
    book = Book(DISCOUNTED)
    assert given.margin_per_period is not None
    assert given.retention is not None
    assert given.discount is not None
    paid = given.margin_per_period
    operands: dict[str, Quantity] = {
        "margin_per_period": paid,
        "retention": given.retention,
        "discount": given.discount,
    }
    book.assume(f"timing_{given.timing}")
    endless = given.retention.value < 1 + given.discount.value
    if given.horizon_periods is not None:
        operands["horizon_periods"] = given.horizon_periods
        expression = _ENDLESS[given.timing] + _WITHIN if endless else _FLAT
        multiple = _within(given, given.horizon_periods.value)
    elif endless:
        expression = _ENDLESS[given.timing]
        multiple = formula.discounted(ONE, given.retention.value, given.discount.value, given.timing)
    else:
        instead: dict[str, Quantity] = {
            f"ltv_{cap}_periods": money(paid.amount * _within(given, Decimal(cap)), paid.currency)
            for cap in worth.CAPS
        }
        book.none("never_converges", dict(operands), instead)
        return book.answer("ltv_discounted")
    found = Money(tidy(paid.amount * multiple), paid.currency)
    book.step("ltv", expression, named(operands, expression), found)
    book.values["margin_multiple"] = ratio(multiple)
    return book.answer("ltv_discounted")


def _within(given: DiscountedInputs, periods: Decimal) -> Decimal:
    assert given.retention is not None
    assert given.discount is not None
    return formula.discounted_within(ONE, given.retention.value, given.discount.value, periods, given.timing)
