"""`/ltv`: answered in the ack itself, or by a form prefilled with what was understood."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from pydantic_core import to_json
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.figures import last_said
from bot.advise.form import FIELDS
from bot.advise.reply import AskFor, DigestReply
from bot.advise.route import converse
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.forms import Opener
from bot.slack.front import Ack, Body, Front, Spot, conversation_of, spoken
from bot.slack.identify import sender_of
from bot.speak.message import Message


async def on_command(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> BoltResponse | None:
    """Every slash command; an empty one opens the form."""
    person: Person | None = None
    try:
        person = await front.person(client, sender_of(body))
        return await _answer(front, person, body, ack, client)
    except Exception as error:
        return in_ack(front.failed(error, person.lang if person else FALLBACK))


def in_ack(message: Message) -> BoltResponse:
    """The message as the acknowledgement itself, for the person alone."""
    body = to_json({**message.body(), "response_type": "ephemeral"}).decode()
    return BoltResponse(status=200, body=body, headers={"content-type": ["application/json;charset=utf-8"]})


async def _answer(
    front: Front, person: Person, body: Body, ack: Ack, client: AsyncWebClient
) -> BoltResponse | None:
    channel = body.get("channel_id") or ""
    spot = Spot(channel, body.get("response_url") or "", private=False)
    opener = Opener(front, client, person, spot, body.get("trigger_id") or "")
    text = (body.get("text") or "").strip()
    if not text:
        await ack()
        _later(opener, opener.calculator(await last_said(front.desk, person)))
        return None
    _, now, reply = await converse(front.desk, person, text, conversation_of(channel, person))
    if isinstance(reply, AskFor) and reply.sheet:
        await ack()
        _later(opener, opener.worksheet(reply.sheet, now.slots, otherwise=reply))
        return None
    if isinstance(reply, AskFor) and set(reply.missing) <= set(FIELDS):
        await ack()
        _later(opener, opener.calculator(now.slots, otherwise=reply))
        return None
    if isinstance(reply, DigestReply):
        from bot.slack.digests import commanded

        await ack()
        _later(opener, commanded(opener, reply, text))
        return None
    return in_ack(spoken(reply, person))


def _later(opener: Opener, work: Coroutine[Any, Any, None]) -> None:
    """After the ack; where it fails, the sentence goes where the command was given."""

    async def tell(message: Message) -> None:
        await opener.front.outbox.respond(opener.spot.response_url, message)

    opener.front.later(work, opener.person, tell)
