"""Where the concrete parts meet: `build` makes an app from settings, `run` keeps it running."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from aiohttp import ClientSession, ClientTimeout
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.desk import Desk
from bot.settings import Mode, Settings
from bot.slack.authorize import OneBot, refuses
from bot.slack.front import Front
from bot.slack.listeners import register
from bot.slack.outbox import Outbox, word_of
from bot.slack.web import Asgi, SignedOnly
from bot.store.base import Store
from bot.store.sqlite import SqliteStore
from bot.understand import warm

if TYPE_CHECKING:
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

    from bot.digest.pace import Pace
    from bot.digest.worker import Tempo, Worker

log = logging.getLogger("bot")

#: Bolt reads these by itself, over what it is given or beside it; ours are in the settings.
READ_BY_BOLT = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_VERIFICATION_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
)

#: How long saying goodbye to Slack may take.
CLOSING_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Built:
    """One app: Bolt in front, the desk behind, the session they share."""

    bolt: AsyncApp
    front: Front
    session: ClientSession
    settings: Settings
    bot: OneBot

    def asgi(self) -> Asgi:
        """The HTTP front, for uvicorn."""
        from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

        handler = cast("Asgi", AsyncSlackRequestHandler(self.bolt))
        return SignedOnly(handler, SignatureVerifier(_plain(self.settings, "signing_secret")))

    async def connect(self) -> Callable[[], Awaitable[None]]:
        """Open Socket Mode; what it returns closes it."""
        from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

        handler = AsyncSocketModeHandler(self.bolt, _plain(self.settings, "app_token"))
        close = cast("Callable[[], Awaitable[None]]", handler.close_async)
        try:
            await _first_address(handler.client)
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except BaseException:
            await close()
            raise
        return close

    async def introduce(self) -> None:
        """Learn who the bot is before the first request. Raises SlackApiError where the token is refused."""
        try:
            await self.bot.identify(self.bolt.client)
        except Exception as error:
            if refuses(error):
                raise
            log.warning("auth.test failed: %s", word_of(error) or type(error).__name__)  # it need not stay so

    def worker(self, tempo: Tempo | None = None, pace: Pace | None = None) -> Worker:
        """What sends the digests: to be run beside the front, here or in a process of its own."""
        from bot.slack.digest_work import make_worker

        token = _plain(self.settings, "bot_token")
        made = make_worker(
            self.front.desk, self.session, token, self.settings.api_url, tempo=tempo, pace=pace
        )
        self.front.nudge = made.nudge
        return made

    async def close(self) -> None:
        """Finish what is under way, then let go."""
        await self.front.after.drain()
        await self.session.close()
        await self.front.desk.store.close()


def build(
    settings: Settings,
    *,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(9),
) -> Built:
    """The app of those settings. Call it inside the event loop: the session belongs to it."""
    warm()
    store = store or SqliteStore(settings.database)
    session = ClientSession(timeout=ClientTimeout(total=10))
    bot = OneBot(_plain(settings, "bot_token"))
    client = AsyncWebClient(base_url=settings.api_url, session=session, timeout=10)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    bolt = AsyncApp(
        client=client,
        authorize=bot,
        signing_secret=_plain(settings, "signing_secret"),
        process_before_response=True,
        logger=_bolt_log(settings),
    )
    front = Front(Desk(store, clock, new_id), Outbox(session))
    register(bolt, front)
    return Built(bolt, front, session, settings, bot)


def _bolt_log(settings: Settings) -> logging.Logger:
    """Bolt asks the logger for its own level, and takes one that has none for DEBUG: so it gets one."""
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(settings.log_level)
    return logger


async def _first_address(client: AsyncBaseSocketModeClient) -> None:
    """Ask for the WebSocket's address ourselves: the client would try a refused token for ever."""
    try:
        client.wss_uri = await client.issue_new_wss_url()
    except Exception as error:
        if refuses(error):
            raise


def _plain(settings: Settings, name: str) -> str:
    secret = getattr(settings, name)
    return secret.get_secret_value() if secret else ""


async def run(settings: Settings, mode: Mode) -> None:
    """Serve Slack until told to stop (SIGTERM or ^C), then finish what is under way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    for variable in READ_BY_BOLT:
        os.environ.pop(variable, None)
    built = build(settings)
    opening = asyncio.create_task(_open(built, mode))
    digests: asyncio.Task[None] | None = None
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            close = await opening  # raises what kept it from opening
            digests = asyncio.create_task(built.worker().run())
            await stopping
            digests.cancel()
            await asyncio.gather(digests, return_exceptions=True)
            with contextlib.suppress(TimeoutError):  # a Slack that does not answer must not hold us up
                async with asyncio.timeout(CLOSING_SECONDS):
                    await built.front.after.drain()
                    await close()
    finally:
        started = [task for task in (opening, stopping, digests) if task]
        for task in started:
            task.cancel()
        await asyncio.gather(*started, return_exceptions=True)
        await built.close()


async def _open(built: Built, mode: Mode) -> Callable[[], Awaitable[None]]:
    await built.introduce()
    return await (_socket if mode == "socket" else _http)(built)


async def _socket(built: Built) -> Callable[[], Awaitable[None]]:
    close = await built.connect()
    log.info("connected by Socket Mode")
    return close


async def _http(built: Built) -> Callable[[], Awaitable[None]]:
    from bot.slack.serve import serve

    port, close = await serve(built.asgi(), built.settings.host, built.settings.port)
    log.info("serving signed HTTP on port %s", port)
    return close
