"""What is asked rather than guessed, what is missing, and how short answers find their slot."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand import Request, Slot, understand
from tests.understand.telling import slot_of, slots_of

WHOLE = {"price": "500", "churn": "0.03", "margin": "0.8", "cac": "4000"}


def _doubt(got: Request, key: str) -> tuple[str | None, list[str]]:
    found = [doubt for doubt in got.doubts if doubt.key == key]
    assert len(found) == 1, got.doubts
    return found[0].slot, [slot_of(reading) for reading in found[0].readings]


@pytest.mark.parametrize(
    "text",
    [
        "price 500, churn 0.8, margin 80%, cac 4k",
        "prezzo 500, churn 0,8, margine 80%, cac 4k",
        "500 0.8 80% 4k",
        "arpa=500 churn=.8 margin=80% cac=4k",
    ],
)
def test_churn_below_one_is_a_rate_or_a_percentage(text: str) -> None:
    got = understand(text)
    assert _doubt(got, "rate_or_percent") == ("churn", ["0.008", "0.8"])
    assert "churn" not in got.slots
    assert got.missing == ("churn",)


@pytest.mark.parametrize(
    ("text", "churn"),
    [
        ("churn .03", "0.03"),
        ("churn 0.8%", "0.008"),
        ("churn 3", "0.03"),
        ("churn 1", "0.01"),
        ("churn 0.05", "0.05"),
        ("churn 120%", "1.2"),
        ("churn 120", "1.2"),
    ],
)
def test_plain_rates_are_no_doubt(text: str, churn: str) -> None:
    got = understand(f"price 500, {text}, margin 80%, cac 4k")
    assert slot_of(got.slots["churn"]) == churn
    assert not got.doubts


def test_margin_as_a_fraction_is_plain() -> None:
    assert slot_of(understand("price 500, churn 3%, margin 0.8, cac 4k").slots["margin"]) == "0.8"


def test_a_seat_price_asks_for_the_seats() -> None:
    got = understand("$15 per seat per month, churn 3%, margin 80%, cac 4k")
    assert _doubt(got, "seats")[0] == "seats"
    assert got.missing == ("seats",)
    known = understand(
        "$15 per seat per month, churn 3%, margin 80%, cac 4k", have={"seats": Slot("count", Decimal(40))}
    )
    assert known.missing == ()
    assert not known.doubts


def test_a_percentage_in_the_thousands_is_asked_about() -> None:
    assert _doubt(understand("our churn is 1.250"), "separator") == ("churn", ["0.0125", "12.5"])


def test_unknown_keys_are_reported() -> None:
    got = understand("arpa=500 chrun=3% margin=80%")
    assert [(doubt.source, doubt.key) for doubt in got.doubts] == [("chrun=3%", "unknown_key")]
    assert got.missing == ("churn", "cac")


def test_a_value_of_the_wrong_kind_under_a_key_is_reported() -> None:
    got = understand("arpa=3% churn=3% margin=80% cac=4k")
    assert [(doubt.slot, doubt.key) for doubt in got.doubts] == [("price", "misfit")]


def test_the_only_number_left_goes_to_the_only_input_left_and_says_so() -> None:
    got = understand("churn 3%, margin 80%, 4k to win one, and 500")
    assert slot_of(got.slots["price"]) == "500"
    assert _doubt(got, "assumed") == ("price", ["500"])


def test_a_percentage_point_or_a_percentage() -> None:
    got = understand("what if churn went down by 1%?")
    assert _doubt(got, "points_or_percent") == ("churn", ["-0.01 add", "-0.01 change"])


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("price=500 churn=120% margin=130% cac=0", WHOLE | {"churn": "1.2", "margin": "1.3", "cac": "0"}),
        ("price $500, churn 3%, margin 80%, cac €4k", WHOLE | {"price": "500 USD", "cac": "4000 EUR"}),
        ("price 500, churn 0%, margin -10%, cac 4k", WHOLE | {"churn": "0", "margin": "-0.1"}),
        ("price 500, churn -2%, margin 80, cac 4k", WHOLE | {"churn": "-0.02"}),
    ],
)  # fmt: skip
def test_impossible_values_are_passed_on(text: str, slots: dict[str, str]) -> None:
    got = understand(text)
    assert slots_of(got) == slots
    assert not got.doubts


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("500 3% 80%", ("cac",)),
        ("churn 3%", ("price", "margin", "cac")),
        ("is it worth it? price 500", ("churn", "margin", "cac")),
        ("retention 97%, price 500, margin 80%", ("cac",)),
        ("we spent 80k, price 500, churn 3%, margin 80%, is that ok?", ("new_customers",)),
        ("payback with cac 4k and margin 80%", ("price",)),
        ("what is our ltv?", ("price", "churn", "margin")),
        ("what if churn were 2%", ("baseline",)),
        ("help", ()),
    ],
)  # fmt: skip
def test_missing_inputs_in_the_order_asked(text: str, missing: tuple[str, ...]) -> None:
    assert understand(text).missing == missing


def test_what_is_known_is_not_missing() -> None:
    have = {"price": Slot("money", Decimal(500)), "churn": Slot("rate", Decimal("0.03"))}
    assert understand("margin 80%", have=have).missing == ("cac",)
    assert understand("what if churn were 2%", have=have).missing == ()


@pytest.mark.parametrize(
    ("text", "awaiting", "slots"),
    [
        ("80%", ("margin", "cac"), {"margin": "0.8"}),
        ("80% and 4k", ("margin", "cac"), {"margin": "0.8", "cac": "4000"}),
        ("4k, 80%", ("margin", "cac"), {"margin": "0.8", "cac": "4000"}),
        ("boh, 70?", ("margin",), {"margin": "0.7"}),
        ("circa 4 mila", ("cac",), {"cac": "4000"}),
        ("it's about $4k I think", ("cac",), {"cac": "4000 USD"}),
        ("80", ("margin", "cac"), {"margin": "0.8"}),
        ("500 3%", ("price", "churn", "margin"), {"price": "500", "churn": "0.03"}),
        ("40", ("seats",), {"seats": "40"}),
        ("ottanta per cento", ("margin",), {"margin": "0.8"}),
    ],
)  # fmt: skip
def test_short_answers_go_to_what_was_asked(
    text: str, awaiting: tuple[str, ...], slots: dict[str, str]
) -> None:
    got = understand(text, awaiting=awaiting)
    assert (got.intent, slots_of(got)) == ("provide", slots)
    assert got.missing == tuple(name for name in awaiting if name not in slots)


def test_another_input_may_answer() -> None:
    got = understand("they stay 3 years", awaiting=("churn", "margin"))
    assert slots_of(got) == {"lifetime": "3 year"}
    assert got.missing == ("margin",)


@pytest.mark.parametrize(
    ("text", "near"), [("hlep", "help"), ("aiuot", "help"), ("lern", "learn"), ("elnco", "scenario_list")]
)
def test_a_mistyped_command_is_suggested(text: str, near: str) -> None:
    got = understand(text)
    assert got.intent == "fallback"
    assert near in got.near


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("chrun 3%, marginn 80%, price 500, cac 4k", WHOLE),
        ("prezo 500, abandono 3%, margne 80%, cac 4k", WHOLE),
        (
            "we chage $500 a mnth, lose 3% monthy, margin 80%, 4k to win one",
            WHOLE | {"price": "500 USD /month", "churn": "0.03 /month"},
        ),
    ],
)  # fmt: skip
def test_slips_of_the_finger(text: str, slots: dict[str, str]) -> None:
    assert slots_of(understand(text)) == slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("we have 600 customers, churn 3%", {"churn": "0.03"}),
        ("abbiamo 600 clienti, churn 3%", {"churn": "0.03"}),
        ("we make $1.2m ARR from 200 customers", {}),
        ("we lose 20 deals a month, margin 80%", {"margin": "0.8"}),
        ("in 2025 churn was 3%", {"churn": "0.03"}),
        ("in Q3 churn was 3%", {"churn": "0.03"}),
    ],
)
def test_a_number_of_something_else_is_no_input(text: str, slots: dict[str, str]) -> None:
    assert slots_of(understand(text)) == slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("we keep 97% of our customers every month", {"retention": "0.97 /month"}),
        ("we keep 80% after costs", {"margin": "0.8"}),
        ("teniamo il 97% dei clienti", {"retention": "0.97"}),
        ("ci resta l'80%", {"margin": "0.8"}),
        ("margin one fifth", {"margin": "0.2"}),
        ("margine tre quarti", {"margin": "0.75"}),
    ],
)
def test_the_same_verb_of_customers_and_of_money(text: str, slots: dict[str, str]) -> None:
    assert slots_of(understand(text)) == slots


def test_a_high_rate_left_over_is_not_assumed_to_be_churn() -> None:
    got = understand("price 500, margin 80%, cac 4k and then 90%")
    assert "churn" not in got.slots
    assert [(doubt.source, doubt.key) for doubt in got.doubts] == [("90%", "unplaced")]


def test_mixed_languages() -> None:
    got = understand("price 500 al mese, abbandono 3% monthly, gross margin 80%, costo di acquisizione 4k")
    assert slots_of(got) == {"price": "500 /month", "churn": "0.03 /month", "margin": "0.8", "cac": "4000"}


def test_the_hint_breaks_ties_only() -> None:
    assert understand("aiuto", lang="en").lang == "it"
    assert understand("500 3% 80% 4k", lang="it").lang is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<https://x.io/a|our site> 500", "our site 500"),
        ("<@U1> <!here> 500&nbsp;€", "500 €"),
        ("~500~ 450", "450"),
        ("~3% churn, ~80% margin", "~3% churn, ~80% margin"),
        ("“500” – 3 %", '"500" — 3 %'),
        ("1\u202f250,50 €", "1250,50 €"),
        ("2½ %", "2.5 %"),
        ("*a* _b_ `c` new_customers", "a b c new_customers"),
        ("margin:80% cac:4k :moneybag:", "margin:80% cac:4k"),
        ("a &lt; b &amp; c", "a < b & c"),
    ],
)
def test_markup_is_made_plain(typed: str, read: str) -> None:
    from bot.understand.clean import clean

    assert clean(typed).text == read
