"""What must not change the meaning: case, greetings, mentions, number formats, currency sides, spaces."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand import understand
from tests.understand.telling import slots_of

HERE = Path(__file__).parent
NUMERIC_INTENTS = {"ltv_cac", "ltv", "cac", "payback", "goal_seek"}
ROWS = [
    row
    for lang in ("en", "it")
    for line in (HERE / f"utterances_{lang}.jsonl").read_text("utf-8").splitlines()
    if (row := json.loads(line))["intent"] in NUMERIC_INTENTS
]

CHANGES: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "capital": str.capitalize,
    "greeting": lambda text: f"hi, {text}",
    "saluto": lambda text: f"ciao! {text}",
    "mention": lambda text: f"<@U042XYZ|bilancia> {text}",
    "emoji": lambda text: f"{text} :chart_with_upwards_trend: 🚀",
    "no-break spaces": lambda text: (
        text.replace(" %", "\u00a0%").replace(" €", "\u202f€").replace(" al ", "\u00a0al ")
    ),
    "entities": lambda text: text.replace("&", "&amp;"),
    "bold": lambda text: text.replace("80%", "*80%*").replace("4k", "`4k`"),
    "spaces": lambda text: text.replace(" ", "  "),
    "thanks": lambda text: f"{text} thanks",
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_meaning_stays(row: dict[str, Any], name: str) -> None:
    assert slots_of(understand(CHANGES[name](row["text"]))) == row["slots"]


amounts = st.decimals(min_value=1, max_value=9_999_999, places=2)
rates = st.decimals(min_value="0.01", max_value="99.99", places=2)


def _english(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _italian(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


@given(price=amounts, churn=rates, margin=rates, cac=amounts)
@pytest.mark.parametrize("side", ["before", "after", "iso before", "iso after"])
@pytest.mark.parametrize("form", [_english, _italian])
def test_any_number_in_any_format_is_read_back(
    form: Callable[[Decimal], str], side: str, price: Decimal, churn: Decimal, margin: Decimal, cac: Decimal
) -> None:
    sides: dict[str, Callable[[str], str]] = {
        "before": lambda text: f"€{text}",
        "after": lambda text: f"{text} €",
        "iso before": lambda text: f"EUR {text}",
        "iso after": lambda text: f"{text} eur",
    }
    money = sides[side]
    text = (
        f"price {money(form(price))}, churn {form(churn)}%, margin {form(margin)} %, cac {money(form(cac))}"
    )
    slots = understand(text).slots
    assert [slots[name].value for name in ("price", "churn", "margin", "cac")] == [
        price, churn / 100, margin / 100, cac,
    ]  # fmt: skip
    assert slots["price"].unit == slots["cac"].unit == "EUR"


@given(whole=st.integers(1, 999), group=st.integers(0, 999), sep=st.sampled_from([".", ","]))
def test_three_digits_after_a_separator_are_thousands(whole: int, group: int, sep: str) -> None:
    got = understand(f"cac {whole}{sep}{group:03d}")
    assert got.slots["cac"].value == whole * 1000 + group


@given(
    price=st.integers(2, 99_999),
    churn=st.integers(2, 60),
    margin=st.integers(2, 99),
    cac=st.integers(100, 900_000),
)
def test_shorthand_and_words_agree(price: int, churn: int, margin: int, cac: int) -> None:
    """The quick way reads exactly what the long way reads."""
    short = understand(f"{price} {churn}% {margin}% {cac}")
    keyed = understand(f"arpa={price} churn={churn}% margin={margin}% cac={cac}")
    told = understand(f"the price is {price}, churn {churn}%, margin {margin}% and cac {cac}")
    assert slots_of(short) == slots_of(keyed) == slots_of(told)
    assert short.intent == keyed.intent == told.intent == "ltv_cac"
