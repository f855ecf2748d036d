"""A tiny Bolt app, unaware that its Slack is local; and the two ways of connecting it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import LocalSlack

MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Numbers"},
    "submit": {"type": "plain_text", "text": "Work it out"},
    "close": {"type": "plain_text", "text": "Cancel"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "price",
            "label": {"type": "plain_text", "text": "Price"},
            "element": {
                "type": "number_input",
                "action_id": "v",
                "is_decimal_allowed": True,
                "min_value": "0",
            },
        },
        {
            "type": "input",
            "block_id": "currency",
            "optional": True,
            "label": {"type": "plain_text", "text": "Currency"},
            "element": {
                "type": "static_select",
                "action_id": "v",
                "initial_option": {"text": {"type": "plain_text", "text": "Dollar"}, "value": "USD"},
                "options": [
                    {"text": {"type": "plain_text", "text": "Dollar"}, "value": "USD"},
                    {"text": {"type": "plain_text", "text": "Euro"}, "value": "EUR"},
                ],
            },
        },
    ],
}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": action_id, **more}


def card(text: str) -> list[dict[str, Any]]:
    return [
        section(text),
        {"type": "actions", "elements": [button("Open", "open"), button("Again", "again")]},
    ]


def make_app(  # noqa: C901 - one listener a kind of payload
    slack: LocalSlack, session: aiohttp.ClientSession | None = None
) -> tuple[AsyncApp, list[Any]]:
    """The app and the list of what it was told."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)
    app = AsyncApp(
        client=client,
        signing_secret=slack.signing_secret,
        process_before_response=True,
        request_verification_enabled=True,
    )
    heard: list[Any] = []

    @app.command("/echo")
    async def echo(ack: Any, body: dict[str, Any], command: dict[str, Any]) -> None:
        heard.append(body)
        if command["text"] == "open":
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        elif command["text"] == "silent":
            await ack()
        else:
            await ack(text=f"You said {command['text']}", blocks=card(f"*{command['text']}*"))

    @app.action("again")
    async def again(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()
        await respond(text="Twice", blocks=card("Twice"), replace_original=True)

    @app.action("open")
    async def open_modal(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("ask")
    async def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        heard.append(body)
        price = view["state"]["values"]["price"]["v"]["value"]
        if price == "13":
            await ack(response_action="errors", errors={"price": "Not thirteen"})
        else:
            await ack()

    @app.view_closed("ask")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    @app.event("message")
    async def message(event: dict[str, Any], request: Any) -> None:
        heard.append({"event": event, "headers": request.headers})
        if not event.get("bot_id") and not event.get("subtype"):
            await client.chat_postMessage(channel=event["channel"], text=f"Echo: {event['text']}")

    @app.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        heard.append({"event": event})

    @app.event("app_home_opened")
    async def home(event: dict[str, Any]) -> None:
        view = {"type": "home", "blocks": [section(f"Tab {event['tab']}")]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.shortcut("remember")
    async def remember(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    return app, heard


@asynccontextmanager
async def over_sockets(slack: LocalSlack) -> AsyncIterator[list[Any]]:
    """Connect by Socket Mode, exactly as to slack.com."""
    async with aiohttp.ClientSession() as session:
        app, heard = make_app(slack, session)
        handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=2)
        await handler.connect_async()
        await slack.until(lambda: slack.connected)
        try:
            yield heard
        finally:
            await handler.close_async()
            await slack.until(lambda: not slack.courier.sockets)


@asynccontextmanager
async def over_http(slack: LocalSlack) -> AsyncIterator[list[Any]]:
    """Connect by signed HTTP: Bolt's ASGI adapter on uvicorn."""
    async with aiohttp.ClientSession() as session:
        app, heard = make_app(slack, session)
        config = uvicorn.Config(
            AsyncSlackRequestHandler(app), port=0, log_level=logging.ERROR, lifespan="off"
        )
        server = uvicorn.Server(config)
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        port = server.servers[0].sockets[0].getsockname()[1]
        slack.deliver_by_http(f"http://127.0.0.1:{port}/slack/events")
        try:
            yield heard
        finally:
            slack.deliver_by_http(None)
            await server.shutdown()
