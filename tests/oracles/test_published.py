"""Figures that others published, run through `calc` as JSON lines."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.calc import run_lines, to_json

CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)["case"]
]


def computed(case: dict[str, Any]) -> dict[str, Any]:
    written: list[str] = []
    line = to_json({"id": case["id"], "metric": case["metric"], "inputs": case["inputs"]})
    assert run_lines([line], written.append), written
    found: dict[str, Any] = json.loads(written[0], parse_float=Decimal, parse_int=Decimal)
    assert found["id"] == case["id"]
    values: dict[str, Any] = found["values"]
    return values


def at(values: dict[str, Any], path: str) -> Any:
    """An output by its path: `cac`, `survival[8]`, `ltv.low`."""
    found: Any = values
    for name in re.findall(r"\w+", path):
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
    assert len({case["id"] for case in CASES}) == len(CASES) >= 35
