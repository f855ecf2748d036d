"""The figures of `content/benchmarks.toml`: whether each says where it comes from, and which have aged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.content import table

#: A figure older than this many years should be looked up anew.
FRESH_YEARS = 3
MARKS = "ABCD"


def faults(figures: Mapping[str, Mapping[str, Any]] | None = None) -> list[str]:
    """What a figure lacks to be shown at all: a source, a year, a mark of how solid it is, a value.

    >>> faults({"made_up": {"value": 3, "year": 2020, "mark": "C", "unit": "ratio", "region": "any"}})
    ['benchmarks.made_up: no source']
    """
    found: list[str] = []
    for name, figure in (table("benchmarks") if figures is None else figures).items():
        lacks = [key for key in ("source", "year", "mark", "unit", "region") if not figure.get(key)]
        if not {"value", "low", "high", "bands"} & set(figure):
            lacks.append("value")
        if figure.get("mark", "A") not in MARKS:
            lacks.append("mark")
        if not isinstance(figure.get("year", 0), int):
            lacks.append("year")
        found.extend(f"benchmarks.{name}: no {key}" for key in lacks)
    return found


def aged(today: date, figures: Mapping[str, Mapping[str, Any]] | None = None) -> list[str]:
    """The figures older than three years on that day, our own conventions (D) apart: they don't age.

    >>> aged(date(2026, 1, 1), {"old": {"year": 2022, "mark": "B"}, "new": {"year": 2023, "mark": "B"}})
    ['benchmarks.old is of 2022: look for a newer one']
    """
    return [
        f"benchmarks.{name} is of {figure['year']}: look for a newer one"
        for name, figure in (table("benchmarks") if figures is None else figures).items()
        if figure["mark"] != "D" and today.year - figure["year"] > FRESH_YEARS
    ]
