"""Opening forms. A trigger lives three seconds; where Slack will not open one, the person is told in words."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.reply import AskFor, Reply, Told
from bot.person import Person
from bot.slack.front import Front, Spot, keep_place, spoken, words_of
from bot.speak import forms
from bot.speak.blocks import Block, actions
from bot.speak.message import Message
from bot.speak.others import form_button
from bot.understand.request import Slot

log = logging.getLogger("bot.slack")


async def open_calculator(
    front: Front,
    client: AsyncWebClient,
    person: Person,
    trigger_id: str,
    spot: Spot,
    slots: Mapping[str, Slot],
    otherwise: Reply,
    analysis: str | None = None,
) -> None:
    """The main form, prefilled; its answer goes to the spot."""
    place = await keep_place(front, person, spot, analysis)
    view = forms.calculator(words_of(person), slots, place)
    await open_view(front, client, person, trigger_id, spot, view, otherwise)


async def open_view(
    front: Front,
    client: AsyncWebClient,
    person: Person,
    trigger_id: str,
    spot: Spot,
    view: Block,
    otherwise: Reply | None = None,
) -> None:
    """Open it, or say why not with a button that tries again."""
    try:
        await client.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError as error:
        log.warning("views.open refused: %s", error.response.get("error"))
        message = spoken(otherwise or Told("form_failed"), person)
        if not isinstance(otherwise, AskFor):
            message = Message(message.text, (*message.blocks, actions(form_button(words_of(person)))))
        if spot.response_url:
            await front.outbox.respond(spot.response_url, message, audience=spot.audience)
