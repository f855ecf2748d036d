"""Figures that others published, run through `calc` as JSON lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.calc import run_lines, to_json

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 23)

CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)["case"]
]


def computed(case: dict[str, Any]) -> dict[str, Any]:
    written: list[str] = []
    data = {"csv": str(DATA / case["file"])} if "file" in case else {}
    line = to_json({"id": case["id"], "metric": case["metric"], "inputs": case["inputs"] | data})
    assert run_lines([line], written.append, TODAY), written
    found: dict[str, Any] = json.loads(written[0], parse_float=Decimal, parse_int=Decimal)
    assert found["id"] == case["id"]
    values: dict[str, Any] = found["values"]
    return values


def at(values: dict[str, Any], path: str) -> Any:
    """An output by its path: `cac`, `survival[8]`, `ltv.low`, `customers{1}.clv` (customer 1, wherever)."""
    found: Any = values
    for mark, name in re.findall(r"([{]?)(\w+)", path):
        if mark:
            found = next(row for row in found if row["customer"] == name)
        else:
            found = found[int(name) if isinstance(found, list) else name]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_published(case: dict[str, Any]) -> None:
    values = computed(case)
    for name, expected in case["expect"].items():
        if isinstance(expected, str):
            assert at(values, name) == expected
        else:
            found = at(values, name)
            assert abs(found - Decimal(expected)) <= Decimal(case["within"]), (name, found)
    for name, printed in case.get("wrong", {}).items():
        assert case["because"]
        assert abs(at(values, name) - Decimal(printed)) > Decimal(case["within"])


def test_every_case_names_what_was_opened() -> None:
    for case in CASES:
        assert case["title"]
        assert case["url"].startswith("http")
        assert case["quote"]
        assert case["year"]
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_there_are_enough_of_them_over_all_families() -> None:
    """At least 60 cases assert numbers, some of them against figures published wrong."""
    numeric = [case for case in CASES if any(not isinstance(value, str) for value in case["expect"].values())]
    assert len(numeric) >= 60
    assert sum("wrong" in case for case in numeric) >= 5
    families = Counter(case["metric"] for case in numeric)
    assert {"ltv", "ltv_cac", "cac", "payback", "churn", "ltv_discounted"} <= set(families)
    assert {"magic_number", "quick_ratio", "sales_efficiency", "cac_ratio"} <= set(families)
    assert {"cohorts", "transactions", "uncertainty"} <= set(families)
    assert {"rep_cost", "capacity", "funnel", "offer", "market"} <= set(families)
