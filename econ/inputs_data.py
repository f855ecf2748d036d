"""What a script may tell us about growth, cohorts, ranges and transactions: one frozen model per metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.inputs import History, Inputs, rows
from econ.kinds import (
    CURRENCY,
    ChurnIn,
    Growth,
    Kind,
    Lever,
    MarginIn,
    MoneyIn,
    Number,
    PeriodIn,
    Price,
    Share,
    Spend,
    Target,
    Whole,
    field_of,
)
from econ.quantity import Count, Rate, Ratio

#: As long as a row of survivors may be, and as many rows as may come at once.
ROWS = 1200


def _survivors(value: object, info: ValidationInfo) -> tuple[tuple[int, ...], ...]:
    """One cohort as a list of counts, or several as a list of lists."""
    field = field_of(info)
    if not isinstance(value, list) or not value:
        raise EconError("not_a_list", field)
    if not isinstance(value[0], list):
        return (_cohort(value, field),)
    if len(value) > ROWS:
        raise EconError("too_many", field, limit=Count(Decimal(ROWS)))
    return tuple(_cohort(row, f"{field}[{place}]") for place, row in enumerate(value))


def _cohort(row: object, field: str) -> tuple[int, ...]:
    if not isinstance(row, list) or not row:
        raise EconError("not_a_list", field)
    if len(row) > ROWS:
        raise EconError("too_many", field, limit=Count(Decimal(ROWS)))
    counts: list[int] = []
    for place, number in enumerate(row):
        counts.append(_survived(number, counts[-1] if counts else None, f"{field}[{place}]"))
    if counts[0] == 0:
        raise EconError("count_zero", f"{field}[0]")
    if len(counts) < 2:
        raise EconError("one_period_cohort", field)
    return tuple(counts)


def _survived(number: object, before: int | None, field: str) -> int:
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        raise EconError("not_a_number", field)
    exact = bounds.number(Decimal(number), field)
    found = Count(exact)
    bounds.not_negative(found, field)
    if exact != exact.to_integral_value():
        raise EconError("counts_not_shares", field, value=found)
    if before is not None and exact > before:
        raise EconError("rising_survivors", field, value=found, before=Count(Decimal(before)))
    return int(exact)


@dataclass(frozen=True, slots=True)
class Span:
    """Anything from `low` to `high`; a point where they are one. `currency` for amounts."""

    low: Decimal
    high: Decimal
    currency: str | None = None

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Counted:
    """Customers lost among those watched for some periods."""

    churned: Decimal
    customers: Decimal
    periods: Decimal

    @property
    def exposure(self) -> Decimal:
        return self.customers * self.periods


@dataclass(frozen=True, slots=True)
class Won:
    """What was spent, and how many customers that won."""

    spend: Decimal
    customers: Decimal
    currency: str | None = None


def _named(value: Mapping[str, object], names: tuple[str, ...], field: str) -> dict[str, Decimal]:
    """The numbers of an object under these names, all of them, none below zero."""
    if unknown := set(value) - {*names, "currency"}:
        raise EconError("unknown_input", f"{field}.{min(map(str, unknown))}", known=", ".join(names))
    found: dict[str, Decimal] = {}
    for name in names:
        if value.get(name) is None:
            raise EconError("missing_input", f"{field}.{name}")
        given = value[name]
        if isinstance(given, bool) or not isinstance(given, (int, Decimal)):
            raise EconError("not_a_number", f"{field}.{name}")
        found[name] = bounds.number(Decimal(given), f"{field}.{name}")
        bounds.not_negative(Count(found[name]), f"{field}.{name}")
    return found


def _currency(value: Mapping[str, object], field: str) -> str | None:
    said = value.get("currency")
    if said is not None and not (isinstance(said, str) and CURRENCY.fullmatch(said)):
        raise EconError("bad_currency", f"{field}.currency")
    return said.upper() if said else None


def _span(value: object, info: ValidationInfo) -> Span:
    """A number, an amount with its currency, or {"low", "high"}."""
    field = field_of(info)
    if not isinstance(value, Mapping):
        point = _named({"low": value}, ("low",), field)["low"] if value is not None else Decimal(0)
        return Span(point, point)
    currency = _currency(value, field)
    if "amount" in value:
        point = _named(value, ("amount",), field)["amount"]
        return Span(point, point, currency)
    found = _named(value, ("low", "high"), field)
    if found["low"] > found["high"]:
        raise EconError("low_over_high", field)
    return Span(found["low"], found["high"], currency)


def _positive_span(value: object, info: ValidationInfo) -> Span:
    found = _span(value, info)
    if found.low == 0:
        raise EconError("zero", field_of(info))
    return found


def _share_span(value: object, info: ValidationInfo) -> Span:
    found = _positive_span(value, info)
    bounds.share(Rate(found.high), field_of(info))
    return found


def _margin_span(value: object, info: ValidationInfo) -> Span:
    found = _positive_span(value, info)
    bounds.margin(Rate(found.high), field_of(info))
    return found


def _churn_known(value: object, info: ValidationInfo) -> Span | Counted:
    if not isinstance(value, Mapping) or "churned" not in value:
        return _share_span(value, info)
    field = field_of(info)
    found = _named({"periods": Decimal(1), **value}, ("churned", "customers", "periods"), field)
    for name, number in found.items():
        if number != number.to_integral_value():
            raise EconError("not_whole", f"{field}.{name}", value=Count(number))
        if name != "churned" and number < 1:
            raise EconError("count_zero", f"{field}.{name}")
    counted = Counted(**found)
    if counted.churned > counted.exposure:
        raise EconError(
            "churned_over_start",
            f"{field}.churned",
            value=Count(counted.churned),
            start=Count(counted.exposure),
        )
    return counted


def _cac_known(value: object, info: ValidationInfo) -> Span | Won:
    if not isinstance(value, Mapping) or "customers" not in value:
        return _positive_span(value, info)
    field = field_of(info)
    found = _named(value, ("spend", "customers"), field)
    for name, number in found.items():
        if number == 0:
            raise EconError("cac_zero" if name == "spend" else "count_zero", f"{field}.{name}")
    return Won(found["spend"], found["customers"], _currency(value, field))


AmountSpan = Annotated[Span, PlainValidator(_positive_span), Kind("money or range", "currency")]
MarginSpan = Annotated[Span, PlainValidator(_margin_span), Kind("rate or range", "fraction")]
ChurnSpan = Annotated[Span, PlainValidator(_share_span), Kind("rate or range", "fraction per period")]
ChurnKnown = Annotated[
    Span | Counted, PlainValidator(_churn_known), Kind("rate, range or counts", "fraction per period")
]
CacKnown = Annotated[Span | Won, PlainValidator(_cac_known), Kind("money, range or spend", "currency")]
Survivors = Annotated[tuple[tuple[int, ...], ...], PlainValidator(_survivors), Kind("list", "customers")]


class MagicNumberInputs(Inputs):
    """`magic_number`: how much revenue grew in a quarter, or ARR, and the spend of the quarter before."""

    delta_revenue_quarter: MoneyIn | None = None
    delta_arr: MoneyIn | None = None
    prior_quarter_spend: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("delta_revenue_quarter", "delta_arr"),
        ("prior_quarter_spend",),
    )


class QuickRatioInputs(Inputs):
    """`quick_ratio`: recurring revenue won and lost in one period."""

    new: Spend | None = None
    expansion: Spend | None = None
    churned: Spend | None = None
    contraction: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("new", "expansion"), ("churned", "contraction"))


class CacRatioInputs(Inputs):
    """`cac_ratio`: the spend of a period and the yearly recurring revenue it won."""

    spend: Spend | None = None
    new_arr: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("spend",), ("new_arr",))


class SalesEfficiencyInputs(CacRatioInputs):
    """`sales_efficiency`: the same, and what was lost of the revenue there was."""

    lost_arr: Spend | None = None


class ExpansionInputs(Inputs):
    """`ltv_expansion`: a margin that grows while the customer stays, by an amount or by a share."""

    gross_profit_month: MoneyIn | None = None
    churn: ChurnIn | None = None
    discount_month: Share | None = None
    growth_per_month: MoneyIn | None = None
    growth_rate: Growth | None = None
    horizon_months: Whole | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("gross_profit_month",),
        ("churn",),
        ("growth_per_month", "growth_rate"),
    )


class CohortInputs(Inputs):
    """`cohorts`: how many of a cohort were still there after each period; several cohorts add up by age."""

    survivors: Survivors | None = None
    period: PeriodIn = "year"
    discount: Share | None = None
    renewals_made: Whole | None = None
    project_periods: Whole = Count(Decimal(12))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("survivors",),)


class UncertaintyInputs(Inputs):
    """`uncertainty`: each input a point, a range, or the counts it comes from."""

    arpa: AmountSpan | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginSpan | None = None
    churn: ChurnKnown | None = None
    churn_period: PeriodIn = "month"
    renewal_period: PeriodIn | None = None
    cac: CacKnown | None = None
    history: History | None = None
    target: Target = Ratio(Decimal(3))
    draws: Number = Count(Decimal(100_000))
    seed: Whole = Count(Decimal(1))
    level: Share = Rate(Decimal("0.95"))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("arpa",), ("margin",), ("churn",), ("cac", "history"))


class Axis(Inputs):
    """One side of the grid: which input, from where to where, in how many steps."""

    input: Lever | None = None
    low: Number | None = None
    high: Number | None = None
    steps: Whole = Count(Decimal(5))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("input",), ("low",), ("high",))


class SensitivityInputs(Inputs):
    """`sensitivity`: each input a point (swung by `swing` both ways) or a range; two axes for the grid."""

    arpa: AmountSpan | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginSpan | None = None
    churn: ChurnSpan | None = None
    churn_period: PeriodIn = "month"
    renewal_period: PeriodIn | None = None
    cac: AmountSpan | None = None
    target: Target = Ratio(Decimal(3))
    swing: Share = Rate(Decimal("0.1"))
    axes: Annotated[tuple[Axis, ...], PlainValidator(rows(Axis)), Kind("list", of=Axis)] | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("arpa",), ("margin",), ("churn",), ("cac",))


class ReconcileInputs(Inputs):
    """`reconcile`: one customer, valued as each convention has it; `discount` is a year's."""

    arpa: Price | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginIn | None = None
    churn: ChurnIn | None = None
    churn_period: PeriodIn = "month"
    revenue_churn: ChurnIn | None = None
    renewal_period: PeriodIn | None = None
    discount: Share = Rate(Decimal("0.1"))
    horizon_months: Whole = Count(Decimal(60))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("arpa",), ("margin",), ("churn",))
