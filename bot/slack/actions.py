"""Buttons. Each carries an id; what it stands for is looked up, within the person's own tenant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise import figures, scenarios
from bot.advise.conversation import resume
from bot.advise.recall import recall
from bot.advise.reply import Reply, Told, Worked
from bot.advise.route import choose
from bot.advise.teach import by_id
from bot.advise.worksheet import worksheets
from bot.person import Person
from bot.slack.forms import Opener, typed_in
from bot.slack.front import Ack, Body, Front, Spot, spoken, spot_of, words_of
from bot.slack.identify import sender_of
from bot.slack.share import share, undo
from bot.speak import forms
from bot.speak.message import Message
from bot.speak.others import NEW
from bot.speak.sheets import chart_of
from bot.speak.worksheet_forms import FORM, worksheet_form


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed: by whom, where, which, with which id."""

    front: Front
    client: AsyncWebClient
    person: Person
    spot: Spot
    body: Body
    name: str
    value: str

    async def show(self, reply: Reply | None, *, in_place: bool = False) -> None:
        """Answer, in place of the message where it is private; what is gone is said to be gone."""
        message = spoken(reply or Told("expired"), self.person)
        await self.send(message, in_place=in_place and reply is not None)

    async def send(self, message: Message, *, in_place: bool = False) -> None:
        await self.front.outbox.respond(
            self.spot.response_url,
            message,
            replace=in_place and self.spot.private,
            audience=self.spot.audience,
            thread_ts=self.spot.thread_ts,
        )

    @property
    def opener(self) -> Opener:
        return Opener(self.front, self.client, self.person, self.spot, self.body.get("trigger_id") or "")


async def on_action(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    """Every button, menu and input of messages and of the Home tab."""
    await ack()
    spot = spot_of(body)

    async def tell(message: Message) -> None:
        if spot.response_url:
            await front.outbox.respond(
                spot.response_url, message, audience=spot.audience, thread_ts=spot.thread_ts
            )

    front.later(_pressed(front, body, client, spot), None, tell)


async def _pressed(front: Front, body: Body, client: AsyncWebClient, spot: Spot) -> None:
    action = body["actions"][0]
    person = await front.person(client, sender_of(body))
    view = body.get("view") or {}
    if str(view.get("callback_id", "")).startswith(FORM):
        await _switched(client, person, view)
        return
    press = Press(front, client, person, spot, body, action["action_id"], str(action.get("value") or ""))
    handle = _BY_NAME.get(press.name) or _BY_FAMILY.get(press.name.rpartition(".")[0])
    if handle is None and press.name.startswith("digest."):
        from bot.slack.digests import pressed as handle
    if handle:
        await handle(press)


async def _switched(client: AsyncWebClient, person: Person, view: Body) -> None:
    """A choice that changes the form: the same form again with other fields, what was typed in it kept."""
    sheet = worksheets().get(view["callback_id"].removeprefix(FORM))
    if sheet is None or sheet.switch is None:
        return
    typed = {at: typed_in(view, at) for at in view["state"]["values"]}
    form = worksheet_form(
        words_of(person), sheet, {sheet.switch: typed[sheet.switch]}, view.get("private_metadata", ""), typed
    )
    await client.views_update(view_id=view["id"], hash=view["hash"], view=form)


async def _working(press: Press) -> None:
    await press.show(await recall(press.front.desk, press.person, press.value, "working"), in_place=True)


async def _plain(press: Press) -> None:
    await press.show(await recall(press.front.desk, press.person, press.value), in_place=True)


async def _what_if(press: Press) -> None:
    await press.show(
        await figures.recall(press.front.desk, press.person, press.value, "what_if"), in_place=True
    )


async def _try(press: Press) -> None:
    key = press.name.rpartition(".")[2]
    await press.show(await figures.what_if(press.front.desk, press.person, press.value, key), in_place=True)


async def _back(press: Press) -> None:
    row = await press.front.desk.store.analysis(press.person.tenant.key, press.value)
    parent = row.parent if row and row.parent else press.value
    await press.show(await figures.recall(press.front.desk, press.person, parent), in_place=True)


async def _chart(press: Press) -> None:
    found = await recall(press.front.desk, press.person, press.value)
    chart = chart_of(words_of(press.person), found) if found else None
    if chart:
        await press.send(chart)
    else:
        lacking = "nothing_to_draw" if isinstance(found, Worked) else "chart_needs"
        await press.show(Told(lacking) if found else None)


async def _adjust(press: Press) -> None:
    found = await recall(press.front.desk, press.person, press.value)
    if isinstance(found, Worked):
        sheet = worksheets()[found.sheet]
        await press.opener.filled_worksheet(sheet, found.inputs, analysis=press.value)
        return
    slots = await figures.said_in(press.front.desk, press.person, press.value)
    if slots is None:
        await press.show(None)
    else:
        await press.opener.calculator(slots, analysis=press.value)


async def _open_worksheet(press: Press) -> None:
    name = press.name.rpartition(".")[2]
    if name in worksheets():
        slots = (await resume(press.front.desk, press.person, press.value)).slots
        await press.opener.worksheet(name, slots)


async def _open_form(press: Press) -> None:
    if press.value in (NEW, ""):
        slots = await figures.last_said(press.front.desk, press.person)
    else:
        slots = (await resume(press.front.desk, press.person, press.value)).slots
    await press.opener.calculator(slots)


async def _save(press: Press) -> None:
    await press.opener.open(forms.scenario_name, press.value)


async def _count(press: Press) -> None:
    found = await figures.recall(press.front.desk, press.person, press.value)
    inputs = found.assessment.inputs if found else None
    if inputs is None or inputs.churn is None:
        await press.show(None)
        return
    churn = replace(inputs.churn, period=inputs.churn_period)
    await press.opener.open(lambda words, place: forms.churn_counts(words, place, churn), press.value)


async def _share(press: Press) -> None:
    if press.spot.channel_id and not press.spot.channel_id.startswith("D"):
        told = await share(press.front, press.client, press.person, press.spot, press.value)
        if told is None or told.key != "shared":  # shared, it stands right below: that says it
            await press.show(told)
    else:
        await press.opener.open(forms.which_channel, press.value)


async def _undo(press: Press) -> None:
    told = await undo(press.front, press.client, press.person, press.body, press.value)
    if told:
        await press.show(told)


async def _doubt(press: Press) -> None:
    reading = press.name.rpartition(".")[2]
    reply = (
        await choose(press.front.desk, press.person, press.value, int(reading))
        if reading.isdecimal()
        else None
    )
    await press.show(reply or Told("chosen"), in_place=reply is not None)


async def _learn(press: Press) -> None:
    await press.show(await by_id(press.front.desk, press.person, press.value))


async def _open_scenario(press: Press) -> None:
    await press.show(await scenarios.load_by_id(press.front.desk, press.person, press.value))


Handle = Callable[[Press], Awaitable[None]]

_BY_NAME: dict[str, Handle] = {
    "ltv.working": _working,
    "ltv.hide": _plain,
    "ltv.what_if": _what_if,
    "ltv.back": _back,
    "ltv.chart": _chart,
    "ltv.adjust": _adjust,
    "ltv.save": _save,
    "ltv.share": _share,
    "ltv.count": _count,
    "form.open": _open_form,
    "share.undo": _undo,
    "scenario.open": _open_scenario,
}

#: Actions whose last part is a number or a key: `ltv.try.price_up`, `doubt.0`, `learn.1`.
_BY_FAMILY: dict[str, Handle] = {
    "ltv.try": _try,
    "doubt": _doubt,
    "learn": _learn,
    "sheet.open": _open_worksheet,
}
