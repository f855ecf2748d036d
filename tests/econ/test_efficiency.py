"""Growth against spend and loss, and value that grows with its customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ.arithmetic import exact
from econ.errors import EconError
from econ.formula import efficiency, ltv
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Money, Ratio
from tests.econ.strategies import amounts, decimals

D = Decimal


def answer(metric: str, **inputs: Any) -> Answer:
    return METRICS[metric].calculate(
        {name: value if isinstance(value, (str, dict)) else D(str(value)) for name, value in inputs.items()}
    )


def figure(metric: str, name: str | None = None, **inputs: Any) -> Decimal:
    found = answer(metric, **inputs).values[name or metric]
    assert isinstance(found, (Money, Ratio))
    return found.amount if isinstance(found, Money) else found.value


@given(amounts, amounts)
def test_arr_is_a_year_already(growth: Decimal, spend: Decimal) -> None:
    """The trap: a quarter's revenue up by x is ARR up by 4x, and both say the same."""
    quarter = answer("magic_number", delta_revenue_quarter=growth, prior_quarter_spend=spend)
    arr = answer("magic_number", delta_arr=4 * growth, prior_quarter_spend=spend)
    assert quarter.values == arr.values
    assert [note.key for note in quarter.assumptions] == ["quarter_times_four"]
    assert [note.key for note in arr.assumptions] == ["arr_not_times_four"]


def test_magic_number_bands_and_bad_input() -> None:
    for growth, warned in ((74, ["magic_number_low"]), (75, []), (100, []), (101, ["magic_number_high"])):
        found = answer("magic_number", delta_arr=growth, prior_quarter_spend=100)
        assert [note.key for note in found.warnings] == warned
    assert figure("magic_number", delta_revenue_quarter=-25, prior_quarter_spend=100) == -1
    with pytest.raises(EconError, match="revenue_and_arr"):
        answer("magic_number", delta_revenue_quarter=1, delta_arr=4, prior_quarter_spend=1)
    with pytest.raises(EconError, match="mixed_currencies"):
        answer(
            "magic_number",
            delta_arr={"amount": D(1), "currency": "EUR"},
            prior_quarter_spend={"amount": D(1), "currency": "USD"},
        )
    none = answer("magic_number", delta_arr=5, prior_quarter_spend=0)
    assert none.values == {"magic_number": None}
    assert none.no_value is not None
    assert none.no_value.key == "no_spend"


def test_quick_ratio_without_losses_is_growth_only() -> None:
    none = answer("quick_ratio", new=10, churned=0)
    assert none.values["quick_ratio"] is None
    assert none.no_value is not None
    assert none.no_value.instead["net_new_revenue"] == Money(D(10))
    assert figure("quick_ratio", new=10, churned=2, contraction=3) == 2
    assert figure("quick_ratio", "net_new_revenue", new=10, churned=12) == -2
    with pytest.raises(EconError, match="missing_input"):
        answer("quick_ratio", new=10)
    with pytest.raises(EconError, match="negative"):
        answer("quick_ratio", new=10, churned=-1)


@given(amounts, amounts)
def test_cac_ratio_is_efficiency_turned_round(spend: Decimal, arr: Decimal) -> None:
    with exact():
        product = figure("cac_ratio", spend=spend, new_arr=arr) * figure(
            "sales_efficiency", spend=spend, new_arr=arr
        )
        assert abs(product - 1) < D("1e-25")


def test_net_efficiency_takes_off_what_was_lost() -> None:
    assert figure("sales_efficiency", "sales_efficiency_net", spend=100, new_arr=120, lost_arr=40) == D("0.8")
    assert answer("sales_efficiency", spend=100, new_arr=120).values["sales_efficiency_net"] is None
    none = answer("cac_ratio", spend=100, new_arr=0)
    assert none.no_value is not None
    assert none.no_value.instead["spend"] == Money(D(100))


churns = decimals("0.001", "0.999")
discounts = decimals("0", "0.2")


@given(amounts, churns, discounts)
def test_no_growth_is_the_discounted_ltv(profit: Decimal, churn: Decimal, discount: Decimal) -> None:
    with exact():
        plain = ltv.discounted(profit, 1 - churn, discount)
        common = {"gross_profit_month": profit, "churn": churn, "discount_month": discount}
        for growth in ("growth_per_month", "growth_rate"):
            found = figure("ltv_expansion", "ltv", **common, **{growth: 0})
            assert abs(found - plain) <= plain * D("1e-25")


@given(amounts, decimals("0", "1", 2), churns, discounts, st.integers(1, 90))
def test_the_sum_is_the_months_added_up(
    profit: Decimal, growth: Decimal, churn: Decimal, discount: Decimal, months: int
) -> None:
    common = {"gross_profit_month": profit, "churn": churn, "discount_month": discount}
    with exact():
        kept = (1 - churn) / (1 + discount)
        linear = sum((profit + t * growth) * kept**t for t in range(months))
        share = sum(profit * (kept * (1 + growth)) ** t for t in range(months))
        for name, added in (("growth_per_month", linear), ("growth_rate", share)):
            found = figure("ltv_expansion", "ltv", **common, **{name: growth, "horizon_months": months})
            assert abs(found - added) <= added * D("1e-24")


def test_growth_over_churn_is_capped() -> None:
    found = answer("ltv_expansion", gross_profit_month=100, churn=D("0.01"), growth_rate=D("0.02"))
    assert found.values == {"ltv": None}
    assert found.no_value is not None
    assert found.no_value.key == "outgrows_churn"
    capped = found.no_value.instead
    assert list(capped) == ["ltv_36", "ltv_60", "ltv_84"]
    monthly = D("1.10") ** (D(1) / 12)
    for cap, worth in zip((36, 60, 84), capped.values(), strict=True):
        added = sum(100 * (D("0.99") * D("1.02") / monthly) ** t for t in range(cap))
        assert isinstance(worth, Money)
        assert abs(worth.amount - added) < D("1e-15")
    flat = answer("ltv_expansion", gross_profit_month=100, churn=0, growth_per_month=1, discount_month=0)
    assert flat.no_value is not None
    assert flat.no_value.instead["ltv_36"] == Money(D(100 * 36 + 36 * 35 // 2))


def test_expansion_refuses_what_cannot_be() -> None:
    common = {"gross_profit_month": 100, "churn": 0}
    for inputs, key in (
        ({"growth_rate": D("1.5")}, "growth_too_large"),
        ({"growth_rate": D("0.1"), "growth_per_month": 1}, "two_growths"),
        ({"growth_rate": 1, "horizon_months": 12000}, "too_large"),
        ({"growth_rate": 1, "horizon_months": 0}, "span_zero"),
        ({"growth_rate": 1, "horizon_months": 12001}, "too_long"),
        ({}, "missing_input"),
    ):
        with pytest.raises(EconError, match=key):
            answer("ltv_expansion", **common, **inputs)
    loss = answer("ltv_expansion", gross_profit_month=-5, churn=D("0.1"), growth_per_month=1)
    assert loss.no_value is not None
    assert loss.no_value.key == "no_margin_month"


def test_formulas_take_arrays_too() -> None:
    kept = np.array([0.9, 0.95])
    profit, growth, months = np.array([100.0, 50.0]), np.array([1.0, 2.0]), np.array([12.0, 24.0])
    both = efficiency.expanding_within(profit, growth, kept, months)
    assert both[1] == pytest.approx(efficiency.expanding_within(50.0, 2.0, 0.95, 24.0))
    assert efficiency.climbing_sum(D(1) - D("1e-12"), D(1000)) == pytest.approx(D(499500), rel=D("1e-8"))
