"""What a script may tell us about growth, cohorts, ranges and transactions: one frozen model per metric."""

from __future__ import annotations

from typing import ClassVar

from econ.inputs import Inputs
from econ.kinds import ChurnIn, Growth, MoneyIn, Share, Spend, Whole


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
