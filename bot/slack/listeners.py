"""Bolt's side of the house: one listener a kind, each handing over to our own dispatch."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.content import FALLBACK
from bot.slack.actions import on_action
from bot.slack.commands import on_command
from bot.slack.events import on_event
from bot.slack.front import Ack, Body, Front
from bot.slack.shortcuts import on_shortcut
from bot.slack.submissions import on_submission

ANY = re.compile(".*")

#: What a listener returns in place of an ack, if anything, goes to Slack as it is.
Handle = Callable[[Front, Body, Ack, AsyncWebClient], Awaitable[BoltResponse | None]]


def register(bolt: AsyncApp, front: Front) -> None:
    """Attach the listeners. Whatever escapes them is logged, and Slack gets 200."""
    bolt.command(ANY)(_listener(front, on_command))
    bolt.action(ANY)(_listener(front, on_action))
    bolt.view(ANY)(_listener(front, on_submission))
    bolt.view_closed(ANY)(_listener(front, _acknowledged))
    bolt.event(ANY)(_listener(front, on_event))
    bolt.shortcut(ANY)(_listener(front, on_shortcut))
    bolt.error(_escaped(front))


def _listener(front: Front, handle: Handle) -> Callable[..., Awaitable[BoltResponse | None]]:
    async def listen(body: Body, ack: Ack, client: AsyncWebClient) -> BoltResponse | None:
        front.after.follow()
        return await handle(front, body, ack, client)

    return listen


async def _acknowledged(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:  # noqa: ARG001
    await ack()


def _escaped(front: Front) -> Callable[..., Awaitable[Any]]:
    async def escaped(error: Exception) -> Any:
        front.failed(error, FALLBACK)
        return BoltResponse(status=200, body="")

    return escaped
