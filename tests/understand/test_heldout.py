"""Floors under how well those are understood who never saw the templates. Not to be tuned to: its README."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.ask import ask_lines
from tests.understand.scoring import Score, score, share

HERE = Path(__file__).parent / "heldout"

#: At least (intent, exact, asked, state) and at most (silently wrong), by language and wording.
FLOORS = {
    ("en", "w:ordinary"): (0.96, 0.93, 0.98, 0.85, 0.02),
    ("en", "w:other"): (0.93, 0.84, 0.98, 0.70, 0.06),
    ("it", "w:ordinary"): (0.94, 0.92, 0.98, 0.80, 0.01),
    ("it", "w:other"): (0.92, 0.82, 0.98, 0.70, 0.05),
}


@cache
def _scored(lang: str) -> list[tuple[dict[str, Any], Score]]:
    rows = [json.loads(line) for line in (HERE / f"{lang}.jsonl").read_text("utf-8").splitlines()]
    answers: list[dict[str, Any]] = []
    asked = (json.dumps({name: row[name] for name in ("id", "text", "ctx")}) for row in rows)
    ask_lines(asked, lambda line: answers.append(json.loads(line)))
    return [(row, score(row, got)) for row, got in zip(rows, answers, strict=True)]


@pytest.mark.parametrize(("lang", "wording"), FLOORS)
def test_understanding_keeps_its_floor(lang: str, wording: str) -> None:
    marks = [mark for row, mark in _scored(lang) if wording in row["tags"]]
    intent, exact, asked, state, wrong = FLOORS[lang, wording]
    assert share([mark.intent for mark in marks]) >= intent
    assert share([mark.exact for mark in marks]) >= exact
    assert share([mark.asked for mark in marks]) >= asked
    assert share([mark.state for mark in marks]) >= state
    assert share([mark.silent_wrong for mark in marks]) <= wrong


@pytest.mark.parametrize("lang", ["en", "it"])
def test_nothing_off_topic_is_answered_as_ours(lang: str) -> None:
    """Other subjects and attempts to command the bot are declined, whatever numbers they hold."""
    answered = [
        row["text"] for row, mark in _scored(lang) if row["intent"] == "out_of_scope" and not mark.intent
    ]
    assert not answered
