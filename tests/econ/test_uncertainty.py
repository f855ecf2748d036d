"""Ranges: that the draws are those of the counts, that seeds repeat, that the formulas are the plain ones."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, gamma

from bot.calc import run_lines, to_json
from econ.errors import EconError
from econ.formula import uncertainty as formula
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Money, Months, Rate, Ratio

D = Decimal
POINT: dict[str, Any] = {"arpa": D(500), "margin": D("0.8"), "churn": D("0.05"), "cac": D(4000)}
COUNTS = {"churned": D(18), "customers": D(600)}
TAILS = ("low", "low_80", "median", "high_80", "high")


def answer(metric: str = "uncertainty", **inputs: Any) -> Answer:
    return METRICS[metric].calculate(POINT | inputs)


def figure(value: object) -> float:
    assert isinstance(value, (Money, Rate, Ratio, Months))
    return float(value.amount if isinstance(value, Money) else value.value)


def band(found: Answer, name: str) -> list[float]:
    shown = found.values[name]
    assert isinstance(shown, dict)
    assert tuple(shown) == TAILS
    return [figure(shown[tail]) for tail in TAILS]


def test_points_give_the_plain_figures() -> None:
    found = answer(draws=D(100))
    for name, plain in (("ltv", 8000), ("ltv_cac", 2), ("payback_months", 10), ("cac", 4000)):
        assert band(found, name) == pytest.approx([plain] * 5)
    assert found.values["probability_target"] == Rate(D(0))
    assert answer(draws=D(100), target=D(2)).values["probability_target"] == Rate(D(1))


def test_the_draws_are_the_posterior() -> None:
    found = answer(churn=COUNTS)
    exact = beta(18.5, 582.5).ppf([0.025, 0.1, 0.5, 0.9, 0.975])
    assert band(found, "churn") == pytest.approx(list(exact), rel=0.01)
    assert band(found, "ltv") == pytest.approx(sorted(400 / exact), rel=0.01)
    chance = beta(18.5, 582.5).cdf(400 / (3 * 4000))
    assert figure(found.values["probability_target"]) == pytest.approx(chance, abs=0.005)
    assert [note.key for note in found.warnings] == ["few_lost"]


def test_cac_counted_on_wins_is_a_gamma() -> None:
    found = answer(cac={"spend": D(100_000), "customers": D(25)})
    exact = gamma(25, scale=160).ppf([0.025, 0.1, 0.5, 0.9, 0.975])
    assert band(found, "cac") == pytest.approx(list(exact), rel=0.01)


def test_a_steady_history_is_surer_than_a_wild_one() -> None:
    steady = [{"marketing_spend": D(1000), "customers": D(10)} for _ in range(12)]
    wild = [{"marketing_spend": D(1000), "customers": D(4 + 12 * (month % 2))} for month in range(12)]
    without = {name: value for name, value in POINT.items() if name != "cac"}
    calm, rough = (METRICS["uncertainty"].calculate(without | {"history": rows}) for rows in (steady, wild))
    assert band(calm, "cac") == pytest.approx([100] * 5)
    low, _, median, _, high = band(rough, "cac")
    assert low < 80
    assert high > 125
    assert median == pytest.approx(100, rel=0.05)


def test_the_ratio_estimator_agrees_with_resampling() -> None:
    rng = np.random.default_rng(3)
    customers = rng.integers(5, 25, 24).astype(float)
    spends = customers * 300 + rng.normal(0, 900, 24) + 1000
    rows = rng.integers(0, 24, (20_000, 24))
    again = spends[rows].sum(1) / customers[rows].sum(1)
    spread = formula.history_spread(spends.tolist(), customers.tolist())
    assert np.sqrt(spread) == pytest.approx(again.std() / again.mean(), rel=0.15)


def test_the_same_seed_says_the_same_and_another_nearly() -> None:
    inputs = {"churn": COUNTS, "cac": {"low": D(3000), "high": D(5000)}}
    assert answer(**inputs) == answer(**inputs)
    other = answer(**inputs, seed=D(2))
    assert other.values != answer(**inputs).values
    assert band(other, "ltv_cac") == pytest.approx(band(answer(**inputs), "ltv_cac"), rel=0.02)


def test_years_and_months_meet_by_compounding() -> None:
    year = {"arpa": D(6000), "arpa_period": "year", "churn": D("0.3062"), "churn_period": "year"}
    found = answer(**year, draws=D(100))
    assert band(found, "ltv")[2] == pytest.approx(6000 * 0.8 / 0.3062, rel=1e-5)
    assert band(found, "payback_months")[2] == pytest.approx(10)
    monthly = answer(**year, renewal_period="month", draws=D(100))
    assert band(monthly, "ltv")[2] == pytest.approx(400 / (1 - (1 - 0.3062) ** (1 / 12)), rel=1e-5)


def test_with_nobody_lost_value_has_no_top() -> None:
    found = answer(churn={"churned": D(0), "customers": D(100)}).values
    assert isinstance(found["ltv"], dict)
    assert found["ltv"]["high"] is None
    assert figure(found["ltv"]["low"]) > 0
    assert isinstance(found["churn"], dict)
    assert figure(found["churn"]["high"]) == 0.03  # the rule of three: 3 ÷ 100
    assert found["churn"]["low"] is None


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("uncertainty", {"cac": {"low": D(5), "high": D(3)}}, "low_over_high", "cac"),
    ("uncertainty", {"churn": {"low": D(0), "high": D("0.1")}}, "zero", "churn"),
    ("uncertainty", {"churn": {"low": D("0.1"), "high": D(2)}}, "rate_over_one", "churn"),
    ("uncertainty", {"churn": {"churned": D(9), "customers": D(5)}}, "churned_over_start", "churn.churned"),
    ("uncertainty", {"churn": {"churned": D(1)}}, "missing_input", "churn.customers"),
    ("uncertainty", {"churn": {"churned": D("1.5"), "customers": D(5)}}, "not_whole", "churn.churned"),
    ("uncertainty", {"margin": D(-1)}, "negative", "margin"),
    ("uncertainty", {"arpa": {"low": D(1), "hi": D(3)}}, "unknown_input", "arpa.hi"),
    ("uncertainty", {"cac": {"spend": D(5), "customers": D(0)}}, "count_zero", "cac.customers"),
    ("uncertainty", {"draws": D(5)}, "draws_out_of_range", "draws"),
    ("uncertainty", {"level": D("0.2")}, "level_out_of_range", "level"),
    (
        "uncertainty",
        {"history": [{"customers": D(5)}], "cac": None},
        "missing_input",
        "history[0].marketing_spend",
    ),
    ("uncertainty", {"history": [{"customers": D(5), "tools": D(3)}]}, "cac_and_spend", "history"),
    ("sensitivity", {"swing": D(1)}, "swing_to_zero", "swing"),
    ("sensitivity", {"axes": [{"input": "cac", "low": D(1), "high": D(2)}]}, "two_axes", "axes"),
    ("sensitivity", {"cac": D(0)}, "zero", "cac"),
]


@pytest.mark.parametrize(("metric", "inputs", "key", "field"), BAD)
def test_bad_ranges_are_refused_by_name(metric: str, inputs: dict[str, Any], key: str, field: str) -> None:
    with pytest.raises(EconError, match=key) as fault:
        answer(metric, **inputs)
    assert fault.value.field == field


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(EconError, match="mixed_currencies"):
        answer(
            arpa={"low": D(1), "high": D(2), "currency": "EUR"},
            cac={"spend": D(1), "customers": D(2), "currency": "USD"},
        )


def bars(found: Answer) -> list[dict[str, Any]]:
    shown = found.values["tornado"]
    assert isinstance(shown, tuple)
    return [bar for bar in shown if isinstance(bar, dict)]


def test_the_tornado_is_ranked_and_plain() -> None:
    found = bars(answer("sensitivity", churn={"low": D("0.02"), "high": D("0.1")}))
    assert found[0]["input"] == "churn"
    assert (figure(found[0]["ltv_cac_low"]), figure(found[0]["ltv_cac_high"])) == pytest.approx((5, 1))
    widths = [abs(figure(bar["ltv_cac_high"]) - figure(bar["ltv_cac_low"])) for bar in found]
    assert all(wide >= narrow for wide, narrow in pairwise(widths))
    price = next(bar for bar in found if bar["input"] == "arpa")
    middle = 400 / 0.06 / 4000
    assert figure(price["ltv_cac_high"]) == pytest.approx(1.1 * middle)
    assert len(found) == 4


def test_the_grid_is_the_formula_at_each_crossing() -> None:
    axes = [
        {"input": "churn", "low": D("0.01"), "high": D("0.05"), "steps": D(3)},
        {"input": "cac", "low": D(1000), "high": D(4000), "steps": D(2)},
    ]
    grid = answer("sensitivity", axes=axes).values["grid"]
    assert isinstance(grid, dict)
    cells = grid["ltv_cac"]
    assert isinstance(cells, tuple)
    for row, churn in zip(cells, (0.01, 0.03, 0.05), strict=True):
        assert isinstance(row, tuple)
        assert [figure(cell) for cell in row] == pytest.approx([400 / churn / 1000, 400 / churn / 4000])


def test_a_swing_never_passes_the_whole() -> None:
    found = answer("sensitivity", margin=D("0.95"))
    assert [note.key for note in found.warnings] == ["swing_cut_at_whole"]
    top = next(bar for bar in bars(found) if bar["input"] == "margin")
    assert top["high"] == Rate(D(1))


numbers = st.one_of(
    st.integers(-1, 10**16),
    st.sampled_from([D("1e-12"), D("1e15"), D("0.5"), D("NaN"), D("Infinity"), D(0)]),
    st.text(max_size=2),
    st.booleans(),
    st.none(),
)
ranges = st.one_of(
    numbers,
    st.dictionaries(st.sampled_from(["low", "high", "churned", "customers", "periods", "spend"]), numbers),
)


@settings(max_examples=300)
@given(
    st.sampled_from(["uncertainty", "sensitivity"]),
    st.fixed_dictionaries({}, optional={"arpa": ranges, "margin": ranges, "churn": ranges, "cac": ranges}),
)
def test_nothing_breaks_it(metric: str, inputs: dict[str, Any]) -> None:
    written: list[str] = []
    given_ = POINT | inputs | ({"draws": 100} if metric == "uncertainty" else {})
    run_lines([to_json({"id": 1, "metric": metric, "inputs": given_})], written.append)
    found = json.loads(written[0], parse_constant=pytest.fail)
    assert "values" in found or found["error"]["key"] != "internal", found
