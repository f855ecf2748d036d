"""How well sales and marketing money turns into recurring revenue, and value that grows with its customer."""

from __future__ import annotations

from decimal import Decimal

from econ import bounds
from econ.book import Book, named
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import efficiency as formula
from econ.inputs_data import (
    CacRatioInputs,
    ExpansionInputs,
    MagicNumberInputs,
    QuickRatioInputs,
    SalesEfficiencyInputs,
)
from econ.outcome import Answer
from econ.quantity import Count, Money, Quantity, Rate
from econ.terms import money, ratio, share
from econ.work import worth

MAGIC_NUMBER = ("magic_number",)
QUICK_RATIO = ("quick_ratio", "net_new_revenue")
CAC_RATIO = ("cac_ratio",)
SALES_EFFICIENCY = ("sales_efficiency", "sales_efficiency_net")
EXPANSION = ("ltv",)

#: Below the one, mend the engine first; above the other, it can take more money (Scale Venture Partners).
FAIR, STRONG = Decimal("0.75"), ONE
#: What investors look for in a quick ratio.
QUICK = Decimal(4)


def magic_number(given: MagicNumberInputs) -> Answer:
    """4 × the change of quarterly revenue ÷ the spend of the quarter before. ARR isn't times 4."""
    book = Book(MAGIC_NUMBER)
    grown, arr, spend = given.delta_revenue_quarter, given.delta_arr, given.prior_quarter_spend
    assert spend is not None
    if grown is not None and arr is not None:
        raise EconError("revenue_and_arr", "delta_arr")
    currency = bounds.one_currency(grown, arr, spend)
    if spend.amount == 0:
        book.none("no_spend", {}, {})
        return book.answer("magic_number")
    operands: dict[str, Quantity] = {"prior_quarter_spend": Money(spend.amount, currency)}
    if grown is not None:
        operands["delta_revenue_quarter"] = Money(grown.amount, currency)
        found = ratio(formula.magic_number(grown.amount, spend.amount))
        book.step("magic_number", "4 × {delta_revenue_quarter} ÷ {prior_quarter_spend}", operands, found)
        book.assume("quarter_times_four")
    else:
        assert arr is not None
        operands["delta_arr"] = Money(arr.amount, currency)
        found = ratio(formula.magic_number_arr(arr.amount, spend.amount))
        book.step("magic_number", "{delta_arr} ÷ {prior_quarter_spend}", operands, found)
        book.assume("arr_not_times_four")
    if found.value < FAIR:
        book.warn("magic_number_low", benchmark="magic_number", found=found)
    elif found.value > STRONG:
        book.warn("magic_number_high", benchmark="magic_number", found=found)
    return book.answer("magic_number")


def quick_ratio(given: QuickRatioInputs) -> Answer:
    """Recurring revenue won ÷ lost. With nothing lost there is no ratio, however small the growth."""
    book = Book(QUICK_RATIO)
    parts = (given.new, given.expansion, given.churned, given.contraction)
    currency = bounds.one_currency(*parts)
    new, expansion, churned, contraction = (part.amount if part else ZERO for part in parts)
    net = money(new + expansion - churned - contraction, currency)
    book.values["net_new_revenue"] = net
    if churned + contraction == 0:
        book.none("nothing_lost", {}, {"net_new_revenue": net})
        return book.answer("quick_ratio")
    operands: dict[str, Quantity] = {
        "revenue_new": money(new, currency),
        "revenue_expansion": money(expansion, currency),
        "revenue_churned": money(churned, currency),
        "revenue_contraction": money(contraction, currency),
    }
    expression = "({revenue_new} + {revenue_expansion}) ÷ ({revenue_churned} + {revenue_contraction})"
    found = ratio(formula.quick_ratio(new, expansion, churned, contraction))
    book.step("quick_ratio", expression, operands, found)
    if found.value < QUICK:
        book.warn("quick_ratio_low", benchmark="quick_ratio", found=found)
    return book.answer("quick_ratio")


def cac_ratio(given: CacRatioInputs) -> Answer:
    """Spend ÷ new ARR: what a unit of yearly recurring revenue costs to win."""
    book = Book(CAC_RATIO)
    assert given.spend is not None
    assert given.new_arr is not None
    currency = bounds.one_currency(given.spend, given.new_arr)
    if given.new_arr.amount == 0:
        book.none("no_new_arr", {}, {"spend": money(given.spend.amount, currency)})
        return book.answer("cac_ratio")
    operands = _spent(given, currency)
    found = ratio(formula.cac_ratio(given.spend.amount, given.new_arr.amount))
    book.step("cac_ratio", "{spend} ÷ {new_arr}", operands, found)
    book.assume("same_period_spend")
    return book.answer("cac_ratio")


def sales_efficiency(given: SalesEfficiencyInputs) -> Answer:
    """New ARR ÷ spend, gross; net of the ARR lost, where that was said."""
    book = Book(SALES_EFFICIENCY)
    assert given.spend is not None
    assert given.new_arr is not None
    currency = bounds.one_currency(given.spend, given.new_arr, given.lost_arr)
    if given.spend.amount == 0:
        book.none("no_spend", {}, {})
        return book.answer("sales_efficiency")
    operands = _spent(given, currency)
    gross = ratio(formula.sales_efficiency(given.new_arr.amount, given.spend.amount))
    book.step("sales_efficiency", "{new_arr} ÷ {spend}", operands, gross)
    if given.lost_arr is not None:
        lost: dict[str, Quantity] = {"lost_arr": money(given.lost_arr.amount, currency)}
        net = formula.sales_efficiency(given.new_arr.amount - given.lost_arr.amount, given.spend.amount)
        book.step("sales_efficiency_net", "({new_arr} − {lost_arr}) ÷ {spend}", operands | lost, ratio(net))
    book.assume("same_period_spend")
    return book.answer("sales_efficiency")


