"""Bolt's side of the house: one listener a kind, each handing over to our own dispatch."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content import FALLBACK
from bot.slack.actions import on_action
from bot.slack.commands import on_command
from bot.slack.events import on_event
from bot.slack.front import Ack, Body, Front
from bot.slack.submissions import on_submission

ANY = re.compile(".*")

Handle = Callable[[Front, Body, Ack, AsyncWebClient], Awaitable[None]]


def register(bolt: AsyncApp, front: Front) -> None:
    """Attach the listeners. Whatever escapes them is logged, and Slack gets 200."""
    bolt.command(ANY)(_listener(front, on_command))
    bolt.action(ANY)(_listener(front, on_action))
    bolt.view(ANY)(_listener(front, on_submission))
    bolt.view_closed(ANY)(_listener(front, _acknowledged))
    bolt.event(ANY)(_listener(front, on_event))
    bolt.shortcut(ANY)(_listener(front, _acknowledged))
    bolt.error(_escaped(front))


def _listener(front: Front, handle: Handle) -> Callable[..., Awaitable[None]]:
    async def listen(body: Body, ack: Ack, client: AsyncWebClient) -> None:
        front.after.follow()
        await handle(front, body, ack, client)

    return listen


async def _acknowledged(front: Front, body: Body, ack: Ack, client: AsyncWebClient) -> None:  # noqa: ARG001
    await ack()


def _escaped(front: Front) -> Callable[..., Awaitable[Any]]:
    async def escaped(error: Exception) -> Any:
        from slack_bolt import BoltResponse

        front.failed(error, FALLBACK)
        return BoltResponse(status=200, body="")

    return escaped
