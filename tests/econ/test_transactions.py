"""The models of customers without contracts: that they are at the maximum, agree with the literature's own
formulas and figures, and that no unit, order or odd row changes what they say."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from bot.data.read import with_data
from econ.errors import EconError
from econ.formula import transactions as formula
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Count, Money, Rate, Ratio

D = Decimal
SAMPLE = Path(__file__).parent.parent / "data" / "cdnow_sample.csv"
PAPER = (0.243, 4.414, 0.793, 2.426)
TODAY = date(2026, 11, 23)
END = "1997-09-30"


def answer(**inputs: Any) -> Answer:
    return METRICS["transactions"].calculate(with_data("transactions", inputs, TODAY))


def plain(value: object) -> float:
    assert isinstance(value, (Count, Rate, Ratio, Money))
    return float(value.amount if isinstance(value, Money) else value.value)


@pytest.fixture(scope="module")
def cdnow() -> tuple[Any, Any, Any, Any]:
    """Each customer's x, t_x and T in weeks up to the end of calibration, and purchases in the 39 after."""
    bought: dict[str, set[int]] = {}
    with SAMPLE.open(newline="") as file:
        for row in csv.DictReader(file):
            bought.setdefault(row["customer"], set()).add(date.fromisoformat(row["date"]).toordinal())
    end = date.fromisoformat(END).toordinal()
    table = []
    for days in bought.values():
        seen = sorted(day for day in days if day <= end)
        later = sum(end < day <= end + 39 * 7 for day in days)
        table.append((len(seen) - 1, (seen[-1] - seen[0]) / 7, (end - seen[0]) / 7, later))
    x, t_x, watched, later = np.array(table, dtype=float).T.copy()
    return x, t_x, watched, later


def test_the_fit_is_the_papers(cdnow: Any) -> None:
    x, t_x, watched, _ = cdnow
    found = formula.bgnbd(x, t_x, watched)
    assert found.inside
    assert found.parameters == pytest.approx(PAPER, abs=0.0005)
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_forecasts_are_the_papers(cdnow: Any) -> None:
    """Fader, Hardie & Lee (2005, section 7): those who never came back are expected 0.23 purchases (they made
    0.24), and expectations correlate with what happened at 0.626."""
    x, t_x, watched, later = cdnow
    expected = formula.expected_purchases(PAPER, x, t_x, watched, 39.0)
    assert expected[x == 0].mean() == pytest.approx(0.23, abs=0.005)
    assert later[x == 0].mean() == pytest.approx(0.24, abs=0.005)
    assert np.corrcoef(expected, later)[0, 1] == pytest.approx(0.626, abs=0.0005)


def test_new_customers_are_expected_as_in_hardies_sheet(cdnow: Any) -> None:
    """lifetimes, test_estimation.py: test_expectation_returns_same_value_Hardie_excel_sheet."""
    times = (0.1429, 1.0, 3.0, 31.8571, 32.0, 78.0)
    expected = (0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576)
    fitted = formula.bgnbd(*cdnow[:3]).parameters
    found = [formula.expected_new(fitted, time) for time in times]
    assert found == pytest.approx(expected, abs=0.0005)


positive = st.floats(0.05, 8)


@settings(max_examples=60)
@given(positive, positive, positive, positive)
def test_slopes_and_curvature_are_those_of_the_likelihood(
    cdnow: Any, r: float, alpha: float, a: float, b: float
) -> None:
    x, t_x, watched, _ = (column[:200] for column in cdnow)
    back = x > 0
    once, onces = np.unique(watched[~back], return_counts=True)
    surface = formula._bgnbd_surface(x[back], t_x[back], watched[back], once, onces.astype(float))
    at = np.array([r, alpha, a, b])
    _, slope, curve = surface(at)
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-5 * at[place]
        above, below = surface(at + step), surface(at - step)
        width = 2 * step[place]
        assert (above[0] - below[0]) / width == pytest.approx(slope[place], rel=1e-4, abs=1e-3)
        assert (above[1] - below[1]) / width == pytest.approx(curve[place], rel=1e-4, abs=1e-2)


@settings(max_examples=20)
@given(st.floats(1e-6, 1e6))
def test_the_unit_of_time_changes_alpha_alone(cdnow: Any, unit: float) -> None:
    x, t_x, watched, _ = cdnow
    weeks = formula.bgnbd(x, t_x, watched)
    other = formula.bgnbd(x, t_x * unit, watched * unit)
    r, alpha, a, b = weeks.parameters
    assert other.parameters == pytest.approx((r, alpha * unit, a, b), rel=1e-4)
    shift = x.sum() * np.log(unit)
    assert other.log_likelihood == pytest.approx(weeks.log_likelihood - shift, rel=1e-9)


histories = st.tuples(st.integers(0, 60), st.floats(0, 1), st.floats(0.1, 400))