def _spent(given: CacRatioInputs, currency: str | None) -> dict[str, Quantity]:
    assert given.spend is not None
    assert given.new_arr is not None
    return {"spend": Money(given.spend.amount, currency), "new_arr": Money(given.new_arr.amount, currency)}


#: No machine's number holds what a doubling each month makes of a century.
_LARGEST = Decimal("1e100")

#: How value is written with no end, and within a horizon; K is `kept`, q is `kept_growing`.
_LINEAR = "{gross_profit_month} ÷ (1 − {kept}) + {growth_per_month} × {kept} ÷ (1 − {kept}) ^ 2"
_LINEAR_WITHIN = "Σ ({gross_profit_month} + t × {growth_per_month}) × {kept} ^ t, 0 ≤ t < {horizon_months}"
_SHARE = "{gross_profit_month} ÷ (1 − {kept_growing})"
_SHARE_WITHIN = "Σ {gross_profit_month} × {kept_growing} ^ t, 0 ≤ t < {horizon_months}"


def ltv_expansion(given: ExpansionInputs) -> Answer:
    """LTV of a margin that grows month by month; where it outgrows churn and discount, capped values."""
    book = Book(EXPANSION)
    assert given.gross_profit_month is not None
    assert given.churn is not None
    if given.growth_per_month is not None and given.growth_rate is not None:
        raise EconError("two_growths", "growth_rate")
    if given.horizon_months is not None and given.horizon_months.value == 0:
        raise EconError("span_zero", "horizon_months")
    _judge_horizon(given)
    discount = given.discount_month.value if given.discount_month else ZERO
    operands: dict[str, Quantity] = {
        "gross_profit_month": given.gross_profit_month,
        "churn": Rate(given.churn.value, "month"),
        "discount": Rate(discount, "month"),
    }
    book.assume("growth_per_survivor")
    if given.discount_month is None:
        book.assume("undiscounted")
    if given.gross_profit_month.amount <= 0:
        book.none("no_margin_month", {"gross_profit_month": given.gross_profit_month}, {})
        return book.answer("ltv_expansion")
    kept = _kept(given, discount, operands, book)
    if given.horizon_months is not None:
        operands["horizon_months"] = given.horizon_months
        expression = _LINEAR_WITHIN if given.growth_rate is None else _SHARE_WITHIN
        found = _within(given, kept, given.horizon_months.value)
        if abs(found) > _LARGEST:
            raise EconError("too_large", "growth_rate" if given.growth_rate is not None else "horizon_months")
    elif kept < 1:
        expression = _LINEAR if given.growth_rate is None else _SHARE
        found = formula.expanding(given.gross_profit_month.amount, _grown(given), kept)
    else:
        _capped(given, book)
        return book.answer("ltv_expansion")
    book.step("ltv", expression, named(operands, expression), money(found, _currency(given)))
    return book.answer("ltv_expansion")


def _judge_horizon(given: ExpansionInputs) -> None:
    if given.horizon_months is not None and given.horizon_months.value > bounds.LONGEST:
        raise EconError("too_long", "horizon_months")


def _kept(given: ExpansionInputs, discount: Decimal, operands: dict[str, Quantity], book: Book) -> Decimal:
    """The share of a month's value that the next month's has, growth in per cent included."""
    assert given.churn is not None
    if given.growth_rate is not None:
        operands["growth_rate"] = Rate(given.growth_rate.value, "month")
        kept = formula.kept(formula.growing_loss(given.churn.value, given.growth_rate.value), discount)
        expression = "(1 − {churn}) × (1 + {growth_rate}) ÷ (1 + {discount})"
        book.step("kept_growing", expression, named(operands, expression), ratio(kept))
        operands["kept_growing"] = ratio(kept)
        return kept
    assert given.growth_per_month is not None
    operands["growth_per_month"] = Money(given.growth_per_month.amount, _currency(given))
    kept = formula.kept(given.churn.value, discount)
    expression = "(1 − {churn}) ÷ (1 + {discount})"
    book.step("kept", expression, named(operands, expression), ratio(kept))
    operands["kept"] = ratio(kept)
    return kept


def _grown(given: ExpansionInputs) -> Decimal:
    """What is added each month; a growth in per cent is in `kept` already."""
    return given.growth_per_month.amount if given.growth_per_month else ZERO


def _within(given: ExpansionInputs, kept: Decimal, periods: Decimal) -> Decimal:
    assert given.gross_profit_month is not None
    return formula.expanding_within(given.gross_profit_month.amount, _grown(given), kept, periods)


def _currency(given: ExpansionInputs) -> str | None:
    return bounds.one_currency(given.gross_profit_month, given.growth_per_month)


def _capped(given: ExpansionInputs, book: Book) -> None:
    """It never ends: so many months of it instead, discounted as said, else at 10 % a year."""
    assert given.churn is not None
    loss = given.churn.value
    if given.growth_rate is not None:
        loss = formula.growing_loss(loss, given.growth_rate.value)
    if given.discount_month is None:
        book.assume("capped_horizon", benchmark="cap_discount")
        discount = worth.discount_per(ONE)
    else:
        discount = given.discount_month.value
    kept = formula.kept(loss, discount)
    instead: dict[str, Quantity] = {
        f"ltv_{cap}": money(_within(given, kept, Decimal(cap)), _currency(given)) for cap in worth.CAPS
    }
    net = share(loss, "month")
    book.none("outgrows_churn", {"net_churn": net, "kept": Count(kept)}, instead)
