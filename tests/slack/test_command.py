"""`/ltv` through the front door: a command in, an answer out, in the language of who asked."""

from __future__ import annotations

import pytest

from bot.playground import LocalSlack
from tests.slack.conftest import Seat

QUESTION = "500 3% 80% 4k"


async def test_figures_in_order_are_answered_in_private(slack: LocalSlack, ann: Seat) -> None:
    done = await ann.command(QUESTION)
    assert done.ok
    assert ann.last.ephemeral
    assert ann.last.text.startswith("*Healthy: LTV:CAC 3.3 (CAC:LTV 1:3.3).*")
    for figure in (
        "13,333",
        "4,000",
        "10 months",
        "33.3 months",
        "4,444",
        "3.3% a month",
        "450 a month",
        "72%",
    ):
        assert figure in ann.last.plain(), figure
        assert figure in ann.last.text, figure
    assert slack.person("luca").sees("sales") == []


@pytest.mark.parametrize(
    "words",
    [
        "arpa=500 churn=3% margin=80% cac=4k",
        "we charge $500 a month, lose 3% monthly, margin 80%, 4k to win one",
        "paga 500 al mese, perdiamo il 3% dei clienti al mese, margine 80%, CAC 4 mila",
    ],
)
async def test_the_same_figures_in_other_words_give_the_same_answer(ann: Seat, words: str) -> None:
    await ann.command(words)
    assert "LTV:CAC 3.3" in ann.last.text
    assert "13,333" in ann.last.text


async def test_an_italian_reads_italian_words_and_numbers(luca: Seat) -> None:
    await luca.command("€1.250,50 al mese, churn 3%, margine 80%, CAC 4 mila")
    said = luca.last.plain()
    assert "Molto alto: LTV:CAC 8,3" in said
    assert "33.347\xa0€" in said
    assert "prezzo 1.250,50\xa0€ al mese" in said


async def test_what_was_taken_for_granted_is_said(ann: Seat) -> None:
    await ann.command("500 3% 80% 4k")
    small = ann.last.plain()
    assert "churn 3% a month (30.6% a year)" in small
    assert "The price is taken as per month." in small
    assert "on gross margin (80%), not revenue" in small


async def test_what_is_missing_opens_the_form_with_what_was_understood(ann: Seat) -> None:
    await ann.command("500 3% 80%")
    assert ann.seen == []
    assert ann.filled() == {
        "price": "500",
        "price_period": "month",
        "churn": "3%",
        "churn_period": "month",
        "margin": "80%",
        "cac": None,
        "currency": "none",
        "target": None,
    }
    await ann.submit(cac="4k")
    assert "LTV:CAC 3.3" in ann.last.text


async def test_what_is_ambiguous_is_asked_and_one_click_settles_it(ann: Seat) -> None:
    await ann.command("churn 0.8 price 500 margin 80% cac 4k")
    assert "two ways" in ann.last.text
    assert ann.last.button("Use 80%")
    await ann.click("Use 0.8%")
    assert "churn 0.8% a month" in ann.last.text
    assert "LTV:CAC 12.5" in ann.last.text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("500 120% 80% 4k", "120%"),
        ("500 3% 130% 4k", "at most 100%"),
        ("500 3% 80% 0", "CAC of zero"),
        ("500€ 3% 80% $4000", "EUR and in USD"),
        ("0 3% 80% 4k", "nothing paid"),
    ],
)
async def test_what_cannot_be_is_explained_and_the_rest_is_kept(ann: Seat, words: str, sentence: str) -> None:
    await ann.command(words)
    assert sentence in ann.last.text
    assert "So far I have" in ann.last.text
    await ann.click("Fill in the form")
    assert ann.filled()["churn"] or ann.filled()["price"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("100 5% 30% 4k", "never earned back"),
        ("500 0% 80% 4k", "With no churn there is no finite LTV"),
        ("500 -1% 80% 4k", "net of expansion"),
        ("500 3% 0% 4k", "Every customer loses money"),
        ("500 3% -10% 4k", "Every customer loses money"),
    ],
)
async def test_no_finite_value_is_a_plain_sentence_and_a_bound(ann: Seat, words: str, verdict: str) -> None:
    await ann.command(words)
    assert verdict in ann.last.text
    for nonsense in ("nan", "inf", "∞", "None", "Traceback"):
        assert nonsense not in ann.last.plain().replace("finite", "").replace("information", "")


