"""`python -m bot check` on lessons and glossary: nothing to find now, and each kind of fault is found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from bot import handbook
from bot.content import ROOT
from bot.glossary import Term, glossary
from bot.lessons import Lesson, lessons
from bot.triggers import Trigger


def test_the_handbook_is_in_order() -> None:
    assert handbook.faults() == []


def with_changed(monkeypatch: pytest.MonkeyPatch, lang: str, name: str, changes: Mapping[str, Any]) -> None:
    real = lessons

    def changed(asked: str) -> Mapping[str, Lesson]:
        found = dict(real(asked))
        if asked == lang:
            found[name] = found[name].model_copy(update=dict(changes))
        return found

    monkeypatch.setattr(handbook, "lessons", changed)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"source": " "}, "no source"),
        ({"related": ("cac", "nowhere")}, "nowhere leads nowhere"),
        ({"body": "Short."}, "1 words"),
        ({"title": "x" * 80}, "too long"),
        ({"needs": ("ltv",)}, "placeholders differ"),
        ({"check": (("1+1", Decimal(3)),)}, "does not come to 3"),
        ({"check": (("3*259", Decimal(777)),)}, "777 is not in the text"),
        ({"year": 2001}, "year differs"),
        ({"tags": ("other",)}, "tags differs"),
        ({"triggers": (Trigger(verdict="weak", churn_zero=True),)}, "nothing sets off trigger 1"),
    ],
)
def test_a_fault_is_found(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], fault: str) -> None:
    with_changed(monkeypatch, "it", "payback", changes)
    assert any(line.startswith("it/snippets/payback") and fault in line for line in handbook.faults())


def test_a_metric_without_a_lesson_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with_changed(monkeypatch, "en", "quick-ratio", {"tags": ("growth",)})
    assert "en/snippets: no lesson has the tag quick_ratio" in handbook.faults()


def test_a_result_without_a_lesson_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handbook, "fitting", lambda lang, facts: None)
    assert any("no lesson fits" in line for line in handbook.faults())


def test_a_term_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Term(id="cac", term="CAC", also=(), means="A cost.", lesson="nowhere")
    monkeypatch.setattr(handbook, "glossary", lambda lang: {**glossary(lang), "cac": lost})
    assert "it/glossary: cac leads to nowhere, which is no lesson" in handbook.faults()


def test_every_claim_of_the_founding_text_leads_to_lessons() -> None:
    rows = re.findall(r"^\| (\d+)\. .* \| (.*) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 17))
    for _, named in rows:
        assert set(re.findall(r"`([\w-]+)`", named)) <= set(lessons("en"))
