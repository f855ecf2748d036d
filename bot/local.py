"""The local workspace with Bilancia in it: the same app, connected over the wire as to slack.com."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from bot.app import Built, build
from bot.playground import LocalSlack
from bot.settings import Settings
from bot.slack.manifest import COMMANDS
from bot.slack.serve import serve
from bot.slack.web import EVENTS_PATH
from bot.speak.words import words

#: Scenarios saved in the local workspace survive it, apart from those of a real one.
DATABASE = "bilancia-local.db"

WELCOME = """
Bilancia is in your local workspace:  {}

Try  /ltv 500 3% 80% 4k   (stop with Ctrl+C)
"""


async def open_local_workspace(settings: Settings, port: int, *, by_http: bool = False) -> int:
    """Start a Slack on 127.0.0.1, connect the app, print the page's address, serve until told to stop."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):  # nothing here leaves this machine
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, stop.set)
    w = words("en")
    hints = [
        (one, w.label("manifest.command_hint"), w.label("manifest.command_description")) for one in COMMANDS
    ]
    slack = LocalSlack(commands=hints)
    try:
        await slack.start(port=port)
    except OSError:
        await slack.start(port=0)
    built = build(connected_to(slack, settings))
    close = await (_by_http(built, slack) if by_http else built.connect())
    digests = asyncio.create_task(built.worker().run())
    sys.stdout.write(WELCOME.format(slack.page_url))
    sys.stdout.flush()
    try:
        await stop.wait()
    finally:
        digests.cancel()
        await asyncio.gather(digests, return_exceptions=True)
        await close()
        await built.close()
        await slack.close()
    return 0


def connected_to(slack: LocalSlack, settings: Settings | None = None) -> Settings:
    """The settings that make the app talk to that Slack; nothing but the address and the tokens differ."""
    base = settings or Settings.model_validate({})
    return base.model_copy(
        update={
            "bot_token": SecretStr(slack.bot_token),
            "app_token": SecretStr(slack.app_token),
            "signing_secret": SecretStr(slack.signing_secret),
            "api_url": slack.api_url,
            "database": DATABASE,
            "log_level": "WARNING",
        }
    )


async def _by_http(built: Built, slack: LocalSlack) -> Callable[[], Awaitable[None]]:
    """Serve signed HTTP on a free port of this machine and have everything delivered there."""
    port, close = await serve(built.asgi(), "127.0.0.1", 0)
    slack.deliver_by_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
    return close
