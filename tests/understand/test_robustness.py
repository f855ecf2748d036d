"""Any text at all: never an error, never a number from nowhere, never a number lost, linear work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import languages, table
from bot.understand import Request, Slot, understand
from bot.understand.clean import LIMIT, clean
from bot.understand.intent import INPUTS
from bot.understand.matching import cheapest
from bot.understand.tokens import MOST, tokens

WORDS = st.sampled_from(
    [
        "churn",
        "margin",
        "cac",
        "price",
        "500",
        "3%",
        "80%",
        "4k",
        "€",
        "$",
        ",",
        ".",
        ";",
        ":",
        "-",
        "/",
        "=",
        "?",
        "\n",
        "per",
        "month",
        "al",
        "mese",
        "se",
        "if",
        "no",
        "1.250,50",
        "1:3",
        "k",
        "mila",
        "e",
        "and",
        "a",
        "half",
        "mezzo",
        "million",
        "un",
        "<@U1>",
        "&amp;",
        "tra",
        "between",
        "from",
        "to",
        "dal",
        "x",
        "%",
        "due",
        "twenty",
        "target",
        "ltv",
        "save",
        "salva",
        "0.8",
        ".5",
        "1.2.3",
    ]
)


@given(st.text(max_size=400))
def test_any_unicode_is_read(text: str) -> None:
    assert isinstance(understand(text), Request)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.booleans())
def test_any_mixture_of_our_own_words_is_read(text: str, waiting: bool) -> None:
    got = understand(text, awaiting=("margin", "cac") if waiting else ())
    assert not set(got.slots) & {doubt.slot for doubt in got.doubts if doubt.key not in ("assumed", "seats")}


def _numbers(slot: Slot) -> Iterator[Decimal]:
    for value in (slot.value, slot.low, slot.high):
        if isinstance(value, Decimal):
            yield value


@given(
    st.lists(st.integers(2, 999_999), min_size=1, max_size=4, unique=True),
    st.permutations(["churn", "price", "cac", "margin"]),
)
def test_no_number_is_invented_or_lost(values: list[int], names: list[str]) -> None:
    text = ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=False))
    got = understand(text)
    placed = {number for slot in got.slots.values() for number in _numbers(slot)}
    doubted = {doubt.source for doubt in got.doubts}
    assert all(value in placed or Decimal(value) / 100 in placed or str(value) in doubted for value in values)
    assert placed <= {Decimal(value) for value in values} | {Decimal(value) / 100 for value in values}


@pytest.mark.parametrize(
    "text",
    [
        "tell 17 me 23 something",
        "churn 3%, margin 80% and 12345",
        "500 3 80 4000 99",
        "price 500 and 12, churn 3%",
    ],
)
def test_a_number_that_fits_nowhere_is_asked_about(text: str) -> None:
    got = understand(text)
    read = re.findall(r"\d+", text)
    used = {found for slot in got.slots.values() for found in re.findall(r"\d+", slot.source)}
    asked = {found for doubt in got.doubts for found in re.findall(r"\d+", doubt.source)}
    assert set(read) == used | asked
    assert asked


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "a:",
        "1,",
        "<@U1",
        "~a",
        "3% churn and 500 to win ",
        "due",
        "(",
        "a'",
        ":a",
        "1 ",
        "\u200b",
        "&amp;",
    ],
)
def test_long_messages_are_read_to_the_limit(unit: str) -> None:
    got = understand("churn 3% " + unit * (100_000 // len(unit)))
    assert len(got.text) <= LIMIT
    assert any(doubt.key == "too_long" for doubt in got.doubts)


def test_the_cut_never_breaks_a_number() -> None:
    filler = "word " * ((LIMIT - 12) // 5)
    text = filler + "cac 123456 and more"
    cut = clean(text[: LIMIT + 40] + " tail" * 30)
    assert cut.cut
    assert not re.search(r"cac 1\d{0,4}$", cut.text)
    assert len(tokens("a:" * 3000)) == MOST


def test_every_input_is_a_slot_that_advice_knows() -> None:
    got = understand("500 3% 80% 4k")
    assert set(got.slots) <= set(INPUTS)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 20), min_size=n + 1, max_size=n + 1), min_size=n, max_size=n
        )
    )
)
def test_matching_is_the_cheapest(costs: list[list[int]]) -> None:
    """Against every permutation."""
    from itertools import permutations

    got = cheapest([[float(cost) for cost in row] for row in costs])
    assert len(set(got)) == len(costs)
    total = sum(costs[row][column] for row, column in enumerate(got))
    rows = range(len(costs))
    assert total == min(
        sum(costs[row][way[row]] for row in rows) for way in permutations(range(len(costs) + 1), len(costs))
    )


#: Words the lexicons know, of every kind, with numbers and question words: what no list by hand would mix.
KNOWN = sorted(
    {
        word
        for lang in languages()
        for cues in table("lexicon", lang)["cues"].values()
        for words in cues.values()
        for word in words
    }
)
SAID = st.sampled_from([*KNOWN, "?", "what", "quanto", "4x", "3:1", "80%", "500", "4k", "to reach", "serve"])


@given(st.lists(SAID, min_size=1, max_size=9))
def test_every_cue_may_stand_beside_any_other(words: list[str]) -> None:
    """Whatever the cues of a message, it is read: also those of "keep 97%" in a question for a target."""
    assert isinstance(understand(" ".join(words)), Request)


def test_a_question_for_a_target_may_say_what_is_kept() -> None:
    assert understand("what must we keep to reach 4x? price 500, margin 80%, cac 4k").intent == "goal_seek"
