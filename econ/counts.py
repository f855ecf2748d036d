"""How sure a churn rate is, when it was counted on so many customers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from econ import bounds
from econ.arithmetic import exact
from econ.book import Book
from econ.errors import EconError
from econ.quantity import Count, Money, Rate, Ratio
from econ.terms import share, terms_of
from econ.unit_inputs import UnitInputs
from econ.work import life, worth


@dataclass(frozen=True, slots=True)
class ChurnRange:
    """The churn that the counts allow at this level, and what it makes of LTV and LTV ÷ CAC.

    With nobody lost there is no lower bound to the churn and so no upper one to the value: None. Value and
    ratio are also None where price, margin or cost isn't known, or the margin isn't positive.
    """

    churned: int
    exposure: Count
    level: Decimal
    churn: Rate
    churn_low: Rate | None
    churn_high: Rate
    ltv_low: Money | None
    ltv_high: Money | None
    ltv_cac_low: Ratio | None
    ltv_cac_high: Ratio | None


def range_from_counts(
    inputs: UnitInputs, churned: int, customers: int, periods: int = 1, level: Decimal = Decimal("0.95")
) -> ChurnRange:
    """`churned` lost among `customers` watched for `periods` of the churn's own period each.

    The churn's posterior is Beta(k + ½, n − k + ½), n customer-periods (Jeffreys' prior); its outer
    quantiles bound the churn. With k = 0 the upper bound is 3/n, the rule of three (Hanley &
    Lippman-Hand, 1983, "If Nothing Goes Wrong, Is Everything All Right?"). Raises `EconError` for counts
    that can't be.

    >>> from econ.quantity import Money
    >>> price, cost = Money(Decimal(500)), Money(Decimal(4000))
    >>> unit = UnitInputs(price, Rate(Decimal("0.8")), Rate(Decimal("0.03")), cost)
    >>> found = range_from_counts(unit, churned=18, customers=600)
    >>> [round(r.value, 1) for r in (found.ltv_cac_low, found.ltv_cac_high)]
    [Decimal('2.2'), Decimal('5.4')]
    """
    exposure = _exposure(churned, customers, periods, level)
    period = inputs.churn_period
    with exact():
        low, high = _bounds(churned, exposure, level)
        seen = share(Decimal(churned) / exposure, period)
        churn_low = None if low is None else share(low, period)
        churn_high = share(high, period)
    ltv_low, ratio_low = _worth_at(inputs, churn_high)
    ltv_high, ratio_high = (None, None) if churn_low is None else _worth_at(inputs, churn_low)
    return ChurnRange(
        churned, Count(Decimal(exposure)), level, seen, churn_low, churn_high,
        ltv_low, ltv_high, ratio_low, ratio_high,
    )  # fmt: skip


def _exposure(churned: int, customers: int, periods: int, level: Decimal) -> int:
    for number, field in ((customers, "customers"), (periods, "periods")):
        if number < 1:
            raise EconError("count_zero", field)
    exposure = customers * periods
    bounds.number(Decimal(exposure), "customers")
    if churned < 0:
        raise EconError("negative", "churned", value=Count(Decimal(churned)))
    if churned > exposure:
        raise EconError(
            "churned_over_start", "churned", value=Count(Decimal(churned)), start=Count(Decimal(exposure))
        )
    if not (level.is_finite() and Decimal("0.5") <= level <= Decimal("0.999")):
        raise EconError("level_out_of_range", "level")
    return exposure


def _bounds(churned: int, exposure: int, level: Decimal) -> tuple[Decimal | None, Decimal]:
    if churned == 0:
        return None, min(Decimal(3) / exposure, bounds.ONE)
    tail = float(1 - level) / 2
    return _quantile(churned, exposure, tail), _quantile(churned, exposure, 1 - tail)


def _quantile(churned: int, exposure: int, probability: float) -> Decimal:
    """Of the posterior; 12 digits, more than its float can vouch for."""
    from scipy.special import betaincinv

    found = float(betaincinv(churned + 0.5, exposure - churned + 0.5, probability))
    return Decimal(f"{found:.12g}")


def _worth_at(inputs: UnitInputs, churn: Rate) -> tuple[Money | None, Ratio | None]:
    """LTV, and LTV ÷ CAC, were this the churn."""
    book = Book(("ltv", "ltv_cac", "lifetime_months"))
    with exact():
        given = replace(inputs, churn=churn, lifetime=None)
        terms = terms_of(given, book)
        life.work_out(given, terms, book)
        worth.work_out(terms, book)
    ltv, beside = book.values["ltv"], book.values["ltv_cac"]
    return ltv if isinstance(ltv, Money) else None, beside if isinstance(beside, Ratio) else None
