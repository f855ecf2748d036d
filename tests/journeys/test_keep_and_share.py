"""A figure worth keeping, and one worth showing: the form, saved scenarios, a shared answer taken back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Sit
from tests.journeys.seat import Seat, exactly
from tests.journeys.words import Words


def test_the_command_alone_opens_the_form_as_it_was_left(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.say("/ltv")
    seat.opens(w.adjust_title)
    expect(seat.box(w.price)).to_have_value("500")
    expect(seat.box(w.cac)).to_have_value(w.cac_typed)
    seat.box(w.cac).fill("3200")
    seat.field(w.currency).get_by_role("combobox").select_option("EUR")
    seat.box(w.cac).press("Enter")
    seat.closed()
    expect(seat.last).to_contain_text(w.cheaper)
    expect(seat.last).to_contain_text("Only visible to you")
    expect(seat.messages).to_have_count(2)

    seat.say("/ltv")
    seat.opens(w.adjust_title)
    expect(seat.field(w.currency).get_by_role("combobox")).to_have_value("EUR")
    seat.press(w.cancel, seat.modal)
    seat.closed()
    expect(seat.messages).to_have_count(2)


def test_a_scenario_is_saved_listed_and_opened(seat: Seat) -> None:
    w = seat.words
    seat.ask()
    seat.press(w.save)
    seat.box(w.scenario).fill(w.scenario_name)
    seat.shoot("12-save")
    seat.submit(w.save)
    seat.closed()
    expect(seat.last).to_contain_text(w.saved)
    seat.say(w.list)
    expect(seat.last).to_contain_text(w.listed)
    seat.shoot("13-list")
    seat.press(w.open)
    expect(seat.last).to_contain_text(w.verdict)
    expect(seat.last).to_contain_text(w.scenario_name)
    seat.shoot("14-opened")


def test_what_is_shared_is_seen_by_the_other_until_it_is_taken_back(
    sit: Sit, words: Words, other: Words
) -> None:
    sharer, reader = sit(words), sit(other, channel=words.channel)
    sharer.ask()
    expect(reader.messages).to_have_count(0)

    sharer.press(words.share)
    expect(reader.last).to_contain_text(words.shared)
    expect(reader.last).to_contain_text(words.verdict)
    reader.shoot("15-seen-by-the-other")
    public = sharer.messages.filter(has_text=words.shared)
    expect(public).to_have_attribute("data-ephemeral", "false")
    sharer.shoot("16-shared")

    reader.press(words.undo)
    expect(reader.last).to_contain_text("Only visible to you")
    expect(reader.last).to_contain_text(f"@{words.name}")
    expect(reader.messages).to_have_count(2)
    reader.shoot("17-not-yours")

    sharer.press(words.undo, public)
    expect(reader.messages.filter(has_text=words.shared)).to_have_count(0)
    expect(public).to_have_count(0)
    sharer.shoot("18-undone")


def test_the_switcher_changes_the_person_the_language_and_what_is_seen(seat: Seat, other: Words) -> None:
    page, w = seat.page, seat.words
    seat.ask()
    page.get_by_role("button", name=other.name).click()
    expect(page.get_by_test_id(f"person-{other.person}")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_title(exactly(f"#{w.channel} | Bilancia | Local workspace"))
    expect(seat.messages).to_have_count(0)
    seat.say("/ltv 500 3% 80% 4k")
    expect(seat.last).to_contain_text(other.verdict)
    page.get_by_role("button", name=w.name).click()
    expect(seat.last).to_contain_text(w.verdict)
    expect(seat.messages).to_have_count(1)
