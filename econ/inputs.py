"""What a script may tell us: one frozen model per metric, each field with its kind.

Values arrive as JSON gives them (Decimal, str, mapping, list) and leave as quantities. Whatever doesn't fit
is an `EconError` naming the field; pydantic's own words never reach anyone. `needs` lists, for each model,
the inputs without which there's nothing to compute: each group asks for at least one of its members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError
from pydantic_core.core_schema import ValidationInfo

from econ.errors import EconError
from econ.kinds import (
    ChurnIn,
    Kind,
    Lever,
    MarginIn,
    MoneyIn,
    Number,
    PeriodIn,
    Positive,
    Price,
    Share,
    Span,
    Spend,
    Target,
    TimingIn,
    Whole,
    field_of,
)
from econ.quantity import Money, Rate, Ratio
from econ.unit_inputs import UnitInputs


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


def rows(model: type[Inputs]) -> Callable[[object, ValidationInfo], tuple[Any, ...]]:
    """Reads a list of objects, naming the row at fault."""

    def read(value: object, info: ValidationInfo) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise EconError("not_a_list", field_of(info))
        return tuple(_row(model, row, f"{field_of(info)}[{place}]") for place, row in enumerate(value))

    return read


def one(model: type[Inputs]) -> Callable[[object, ValidationInfo], Any]:
    """Reads an object within the object."""

    def read(value: object, info: ValidationInfo) -> Any:
        return _row(model, value, field_of(info))

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


History = Annotated[tuple[SpendFields, ...], PlainValidator(rows(SpendFields)), Kind("list", of=SpendFields)]


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
