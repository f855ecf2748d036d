"""Sharing: a new message in the channel that says who shared it, and that only they can take back."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.recall import recall
from bot.advise.reply import Assessed, Reply, Told, Worked
from bot.person import Person
from bot.slack.front import Body, Front, Spot, words_of
from bot.slack.outbox import UndeliveredError, word_of
from bot.speak.assessed import say_shared
from bot.speak.message import Message
from bot.speak.words import Shown, Words

#: Slack's words for a channel the bot may not post in by itself.
NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "missing_scope")


async def share(
    front: Front, client: AsyncWebClient, person: Person, spot: Spot, analysis_id: str
) -> Told | None:
    """Post the answer to the spot's channel: by its response_url, which works where the bot is no member."""
    found = await recall(front.desk, person, analysis_id)
    if found is None:
        return None
    own = await _own(front, person, analysis_id)
    message = _shared(words_of(person), found, f"<@{person.user_id}>", own)
    try:
        if spot.response_url:
            await front.outbox.respond(spot.response_url, message, audience="in_channel")
        else:
            await front.outbox.post(client, spot.channel_id, message)
    except UndeliveredError:
        return Told("not_shared")
    except SlackApiError as error:
        if word_of(error) not in NOT_A_MEMBER:
            raise
        return Told("not_shared")
    return Told("shared", {"channel": channel_link(spot.channel_id)})


def _shared(words: Words, found: Assessed | Worked, sharer: str, share_id: str) -> Message:
    if isinstance(found, Worked):
        from bot.speak.worked import say_worked_shared

        return say_worked_shared(words, found, sharer, share_id)
    return say_shared(words, found, sharer, share_id)


async def _own(front: Front, person: Person, analysis_id: str) -> str:
    """The id that Undo goes by: who shares another's answer (a mention's, say) gets a row of their own."""
    row = await front.desk.store.analysis(person.tenant.key, analysis_id)
    if row is None or row.user_id == person.user_id:
        return analysis_id
    copy = replace(row, id=front.desk.new_id(), user_id=person.user_id, parent=row.id, place=None)
    await front.desk.store.keep_analysis(copy)
    return copy.id


def channel_link(channel_id: str) -> object:
    """A link to the channel, as Slack writes one."""
    return Shown(f"<#{channel_id}>")


async def undo(
    front: Front, client: AsyncWebClient, person: Person, body: Body, analysis_id: str
) -> Reply | None:
    """Take the shared message back, if it was this person's; None once it is gone."""
    row = await front.desk.store.analysis(person.tenant.key, analysis_id)
    if row is None:
        return Told("expired")
    if row.user_id != person.user_id:
        return Told("not_yours", {"sharer": Shown(f"<@{row.user_id}>")})
    try:
        await front.outbox.delete_original(body["response_url"])
    except UndeliveredError:
        container = body["container"]
        await client.chat_delete(channel=container["channel_id"], ts=container["message_ts"])
    return None
