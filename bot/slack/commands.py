"""`/ltv`: answered in the ack itself, or by a form prefilled with what was understood."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.inputs import from_row, to_slots
from bot.advise.reply import AskFor, Reply, Told
from bot.advise.route import converse
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.forms import open_calculator
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
    text = (body.get("text") or "").strip()
    if not text:
        await ack()
        await _form(front, person, body, client, spot, await last_slots(front, person), Told("form_failed"))
        return
    _, now, reply = await converse(front.desk, person, text, place_of(body["channel_id"], person))
    if isinstance(reply, AskFor):
        await ack()
        await _form(front, person, body, client, spot, now.slots, reply)
    else:
        await ack(**spoken(reply, person).body(), response_type="ephemeral")


async def _form(
    front: Front,
    person: Person,
    body: Body,
    client: AsyncWebClient,
    spot: Spot,
    slots: dict[str, Slot] | object,
    otherwise: Reply,
) -> None:
    """Open the form after the ack; where Slack will not open it, say the same in words."""

    async def tell(message: Message) -> None:
        await front.outbox.respond(spot.response_url, message)

    work = open_calculator(front, client, person, body["trigger_id"], spot, slots, otherwise)
    front.later(work, person, tell)


def place_of(channel_id: str, person: Person) -> str:
    """A command's conversation: this person in this channel."""
    return f"command:{channel_id}:{person.user_id}"


async def last_slots(front: Front, person: Person) -> dict[str, Slot]:
    """The person's last inputs."""
    row = await front.desk.store.last_analysis(person.tenant.key, person.user_id)
    return to_slots(from_row(row.inputs)) if row else {}
