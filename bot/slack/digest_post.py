"""How digests get to Slack: posted under a mark, found again by it, and every refusal told apart.

What certainly was not posted may be tried again; what may have been is looked for; what Slack will not have
is a failure to tell. The client must not retry by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout
from pydantic_core import from_json, to_json
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.booking import PRE_READ
from bot.digest.carrying import LaterError, Parcel, RefusedError, UnsureError, mark
from bot.slack.outbox import REFUSED, word_of
from bot.speak.message import Message
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

log = logging.getLogger("bot.digest")

EVENT = "bilancia_digest"

#: Longer than Slack takes, shorter than a claim holds.
POST_TIMEOUT = ClientTimeout(total=10)
JSON = {"Content-Type": "application/json; charset=utf-8"}

#: What a channel is like is asked again after so many seconds.
AUDIENCE_SECONDS = 600.0

#: Slack's words for "we may not look there"; then a digest is sent at most once.
UNREADABLE = (
    "missing_scope",
    "not_in_channel",
    "channel_not_found",
    "no_permission",
    "not_allowed_token_type",
)

#: Slack's words for trouble of its own that ends before anything is posted.
PASSING = ("service_unavailable", "team_added_to_org", "request_timeout", "rate_limited")

#: A message is looked for on so many pages of so many; an app outside the Marketplace gets 15 a page.
PAGES = 5
PAGE = 200


@dataclass(slots=True)
class SlackCarrier:
    """Carries parcels by the bot's own client (one workspace)."""

    client: AsyncWebClient
    session: ClientSession
    _audience: dict[str, tuple[float, Mapping[str, Any]]] = field(default_factory=dict)
    _scopes: tuple[float, frozenset[str]] | None = None

    async def audience(self, row: SubscriptionRow) -> str | None:
        """A channel that strangers joined, or that was archived, since the digest was set up."""
        if row.channel_id.startswith("D"):
            return None
        found = await self.channel(row.channel_id)
        if found.get("is_archived"):
            return "is_archived"
        shared = found.get("is_ext_shared") or found.get("is_pending_ext_shared")
        return "shared" if shared and not row.settings.get("shared") else None

    async def channel(self, channel_id: str) -> Mapping[str, Any]:
        """What Slack says of a channel; nothing where it may not be asked."""
        now = asyncio.get_running_loop().time()
        known = self._audience.get(channel_id)
        if not await self._granted("channels:read", "groups:read"):
            return {}
        if known and now - known[0] < AUDIENCE_SECONDS:
            return known[1]
        found: Mapping[str, Any] = {}
        try:
            answer = await self.client.conversations_info(channel=channel_id)
            found = answer.get("channel") or {}
        except (SlackApiError, ClientError, TimeoutError) as error:
            if word_of(error) not in UNREADABLE:
                log.info("conversations.info failed: %s", word_of(error) or type(error).__name__)
                return {}
        self._audience[channel_id] = (now, found)
        return found

    async def _granted(self, *scopes: str) -> bool:
        """Whether the token has one of these scopes, by the header Slack sends with every answer.

        It is asked for again now and then: scopes are granted later, too.
        """
        now = asyncio.get_running_loop().time()
        if self._scopes is None or now - self._scopes[0] > AUDIENCE_SECONDS:
            try:
                answer = await self.client.auth_test()
            except (SlackApiError, ClientError, TimeoutError):
                return False  # of a Slack that cannot be asked nothing is known: nothing is looked at
            granted = next((v for k, v in answer.headers.items() if k.lower() == "x-oauth-scopes"), "")
            self._scopes = (now, frozenset(scope.strip() for scope in granted.split(",")))
        return not self._scopes[1].isdisjoint(scopes)

    def forget(self, channel_id: str) -> None:
        """Something changed there: ask again."""
        self._audience.pop(channel_id, None)

    async def post(self, delivery: DeliveryRow, parcel: Parcel) -> tuple[str, str]:
        metadata = {"event_type": EVENT, "event_payload": {"mark": mark(delivery)}}
        message: Message = parcel.message
        for body in message.bodies():
            try:
                return await self._post(parcel.to, body, metadata=metadata)
            except RefusedError as error:
                if error.reason not in REFUSED:
                    raise
        raise RefusedError("invalid_blocks")

    async def follow(self, delivery: DeliveryRow, parcel: Parcel) -> None:
        try:
            await self._post(delivery.channel_id, parcel.thread.body(), thread_ts=delivery.ts)
        except (RefusedError, LaterError, UnsureError) as error:
            log.warning("the details of a digest could not follow: %s", error)

    async def _post(self, channel: str, body: Mapping[str, Any], **more: Any) -> tuple[str, str]:
        """By the session itself: of the SDK's client nothing is needed here, and it retries and hides."""
        said = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **body, **more}
        try:
            async with self.session.post(
                f"{self.client.base_url}chat.postMessage",
                data=to_json(said),
                headers={"Authorization": f"Bearer {self.client.token}", **JSON},
                timeout=POST_TIMEOUT,
            ) as answer:
                status, headers = answer.status, answer.headers
                sent = _object(await answer.read())
        except ClientConnectorError:
            raise LaterError from None  # it never got there
        except (ClientError, TimeoutError, OSError):
            raise UnsureError from None
        if status == 200 and sent.get("ok"):
            return str(sent["channel"]), str(sent["ts"])
        raise _outcome(status, str(sent.get("error") or ""), headers)

    async def find(self, delivery: DeliveryRow, to: str) -> Sequence[str] | None:
        if not await self._may_look(to):
            return None
        try:
            return await self._found(delivery, await self._conversation(to))
        except SlackApiError as error:
            if word_of(error) in UNREADABLE:
                return None
            raise

    async def _found(self, delivery: DeliveryRow, channel: str) -> Sequence[str] | None:
        """None where so much was said since that the message may be beyond what we look at."""
        # A message is no older than its occurrence, but for one that its owner sent ahead of the hour.
        oldest = (delivery.due_at - PRE_READ - timedelta(minutes=1)).timestamp()
        wanted, found, latest = mark(delivery), [], ""
        for _ in range(PAGES):
            before: Any = {"latest": latest} if latest else {}
            page = await self.client.conversations_history(
                channel=channel, oldest=f"{oldest:.6f}", limit=PAGE, include_all_metadata=True, **before
            )
            messages = page["messages"]
            found += [str(message["ts"]) for message in messages if _mark_of(message) == wanted]
            if not page.get("has_more") or not messages:
                return sorted(found)
            latest = messages[-1]["ts"]
        return sorted(found) or None

    async def _may_look(self, to: str) -> bool:
        if to.startswith(("U", "W")):
            return await self._granted("im:history") and await self._granted("im:write")
        direct = to.startswith("D")
        return await self._granted(*(("im:history",) if direct else ("channels:history", "groups:history")))

    async def _conversation(self, to: str) -> str:
        """A person's own conversation with the bot."""
        if not to.startswith(("U", "W")):
            return to
        opened = await self.client.conversations_open(users=to)
        return str(opened["channel"]["id"])

    async def remove(self, to: str, ts: str) -> None:
        try:
            await self.client.chat_delete(channel=to, ts=ts)
        except SlackApiError as error:
            if word_of(error) != "message_not_found":
                raise


def _object(body: bytes) -> Mapping[str, Any]:
    """Slack's answer; nothing where it is a proxy's page."""
    try:
        found = from_json(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _outcome(status: int, word: str, headers: Mapping[str, str]) -> Exception:
    """What Slack's answer means for a message that was to be posted."""
    if status == 429 or word in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return LaterError(_seconds(headers))
    if word in PASSING:
        return LaterError()
    if status >= 500 or word in ("internal_error", "fatal_error", ""):
        return UnsureError()
    return RefusedError(word)


def _seconds(headers: Mapping[str, str]) -> float:
    """To the second; a minute where Slack forgot to say."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(float(value), 1.0)
            except ValueError:
                break
    return 60.0


def _mark_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    if metadata.get("event_type") != EVENT:
        return None
    found = (metadata.get("event_payload") or {}).get("mark")
    return str(found) if found else None
