"""What a script may tell us about growth, cohorts, ranges and transactions: one frozen model per metric."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.inputs import History, Inputs, rows
from econ.inputs_churn import Payments
from econ.inputs_file import FileInputs
from econ.kinds import (
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
    number_of,
)
from econ.kinds_known import AmountSpan, CacKnown, ChurnKnown, ChurnSpan, MarginSpan
from econ.quantity import Count, Period, Rate, Ratio
from econ.understood import Source

#: As long as a row of survivors may be, and as many rows as may come at once.
ROWS = 1200


def _survivors(value: object, info: ValidationInfo) -> tuple[tuple[int, ...], ...]:
    """One cohort as a list of counts, or several as a list of lists."""
    field = field_of(info)
    if not isinstance(value, list) or not value:
        raise EconError("not_a_list", field)
    if not isinstance(value[0], list):
        return (cohort(value, field),)
    if len(value) > ROWS:
        raise EconError("too_many", field, limit=Count(Decimal(ROWS)))
    return tuple(cohort(row, f"{field}[{place}]") for place, row in enumerate(value))


def cohort(row: object, field: str) -> tuple[int, ...]:
    """One cohort's counts, judged: whole, never rising, of two moments at least."""
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
    exact = number_of(number, field)
    found = Count(exact)
    bounds.not_negative(found, field)
    if exact != exact.to_integral_value():
        raise EconError("counts_not_shares", field, value=found)
    if before is not None and exact > before:
        raise EconError("rising_survivors", field, value=found, before=Count(Decimal(before)))
    return int(exact)


@dataclass(frozen=True, slots=True)
class SurvivorTable:
    """Counts out of a file, one row a cohort under its label, each judged by `cohort`; and how long a
    period is, where the file says."""

    labels: list[str]
    rows: tuple[tuple[int, ...], ...]
    source: Source
    period: Period | None = None


def _read_already(value: object, info: ValidationInfo) -> SurvivorTable | Payments:
    if isinstance(value, (SurvivorTable, Payments)):
        return value
    raise EconError("csv_not_read", field_of(info))


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


class CohortInputs(FileInputs):
    """`cohorts`: how many of a cohort were still there after each period; several cohorts add up by age."""

    survivors: Survivors | None = None
    csv: Annotated[Any, PlainValidator(_read_already), Kind("file")] | None = None
    period: PeriodIn = "year"
    discount: Share | None = None
    renewals_made: Whole | None = None
    project_periods: Whole = Count(Decimal(12))

    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("survivors", "csv"),)


class DealRange(Inputs):
    """A customer's price and margin, each a point or a range, and the periods they are said in."""

    arpa: AmountSpan | None = None
    arpa_period: PeriodIn = "month"
    margin: MarginSpan | None = None
    churn_period: PeriodIn = "month"
    renewal_period: PeriodIn | None = None
    target: Target = Ratio(Decimal(3))

    @property
    def run(self) -> Period:
        """The period in which customers can leave: said, or else the price's own."""
        return self.renewal_period or self.arpa_period


class UncertaintyInputs(DealRange):
    """`uncertainty`: each input a point, a range, or the counts it comes from."""

    churn: ChurnKnown | None = None
    cac: CacKnown | None = None
    history: History | None = None
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


class SensitivityInputs(DealRange):
    """`sensitivity`: each input a point (swung by `swing` both ways) or a range; two axes for the grid."""

    churn: ChurnSpan | None = None
    cac: AmountSpan | None = None
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
