"""Forms sent: a bad field is refused under that field with what was typed kept, the rest is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise import figures, scenarios, worked
from bot.advise.form import FIELDS, read_form
from bot.advise.reply import Reply, Told
from bot.advise.worksheet import worksheets
from bot.advise.worksheet_form import CURRENCY, read_worksheet
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.forms import typed_in
from bot.slack.front import Ack, Body, Front, Spot, conversation_of, spoken, words_of
from bot.slack.identify import sender_of
from bot.slack.share import share
from bot.speak import forms, worksheet_forms
from bot.speak.blocks import Block, context, modal, section
from bot.speak.message import Message
from bot.speak.passport import explanation
from bot.speak.words import unescape
from bot.store.base import PlaceRow
from econ.errors import EconError


@dataclass(frozen=True, slots=True)
class Sent:
    """A form sent: by whom, its values, and the place its answer goes to (None once forgotten)."""

    front: Front
    client: AsyncWebClient
    person: Person
    body: Body
    ack: Ack
    place: PlaceRow | None

    def typed(self, field: str) -> str:
        """What stands in a field."""
        return typed_in(self.body["view"], field)

    async def refuse(self, errors: dict[str, str]) -> None:
        """Say what is wrong under each field; Slack keeps what was typed."""
        await self.ack(response_action="errors", errors=errors)

    async def answer(self, reply: Reply) -> None:
        """Close the form and answer where it was opened from; else say in the form where the answer went."""
        message = spoken(reply, self.person)
        if self.place and self.place.response_url:
            await self.ack()
        else:
            note = context(words_of(self.person).label("told.in_messages"))
            await self.ack(response_action="update", view=self._notice([*message.blocks[:1], note]))
        self.front.later(self._deliver(message), self.person, self._tell)

    def _notice(self, blocks: list[Block]) -> Block:
        view = self.body["view"]
        close = words_of(self.person).label("buttons.close")
        return modal("notice", view["title"]["text"], blocks, submit=None, close=close)

    async def _deliver(self, message: Message) -> None:
        place = self.place
        if place and place.response_url:
            await self.front.outbox.respond(
                place.response_url,
                message,
                replace=place.in_place,
                audience=place.audience,
                thread_ts=place.thread_ts,
            )
        else:
            await self._tell(message)

    async def _tell(self, message: Message) -> None:
        """By direct message, where no other way is left."""
        await self.front.outbox.post(self.client, self.person.user_id, message)


async def on_submission(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    """Every form."""
    person: Person | None = None
    try:
        person = await front.person(client, sender_of(body))
        place = await front.desk.store.place(person.tenant.key, body["view"].get("private_metadata", ""))
        own = place if place and place.user_id == person.user_id else None
        form = body["view"]["callback_id"]
        handle = _worksheet if form.startswith(worksheet_forms.FORM) else _HANDLE.get(form)
        if handle is None and form.startswith("digest."):
            from bot.slack.digest_forms import submitted as handle
        if handle is None:
            await ack()
            return
        await handle(Sent(front, client, person, body, ack, own))
    except Exception as error:
        message = front.failed(error, person.lang if person else FALLBACK)
        await ack(response_action="update", view=_apology(message, body))


def _apology(message: Message, body: Body) -> dict[str, object]:
    view = body["view"]
    return modal(
        "apology", view["title"]["text"], [section(message.text)], submit=None, close=view["close"]["text"]
    )


async def _calculate(sent: Sent) -> None:
    words = words_of(sent.person)
    typed = {name: sent.typed(name) for name in (*FIELDS, "price_period", "churn_period", "currency")}
    if typed["currency"] == forms.NO_CURRENCY:
        typed["currency"] = ""
    filled = read_form(typed, sent.person.lang)
    errors = {
        name: forms.unreadable(words, name, typed[name], two) for name, two in filled.unreadable.items()
    }
    if not errors:
        try:
            place = conversation_of(sent.place.channel_id, sent.person) if sent.place else None
            answered = await figures.answer(sent.front.desk, sent.person, filled.slots, place=place)
        except EconError as error:
            sentence = explanation(words, error.key, error.field, error.facts)
            errors = {forms.field_of(error.field): unescape(sentence)}
        else:
            await sent.answer(answered)
            return
    await sent.refuse(errors)


async def _worksheet(sent: Sent) -> None:
    """A worksheet: read field by field, refused under the field at fault, else worked out."""
    words = words_of(sent.person)
    sheet = worksheets()[sent.body["view"]["callback_id"].removeprefix(worksheet_forms.FORM)]
    typed = {name: sent.typed(name) for name in (*(field.at for field in sheet.fields), CURRENCY)}
    filled = read_worksheet(sheet, typed)
    errors = {
        field.at: worksheet_forms.unreadable(
            words, sheet.name, field, typed[field.at], filled.unreadable[field.at]
        )
        for field in sheet.fields
        if field.at in filled.unreadable
    }
    if not errors:
        try:
            place = conversation_of(sent.place.channel_id, sent.person) if sent.place else None
            answered = await worked.answer(
                sent.front.desk, sent.person, worked.Asked(sheet, filled.inputs), place
            )
        except EconError as error:
            sentence = explanation(words, error.key, error.field, error.facts)
            errors = {worksheet_forms.field_of(sheet, error.field): unescape(sentence)}
        else:
            await sent.answer(answered)
            return
    await sent.refuse(errors)


async def _save(sent: Sent) -> None:
    name = sent.typed("name").strip()
    if not name:
        await sent.refuse({"name": words_of(sent.person).plain("told.name_missing")})
        return
    analysis = sent.place.analysis if sent.place else None
    reply = await scenarios.save(sent.front.desk, sent.person, name, analysis)
    await replace(sent, place=replace(sent.place, in_place=False) if sent.place else None).answer(reply)


async def _count(sent: Sent) -> None:
    words = words_of(sent.person)
    numbers: dict[str, int] = {}
    errors: dict[str, str] = {}
    for name, example in (("customers", "50"), ("periods", "12")):
        text = "".join(sign for sign in sent.typed(name) if not sign.isspace() and sign not in ".,'’")
        if not text.isdecimal() or len(text) > 9:
            errors[name] = words.plain("form.errors.number", example=example)
        elif int(text) < 1:
            errors[name] = words.plain("form.errors.too_small", example=example)
        else:
            numbers[name] = int(text)
    if errors:
        await sent.refuse(errors)
        return
    analysis = (sent.place.analysis if sent.place else None) or ""
    reply = await figures.count(
        sent.front.desk, sent.person, analysis, numbers["customers"], numbers["periods"]
    )
    await sent.answer(reply or Told("expired"))


async def _share(sent: Sent) -> None:
    await sent.ack()
    chosen = (sent.body.get("response_urls") or [{}])[0]
    analysis = (sent.place.analysis if sent.place else None) or ""
    channel = chosen.get("channel_id") or sent.typed("channel")
    spot = Spot(channel, chosen.get("response_url") or "", private=False)

    async def work() -> None:
        told = await share(sent.front, sent.client, sent.person, spot, analysis)
        place = replace(sent.place, in_place=False) if sent.place else None
        await replace(sent, place=place)._deliver(spoken(told or Told("expired"), sent.person))

    sent.front.later(work(), sent.person, sent._tell)


_HANDLE: dict[str, Callable[[Sent], Awaitable[None]]] = {
    forms.FORM: _calculate,
    forms.SAVE: _save,
    forms.COUNT: _count,
    forms.SHARE: _share,
}
