"""Every key that econ can utter has its words, in every language, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import econ
from bot import data, presets
from bot.content import languages, table
from econ.measures.people import KNOWN
from econ.metric import METRICS
from econ.unit import OUTPUTS
from econ.verdict import Verdict

SECTION = {"EconError": "errors", "warn": "warnings", "assume": "assumptions", "none": "no_value"}
#: Keys built at run time or raised at the edge, which no literal shows.
BUILT = {
    "assumptions": {
        "timing_immediate",
        "timing_after_first_renewal",
        "timing_end_of_period",
        "cash_at_margin",
        "cash_in_arrears",
        "no_show_rate",
        "no_acceptance_rate",
        "crossing_of_cash",
        "crossing_of_cost",
    },
    "warnings": {
        "show_one_sided",
        "acceptance_one_sided",
        "skipped_formula",
        "skipped_future",
        "skipped_after_end",
        "skipped_bad_number",
    },
    "no_value": {"zero_churn", "negative_churn", "required_margin_over_one", "target_beyond_horizon"},
    "errors": {
        "price_zero",
        "target_zero",
        "zero",
        "cac_zero",
        "not_json",
        "no_text",
        "unknown_metric",
        "internal",
    },
    "steps": {
        "payback_months_churn_adjusted",
        "revenue_ltv",
        "ltv",
        "monthly",
        "annual",
        "in_house_cac",
        "partner_cac",
        "in_house_prospecting",
        "partner_prospecting",
    },
}


def sources() -> Iterator[ast.AST]:
    roots = (Path(econ.__file__).parent, Path(data.__file__).parent)
    return (ast.parse(path.read_text("utf-8")) for root in roots for path in sorted(root.rglob("*.py")))


def uttered() -> dict[str, set[str]]:
    """Section to keys, from the literals in the calls of econ and of what reads files for it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SECTION:
                    found[SECTION[name]].add(str(node.args[0].value))
                elif name in ("Skipped", "leave_out"):
                    found["warnings"].add(f"skipped_{node.args[0].value}")
                elif name in ("step", "_divided"):
                    found["steps"].add(str(node.args[0].value))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
                marks = re.findall(r"\{(\w+)\}", node.value) if re.search(r"[×÷−]", node.value) else ()
                found["operands"].update(marks)
    found["assumptions"] |= presets.keys()
    found["steps"] |= {*KNOWN, "on_cost"}
    for section, keys in BUILT.items():
        found[section] |= keys
    return found


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("section", ["errors", "warnings", "assumptions", "no_value", "steps"])
def test_every_key_has_words_and_no_words_are_dead(lang: str, section: str) -> None:
    assert set(table("econ", lang)[section]) == uttered()[section]


@pytest.mark.parametrize("lang", languages())
def test_every_operand_input_and_output_has_a_name(lang: str) -> None:
    words = table("econ", lang)
    assert uttered()["operands"] <= set(words["operands"])
    inputs = {given.name for metric in METRICS.values() for given in metric.inputs}
    outputs = {name for metric in METRICS.values() for name in metric.outputs} | set(OUTPUTS)
    assert inputs <= set(words["inputs"])
    assert outputs == set(words["outputs"])
    assert set(METRICS) == set(words["metrics"])
    assert set(Verdict.__args__) == set(words["verdicts"])  # type: ignore[attr-defined]


def flat(words: dict[str, Any], path: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for key, value in words.items():
        out |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return out


def test_languages_are_equals() -> None:
    english, italian = flat(table("econ", "en")), flat(table("econ", "it"))
    assert set(english) == set(italian)
    for key, words in english.items():
        marks = [set(re.findall(r"\{\{ (\w+)", text)) for text in (words, italian[key])]
        assert marks[0] == marks[1], key


def test_each_benchmark_used_has_a_source_and_a_year() -> None:
    used = {
        keyword.value.value
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "benchmark" and isinstance(keyword.value, ast.Constant)
    }
    figures = table("benchmarks")
    yardsticks = {id_ for id_, figure in figures.items() if "metric" in figure}
    assert used | set(presets.figures()) | yardsticks == set(figures)
    for figure in figures.values():
        assert figure["source"]
        assert figure["mark"] in "ABCD"
        assert 2000 < figure["year"] <= 2026
