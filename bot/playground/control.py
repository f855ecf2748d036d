"""The control API: everything a person can do, as JSON over HTTP, for the page and for other programs."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import payloads
from .model import Message
from .records import Delivery, Json

if TYPE_CHECKING:
    from .local_slack import LocalSlack
    from .person import Person

Act = Callable[["Person", Json], Awaitable[Any]]
Steer = Callable[[Json], Awaitable[Any]]


@dataclass(slots=True)
class Control:
    """Routes under /control: `/control/<person>/<act>` acts, `/control/<lever>` steers the workspace."""

    slack: LocalSlack

    def add_routes(self, app: web.Application) -> None:
        """GET /control/state and /control/records; POST everything else."""
        app.router.add_get("/control/state", self._answer(self._state))
        app.router.add_get("/control/records", self._answer(self._records))
        for name, steer in self._levers().items():
            app.router.add_post(f"/control/{name}", self._steered(steer))
        for name, act in ACTS.items():
            app.router.add_post(f"/control/{{person}}/{name}", self._acted(act))

    # -- reading ----------------------------------------------------------------------------------

    def _answer(
        self, look: Callable[[web.Request], Json]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            try:
                return web.json_response({"ok": True, **look(request)})
            except LookupError as exc:
                return _failed(exc)

        return handler

    def _state(self, request: web.Request) -> Json:
        person = self._person(request.query.get("person", "ann"))
        messages = person.sees(request.query.get("channel", "sales"))
        return {
            "connected": self.slack.connected,
            "person": {"id": person.id, "key": person.key, "locale": person.profile.locale},
            "messages": [_message(self.slack, m) for m in messages],
            "view": person.view,
            "errors": person.errors,
            "home": person.home,
            "channels": [
                {"id": c.id, "name": c.name} for c in self.slack.ws.channels.values() if not c.is_im
            ],
        }

    def _records(self, request: web.Request) -> Json:  # noqa: ARG002
        return {
            "calls": [asdict(c) for c in self.slack.calls],
            "refusals": [asdict(r) for r in self.slack.refusals],
            "payloads": self.slack.payloads,
        }

    # -- acting -----------------------------------------------------------------------------------

    def _person(self, key: str) -> Person:
        if key not in self.slack.people:
            raise LookupError(f"no person {key!r}; there are {', '.join(self.slack.people)}")
        return self.slack.person(key)

    def _acted(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            try:
                person = self._person(request.match_info["person"])
                return _result(await act(person, await _body(request)))
            except (LookupError, TypeError, ValueError) as exc:
                return _failed(exc)

        return handler

    def _steered(self, steer: Steer) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            try:
                return _result(await steer(await _body(request)))
            except (LookupError, TypeError, ValueError) as exc:
                return _failed(exc)

        return handler

    def _levers(self) -> dict[str, Steer]:
        slack = self.slack

        async def reset(_: Json) -> None:
            slack.reset()

        async def advance(body: Json) -> None:
            await slack.advance(float(body["seconds"]))

        async def fail_next(body: Json) -> None:
            slack.fail_next(body.pop("method"), **body)

        async def duplicate_next(body: Json) -> None:
            slack.duplicate_next(int(body.get("times", 1)))

        async def retry(body: Json) -> Delivery:
            return await slack.retry(int(body.get("num", 1)), str(body.get("reason", "http_timeout")))

        async def emit(body: Json) -> Delivery:
            return await slack.emit(body["event"])

        async def disconnect(body: Json) -> None:
            await slack.disconnect(str(body.get("reason", "refresh_requested")))

        levers = (reset, advance, fail_next, duplicate_next, retry, emit, disconnect)
        return {lever.__name__: lever for lever in levers}


# -- what a person can do -------------------------------------------------------------------------


async def _type(person: Person, body: Json) -> Delivery | None:
    """Text from the composer: a slash command, or a message."""
    text, channel = str(body["text"]).strip(), str(body["channel"])
    thread = body.get("thread_ts")
    if not text.startswith("/"):
        return await person.say(channel, text, thread_ts=thread) if text else None
    command, _, rest = text.partition(" ")
    if thread:
        place = person.ws.channel(channel, person.key)
        if place is not None:
            regret = person.ws.tell(place.id, person.id, f"{command} is not supported in threads. Sorry!")
            regret.thread_ts = thread
        return Delivery("slash_commands", {}, error="not_in_threads")
    return await person.command(command, rest, channel=channel)


async def _click(person: Person, body: Json) -> Delivery:
    top = person.open_view
    if top is not None and top.id == body.get("view") and body.get("values"):
        person.fill(body["values"])
    return await person.click(
        _surface(person, body), str(body["action"]), body.get("value"), body.get("block")
    )


def _surface(person: Person, body: Json) -> Message | Json:
    if body.get("view"):
        return {"id": body["view"]}
    return _find(person, body.get("message"))


def _find(person: Person, ts: Any) -> Message:
    for message in person.ws.messages:
        if message.ts == ts and not message.deleted and message.only_for in (None, person.id):
            return message
    raise LookupError(f"no message {ts!r}")


async def _shortcut(person: Person, body: Json) -> Delivery:
    message = _find(person, body["message"]) if body.get("message") else None
    return await person.shortcut(str(body["callback_id"]), message)


async def _fill(person: Person, body: Json) -> None:
    person.fill(body.get("values") or {})


async def _submit(person: Person, body: Json) -> Delivery:
    return await person.submit(body.get("values") or {})


async def _close(person: Person, _: Json) -> Delivery | None:
    return await person.close_view()


async def _home(person: Person, body: Json) -> Delivery:
    return await person.open_home(str(body.get("tab", "home")))


async def _change(person: Person, body: Json) -> Delivery:
    return await person.change(locale=body.get("locale"), tz=body.get("tz"))


ACTS: dict[str, Act] = {
    "type": _type,
    "click": _click,
    "shortcut": _shortcut,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "change": _change,
}


def _message(slack: LocalSlack, message: Message) -> Json:
    return {
        **payloads.message_json(slack.ws, message),
        "ephemeral": message.ephemeral,
        "plain": message.plain(),
    }


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise TypeError("the body is not a JSON object")
    return body


def _result(outcome: Any) -> web.Response:
    if isinstance(outcome, Delivery):
        failed = outcome.error is not None
        return web.json_response(
            {
                "ok": outcome.ok,
                "error": outcome.error,
                "errors": outcome.errors,
                "status": outcome.status,
                "seconds": round(outcome.seconds, 4),
            },
            status=502 if failed else 200,
        )
    return web.json_response({"ok": True})


def _failed(exc: Exception) -> web.Response:
    message = f"missing: {exc.args[0]}" if isinstance(exc, KeyError) else str(exc)
    return web.json_response({"ok": False, "error": message}, status=400)
