"""The registry: every metric with its inputs, outputs and function. Lists, help and docs are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from econ.arithmetic import exact
from econ.inputs import (
    DiscountedInputs,
    GoalInputs,
    Inputs,
    LtvCacInputs,
    LtvInputs,
    PaybackInputs,
    PurchaseInputs,
    SpendInputs,
)
from econ.inputs_churn import ChurnInputs
from econ.inputs_data import (
    CacRatioInputs,
    CohortInputs,
    ExpansionInputs,
    MagicNumberInputs,
    QuickRatioInputs,
    ReconcileInputs,
    SalesEfficiencyInputs,
    SensitivityInputs,
    UncertaintyInputs,
)
from econ.inputs_people import CapacityInputs, PodInputs, RepCostInputs
from econ.inputs_selling import (
    FunnelInputs,
    MarketInputs,
    OfferInputs,
    OutsourcingInputs,
    SegmentsInputs,
    TouchInputs,
)
from econ.inputs_transactions import TransactionsInputs
from econ.kinds import Kind
from econ.measures import (
    cac,
    capacity,
    churn,
    cohorts,
    efficiency,
    funnel,
    ltv,
    ltv_cac,
    market,
    offer,
    outsource,
    payback,
    people,
    pod,
    reconcile,
    segments,
    sensitivity,
    transactions,
    uncertainty,
)
from econ.outcome import Answer
from econ.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Input:
    """One input: `required` alone, or `one_of` a group of which at least one is needed."""

    name: str
    kind: Kind
    required: bool
    one_of: tuple[str, ...]
    default: Quantity | str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: what it takes, what it gives (name to kind), how. `calculate` reads and answers."""

    key: str
    model: type[Inputs]
    outputs: Mapping[str, str]
    function: Callable[[Any], Answer]

    @property
    def inputs(self) -> tuple[Input, ...]:
        return inputs_of(self.model)

    def calculate(self, given: Mapping[str, object]) -> Answer:
        """The answer to these inputs, as JSON gave them. Raises `EconError`, and nothing else.

        >>> from decimal import Decimal
        >>> given = {"arpa": Decimal(500), "churn": Decimal("0.05"), "margin": Decimal("0.8")}
        >>> METRICS["ltv"].calculate(given).values["ltv"]
        Money(amount=Decimal('8000.0'), currency=None, period=None)
        """
        with exact():
            return self.function(self.model.read(given))


def inputs_of(model: type[Inputs]) -> tuple[Input, ...]:
    """What a model takes, in its own order."""
    return tuple(_input(model, name, field) for name, field in model.model_fields.items())


def _input(model: type[Inputs], name: str, field: FieldInfo) -> Input:
    kind = next(mark for mark in _marks(field) if isinstance(mark, Kind))
    group = next((group for group in model.needs if name in group), ())
    return Input(name, kind, group == (name,), group if len(group) > 1 else (), field.default)


def _marks(field: FieldInfo) -> list[Any]:
    """The annotations of the field's type, looked for inside `… | None` too."""
    found = list(field.metadata)
    for member in getattr(field.annotation, "__args__", ()):
        found.extend(getattr(member, "__metadata__", ()))
    return found


MONEY, RATE, SPAN, RATIO, WORD = "money", "rate", "duration", "ratio", "choice"
COUNT, LIST, GROUP = "count", "list", "object"

