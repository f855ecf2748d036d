"""The tables: quantities and whole messages, per language, each with what must be read in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.content import languages
from bot.understand import understand
from tests.understand.telling import quantities_of, slots_of

HERE = Path(__file__).parent


def _quantities() -> list[tuple[str, str]]:
    lines = [
        line
        for lang in languages()
        for line in (HERE / f"quantities_{lang}.txt").read_text("utf-8").splitlines()
        if "=>" in line and not line.startswith("# ")
    ]
    return [(typed.strip(), told.strip()) for typed, told in (line.split("=>") for line in lines)]


def _utterances(lang: str) -> list[dict[str, object]]:
    lines = (HERE / f"utterances_{lang}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("typed", "told"), _quantities())
def test_quantities(typed: str, told: str) -> None:
    assert quantities_of(typed) == told


@pytest.mark.parametrize(
    "row", [row for lang in languages() for row in _utterances(lang)], ids=lambda r: r["text"]
)
def test_utterances(row: dict[str, object]) -> None:
    got = understand(str(row["text"]))
    assert (got.intent, slots_of(got)) == (row["intent"], row["slots"])


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_its_own_table(lang: str) -> None:
    assert len(_utterances(lang)) >= 60


@pytest.mark.parametrize("lang", languages())
def test_language_is_told(lang: str) -> None:
    """A message of some length is known for its language."""
    ours = set(languages())
    told = [
        understand(str(row["text"])).lang for row in _utterances(lang) if len(str(row["text"]).split()) > 7
    ]
    wrong = [other for other in told if other in ours - {lang}]
    assert told.count(lang) > 0.8 * len(told)
    assert len(wrong) <= 1
