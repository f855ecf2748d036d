"""Events: direct messages, mentions, the Home tab, people who change their language.

Slack delivers an event again when it hears no answer in time; each is answered once. The bot never answers
itself, other bots, edits or deletions.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise import scenarios
from bot.advise.reply import DigestReply, Listed
from bot.advise.route import converse
from bot.slack.front import Ack, Body, Front, conversation_of, spoken, words_of
from bot.slack.identify import Sender, forget_locale, sender_of
from bot.speak.home import home_tab
from bot.speak.message import Message

#: Message subtypes that carry something a person wrote just now.
WRITTEN = (None, "file_share", "thread_broadcast")

#: What has no author, and what Slack itself writes in a person's name.
NOBODY = ("", "USLACKBOT")

MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


async def on_event(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:
    """Every event; those of no concern are acknowledged and left."""
    await ack()
    event = body["event"]
    handle = _HANDLE.get(event["type"])
    sender = sender_of(body)
    if handle is None or sender.user_id in NOBODY:
        return

    async def work() -> None:
        if await front.desk.store.first_time(sender.tenant.key, body["event_id"], front.desk.clock()):
            await handle(front, client, sender, event)

    async def tell(message: Message) -> None:
        if event["type"] in ("message", "app_mention"):
            await front.outbox.post(client, event["channel"], message, event.get("thread_ts"))

    front.later(work(), None, tell)


async def _message(front: Front, client: AsyncWebClient, sender: Sender, event: dict[str, Any]) -> None:
    """A direct message: answered where it was written, in its thread if it is in one."""
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype") not in WRITTEN:
        return
    await _converse(front, client, sender, event, event.get("text") or "", event.get("thread_ts"))


async def _mention(front: Front, client: AsyncWebClient, sender: Sender, event: dict[str, Any]) -> None:
    """A mention in a channel: answered publicly, in a thread."""
    if event.get("bot_id") or event.get("subtype") not in WRITTEN or event.get("edited"):
        return
    text = MENTION.sub(" ", event.get("text") or "").strip()
    await _converse(front, client, sender, event, text, event.get("thread_ts") or event["ts"])


async def _converse(
    front: Front, client: AsyncWebClient, sender: Sender, event: dict[str, Any], text: str, thread: str | None
) -> None:
    person = await front.person(client, sender)
    place = conversation_of(event["channel"], person, thread)
    _, _, reply = await converse(front.desk, person, text, place)
    if isinstance(reply, DigestReply):
        from bot.slack.digests import in_words

        reply = await in_words(front, client, person, event["channel"], (reply, text))
    await front.outbox.post(client, event["channel"], spoken(reply, person), thread)


async def _home(front: Front, client: AsyncWebClient, sender: Sender, event: dict[str, Any]) -> None:
    if event.get("tab", "home") != "home":
        return
    person = await front.person(client, sender)
    listed = await scenarios.listed(front.desk, person)
    view = home_tab(words_of(person), listed if isinstance(listed, Listed) else None)
    await client.views_publish(user_id=person.user_id, view=view)


async def _user_changed(front: Front, client: AsyncWebClient, sender: Sender, event: dict[str, Any]) -> None:  # noqa: ARG001
    await forget_locale(front.desk, sender, event["user"].get("locale"))


Handle = Callable[[Front, AsyncWebClient, Sender, dict[str, Any]], Awaitable[None]]

_HANDLE: dict[str, Handle] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _home,
    "user_change": _user_changed,
}

#: The events we answer, for the manifest.
EVENTS = tuple(_HANDLE)
