"""Digests in Slack: asked for in words or by a button, set up in a form, listed and steered by buttons."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise import digest_setup, digests
from bot.advise.digest_compose import name_of
from bot.advise.digest_reply import (
    DigestDraft,
    DigestList,
    DigestsWanted,
    DigestTold,
    DigestWanted,
)
from bot.advise.digest_rights import Actor
from bot.advise.reply import DigestReply
from bot.digest.cadence import CadenceError, following, is_zone
from bot.digest.months import names_back
from bot.person import Person
from bot.slack.digest_forms import form_of, sources_of
from bot.slack.forms import Opener
from bot.slack.front import Front
from bot.slack.outbox import word_of
from bot.speak.digest import say_digest
from bot.speak.digest_forms import Filled, digest_form, filled_from, month_form
from bot.speak.digest_talk import invite
from bot.speak.digest_words import digest_words
from bot.speak.message import Message
from bot.store.digest_rows import SubscriptionRow

if TYPE_CHECKING:
    from bot.slack.actions import Press

log = logging.getLogger("bot.slack")

#: How long setting up waits to learn a person's zone; a form's trigger lives three seconds.
PROFILE_SECONDS = 1.2

#: Slack's words for a channel the bot cannot post in until it is invited.
OUTSIDE = ("not_in_channel", "channel_not_found")

#: A month's figures can be given for this one, the last and a few before.
MONTHS = 6

#: Slack's link to a channel, before it is cleaned away.
CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Profile:
    """What users.info says of a person that digests need."""

    zone: str = "UTC"
    admin: bool = False
    name: str = ""


async def profile_of(client: AsyncWebClient, person: Person) -> Profile:
    """Their zone and rights; UTC and none where Slack does not say in time."""
    try:
        async with asyncio.timeout(PROFILE_SECONDS):
            found = await client.users_info(user=person.user_id)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("users.info failed: %s", word_of(error) or type(error).__name__)
        return Profile()
    user = found.get("user") or {}
    zone = str(user.get("tz") or "")
    name = (user.get("profile") or {}).get("real_name") or user.get("real_name") or ""
    admin = bool(user.get("is_admin") or user.get("is_owner"))
    return Profile(zone if is_zone(zone) else "UTC", admin, str(name))


# -- in words ---------------------------------------------------------------------------------------------


async def in_words(
    front: Front, client: AsyncWebClient, person: Person, place: str, said: tuple[DigestReply, str]
) -> DigestReply:
    """What was asked for, with what only Slack knows: the channel's id, the person's zone.

    `place` is the channel they wrote in; `said` the reply, and the text as Slack sent it. A digest wanted
    comes back as a draft.
    """
    reply, text = said
    if isinstance(reply, DigestWanted):
        return await draft(front, client, person, _where(reply.channel, text, place), reply.schedule)
    if isinstance(reply, DigestsWanted):
        found = await digests.listed(front.desk, person, place)
        if reply.stop and isinstance(found, DigestList) and len(found.items) == 1:
            return await _steered(front, client, person, found.items[0][0].id, "stop")
        return replace(found, ask=True) if reply.stop and isinstance(found, DigestList) else found
    return reply


def _where(said: str, text: str, place: str) -> str:
    """The channel named, else the one they write in."""
    named = CHANNEL.search(text)
    return named[1] if named else "" if said not in ("", "here", "dm") else place


async def draft(
    front: Front,
    client: AsyncWebClient,
    person: Person,
    channel_id: str,
    schedule: object = None,
    analysis: str | None = None,
) -> DigestReply:
    """A digest as far as it was described."""
    profile = await profile_of(client, person)
    wanted = schedule if isinstance(schedule, dict) else {}
    owner = digest_setup.Owner(person, profile.zone, profile.name)
    try:
        return await digest_setup.draft(front.desk, owner, channel_id, wanted, analysis)
    except CadenceError:  # said in a way that cannot be: the form begins with the usual
        return await digest_setup.draft(front.desk, owner, channel_id, {}, analysis)


async def commanded(opener: Opener, reply: DigestReply, text: str) -> None:
    """`/ltv digest`: its form, filled in with what was said; the rest is answered privately."""
    front, person = opener.front, opener.person
    found = await in_words(front, opener.client, person, opener.spot.channel_id, (reply, text))
    if isinstance(found, DigestDraft):
        await open_form(opener, found.row)
    else:
        await front.outbox.respond(opener.spot.response_url, say_digest(person.lang, found))


# -- buttons ----------------------------------------------------------------------------------------------


async def pressed(press: Press) -> None:
    """Every button and menu of digests."""
    if press.body.get("view"):
        await _form_moved(press)
        return
    await _BUTTONS[press.name.removeprefix("digest.")](press)


async def _show(press: Press, reply: DigestReply) -> None:
    await press.send(say_digest(press.person.lang, reply))


def _chosen(press: Press) -> tuple[str, str]:
    """The two halves of a menu's or a button's value: an id, and what was chosen for it."""
    action = press.body["actions"][0]
    value = (action.get("selected_option") or {}).get("value") or action.get("value") or ""
    id_, _, choice = str(value).partition(":")
    return id_, choice


async def actor_for(
    client: AsyncWebClient, person: Person, act: Callable[[Actor], Awaitable[DigestReply]]
) -> DigestReply:
    """Do it as the person; where that is not theirs to do, ask Slack whether they are an admin."""
    reply = await act(Actor(person))
    refused = isinstance(reply, DigestTold) and reply.key == "not_yours"
    if refused and (await profile_of(client, person)).admin:
        return await act(Actor(person, admin=True))
    return reply


async def _steered(
    front: Front, client: AsyncWebClient, person: Person, id_: str, how: str, weeks: int = 1
) -> DigestReply:
    reply = await actor_for(client, person, lambda actor: digests.steer(front.desk, actor, id_, how, weeks))
    if how == "now":
        front.nudge()
    if how == "stop" and isinstance(reply, DigestTold) and reply.row and reply.row.owner != person.user_id:
        await _tell_owner(front, client, person, reply.row)
    return reply


async def _tell_owner(front: Front, client: AsyncWebClient, person: Person, row: SubscriptionRow) -> None:
    """Somebody else stopped it: its owner hears of it, and can let it run again."""
    told = DigestTold(
        "stopped_by", {"actor": person.user_id, "channel": row.channel_id}, row=row, offer="resume"
    )
    await front.outbox.post(client, row.owner, say_digest(row.settings["owner_lang"], told))


def _steering(how: str) -> Callable[[Press], Awaitable[None]]:
    async def steer(press: Press) -> None:
        id_, choice = _chosen(press)
        weeks = int(choice) if choice.isdecimal() else 1
        await _show(press, await _steered(press.front, press.client, press.person, id_, how, weeks))

    return steer


async def _more(press: Press) -> None:
    """The list's menu: its choice is another button's name."""
    id_, choice = _chosen(press)
    if choice == "figures":
        await _open_figures(press, id_)
    elif choice == "history":
        await _show(press, await digests.history(press.front.desk, press.person, id_))
    else:
        await _show(press, await _steered(press.front, press.client, press.person, id_, choice))


async def _new(press: Press) -> None:
    """Under an answer: send this regularly."""
    made = await draft(press.front, press.client, press.person, press.spot.channel_id, None, press.value)
    if isinstance(made, DigestDraft):
        await open_form(press.opener, made.row)


async def _start(press: Press) -> None:
    """A draft, let run as it was shown."""
    id_, _ = _chosen(press)
    reply = await actor_for(
        press.client,
        press.person,
        lambda actor: digest_setup.confirm(press.front.desk, actor, id_),
    )
    if isinstance(reply, DigestDraft):
        message = await announced(press.front, press.client, press.person, reply, press.spot.channel_id)
        if message:
            await press.send(message)
    else:
        await _show(press, reply)


async def announced(
    front: Front, client: AsyncWebClient, person: Person, reply: DigestDraft, place: str
) -> Message | None:
    """It runs. Whether the bot may post there is found out now, by a whisper that only the person sees.

    None where they read that whisper already, in the very place they would be answered in.
    """
    message, row = say_digest(person.lang, reply), reply.row
    front.nudge()
    if row.channel_id.startswith(("D", "U")):
        return message
    try:
        await client.chat_postEphemeral(channel=row.channel_id, user=person.user_id, **message.body())
    except SlackApiError as error:
        words = digest_words(person.lang)
        return invite(words, message, row.channel_id) if word_of(error) in OUTSIDE else message
    except (ClientError, TimeoutError):
        return message  # that it cannot be tried now says nothing about the channel
    return None if row.channel_id == place else message


async def _change(press: Press) -> None:
    id_, _ = _chosen(press)
    row = await press.front.desk.store.subscription(press.person.tenant.key, id_)
    if row is None:
        await _show(press, DigestTold("gone"))
        return

    async def may(actor: Actor) -> DigestReply:
        found = row if actor.may(row) else None
        return DigestTold("running_already") if found else DigestTold("not_yours", {"owner": row.owner})

    allowed = await actor_for(press.client, press.person, may)
    if isinstance(allowed, DigestTold) and allowed.key == "not_yours":
        await _show(press, allowed)
    else:
        await open_form(press.opener, row)


async def open_form(opener: Opener, row: SubscriptionRow) -> None:
    """The form of that digest, as it is set up."""
    filled, sources = await _fields(opener.front, opener.person, row)
    words = digest_words(opener.person.lang)
    dates = _dates(opener.front, filled)
    running = row.status != "draft"
    await opener.open(
        lambda _, place: digest_form(words, place, filled, sources, dates, running=running), row.id
    )


async def _fields(front: Front, person: Person, row: SubscriptionRow) -> tuple[Filled, list[tuple[str, str]]]:
    sources = await sources_of(front.desk, person, row)
    return form_of(row, digest_words(person.lang), sources), sources


def _dates(front: Front, filled: Filled) -> tuple[datetime, ...]:
    try:
        return following(filled.cadence(), front.desk.clock(), digest_setup.DATES)
    except CadenceError:
        return ()


async def _form_moved(press: Press) -> None:
    """Something was chosen in the form: its preview, and what it asks next, follow."""
    view = press.body["view"]
    store = press.front.desk.store
    place = await store.place(press.person.tenant.key, view.get("private_metadata", ""))
    row = await store.subscription(press.person.tenant.key, (place.analysis if place else None) or "")
    if place is None or row is None:
        return
    base, sources = await _fields(press.front, press.person, row)
    filled = filled_from(view, base)
    words = digest_words(press.person.lang)
    made = digest_form(
        words, place.id, filled, sources, _dates(press.front, filled), running=row.status != "draft"
    )
    try:
        await press.client.views_update(view_id=view["id"], hash=view.get("hash"), view=made)
    except SlackApiError as error:
        if word_of(error) not in ("hash_conflict", "not_found", "expired_trigger_id"):
            raise  # a conflict means that a newer choice is on its way


async def _figures(press: Press) -> None:
    id_, _ = _chosen(press)
    await _open_figures(press, id_)


async def _open_figures(press: Press, id_: str) -> None:
    row = await press.front.desk.store.subscription(press.person.tenant.key, id_)
    if row is None or row.status == "stopped":
        await _show(press, DigestTold("gone"))
        return
    if not row.settings.get("track"):
        await _show(press, DigestTold("nothing_tracked"))
        return
    name = await name_of(press.front.desk, row)
    this, *before = names_back(f"{press.front.desk.clock():%Y-%m}", MONTHS)
    months = [
        before[0],
        this,
        *before[1:],
    ]  # the month that has just ended is the one people have numbers for
    words = digest_words(press.person.lang)
    await press.opener.open(lambda _, place: month_form(words, place, name, months), id_)


def _pre_read(how: str) -> Callable[[Press], Awaitable[None]]:
    async def choose(press: Press) -> None:
        id_, stamp = _chosen(press)
        due = datetime.fromtimestamp(int(stamp), UTC)
        reply = await actor_for(
            press.client,
            press.person,
            lambda actor: digests.pre_read(press.front.desk, actor, id_, due, how),
        )
        press.front.nudge()
        await _show(press, reply)

    return choose


_BUTTONS: dict[str, Callable[[Press], Awaitable[None]]] = {
    "new": _new,
    "start": _start,
    "change": _change,
    "figures": _figures,
    "more": _more,
    "skip": _pre_read("skip"),
    "send": _pre_read("send"),
    **{how: _steering(how) for how in ("pause", "resume", "wake", "snooze", "stop", "now")},
}
