"""Shortcuts: "New calculation" from anywhere, and "Do the math" on a message that holds figures."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.figures import last_said
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.forms import Opener
from bot.slack.front import Ack, Body, Front, Spot
from bot.slack.identify import sender_of
from bot.speak.message import Message
from bot.understand import understand
from bot.understand.needs import sheet_of

#: A shortcut of the composer and of the search bar.
NEW = "new_calculation"
#: A shortcut in the menu of every message.
MATH = "do_the_math"


async def on_shortcut(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    """Either opens a form; the answer is for the person alone, where the message is or by direct message."""
    await ack()
    spot = Spot((body.get("channel") or {}).get("id") or "", body.get("response_url") or "", private=False)
    person: Person | None = None

    async def tell(message: Message) -> None:
        if spot.response_url:
            await front.outbox.respond(spot.response_url, message)
        else:
            await front.outbox.post(client, sender_of(body).user_id, message)

    async def work() -> None:
        nonlocal person
        person = await front.person(client, sender_of(body))
        opener = Opener(front, client, person, spot, body.get("trigger_id") or "")
        if body["callback_id"] == MATH:
            await _do_the_math(opener, (body.get("message") or {}).get("text") or "")
        else:
            await opener.calculator(await last_said(front.desk, person))

    front.later(work(), None, tell)


async def _do_the_math(opener: Opener, text: str) -> None:
    """The form with the figures of a message in it: somebody else's words, so nothing is answered unseen."""
    found = understand(text, lang=opener.person.lang or FALLBACK)
    sheet = sheet_of(found.intent)
    if sheet and found.slots:
        await opener.worksheet(sheet, found.slots)
    else:
        await opener.calculator(found.slots)
