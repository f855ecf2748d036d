"""What is known of one customer: the inputs of every question about LTV, CAC and payback."""

from __future__ import annotations

from decimal import Decimal

from econ import bounds
from econ.errors import EconError
from econ.quantity import Money, Months, Period, Rate, Ratio
from econ.record import record


@record(frozen=True, slots=True)
class UnitInputs:
    """One customer's price, margin, life and cost; whatever isn't known is None. Amounts exclude VAT.

    `arpa` is the price per period (None: per month). `churn` is of customers, per period (None: the price's).
    `lifetime` stands instead of churn. `renewal_period` is how often a customer can leave, where that isn't
    each time the price falls due. `discount` comes off the price while the cost to serve stays; a
    `one_off_fee` is earned once, at the same margin; `renewal_commission` is a share of each renewal's price.
    `horizon` caps the life that is counted.

    Raises `EconError` for anything contradictory, with the field at fault.

    >>> UnitInputs(churn=Rate(Decimal("1.2"), "month"))
    Traceback (most recent call last):
    econ.errors.EconError: rate_over_one
    """

    arpa: Money | None = None
    margin: Rate | None = None
    churn: Rate | None = None
    cac: Money | None = None
    target: Decimal = Decimal(3)
    lifetime: Months | None = None
    renewal_period: Period | None = None
    one_off_fee: Money | None = None
    discount: Rate | None = None
    renewal_commission: Rate | None = None
    horizon: Months | None = None

    def __post_init__(self) -> None:
        _judge_rates(self)
        _judge_money(self)
        _judge_spans(self)
        bounds.positive(Ratio(self.target), "target", "target_zero")

    @property
    def currency(self) -> str | None:
        return bounds.one_currency(self.arpa, self.cac, self.one_off_fee)

    @property
    def price_period(self) -> Period:
        """The period the price is for; a month where nobody said."""
        return (self.arpa.period if self.arpa else None) or "month"

    @property
    def churn_period(self) -> Period:
        """The period the churn is for; the price's where nobody said."""
        return (self.churn.period if self.churn else None) or self.price_period

    @property
    def run_period(self) -> Period:
        """The period LTV runs in: that at which customers can leave."""
        return self.renewal_period or (self.price_period if self.arpa else self.churn_period)


def _judge_rates(given: UnitInputs) -> None:
    if given.margin is not None:
        bounds.margin(given.margin)
    if given.churn is not None:
        bounds.churn(given.churn)
    if given.discount is not None:
        bounds.share(given.discount, "discount_rate")
    if given.renewal_commission is not None:
        bounds.share(given.renewal_commission, "renewal_commission")


def _judge_money(given: UnitInputs) -> None:
    if given.arpa is not None:
        bounds.positive(given.arpa, "arpa", "price_zero")
    if given.cac is not None:
        bounds.positive(given.cac, "cac", "cac_zero")
    if given.one_off_fee is not None:
        bounds.not_negative(given.one_off_fee, "one_off_fee")
    bounds.one_currency(given.arpa, given.cac, given.one_off_fee)


def _judge_spans(given: UnitInputs) -> None:
    if given.lifetime is not None and given.churn is not None:
        raise EconError("churn_and_lifetime", "lifetime_months")
    for span, field in ((given.lifetime, "lifetime_months"), (given.horizon, "horizon_months")):
        if span is not None:
            bounds.months(span, field)
            if span.value == 0:
                raise EconError("span_zero", field)