@settings(max_examples=200)
@given(
    st.floats(0.05, 4),
    st.floats(0.1, 50),
    st.floats(0.05, 4),
    st.floats(0.3, 6),
    histories,
    st.floats(0.1, 200),
)
def test_expectations_are_equation_ten(
    r: float, alpha: float, a: float, b: float, history: tuple[int, float, float], horizon: float
) -> None:
    """The paper's own form, where it can be computed; ours is the same after Euler's transformation."""
    x, share, watched = float(history[0]), history[1], history[2]
    if abs(a - 1) < 1e-3 or abs(a + b + x - 1) < 1e-3:
        return
    t_x = share * watched if x else 0.0
    z = horizon / (alpha + watched + horizon)
    inner = ((alpha + watched) / (alpha + watched + horizon)) ** (r + x)
    whole = (a + b + x - 1) / (a - 1) * (1 - inner * hyp2f1(r + x, b + x, a + b + x - 1, z))
    odds = (a / (b + x - 1)) * ((alpha + watched) / (alpha + t_x)) ** (r + x) if x else 0.0
    given_ = (np.array([x]), np.array([t_x]), np.array([watched]))
    found = formula.expected_purchases((r, alpha, a, b), *given_, horizon)[0]
    if np.isfinite(whole):
        assert found == pytest.approx(whole / (1 + odds), rel=1e-6, abs=1e-9)
    assert found >= 0
    assert 0 <= formula.p_alive((r, alpha, a, b), *given_)[0] <= 1


def test_expectations_hold_where_everybody_leaves_alike() -> None:
    """Parameters at the edge of what can be computed: the chance of leaving is 1 in 2 for all."""
    for x in (1.0, 40.0, 3000.0):
        one = (np.array([x]), np.array([9.0]), np.array([9.0]))
        found = formula.expected_purchases((0.5, 3.0, 1e5, 1e5), *one, 500.0)[0]
        alive = formula.p_alive((0.5, 3.0, 1e5, 1e5), *one)[0]
        assert found == pytest.approx(2 * alive, rel=0.05)


def test_expectations_pass_through_a_of_one_smoothly() -> None:
    one = (np.array([3.0]), np.array([20.0]), np.array([30.0]))
    around = [formula.expected_purchases((0.5, 5.0, a, 2.0), *one, 10.0)[0] for a in (0.999, 1.0, 1.001)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-5)


@pytest.fixture(scope="module")
def sample() -> Answer:
    return answer(csv=str(SAMPLE), observed_until=END, horizon=D(39), limit=D(3))


def test_scaling_the_currency_scales_the_value_alone(sample: Answer) -> None:
    text = SAMPLE.read_text().splitlines()
    doubled = [text[0]]
    for line in text[1:]:
        customer, day, cds, amount = line.split(",")
        doubled.append(f"{customer},{day},{cds},{D(amount) * 2}")
    twice = answer(csv="\n".join(doubled), observed_until=END, horizon=D(39), limit=D(3)).values
    once = sample.values
    assert plain(twice["clv"]) == pytest.approx(2 * plain(once["clv"]), rel=1e-6)
    assert plain(twice["expected_value"]) == pytest.approx(2 * plain(once["expected_value"]), rel=1e-6)
    for name in ("r", "alpha", "a", "b", "p", "q", "expected_purchases", "p_alive"):
        assert plain(twice[name]) == pytest.approx(plain(once[name]), rel=1e-6)


def test_value_undiscounted_is_spend_times_purchases(sample: Answer) -> None:
    free = answer(
        csv=str(SAMPLE), observed_until=END, horizon=D(39), limit=D(3), discount=D(0), margin=D("0.3")
    )
    rows = free.values["customers"]
    assert isinstance(rows, tuple)
    for row in rows:
        assert isinstance(row, dict)
        product = plain(row["expected_purchases"]) * plain(row["expected_value"]) * 0.3
        assert plain(row["clv"]) == pytest.approx(product, rel=1e-8)
    assert plain(free.values["clv"]) / 0.3 > plain(sample.values["clv"])
    assert [note.key for note in sample.warnings] == ["skipped_after_end", "revenue_only"]


def test_weeks_days_and_months_tell_the_same(sample: Answer) -> None:
    days = answer(csv=str(SAMPLE), observed_until=END, time_unit="day", horizon=D(39 * 7), limit=D(3)).values
    assert plain(days["alpha"]) == pytest.approx(7 * plain(sample.values["alpha"]), rel=1e-5)
    assert plain(days["expected_purchases"]) == pytest.approx(
        plain(sample.values["expected_purchases"]), rel=1e-6
    )


def rows(*purchases: tuple[object, str, object]) -> list[dict[str, object]]:
    return [{"customer": who, "date": day, "amount": amount} for who, day, amount in purchases]


