"""What goes to Slack outside an ack: response_url posts and Web API messages, over one shared session.

Charts and tables may be refused by a workspace that does not know them yet; then the same message goes out
as its text twin, so an answer is never lost to a picture.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Literal

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.speak.message import Message

log = logging.getLogger("bot.slack")

REFUSED = ("invalid_blocks", "invalid_blocks_format", "only_one_table_allowed", "unsupported_block")

Audience = Literal["ephemeral", "in_channel"]


def word_of(error: Exception) -> str:
    """Slack's word for a refusal; "" where it is none of Slack's (a proxy's page, a broken line)."""
    response = getattr(error, "response", None)
    said = getattr(response, "data", response)
    return str(said.get("error") or "") if isinstance(said, Mapping) else ""


class UndeliveredError(Exception):
    """Slack did not take a message: the word it gave, never the address."""


class Outbox:
    """Sends `Message`s. Made once, when the event loop runs."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def respond(
        self,
        response_url: str,
        message: Message,
        *,
        replace: bool = False,
        audience: Audience = "ephemeral",
        thread_ts: str | None = None,
    ) -> None:
        """Answer where a command or a button was used, as a new message or in place of the button's own.

        A new message goes to the thread of the button's message, where that was in one.
        """
        where = {"thread_ts": thread_ts} if thread_ts and not replace else {}
        how = {"response_type": audience, "replace_original": replace, "delete_original": False, **where}
        for body in message.bodies():
            error = await self._post(response_url, {**body, **how})
            if error is None:
                return
            if error not in REFUSED:
                raise UndeliveredError(error)
        raise UndeliveredError("invalid_blocks")

    async def delete_original(self, response_url: str) -> None:
        """Take back the message whose button was used."""
        error = await self._post(response_url, {"delete_original": True})
        if error:
            raise UndeliveredError(error)

    async def post(
        self, client: AsyncWebClient, channel: str, message: Message, thread_ts: str | None = None
    ) -> str:
        """A message of the bot's own; its ts."""
        for body in message.bodies():
            try:
                sent = await client.chat_postMessage(
                    channel=channel, thread_ts=thread_ts, unfurl_links=False, unfurl_media=False, **body
                )
            except SlackApiError as error:
                if word_of(error) not in REFUSED:
                    raise
            else:
                return str(sent["ts"])
        raise UndeliveredError("invalid_blocks")

    async def _post(self, url: str, body: dict[str, Any]) -> str | None:
        """None if Slack took it, else its word for why not."""
        async with self._session.post(url, json=body, timeout=ClientTimeout(total=10)) as answer:
            text = await answer.text()
            error = _error_in(text)
            if error is None and answer.status >= 400:
                error = text.strip()[:80] or f"http_{answer.status}"
            if error:
                log.warning("response_url refused a message: %s (%s)", error, answer.status)
            return error


def _error_in(text: str) -> str | None:
    try:
        body = json.loads(text)
    except ValueError:
        return None
    if isinstance(body, dict) and body.get("ok") is False:
        return str(body.get("error", "unknown_error"))
    return None
