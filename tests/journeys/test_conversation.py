"""A direct message in plain words, the Home tab, and the same on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PHONE, Sit
from tests.journeys.seat import Seat
from tests.journeys.words import Words


@pytest.fixture
def at_the_dm(sit: Sit, words: Words) -> Seat:
    return sit(words, channel="dm")


def test_a_plain_question_with_a_value_missing_needs_one_follow_up(at_the_dm: Seat) -> None:
    seat, w = at_the_dm, at_the_dm.words
    seat.say(w.hello)
    expect(seat.last).to_contain_text(w.hello_back)
    seat.say(w.question)
    expect(seat.last).to_contain_text(w.missing)
    expect(seat.button(w.form)).to_be_visible()
    seat.shoot("19-missing")
    seat.say(w.follow_up)
    expect(seat.last).to_contain_text(w.verdict)
    expect(seat.last).to_contain_text(w.concluded)
    expect(seat.messages).to_have_count(6)
    seat.shoot("20-concluded")


def test_home_explains_and_starts_a_calculation(at_the_dm: Seat) -> None:
    seat, w, page = at_the_dm, at_the_dm.words, at_the_dm.page
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text(w.home)
    seat.shoot("21-home")
    seat.press(w.try_own, home)
    seat.opens(w.adjust_title)
    seat.box(w.price).fill("500")
    seat.box(w.churn).fill("3%")
    seat.box(w.margin).fill("80%")
    seat.box(w.cac).fill("4k")
    seat.field(w.currency).get_by_role("combobox").select_option(label=w.no_currency)
    seat.box(w.cac).press("Enter")
    expect(page.get_by_test_id("modal")).to_contain_text(w.verdict)
    seat.shoot("22-home-form-answered")
    page.keyboard.press("Escape")
    seat.closed()
    page.get_by_role("tab", name="Messages").click()
    expect(seat.last).to_contain_text(w.verdict)
    seat.shoot("23-from-home")


def test_on_a_phone_everything_is_within_reach(sit: Sit, words: Words) -> None:
    seat, w = sit(words, channel="general", size=PHONE), words
    page = seat.page
    page.get_by_role("button", name="Open the list of channels").click()
    seat.shoot("30-drawer")
    page.get_by_role("link", name=w.channel).click()
    seat.ask()
    fits(seat)
    for label in (w.working, w.chart, w.adjust, w.what_if, w.share, w.save, w.count):
        reachable(seat, seat.button(label))
    seat.shoot("31-phone-verdict")

    seat.press(w.working)
    expect(seat.last).to_contain_text(w.formula)
    fits(seat)
    seat.shoot("32-phone-working")

    seat.press(w.adjust)
    seat.opens(w.adjust_title)
    seat.box(w.price).fill("banana")
    reachable(seat, seat.button(w.calculate, seat.modal))
    seat.submit(w.calculate)
    expect(seat.field(w.price).get_by_role("alert")).to_be_visible()
    fits(seat)
    seat.shoot("33-phone-form")
    seat.press(w.cancel, seat.modal)
    seat.closed()

    seat.press(w.chart)
    expect(seat.last.get_by_test_id("chart")).to_be_visible()
    fits(seat)
    seat.shoot("34-phone-chart")

    page.get_by_role("button", name="Open the list of channels").click()
    page.get_by_role("link", name="Bilancia").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_test_id("home")).to_contain_text(w.home)
    fits(seat)
    seat.shoot("35-phone-home")


def fits(seat: Seat) -> None:
    """Neither the page nor anything that scrolls in it is wider than the screen."""
    page = seat.page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sideways = "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth).length"
    assert page.evaluate(sideways) == 0


def reachable(seat: Seat, button: Locator) -> None:
    """Whole on the screen once scrolled to, with room for a thumb, and nothing lies over it."""
    button.scroll_into_view_if_needed()
    expect(button).to_be_in_viewport(ratio=1)
    found = button.bounding_box()
    assert found is not None
    assert found["height"] >= 32
    assert found["x"] >= 0
    assert found["x"] + found["width"] <= PHONE["width"]
    button.click(trial=True)
