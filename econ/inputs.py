"""What a script may tell us: one frozen model per metric, each field with its kind.

Values arrive as JSON gives them (Decimal, str, mapping, list) and leave as quantities. Whatever doesn't fit
is an `EconError` naming the field; pydantic's own words never reach anyone. `needs` lists, for each model,
the inputs without which there's nothing to compute: each group asks for at least one of its members.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.formula.ltv import Timing
from econ.quantity import Count, Money, Months, Period, Rate, Ratio
from econ.unit_inputs import UnitInputs


@dataclass(frozen=True, slots=True)
class Kind:
    """What an input is: its kind and unit, as `calc --list` shows them."""

    name: str
    unit: str | None = None
    choices: tuple[str, ...] = ()


CURRENCY = re.compile(r"[A-Za-z]{3}")


def _field(info: ValidationInfo) -> str:
    return info.field_name or ""


def _number(value: object, field: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise EconError("not_a_number", field)
    return bounds.number(value if isinstance(value, Decimal) else Decimal(value), field)


def _money(value: object, info: ValidationInfo) -> Money:
    field = _field(info)
    if not isinstance(value, Mapping):
        return Money(_number(value, field))
    if unknown := set(value) - {"amount", "currency"}:
        raise EconError("unknown_input", f"{field}.{min(map(str, unknown))}", known="amount, currency")
    if "amount" not in value:
        raise EconError("missing_input", f"{field}.amount")
    currency = value.get("currency")
    if currency is not None and not (isinstance(currency, str) and CURRENCY.fullmatch(currency)):
        raise EconError("bad_currency", f"{field}.currency")
    return Money(_number(value["amount"], field), currency.upper() if currency else None)


def _rate(value: object, info: ValidationInfo) -> Rate:
    found = Rate(_number(value, _field(info)))
    bounds.churn(found, _field(info))
    return found


def _share(value: object, info: ValidationInfo) -> Rate:
    found = Rate(_number(value, _field(info)))
    bounds.share(found, _field(info))
    return found


def _margin(value: object, info: ValidationInfo) -> Rate:
    found = Rate(_number(value, _field(info)))
    bounds.margin(found, _field(info))
    return found


def _months(value: object, info: ValidationInfo) -> Months:
    found = Months(_number(value, _field(info)))
    bounds.months(found, _field(info))
    return found


def _spend(value: object, info: ValidationInfo) -> Money:
    found = _money(value, info)
    bounds.not_negative(found, _field(info))
    return found


def _price(value: object, info: ValidationInfo) -> Money:
    found = _money(value, info)
    bounds.positive(found, _field(info), "price_zero")
    return found


def _positive(value: object, info: ValidationInfo) -> Count:
    found = _count(value, info)
    bounds.positive(found, _field(info), "zero")
    return found


def _count(value: object, info: ValidationInfo) -> Count:
    found = Count(_number(value, _field(info)))
    bounds.not_negative(found, _field(info))
    return found


def _whole(value: object, info: ValidationInfo) -> Count:
    found = _count(value, info)
    if found.value != found.value.to_integral_value():
        raise EconError("not_whole", _field(info), value=found)
    return found


def _multiple(value: object, info: ValidationInfo) -> Ratio:
    found = Ratio(_number(value, _field(info)))
    bounds.positive(found, _field(info), "target_zero")
    return found


def _choice(*choices: str) -> Callable[[object, ValidationInfo], str]:
    def read(value: object, info: ValidationInfo) -> str:
        if value not in choices or not isinstance(value, str):
            raise EconError("not_a_choice", _field(info), choices=", ".join(choices))
        return value

    return read


_PERIODS = ("day", "week", "month", "quarter", "year")
_TIMINGS = ("immediate", "after_first_renewal", "end_of_period")
_LEVERS = ("cac", "churn", "arpa", "margin")

MoneyIn = Annotated[Money, PlainValidator(_money), Kind("money", "currency")]
Spend = Annotated[Money, PlainValidator(_spend), Kind("money", "currency")]
Price = Annotated[Money, PlainValidator(_price), Kind("money", "currency")]
Positive = Annotated[Count, PlainValidator(_positive), Kind("count")]
ChurnIn = Annotated[Rate, PlainValidator(_rate), Kind("rate", "fraction per period")]
Share = Annotated[Rate, PlainValidator(_share), Kind("rate", "fraction")]
MarginIn = Annotated[Rate, PlainValidator(_margin), Kind("rate", "fraction")]
Span = Annotated[Months, PlainValidator(_months), Kind("duration", "months")]
Number = Annotated[Count, PlainValidator(_count), Kind("count")]
Whole = Annotated[Count, PlainValidator(_whole), Kind("count")]
Target = Annotated[Ratio, PlainValidator(_multiple), Kind("ratio")]
PeriodIn = Annotated[Period, PlainValidator(_choice(*_PERIODS)), Kind("choice", None, _PERIODS)]
TimingIn = Annotated[Timing, PlainValidator(_choice(*_TIMINGS)), Kind("choice", None, _TIMINGS)]
Lever = Annotated[
    Literal["cac", "churn", "arpa", "margin"],
    PlainValidator(_choice(*_LEVERS)),
    Kind("choice", None, _LEVERS),
]


class Inputs(BaseModel):
    """The base of all input models: frozen, nothing unknown, `EconError` for whatever doesn't fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Self:
        """The model of these inputs; null means not given."""
        try:
            found = cls.model_validate({name: value for name, value in given.items() if value is not None})
        except ValidationError as fault:
            raise cls._worded(fault) from None
        for group in cls.needs:
            found.require(*group)
        return found

    def require(self, *group: str) -> None:
        """At least one of these inputs must have been given."""
        if all(getattr(self, name) is None for name in group):
            raise EconError("missing_input", group[0], inputs=", ".join(group))

    def said(self, name: str) -> bool:
        """Whether this input was given, rather than left to its default."""
        return name in self.model_fields_set

    @classmethod
    def _worded(cls, fault: ValidationError) -> EconError:
        first = fault.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            return EconError("unknown_input", field, known=", ".join(cls.model_fields))
        return EconError("not_understood", field)


