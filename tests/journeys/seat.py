"""A person at the page: what they can type, press and click, and what they see last."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import listen
from tests.journeys.words import Words

#: Screenshots of the key moments are saved here, when set.
SHOTS = os.environ.get("BILANCIA_SHOTS")

QUESTION = "/ltv 500 3% 80% 4k"


class Seat:
    """Someone with the page open in a channel. Everything they do waits for what it needs, never for time."""

    def __init__(self, page: Page, url: str, words: Words, channel: str | None = None) -> None:
        self.page, self.url, self.words = page, url, words
        self.troubles = listen(page)
        page.goto(f"{url}?as={words.person}&in={channel or words.channel}")
        expect(page.get_by_test_id("connection")).to_have_text("Bilancia is connected")

    @property
    def messages(self) -> Locator:
        """Every message in the channel, in order."""
        return self.page.get_by_test_id("messages").get_by_test_id("message")

    @property
    def last(self) -> Locator:
        """The newest of them."""
        return self.messages.last

    @property
    def modal(self) -> Locator:
        """The form on top."""
        return self.page.get_by_test_id("modal")

    def say(self, text: str) -> None:
        """Type it in the composer and press Enter."""
        composer = self.page.get_by_test_id("composer")
        composer.fill(text)
        composer.press("Enter")
        expect(composer).to_have_value("")

    def ask(self, text: str = QUESTION) -> Locator:
        """Ask the usual question and wait for the usual verdict."""
        self.say(text)
        expect(self.last).to_contain_text(self.words.verdict)
        return self.last

    def button(self, label: str, within: Locator | None = None) -> Locator:
        """The button that says exactly this, in the newest message unless told otherwise."""
        return (within or self.last).get_by_role("button", name=label, exact=True)

    def press(self, label: str, within: Locator | None = None) -> None:
        """Click it."""
        self.button(label, within).click()

    def field(self, label: str) -> Locator:
        """The part of the open form with this label: its input, error and hint."""
        named = self.page.locator(".label", has_text=re.compile(rf"^{re.escape(label)}(?: \(optional\))?$"))
        return self.modal.get_by_test_id("field").filter(has=named)

    def box(self, label: str) -> Locator:
        """The text box of that field."""
        return self.field(label).get_by_role("textbox")

    def opens(self, title: str) -> None:
        """A form with this title is there."""
        expect(self.modal.get_by_role("heading", level=2)).to_have_text(title)

    def submit(self, label: str) -> None:
        """Press the form's own button, which says this."""
        self.press(label, self.modal)

    def closed(self) -> None:
        """The form is gone."""
        expect(self.modal).to_be_hidden()

    def shoot(self, moment: str) -> None:
        """Keep what is on the screen, if someone wants to look."""
        if SHOTS:
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            where = Path(SHOTS) / f"{moment}-{self.words.person}-{width}.png"
            where.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=where, animations="disabled")

    def left_clean(self) -> None:
        """Nothing went wrong in the browser, and Slack would have objected to nothing."""
        assert self.troubles == []
        records = self.page.request.get(f"{self.url}control/records").json()
        assert records["refusals"] == []
        expect(self.page.get_by_test_id("refusals")).to_have_count(0)


def exactly(text: str) -> re.Pattern[str]:
    """That text and nothing around it."""
    return re.compile(rf"^{re.escape(text)}$")
