"""The shifted-beta-geometric fit: that it is the maximum, that it finds what made the data, that it explains
what it can't fit."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from bot.calc import run_lines, to_json
from econ.errors import EconError
from econ.formula import cohorts as formula
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Count, Rate, Ratio

D = Decimal
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


def answer(survivors: Any, **inputs: Any) -> Answer:
    return METRICS["cohorts"].calculate({"survivors": survivors} | inputs)


def plain(value: object) -> float:
    assert isinstance(value, (Count, Rate, Ratio))
    return float(value.value)


def shares(value: object) -> list[float]:
    assert isinstance(value, tuple)
    return [plain(item) for item in value]


@pytest.mark.parametrize("survivors", [HIGH_END, REGULAR, [10, 9, 8, 8], [900, 500, 400, 390, 380]])
def test_newton_finds_what_nelder_mead_finds(survivors: list[int]) -> None:
    at_risk, kept = survivors[:-1], survivors[1:]
    found = formula.fit(at_risk, kept)
    other = minimize(
        lambda logs: -formula.log_likelihood(math.exp(logs[0]), math.exp(logs[1]), at_risk, kept),
        [0.0, 0.0],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-9, "maxiter": 5000},
    )
    assert found.inside
    assert found.log_likelihood >= -other.fun - 1e-7
    assert [found.alpha, found.beta] == pytest.approx(np.exp(other.x), rel=1e-3)


falling = st.lists(st.integers(0, 400), min_size=4, max_size=12).map(
    lambda steps: [sum(steps[place:]) for place in range(len(steps))]
)


@settings(max_examples=300)
@given(falling.filter(lambda row: row[0] > 0))
def test_no_parameters_nearby_fit_better(row: list[int]) -> None:
    at_risk, kept = [n for n in row[:-1] if n], row[1 : 1 + sum(1 for n in row[:-1] if n)]
    found = formula.fit(at_risk, kept)
    assert math.isfinite(found.log_likelihood)
    for up, right in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98), (1.02, 1.02), (0.98, 0.98), (1.3, 1.3)):
        alpha = min(max(found.alpha * up, formula.LEAST), formula.MOST)
        beta = min(max(found.beta * right, formula.LEAST), formula.MOST)
        near = formula.log_likelihood(alpha, beta, at_risk, kept)
        assert near <= found.log_likelihood + 1e-6 * (1 + abs(near))


@settings(max_examples=30)
@given(st.floats(0.3, 3), st.floats(0.5, 8))
def test_it_finds_the_parameters_that_made_the_data(alpha: float, beta: float) -> None:
    row = [round(1e12 * share) for share in formula.survival(alpha, beta, 8)]
    found = formula.fit(row[:-1], row[1:])
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), rel=1e-4)


@given(st.floats(0.2, 5), st.floats(0.2, 20), st.integers(0, 30), st.floats(0.02, 1))
def test_derl_is_the_discounted_sum_of_survival(a: float, b: float, renewals: int, discount: float) -> None:
    alive = formula.survival(a, b, renewals + 4000)
    added = math.fsum(alive[renewals + t + 1] / alive[renewals] * (1 + discount) ** -t for t in range(4000))
    assert formula.derl(a, b, renewals, discount) == pytest.approx(added, rel=1e-8)


def test_derl_without_discount_needs_customers_who_do_leave() -> None:
    assert formula.derl(3.0, 4.0, 2, 0) == pytest.approx(formula.derl(3.0, 4.0, 2, 1e-7), rel=1e-4)
    found = answer(HIGH_END, discount=0)
    assert found.values["derl"] is None
    assert found.no_value is not None
    assert found.no_value.key == "life_without_end"
    assert list(found.no_value.instead) == ["derl_36", "derl_60", "derl_84"]


def test_constant_churn_understates_those_who_stayed() -> None:
    found = answer(HIGH_END, discount=D("0.1"), renewals_made=7, project_periods=5).values
    assert plain(found["derl"]) > plain(found["derl_constant"])
    assert plain(found["derl_difference"]) == pytest.approx(
        plain(found["derl"]) / plain(found["derl_constant"]) - 1, rel=1e-9
    )
    survival, constant = shares(found["survival"]), shares(found["survival_constant"])
    assert len(survival) == len(constant) == 13
    assert len(shares(found["retention"])) == 12
    assert survival[12] > constant[12]
    assert all(later < earlier for earlier, later in pairwise(survival))
    assert all(later > earlier for earlier, later in pairwise(shares(found["retention"])))


def test_cohorts_of_one_kind_add_up_by_age() -> None:
    half = [[500, 430, 370], [500, 439, 373, 328]]
    both = answer(half).values
    table = formula.fit([1000, 869, 373], [869, 743, 328])
    assert plain(both["alpha"]) == pytest.approx(table.alpha, rel=1e-9)
    twice = answer([REGULAR, REGULAR]).values
    once = answer(REGULAR).values
    assert plain(twice["beta"]) == pytest.approx(plain(once["beta"]), rel=1e-6)
    assert plain(twice["log_likelihood"]) == pytest.approx(2 * plain(once["log_likelihood"]), rel=1e-9)


def test_what_cannot_be_fitted_is_explained() -> None:
    for survivors, key in (
        ([1000, 900], "too_few_periods"),
        ([1000, 900, 850], "too_few_periods"),
        ([50, 50, 50, 50], "nobody_lost"),
        ([50, 0, 0, 0], "too_few_periods"),
        ([1000, 500, 500, 500], "only_stayers"),
    ):
        found = answer(survivors)
        assert found.no_value is not None, survivors
        assert found.no_value.key == key
        assert found.values["alpha"] is None
    alike = answer([1000, 900, 810, 729, 656])
    assert [note.key for note in alike.warnings] == ["all_alike"]
    assert alike.values["survival"] == alike.values["survival_constant"]
    assert alike.no_value is None
    assert "few_lost" in [note.key for note in answer([20, 15, 12, 10]).warnings]


@pytest.mark.parametrize(
    ("survivors", "key", "field"),
    [
        ([1000, 869, 900], "rising_survivors", "survivors[2]"),
        ([[10, 9], [10, 9, 11]], "rising_survivors", "survivors[1][2]"),
        ([1000], "one_period_cohort", "survivors"),
        ([0, 0], "count_zero", "survivors[0]"),
        ([100, D("86.9")], "counts_not_shares", "survivors[1]"),
        ([100, -1], "negative", "survivors[1]"),
        ([100, "x"], "not_a_number", "survivors[1]"),
        ([100, D("NaN")], "not_finite", "survivors[1]"),
        ([10**16, 1], "too_large", "survivors[0]"),
        ([], "not_a_list", "survivors"),
        (5, "not_a_list", "survivors"),
        ([[]], "not_a_list", "survivors[0]"),
        ([3] * 1201, "too_many", "survivors"),
    ],
)
def test_bad_cohorts_are_refused_by_name(survivors: Any, key: str, field: str) -> None:
    with pytest.raises(EconError, match=key) as fault:
        answer(survivors)
    assert fault.value.field == field


numbers = st.one_of(
    st.integers(-5, 10**16), st.decimals(allow_nan=True), st.booleans(), st.text(max_size=2), st.none()
)


@settings(max_examples=300)
@given(
    st.one_of(
        st.lists(numbers, max_size=6),
        st.lists(st.integers(0, 10**15), min_size=2, max_size=8).map(lambda row: sorted(row, reverse=True)),
        st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=3),
    ),
    st.sampled_from([0, D("1e-12"), D("0.000001"), D("0.1"), 1]),
    st.sampled_from([0, 3, 1200]),
)
def test_nothing_breaks_it(survivors: Any, discount: Any, renewals: int) -> None:
    written: list[str] = []
    asked = {"survivors": survivors, "discount": discount, "renewals_made": renewals, "project_periods": 3}
    line = to_json({"id": 1, "metric": "cohorts", "inputs": asked})
    run_lines([line], written.append)
    found = json.loads(written[0], parse_constant=pytest.fail)
    assert "values" in found or found["error"]["key"] != "internal", found


def test_italian_readers_get_italian() -> None:
    written: list[str] = []
    line = {"metric": "cohorts", "lang": "it", "inputs": {"survivors": [5, 9]}}
    run_lines([to_json(line)], written.append)
    assert "una coorte non può crescere" in json.loads(written[0])["error"]["message"]