def _rows(model: type[Inputs]) -> Callable[[object, ValidationInfo], tuple[Any, ...]]:
    """Reads a list of objects, naming the row at fault."""

    def read(value: object, info: ValidationInfo) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise EconError("not_a_list", _field(info))
        return tuple(_row(model, row, f"{_field(info)}[{place}]") for place, row in enumerate(value))

    return read


def _row(model: type[Inputs], row: object, place: str) -> Inputs:
    if not isinstance(row, Mapping):
        raise EconError("not_an_object", place)
    try:
        return model.read(row)
    except EconError as fault:
        raise EconError(fault.key, f"{place}.{fault.field}", **fault.facts) from None


class LtvInputs(Inputs):
    """`ltv`: the price and how long it is paid."""

    arpa: MoneyIn | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginIn | None = None
    churn: ChurnIn | None = None
    churn_period: PeriodIn = "month"
    lifetime_months: Span | None = None
    renewal_period: PeriodIn | None = None
    one_off_fee: Spend | None = None
    discount_rate: Share | None = None
    renewal_commission: Share | None = None
    horizon_months: Span | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("arpa",), ("churn", "lifetime_months"))

    def unit(self, cac: Money | None = None, target: Decimal = Decimal(3)) -> UnitInputs:
        """As the one customer all of `econ.unit` speaks of."""
        arpa, churn = self.arpa, self.churn
        return UnitInputs(
            arpa=Money(arpa.amount, arpa.currency, self.arpa_period) if arpa else None,
            margin=self.margin,
            churn=Rate(churn.value, self.churn_period) if churn else None,
            cac=cac,
            target=target,
            lifetime=self.lifetime_months,
            renewal_period=self.renewal_period,
            one_off_fee=self.one_off_fee,
            discount=self.discount_rate,
            renewal_commission=self.renewal_commission,
            horizon=self.horizon_months,
        )


class PurchaseInputs(Inputs):
    """`ltv_purchases`: what is bought, how often, for how long."""

    purchase_value: Price | None = None
    purchases_per_period: Positive | None = None
    period: PeriodIn = "year"
    lifetime_years: Positive | None = None
    churn: ChurnIn | None = None
    churn_period: PeriodIn = "month"
    margin: MarginIn | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("purchase_value",),
        ("purchases_per_period",),
        ("lifetime_years", "churn"),
    )


class DiscountedInputs(Inputs):
    """`ltv_discounted`: a stream of margins, retained and discounted each period."""

    margin_per_period: MoneyIn | None = None
    retention: Share | None = None
    discount: Share | None = None
    timing: TimingIn = "immediate"
    horizon_periods: Number | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("margin_per_period",), ("retention",), ("discount",))


class SpendFields(Inputs):
    """What was spent on winning customers, and how many were won."""

    marketing_spend: Spend | None = None
    sales_spend: Spend | None = None
    tools: Spend | None = None
    overhead: Spend | None = None
    customers: Number | None = None
    paid_customers: Number | None = None
    organic_customers: Number | None = None


History = Annotated[tuple[SpendFields, ...], PlainValidator(_rows(SpendFields)), Kind("list")]


class SpendInputs(SpendFields):
    """`cac`: spend and wins of one period, or month by month (`history`, oldest first) with a lag."""

    lag_months: Whole | None = None
    history: History | None = None


class LtvCacInputs(LtvInputs, SpendInputs):
    """`ltv_cac`: a value, or what it is made of, beside a cost, or what that is made of."""

    ltv: MoneyIn | None = None
    cac: Spend | None = None
    target: Target = Ratio(Decimal(3))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()


class GoalInputs(LtvCacInputs):
    """`goal_seek`: the same, and the lever to solve for (none: all of them)."""

    solve_for: Lever | None = None


class PaybackInputs(Inputs):
    """`payback`: the cost, what a customer earns a month, and how it pays."""

    cac: Spend | None = None
    arpa: MoneyIn | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginIn | None = None
    churn: ChurnIn | None = None
    churn_period: PeriodIn = "month"
    renewal_period: PeriodIn | None = None
    sales_cycle_months: Span | None = None
    prepaid_months: Whole | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("cac",), ("arpa",), ("margin",))


class MrrRow(Inputs):
    """One customer's monthly recurring revenue at the start and at the end of a period."""

    mrr_start: Spend | None = None
    mrr_end: Spend | None = None

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("mrr_start",), ("mrr_end",))


class ChurnInputs(Inputs):
    """`churn`: counts, or each customer's MRR, or a rate to convert."""

    start: Number | None = None
    churned: Number | None = None
    reactivated: Number | None = None
    joined_and_churned: Number | None = None
    period: PeriodIn = "month"
    customers: Annotated[tuple[MrrRow, ...], PlainValidator(_rows(MrrRow)), Kind("list")] | None = None
    monthly: ChurnIn | None = None
    annual: ChurnIn | None = None
