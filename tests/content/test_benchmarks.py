"""The figures others are measured by: sourced, or refused; older than three years, or warned of."""

from __future__ import annotations

from datetime import date

import pytest

from bot import benchmarks
from bot.content import table

GOOD = {"value": 3, "unit": "ratio", "region": "us", "source": "A survey", "year": 2025, "mark": "B"}


def test_every_figure_says_where_it_comes_from() -> None:
    assert table("benchmarks")
    assert benchmarks.faults() == []


@pytest.mark.parametrize("lacking", ["source", "year", "mark", "value", "unit"])
def test_a_figure_that_does_not_is_a_fault(lacking: str) -> None:
    assert benchmarks.faults({"one": GOOD}) == []
    without = {name: value for name, value in GOOD.items() if name != lacking}
    assert benchmarks.faults({"one": without}) == [f"benchmarks.one: no {lacking}"]
    assert benchmarks.faults({"one": GOOD | {"mark": "Z"}}) == ["benchmarks.one: no mark"]
    assert benchmarks.faults({"one": GOOD | {"year": "2025"}}) == ["benchmarks.one: no year"]


def test_a_figure_ages_in_three_years() -> None:
    assert benchmarks.aged(date(2028, 12, 31), {"one": GOOD}) == []
    assert benchmarks.aged(date(2029, 1, 1), {"one": GOOD}) == [
        "benchmarks.one is of 2025: look for a newer one"
    ]
    assert benchmarks.aged(date(2099, 1, 1), {"ours": GOOD | {"mark": "D"}}) == []


def test_ours_are_warned_of_on_the_day_they_were_last_reviewed() -> None:
    """The day is given, so that time alone breaks no test; `python -m bot check` asks today's."""
    reviewed = date(2026, 11, 23)
    old = benchmarks.aged(reviewed)
    assert old == [
        f"benchmarks.{name} is of {figure['year']}: look for a newer one"
        for name, figure in table("benchmarks").items()
        if figure["year"] < 2023 and figure["mark"] != "D"
    ]
    assert all(figure["year"] <= reviewed.year for figure in table("benchmarks").values())
