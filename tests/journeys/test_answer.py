"""`/ltv 500 3% 80% 4k` and every button that answers under it, as a person meets them on the page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.seat import Seat


def test_the_verdict_then_the_working_and_back(seat: Seat) -> None:
    w, answer = seat.words, seat.ask()
    expect(answer).to_have_attribute("data-ephemeral", "true")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text(w.ltv)
    expect(answer).to_contain_text(w.why)
    seat.shoot("01-verdict")
    expect(answer).not_to_contain_text(w.assumption)

    seat.press(w.working)
    expect(answer).to_contain_text(w.formula)
    expect(answer).to_contain_text(w.assumption)
    seat.shoot("02-working")

    seat.press(w.hide)
    expect(seat.button(w.working)).to_be_visible()
    expect(answer).not_to_contain_text(w.assumption)
    expect(seat.messages).to_have_count(1)


def test_the_chart_and_its_words(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.press(w.chart)
    chart = seat.last.get_by_test_id("chart")
    expect(chart.locator("figcaption")).to_have_text(w.chart_title)
    drawing = chart.get_by_role("img")
    expect(drawing).to_be_visible()
    expect(drawing).to_have_attribute("aria-label", re.compile(re.escape(w.chart_title)))
    expect(chart.locator("path.line")).to_have_count(2)
    expect(chart.locator("text.value").filter(has_text=w.highest)).to_be_visible()
    expect(seat.last).to_contain_text(w.crossing)
    expect(seat.last).to_contain_text(w.month_12)
    seat.shoot("03-chart")


def test_what_if_tries_a_move_in_place_and_comes_back(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.press(w.what_if)
    expect(seat.button(w.move)).to_be_visible()
    seat.shoot("04-what-if")
    seat.press(w.move)
    expect(seat.last).to_contain_text(w.moved)
    seat.shoot("05-moved")
    seat.press(w.back)
    expect(seat.last).to_contain_text(w.verdict)
    expect(seat.last).not_to_contain_text(w.moved)
    expect(seat.messages).to_have_count(1)


def test_adjust_refuses_a_bad_field_keeps_what_was_typed_and_answers(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.press(w.adjust)
    seat.opens(w.adjust_title)
    expect(seat.box(w.price)).to_have_value("500")
    expect(seat.box(w.margin)).to_have_value("80%")
    seat.shoot("06-adjust")

    seat.box(w.price).fill("banana")
    seat.box(w.cac).fill("5k")
    seat.submit(w.calculate)
    expect(seat.field(w.price).get_by_role("alert")).to_have_text(w.unreadable)
    expect(seat.modal.get_by_role("alert")).to_have_count(1)
    expect(seat.box(w.price)).to_have_value("banana")
    expect(seat.box(w.cac)).to_have_value("5k")
    seat.shoot("07-refused")

    seat.box(w.price).fill("750")
    seat.submit(w.calculate)
    seat.closed()
    expect(seat.last).to_contain_text(w.adjusted)
    expect(seat.last).to_contain_text(w.adjusted_ltv)
    expect(seat.messages).to_have_count(1)
    seat.shoot("08-adjusted")


def test_of_how_many_customers_gives_the_range(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.press(w.count)
    seat.opens(w.count)
    seat.box(w.customers).fill("many")
    seat.box(w.periods).fill("12")
    seat.submit(w.show_range)
    expect(seat.field(w.customers).get_by_role("alert")).to_contain_text(w.not_whole)
    expect(seat.box(w.periods)).to_have_value("12")
    seat.shoot("09-count")
    seat.box(w.customers).fill("50")
    seat.submit(w.show_range)
    seat.closed()
    expect(seat.last).to_contain_text(w.range)
    expect(seat.messages).to_have_count(1)
    seat.shoot("10-range")


def test_the_impossible_is_explained_and_help_helps(seat: Seat) -> None:
    w = seat.words
    seat.say(w.impossible)
    expect(seat.last).to_contain_text(w.explained)
    expect(seat.button(w.form)).to_be_visible()
    expect(seat.last).not_to_contain_text("LTV:CAC")
    seat.say(w.help)
    expect(seat.last).to_contain_text(w.helped)
    seat.shoot("11-help")