_KINDS = {
    "ltv": MONEY,
    "revenue_ltv": MONEY,
    "lifetime_months": SPAN,
    "gross_profit_month": MONEY,
    "five_year_ltv": MONEY,
    "five_year_ltv_cac": RATIO,
    "five_year_verdict": WORD,
    "margin_multiple": RATIO,
    "cac": MONEY,
    "cac_paid": MONEY,
    "cac_fully_loaded": MONEY,
    "ltv_cac": RATIO,
    "cac_ltv": RATIO,
    "verdict": WORD,
    "payback_months": SPAN,
    "payback_months_churn_adjusted": SPAN,
    "payback_months_cash": SPAN,
    "max_cac": MONEY,
    "max_cac_change": MONEY,
    "max_cac_change_share": RATIO,
    "max_churn": RATE,
    "max_churn_change": RATE,
    "max_churn_change_share": RATIO,
    "required_arpa": MONEY,
    "required_arpa_change": MONEY,
    "required_arpa_change_share": RATIO,
    "required_margin": RATE,
    "required_margin_change": RATE,
    "required_margin_change_share": RATIO,
    "churn": RATE,
    "revenue_churn": RATE,
    "net_revenue_churn": RATE,
    "annual": RATE,
    "monthly": RATE,
    "magic_number": RATIO,
    "quick_ratio": RATIO,
    "net_new_revenue": MONEY,
    "cac_ratio": RATIO,
    "sales_efficiency": RATIO,
    "sales_efficiency_net": RATIO,
    "alpha": RATIO,
    "beta": RATIO,
    "log_likelihood": RATIO,
    "survival": LIST,
    "retention": LIST,
    "derl": COUNT,
    "churn_constant": RATE,
    "survival_constant": LIST,
    "derl_constant": COUNT,
    "derl_difference": RATE,
    "probability_target": RATE,
    "tornado": LIST,
    "grid": GROUP,
    "by_period": LIST,
    "cohort_table": LIST,
    "summary": GROUP,
    "conventions": LIST,
    "cost_year": MONEY,
    "cost_month": MONEY,
    "multiple": RATIO,
    "itemised_year": MONEY,
    "seed_double_year": MONEY,
    "on_costs_year": MONEY,
    "breakdown": LIST,
    "ramped_equivalents": COUNT,
    "output": COUNT,
    "output_year": COUNT,
    "availability": RATE,
    "attrition_year": RATIO,
    "cost_per_win": MONEY,
    "acquisition_cost": MONEY,
    "cogs": MONEY,
    "team_cost": MONEY,
    "in_house": GROUP,
    "partner": GROUP,
    "measure": WORD,
    "winner": WORD,
    "break_even_month": SPAN,
    "break_even_retainer": MONEY,
    "flip_point": GROUP,
    "cost_total": MONEY,
    "booked_meetings": COUNT,
    "qualified_meetings": COUNT,
    "quoted_cost_per_meeting": MONEY,
    "cost_per_meeting": MONEY,
    "volume_needed": COUNT,
    "customers": COUNT,
    "prospecting_cost_per_customer": MONEY,
    "target_cac": MONEY,
    "required_win_rate": RATE,
    "required_meetings_per_month": COUNT,
    "max_retainer": MONEY,
    "commitment": MONEY,
    "conversion": RATE,
    "hand_off_cost": MONEY,
    "cost_per_stage": LIST,
    "budget_per_prospect": MONEY,
    "prospects_per_customer": COUNT,
    "touches": COUNT,
    "segments": LIST,
    "blend": GROUP,
    "mix_warning": WORD,
    "tam": MONEY,
    "sam": MONEY,
    "som": MONEY,
    "cumulative_profit": MONEY,
}


def _metric(
    key: str, model: type[Inputs], outputs: tuple[str, ...], function: Callable[[Any], Answer]
) -> Metric:
    return Metric(key, model, {name: _KINDS[name] for name in outputs}, function)


METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        _metric("ltv", LtvInputs, ltv.LTV, ltv.ltv),
        _metric("ltv_purchases", PurchaseInputs, ltv.PURCHASES, ltv.ltv_purchases),
        _metric("ltv_discounted", DiscountedInputs, ltv.DISCOUNTED, ltv.ltv_discounted),
        _metric("cac", SpendInputs, cac.CAC, cac.cac),
        _metric("ltv_cac", LtvCacInputs, ltv_cac.LTV_CAC, ltv_cac.ltv_cac),
        _metric("payback", PaybackInputs, payback.PAYBACK, payback.payback),
        _metric("goal_seek", GoalInputs, ltv_cac.GOAL_SEEK, ltv_cac.goal_seek),
        _metric("churn", ChurnInputs, churn.CHURN, churn.churn),
        _metric("magic_number", MagicNumberInputs, efficiency.MAGIC_NUMBER, efficiency.magic_number),
        _metric("quick_ratio", QuickRatioInputs, efficiency.QUICK_RATIO, efficiency.quick_ratio),
        _metric("cac_ratio", CacRatioInputs, efficiency.CAC_RATIO, efficiency.cac_ratio),
        _metric(
            "sales_efficiency",
            SalesEfficiencyInputs,
            efficiency.SALES_EFFICIENCY,
            efficiency.sales_efficiency,
        ),
        _metric("ltv_expansion", ExpansionInputs, efficiency.EXPANSION, efficiency.ltv_expansion),
        _metric("cohorts", CohortInputs, cohorts.COHORTS, cohorts.cohorts),
        Metric("uncertainty", UncertaintyInputs, uncertainty.KINDS, uncertainty.uncertainty),
        Metric("transactions", TransactionsInputs, transactions.KINDS, transactions.transactions),
        _metric("reconcile", ReconcileInputs, reconcile.RECONCILE, reconcile.reconcile),
        _metric("sensitivity", SensitivityInputs, sensitivity.SENSITIVITY, sensitivity.sensitivity),
        _metric("rep_cost", RepCostInputs, people.REP_COST, people.rep_cost),
        _metric("capacity", CapacityInputs, capacity.CAPACITY, capacity.capacity),
        _metric("pod", PodInputs, pod.POD, pod.pod),
        _metric("outsourcing", OutsourcingInputs, outsource.OUTSOURCING, outsource.outsourcing),
        _metric("offer", OfferInputs, offer.OFFER, offer.offer),
        _metric("funnel", FunnelInputs, funnel.FUNNEL, funnel.funnel),
        _metric("segments", SegmentsInputs, segments.SEGMENTS, segments.segments),
        _metric("market", MarketInputs, market.MARKET, market.market),
        _metric("touch_budget", TouchInputs, funnel.TOUCH_BUDGET, funnel.touch_budget),
    )
}
