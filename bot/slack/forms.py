"""Opening forms. A trigger lives three seconds; where Slack will not open a form, the person is told so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.reply import AskFor, Reply, Told
from bot.advise.worked import begun
from bot.advise.worksheet import Worksheet, worksheets
from bot.person import Person
from bot.slack.front import Front, Spot, spoken, words_of
from bot.slack.outbox import word_of
from bot.speak import forms
from bot.speak.blocks import Block, actions
from bot.speak.message import Message
from bot.speak.others import form_button
from bot.speak.words import Words
from bot.speak.worksheet_forms import worksheet_form
from bot.store.base import PlaceRow
from bot.understand.request import Slot
from econ.record import record

log = logging.getLogger("bot.slack")


def typed_in(view: Mapping[str, Any], field: str) -> str:
    """What stands in a field of a form: typed text, or the value or conversation chosen."""
    state = view["state"]["values"].get(field, {}).get(field, {})
    chosen = state.get("selected_option") or {}
    return str(state.get("value") or chosen.get("value") or state.get("selected_conversation") or "")


#: A trigger's life. Waiting longer (for a rate limit to pass, say) could only open nothing.
TRIGGER_SECONDS = 3


@record(frozen=True, slots=True)
class Opener:
    """One chance to open a form: for whom, from which spot, with which trigger."""

    front: Front
    client: AsyncWebClient
    person: Person
    spot: Spot
    trigger_id: str

    async def calculator(
        self, slots: Mapping[str, Slot], *, otherwise: Reply | None = None, analysis: str | None = None
    ) -> None:
        """The main form, prefilled; its answer goes to the spot, or in place of the analysis it adjusts."""
        wanted = otherwise.missing if isinstance(otherwise, AskFor) else ()
        await self.open(
            lambda words, place: forms.calculator(words, slots, place, wanted), analysis, otherwise
        )

    async def worksheet(
        self,
        name: str,
        slots: Mapping[str, Slot],
        *,
        otherwise: Reply | None = None,
    ) -> None:
        """A worksheet's form, with what the message said; without a word of it, with what was given last."""
        sheet = worksheets()[name]
        inputs = await begun(self.front.desk, self.person, sheet, slots)
        await self.filled_worksheet(sheet, inputs, otherwise=otherwise)

    async def filled_worksheet(
        self,
        sheet: Worksheet,
        inputs: Mapping[str, Any],
        *,
        otherwise: Reply | None = None,
        analysis: str | None = None,
    ) -> None:
        """The form with these inputs in it."""
        await self.open(lambda words, place: worksheet_form(words, sheet, inputs, place), analysis, otherwise)

    async def open(
        self,
        make: Callable[[Words, str], Block],
        analysis: str | None = None,
        otherwise: Reply | None = None,
    ) -> None:
        """Open the form that `make` makes of the words and its place's id; else say the same in words."""
        view = make(words_of(self.person), await self._keep_place(analysis))
        try:
            async with asyncio.timeout(TRIGGER_SECONDS):
                await self.client.views_open(trigger_id=self.trigger_id, view=view)
        except (SlackApiError, ClientError, TimeoutError) as error:
            log.warning("views.open failed: %s", word_of(error) or type(error).__name__)
            await self._say_instead(otherwise)

    async def _say_instead(self, otherwise: Reply | None) -> None:
        message = spoken(otherwise or Told("form_failed"), self.person)
        sheet = otherwise.sheet if isinstance(otherwise, AskFor) else None
        if not isinstance(otherwise, AskFor):
            message = Message(
                message.text, (*message.blocks, actions(form_button(words_of(self.person), sheet=sheet)))
            )
        if self.spot.response_url:
            await self.front.outbox.respond(
                self.spot.response_url,
                message,
                audience=self.spot.audience,
                thread_ts=self.spot.thread_ts,
            )

    async def _keep_place(self, analysis: str | None) -> str:
        """Remember where the form was opened from; the id that travels in its private_metadata."""
        desk, spot = self.front.desk, self.spot
        row = PlaceRow(
            desk.new_id(),
            self.person.tenant.key,
            self.person.user_id,
            desk.clock(),
            spot.channel_id,
            spot.response_url,
            analysis,
            in_place=spot.private and analysis is not None,
            audience=spot.audience,
            thread_ts=spot.thread_ts,
        )
        await desk.store.keep_place(row)
        return row.id