def test_rows_are_summed_up_by_day() -> None:
    found = answer(
        rows=rows(
            ("a", "2026-01-01", D(10)),
            ("a", "2026-01-01", D(5)),
            ("a", "2026-02-01", D(7)),
            ("a", "2026-02-02", D(-7)),
            ("b", "2026-01-05", D(3)),
            ("b", "2031-01-05", D(3)),
        ),
        dry_run=True,
    )
    summary = found.values["summary"]
    assert isinstance(summary, dict)
    told = {name: summary[name] for name in ("rows", "customers", "repeat_purchases", "amount")}
    assert [plain(value) for value in told.values()] == [6, 2, 1, 25]
    assert (summary["first_date"], summary["last_date"]) == ("2026-01-01", "2026-02-01")
    assert [(note.key, plain(note.facts["rows"])) for note in found.warnings] == [
        ("skipped_future", 1),
        ("skipped_refund", 1),
    ]
    assert [note.key for note in found.assumptions] == ["watched_until_last_date", "dry_run"]
    assert found.values["r"] is None


def test_a_customer_named_twice_counts_once() -> None:
    one = {"customer": "a", "frequency": D(2), "recency": D(3), "T": D(9)}
    found = answer(rows=[one, one | {"frequency": D(4)}], dry_run=True)
    assert [(note.key, note.facts["value"]) for note in found.warnings] == [("skipped_duplicate", "a")]


@pytest.mark.parametrize(
    ("given_", "key", "field"),
    [
        ({"rows": []}, "not_a_list", "rows"),
        ({"rows": [{"customer": "a"}]}, "not_a_date", "rows[0].date"),
        ({"rows": [{"customer": "a", "date": "2026-13-01"}]}, "not_a_date", "rows[0].date"),
        ({"rows": [{"date": "2026-01-01"}]}, "missing_input", "rows[0].customer"),
        ({"rows": rows(("a", "2026-01-01", "x"))}, "not_a_number", "rows[0].amount"),
        ({"rows": rows(("a", "2026-01-01", D("NaN")))}, "not_finite", "rows[0].amount"),
        ({"rows": rows(("a", "2026-01-01", D(5)), ("b", "2026-01-02", None))}, "some_without_amount", "rows"),
        ({"rows": rows(("a", "2026-01-01", D(-5)))}, "no_purchases", "rows"),
        ({"rows": [{"frequency": D(1), "recency": D(9), "T": D(5)}]}, "recency_over_time", "rows[0].recency"),
        (
            {"rows": [{"frequency": D(0), "recency": D(1), "T": D(5)}]},
            "recency_without_repeat",
            "rows[0].recency",
        ),
        ({"rows": [{"frequency": D("1.5"), "recency": D(1), "T": D(5)}]}, "not_whole", "rows[0].frequency"),
        (
            {"rows": rows(("a", "2026-01-01", D(5))), "csv": "customer,date\na,2026-01-01\n"},
            "rows_and_csv",
            "csv",
        ),
        ({"rows": rows(("a", "2026-01-01", D(5))), "horizon": D(9999)}, "too_many", "horizon"),
        ({}, "missing_input", "rows"),
    ],
)
def test_bad_rows_are_refused_by_name(given_: dict[str, Any], key: str, field: str) -> None:
    with pytest.raises(EconError, match=key) as fault:
        answer(**given_)
    assert fault.value.field == field


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdefgh"),
            st.dates(date(2020, 1, 1), date(2027, 1, 1)),
            st.sampled_from([D(0), D("0.01"), D(12), D("1e12"), D("1e15"), D(-3)]),
        ),
        min_size=12,
        max_size=60,
    ),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.sampled_from([D(0), D("0.1"), D(1)]),
)
def test_nothing_that_was_bought_breaks_it(
    bought: list[tuple[str, date, Decimal]], unit: str, discount: Decimal
) -> None:
    """Whatever comes out is a figure, or nothing with its reason."""
    purchases = rows(*((who, day.isoformat(), amount) for who, day, amount in bought))
    if all(amount < 0 or day > TODAY for _, day, amount in bought):
        return
    found = answer(rows=purchases, time_unit=unit, discount=discount, horizon=D(3))
    for name in ("expected_purchases", "p_alive", "clv", "expected_value"):
        value = found.values[name]
        assert value is None or np.isfinite(plain(value))
        assert value is None or plain(value) >= 0
    assert found.values["r"] is not None or found.no_value is not None


def test_customers_who_hardly_differ_are_still_told_of() -> None:
    """Everybody buys at one rate and spends one amount: nothing sets them apart, but forecasts hold."""
    rng = np.random.default_rng(7)
    start = date(2024, 1, 1).toordinal()
    bought = [
        (f"c{who}", date.fromordinal(start + int(day)).isoformat(), D(25))
        for who in range(300)
        for day in rng.integers(0, 700, 9)
    ]
    found = answer(rows=rows(*bought), horizon=D(52))
    assert plain(found.values["expected_value"]) == pytest.approx(25, rel=0.01)
    assert plain(found.values["expected_purchases"]) == pytest.approx(300 * 9 * 365 / 700, rel=0.15)
    assert plain(found.values["clv"]) > 0
    assert "spend_alike" in [note.key for note in found.assumptions]
