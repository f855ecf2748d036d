"""The local workspace as one object: its server, its people, its records."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from .clock import Clock
from .control import Control
from .courier import Courier
from .events import Events
from .guard import guard
from .hooks import Hooks
from .messages import Messages
from .outcomes import Outcomes
from .page import Page
from .person import Person
from .records import Call, Delivery, Fault, Json, Refusal
from .webapi import WebApi
from .workspace import EVENTS, SCOPES, Workspace


class LocalSlack:
    """A strict local Slack; see the package's docstring for a tour.

    `commands` are (command, hint, description) the composer knows; with none, any command is delivered.
    A hint may hold several examples, "500 3% 80% 4k · help": an empty channel offers each.
    `ack_seconds` is Slack's patience, `strict_pace` allows one message a second and channel.
    """

    def __init__(  # noqa: PLR0913 - one keyword a trait of the workspace
        self,
        clock: Clock = time.time,
        *,
        commands: Iterable[tuple[str, str, str]] = (),
        scopes: Iterable[str] = SCOPES,
        events: Iterable[str] = EVENTS,
        ack_seconds: float = 3.0,
        strict_pace: bool = False,
        name: str = "Local workspace",
        bot_name: str = "Bilancia",
    ) -> None:
        self.ws = Workspace(
            clock,
            team_name=name,
            bot_name=bot_name,
            scopes=tuple(scopes),
            events=tuple(events),
            commands=tuple(commands),
            ack_seconds=ack_seconds,
            strict_pace=strict_pace,
        )
        self.courier = Courier(self.ws)
        self.events = Events(self.ws, self.courier)
        self.messages = Messages(self.ws, self.events)
        self.hooks = Hooks(self.ws, self.messages)
        self.api = WebApi(self.ws, self.courier, self.events, self.messages)
        outcomes = Outcomes(self.ws, self.hooks)
        self.people = {
            key: Person(key, self.ws, self.courier, self.events, self.messages, outcomes)
            for key in self.ws.profiles
        }
        self.closing = False
        self._runner: web.AppRunner | None = None

    # -- life -------------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""
        self.closing = False
        app = web.Application(middlewares=[guard], client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self.api.receive)
        app.router.add_get("/link/", self.courier.accept)
        for kind in ("commands", "actions", "app"):
            app.router.add_post(f"/{kind}/{{rest:.+}}", self.hooks.receive)
        Control(self).add_routes(app)
        Page(self).add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        bound = runner.addresses[0][1]
        self.ws.base_url = f"http://127.0.0.1:{bound}/"
        self.courier.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Hang up, stop background deliveries, stop listening."""
        self.closing = True
        tasks = list(self.events.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.courier.close()
        self.ws.changed()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # -- where and who ----------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL."""
        return f"{self.ws.base_url}api/"

    @property
    def page_url(self) -> str:
        """The web page."""
        return self.ws.base_url

    @property
    def bot_token(self) -> str:
        """xoxb-..., made for this instance."""
        return self.ws.bot_token

    @property
    def app_token(self) -> str:
        """xapp-..., for Socket Mode."""
        return self.ws.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP deliveries are signed with."""
        return self.ws.signing_secret

    @property
    def connected(self) -> bool:
        """Is an app there: an open socket, or a URL to deliver to."""
        return self.courier.connected

    def person(self, key: str) -> Person:
        """`ann` or `luca`."""
        return self.people[key]

    def deliver_by_http(self, url: str | None) -> None:
        """Deliver everything to this URL, signed; None goes back to Socket Mode."""
        self.courier.url = url
        self.ws.changed()

    # -- records ----------------------------------------------------------------------------------

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, in order."""
        return self.ws.calls

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.ws.calls if call.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload sent to the app, in order, the background ones too."""
        return self.courier.deliveries

    @property
    def refusals(self) -> list[Refusal]:
        """Everything Slack would have refused or dropped."""
        return self.ws.refusals

    @property
    def payloads(self) -> list[Json]:
        """Every surface accepted, as the app sent it: {surface, text?, blocks | view}."""
        return self.ws.payloads

    # -- waiting ----------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until `condition()` holds, looking again after each change; gives its value.

        Raises TimeoutError with a readable dump of the workspace.
        """
        return await self.ws.until(condition, seconds, self.dump)

    async def idle(self, seconds: float = 5.0) -> None:
        """Wait until no background delivery is under way."""
        await self.until(lambda: not self.events.tasks, seconds)

    def dump(self) -> str:
        """What there is to see, for a failing test's message."""
        lines = [f"connected: {self.connected}"]
        lines += [f"  {self._where(m.channel)} {m!r}" for m in self.ws.messages[-12:]]
        for person in self.people.values():
            if person.open_view:
                lines.append(f"  {person.key} has a modal: {json.dumps(person.open_view.data['title'])}")
        lines += [f"  call {c.method} {'ok' if c.ok else c.error}" for c in self.ws.calls[-12:]]
        lines += [f"  refused {r}" for r in self.ws.refusals[-12:]]
        return "\n".join(lines)

    def _where(self, channel: str) -> str:
        found = self.ws.channels[channel]
        return channel if found.is_im else f"#{found.name}"

    # -- faults and travel ------------------------------------------------------------------------

    def fail_next(
        self,
        method: str,
        *,
        error: str = "internal_error",
        status: int | None = None,
        retry_after: int | None = None,
        times: int = 1,
        accepted: bool = False,
    ) -> None:
        """The next call of a Web API method (or of `response_url`) fails like this.

        `accepted`: a Web API method does what it was asked, then fails. The error `dropped` answers nothing.
        """
        fault = Fault(error, status or 200, retry_after, accepted)
        self.messages.faults.setdefault(method, []).extend([fault] * times)

    def duplicate_next(self, times: int = 1) -> None:
        """The next envelope arrives twice."""
        self.courier.duplicates += times

    async def retry(self, num: int = 1, reason: str = "http_timeout") -> Delivery:
        """The last event again, with X-Slack-Retry-Num and -Reason (or retry_attempt in the envelope)."""
        return await self.events.retry(num, reason)

    def retry_failed_events(self, on: bool = True) -> None:
        """From now on an event that is not acknowledged comes again, up to three times."""
        self.events.insist = on

    async def emit(self, event: Json) -> Delivery:
        """Raise any event, as {"type": "tokens_revoked", "tokens": {"bot": [...]}}."""
        return await self.events.emit(event)

    async def verify_url(self) -> bool:
        """Send url_verification, as Slack does when a request URL is entered; did the challenge come back?"""
        challenge = self.ws.new_id("ch")
        payload = {"token": self.ws.verification_token, "challenge": challenge, "type": "url_verification"}
        delivery = await self.courier.deliver("events_api", payload)
        answer = delivery.ack or {}
        return challenge in (answer.get("challenge"), answer.get("text"))

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to connect anew."""
        await self.courier.disconnect(reason)

    def reset(self) -> None:
        """Everything said, opened and recorded is forgotten; the people, tokens and connections stay."""
        ws = self.ws
        for things in (ws.messages, ws.calls, ws.refusals, ws.payloads, self.courier.deliveries):
            things.clear()
        for open_things in (ws.views, ws.homes, ws.triggers, ws.hooks, ws.posted_at, self.messages.faults):
            open_things.clear()
        ws.changed()

    async def advance(self, seconds: float) -> None:
        """Move a clock that can be moved, and let those who wait look at it."""
        move = getattr(self.ws.clock, "advance", None)
        if move is None:
            raise TypeError("this clock cannot be moved: give LocalSlack a FakeClock")
        move(seconds)
        self.ws.timekeeper.moved()
        self.ws.changed()
        await asyncio.sleep(0)
