"""What the help and the README tell people to type is understood as what they say it does."""

from __future__ import annotations

import pytest

from bot.content import languages, table
from bot.parity import faults
from bot.reference import faults as readme_faults
from bot.understand import understand

TYPED = [
    (lang, intent, text) for lang in languages() for intent, text in table("strings", lang)["typed"].items()
]


@pytest.mark.parametrize(("lang", "intent", "text"), TYPED)
def test_every_suggestion_is_understood(lang: str, intent: str, text: str) -> None:
    have = understand("500 3% 80% 4k").slots if intent == "what_if" else {}
    assert understand(text, lang=lang, have=have).intent == intent


def test_every_suggestion_says_what_it_does() -> None:
    for lang in languages():
        words = table("strings", lang)
        assert set(words["typed"]) == set(words["does"])
        assert all(words["does"].values())


def test_the_languages_say_the_same_things() -> None:
    assert faults() == []


def test_the_readme_shows_the_tables_as_they_are() -> None:
    assert readme_faults() == []
