"""What people type finds the right lesson: realistic searches, misspelt ones among them, and every term."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import languages
from bot.glossary import glossary
from bot.lessons import lessons
from bot.search import Index, find, idle_words, tokens


def searches(lang: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / f"searches_{lang}.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" = ") for line in lines if not line.startswith("#")]
    return [(said, wanted) for said, wanted in pairs]


@pytest.mark.parametrize("lang", languages())
def test_realistic_searches_find_their_lesson_among_the_first_three(lang: str) -> None:
    asked = searches(lang)
    assert len(asked) == len({said for said, _ in asked}) == 50
    missed = {
        said: [one.id for one in find(lang, said)[:3]]
        for said, wanted in asked
        if wanted not in [one.id for one in find(lang, said)[:3]]
    }
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("lang", languages())
def test_every_term_of_the_glossary_finds_its_lesson(lang: str) -> None:
    assert len(glossary(lang)) >= 80
    missed = {
        name: [one.id for one in find(lang, name)[:3]]
        for term in glossary(lang).values()
        for name in term.names
        if term.lesson not in [one.id for one in find(lang, name)[:3]]
    }
    assert missed == {}


def test_words_of_the_text_alone_find_a_lesson_too() -> None:
    assert "retention-playbook" in [one.id for one in find("en", "cards that expire")]
    assert "channel-cac" in [one.id for one in find("it", "fiere e segnalazioni")]


def test_endings_capitals_and_accents_make_no_difference() -> None:
    assert tokens("Redditività DEI clienti") == tokens("redditivita dei client")
    assert find("it", "SCONTÌ")[0] is find("it", "sconti")[0]


def test_an_index_may_be_empty_or_hold_one_language_only() -> None:
    assert Index([], [], idle_words()).find("churn") == []
    only = Index(list(lessons("it").values()), [], idle_words())
    assert only.find("tasso di abbandono")[0] == "churn"


@pytest.mark.parametrize(
    "words", ['"', "a OR b", "NEAR(churn cac)", "churn*", "-cac", "lessons : x", "x" * 5000]
)
def test_nothing_typed_is_taken_as_a_query_language(words: str) -> None:
    assert isinstance(find("en", words), list)
