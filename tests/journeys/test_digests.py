"""A digest from its first wish to the channel: set up, sent, read on a phone, answered, listed, stopped."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from bot.content import table
from tests.journeys.conftest import PHONE, Sit
from tests.journeys.seat import Seat
from tests.journeys.words import EN, Words

POINT = {"en": "CAC:LTV stands at 1:3.3.", "it": "Il rapporto CAC:LTV è a 1:3,3."}
MOVED = {"en": "CAC:LTV slipped from 1:3.3 to 1:", "it": "Il rapporto CAC:LTV è sceso da 1:3,3 a 1:"}
TRENDY = {"en": "CAC:LTV over time", "it": "CAC:LTV nel tempo"}


def of(words: Words) -> dict[str, Any]:
    return table("digests", "en" if words is EN else "it")


def lang(words: Words) -> str:
    return "en" if words is EN else "it"


def set_up(seat: Seat) -> None:
    """From the button under an answer to a digest that runs."""
    d = of(seat.words)
    seat.ask()
    seat.press(table("strings", lang(seat.words))["buttons"]["digest"])
    seat.opens(d["form"]["title"])
    expect(seat.modal).to_contain_text("9:00")
    seat.shoot("40-digest-form")
    seat.field(d["form"]["rhythm"]).get_by_role("combobox").select_option("monthly_weekday")
    expect(seat.field(d["form"]["nth"])).to_be_visible()
    seat.field(d["form"]["rhythm"]).get_by_role("combobox").select_option("weekly")
    expect(seat.field(d["form"]["days"])).to_be_visible()
    seat.field(d["form"]["lesson"]).get_by_role("combobox").select_option("fitting")
    seat.submit(d["form"]["submit"])
    seat.closed()
    expect(seat.last).to_contain_text({"en": "Done:", "it": "Fatto:"}[lang(seat.words)])
    seat.shoot("41-digest-set-up")


def test_a_digest_is_set_up_sent_and_answered_with_new_figures(sit: Sit, words: Words) -> None:
    seat, d = sit(words), of(words)
    set_up(seat)
    seat.press(d["buttons"]["now"])
    sent = seat.messages.filter(has_text=POINT[lang(words)])
    expect(sent).to_be_visible()
    seat.shoot("42-digest")

    seat.press(d["buttons"]["figures"], sent)
    seat.opens(d["figures"]["title"])
    for name, text in (
        ("start", "200"),
        ("lost", "8"),
        ("new", "10"),
        ("spend", "44k"),
        ("revenue", "101000"),
    ):
        seat.box(d["figures"][name]).fill(text)
    seat.shoot("43-digest-figures")
    seat.submit(d["figures"]["submit"])
    seat.closed()
    expect(seat.last).to_contain_text(MOVED[lang(words)])
    seat.shoot("44-digest-taken-in")

    seat.say(f"/ltv {table('strings', lang(words))['typed']['digest_list']}")
    expect(seat.last).to_contain_text({"en": "every Monday", "it": "ogni lunedì"}[lang(words)])
    seat.shoot("45-digest-list")
    seat.press(d["buttons"]["stop"])
    expect(seat.last).to_contain_text(d["told"]["stopped"])


def test_a_digest_reads_well_on_a_phone(sit: Sit, words: Words) -> None:
    seat, d = sit(words, size=PHONE), of(words)
    set_up(seat)
    seat.press(d["buttons"]["now"])
    sent = seat.messages.filter(has_text=POINT[lang(words)])
    expect(sent).to_be_visible()
    seat.shoot("46-digest-phone")
    seat.press(d["buttons"]["figures"], sent)
    for name, text in (
        ("start", "200"),
        ("lost", "8"),
        ("new", "10"),
        ("spend", "44k"),
        ("revenue", "101000"),
    ):
        seat.box(d["figures"][name]).fill(text)
    seat.submit(d["figures"]["submit"])
    seat.closed()
    seat.say(f"/ltv {table('strings', lang(words))['typed']['digest_list']}")
    expect(seat.last).to_contain_text({"en": "every Monday", "it": "ogni lunedì"}[lang(words)])
    more = seat.last.get_by_test_id("overflow") if seat.last.get_by_test_id("overflow").count() else seat.last
    expect(more).to_be_visible()
    width = seat.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    seat.shoot("47-digest-list-phone")
