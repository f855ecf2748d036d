"""`/ltv`: answered in the ack itself, or by a form prefilled with what was understood."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.inputs import from_row, to_slots
from bot.advise.reply import AskFor
from bot.advise.route import converse
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.forms import Opener
from bot.slack.front import Ack, Body, Front, Spot, spoken
from bot.slack.identify import sender_of
from bot.speak.message import Message
from bot.understand.request import Slot


async def on_command(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    """Every slash command; an empty one opens the form."""
    person: Person | None = None
    try:
        person = await front.person(client, sender_of(body))
        await _answer(front, person, body, ack, client)
    except Exception as error:
        message = front.failed(error, person.lang if person else FALLBACK)
        await ack(**message.body(), response_type="ephemeral")


async def _answer(front: Front, person: Person, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    spot = Spot(body["channel_id"], body["response_url"], private=False)
    opener = Opener(front, client, person, spot, body["trigger_id"])
    text = (body.get("text") or "").strip()
    if not text:
        await ack()
        _later(opener, opener.calculator(await last_slots(front, person)))
        return
    _, now, reply = await converse(front.desk, person, text, place_of(body["channel_id"], person))
    if isinstance(reply, AskFor):
        await ack()
        _later(opener, opener.calculator(now.slots, otherwise=reply))
    else:
        await ack(**spoken(reply, person).body(), response_type="ephemeral")


def _later(opener: Opener, work: Coroutine[Any, Any, None]) -> None:
    """After the ack; where it fails, the sentence goes where the command was given."""

    async def tell(message: Message) -> None:
        await opener.front.outbox.respond(opener.spot.response_url, message)

    opener.front.later(work, opener.person, tell)


def place_of(channel_id: str, person: Person) -> str:
    """A command's conversation: this person in this channel."""
    return f"command:{channel_id}:{person.user_id}"


async def last_slots(front: Front, person: Person) -> dict[str, Slot]:
    """The person's last inputs."""
    row = await front.desk.store.last_analysis(person.tenant.key, person.user_id)
    return to_slots(from_row(row.inputs)) if row else {}