async def test_a_ratio_just_under_a_band_is_not_shown_as_the_band(ann: Seat) -> None:
    await ann.command("price=444 churn=3% margin=80% cac=4000")
    assert "Weak: LTV:CAC 2.96" in ann.last.text


async def test_a_life_beyond_five_years_shows_the_five_year_verdict(ann: Seat) -> None:
    await ann.command("500 1% 80% 4k")
    assert "Counting five years only" in ann.last.text


async def test_a_slow_typist_is_offered_what_they_may_have_meant(ann: Seat, luca: Seat) -> None:
    await ann.command("hlep")
    assert "Did you mean `help`?" in ann.last.text
    await luca.command("aiuot")
    assert "Intendevi `aiuto`?" in luca.last.text


async def test_a_number_that_fits_nowhere_is_asked_about(ann: Seat) -> None:
    await ann.command("price 500 churn 3% margin 80% cac 4k and 77")
    assert "77" in ann.last.text
    assert "LTV:CAC" not in ann.last.text


async def test_help_in_both_languages(ann: Seat, luca: Seat) -> None:
    await ann.command("help")
    assert "500 3% 80% 4k" in ann.last.text
    await luca.command("aiuto")
    assert "impara cac" in luca.last.text


async def test_the_founding_texts_sum_is_explained_and_never_computed(ann: Seat, luca: Seat) -> None:
    await ann.command("learn ltv")
    assert "cannot be used" in ann.last.text
    await luca.command("impara ltv")
    assert "somma del valore medio di acquisto" in luca.last.text


async def test_a_lesson_leads_to_the_next(ann: Seat) -> None:
    await ann.command("learn cac payback")
    first = ann.last.text
    await ann.click("learn.0")
    assert ann.last.text != first
    assert "Source:" in ann.last.text


async def test_the_language_is_the_persons_choice_over_slacks(ann: Seat) -> None:
    await ann.command("lingua it")
    assert "italiano" in ann.last.text
    await ann.command(QUESTION)
    assert ann.last.text.startswith("*Sano: LTV:CAC 3,3")
    await ann.command("language en")
    await ann.command(QUESTION)
    assert ann.last.text.startswith("*Healthy")


async def test_the_locale_is_read_once(slack: LocalSlack, ann: Seat) -> None:
    await ann.command(QUESTION)
    await ann.command(QUESTION)
    assert len(slack.calls_of("users.info")) == 1


async def test_without_a_locale_the_answer_still_comes(slack: LocalSlack, luca: Seat) -> None:
    slack.fail_next("users.info", error="user_not_found")
    await luca.command(QUESTION)
    assert "LTV:CAC 3.3" in luca.last.text
    await luca.command(QUESTION)
    assert "LTV:CAC 3,3" in luca.last.text


async def test_a_form_that_slack_will_not_open_becomes_a_question(slack: LocalSlack, ann: Seat) -> None:
    slack.fail_next("views.open", error="expired_trigger_id")
    await ann.command("500 3% 80%")
    assert "CAC" in ann.last.text
    await ann.click("Fill in the form")
    assert ann.filled()["price"] == "500"


async def test_user_text_never_becomes_markup(ann: Seat) -> None:
    await ann.command("<!channel> & <https://x.example|click>")
    assert "<!channel>" not in ann.last.text
    assert "<https" not in ann.last.text


async def test_the_form_asks_for_what_is_missing_first(ann: Seat) -> None:
    await ann.command("500 3% 80%")
    blocks = {block["block_id"]: block for block in ann.person.view["blocks"]}
    assert blocks["cac"]["element"]["focus_on_load"]
    assert not blocks["cac"]["optional"]
    assert not any("focus_on_load" in block["element"] for name, block in blocks.items() if name != "cac")


async def test_what_the_form_cannot_hold_is_asked_in_words(ann: Seat) -> None:
    await ann.command("we spent 80k on sales, what is our cac")
    assert "customers" in ann.last.text
    assert ann.person.view is None


async def test_figures_in_order_may_be_followed_by_a_keyed_one(ann: Seat) -> None:
    await ann.command("500 3% 80% 4k, target 4")
    assert "LTV:CAC 3.3" in ann.last.text
    assert "target of 4 is not met" in ann.last.text
