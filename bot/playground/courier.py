"""Carries payloads to the app: signed HTTP to one URL, or any open socket; waits for the acknowledgement."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from .records import Delivery, Json
from .workspace import Workspace

MOST_SOCKETS = 10
_ACKED = 1000  # how many envelope ids are remembered, to tell a second ack from a wrong one


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The v0 signature of a request.

    >>> signature("secret", "1", b"a=b")[:10]
    'v0=9a903e0'
    """
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Courier:
    """The way to the app. `url` set means HTTP; otherwise Socket Mode."""

    ws: Workspace
    url: str | None = None
    session: aiohttp.ClientSession | None = None
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    duplicates: int = 0
    stamp: Callable[[], float] = (
        time.time
    )  # requests are signed in real time: apps compare with their own clock
    deliveries: list[Delivery] = field(default_factory=list)
    _turn: int = 0
    _waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _done: dict[str, bool] = field(default_factory=dict)  # envelope id -> acknowledged in time

    @property
    def connected(self) -> bool:
        """Is there an app to talk to?"""
        return self.url is not None or bool(self.sockets)

    async def deliver(self, kind: str, payload: Json, retry: tuple[int, str] | None = None) -> Delivery:
        """Send one payload of `slash_commands`, `interactive` or `events_api`; never raises."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        began = time.perf_counter()
        twice, self.duplicates = self.duplicates > 0, max(0, self.duplicates - 1)
        if self.url is not None:
            ways = [self._post(self.url, delivery, retry)]
            if twice:
                ways.append(self._post(self.url, Delivery(kind, payload), retry))
            await asyncio.gather(*ways)
        elif self.sockets:
            await self._send(delivery, retry, twice=twice)
        else:
            delivery.error = "dispatch_failed"
        delivery.seconds = time.perf_counter() - began
        self.ws.changed()
        return delivery

    def _too_late(self, delivery: Delivery) -> None:
        delivery.error, delivery.late = "operation_timeout", True
        self.ws.refuse(delivery.kind, "no acknowledgement within 3 seconds", detail=_what(delivery.payload))

    # -- HTTP -------------------------------------------------------------------------------------

    async def _post(self, url: str, delivery: Delivery, retry: tuple[int, str] | None) -> None:
        body, headers = self.signed(delivery.kind, delivery.payload)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        request: asyncio.Future[Any] = asyncio.ensure_future(self._exchange(url, body, headers))
        if not await self.ws.timekeeper.in_time(request, self.ws.ack_seconds):
            request.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await request
            return self._too_late(delivery)
        try:
            delivery.status, content_type, raw = request.result()
        except (aiohttp.ClientError, OSError) as exc:
            delivery.error = "dispatch_failed"
            return self.ws.refuse(delivery.kind, "dispatch_failed", detail=f"{type(exc).__name__} at {url}")
        if not 200 <= delivery.status < 300:
            delivery.error = "dispatch_failed"
            return self.ws.refuse(delivery.kind, f"HTTP {delivery.status}", detail=_what(delivery.payload))
        delivery.ok, delivery.ack = True, _ack_body(raw, content_type)
        return None

    def signed(self, kind: str, payload: Json) -> tuple[bytes, dict[str, str]]:
        """Body and headers as Slack would send them."""
        if kind == "events_api":
            body, content = json.dumps(payload, ensure_ascii=False).encode(), "application/json"
        else:
            fields = (
                payload if kind == "slash_commands" else {"payload": json.dumps(payload, ensure_ascii=False)}
            )
            body, content = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        stamp = str(int(self.stamp()))
        return body, {
            "Content-Type": content,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.ws.signing_secret, stamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
        }

    async def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        assert self.session is not None
        async with self.session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return response.status, response.content_type, await response.read()

    # -- Socket Mode ------------------------------------------------------------------------------

    async def _send(self, delivery: Delivery, retry: tuple[int, str] | None, *, twice: bool) -> None:
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry[0] if retry else 0, "retry_reason": retry[1] if retry else ""}
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            for _ in range(2 if twice else 1):
                if not await self._to_some_socket(envelope):
                    delivery.error = "dispatch_failed"
                    return None
            in_time = await self.ws.timekeeper.in_time(waiting, self.ws.ack_seconds)
        finally:
            del self._waiting[envelope_id]
        self._remember(envelope_id, in_time)
        if not in_time:
            return self._too_late(delivery)
        delivery.ok, delivery.status, delivery.ack = True, 200, waiting.result()
        if delivery.ack is not None and delivery.kind == "events_api":
            self.ws.refuse("events_api", "a payload in the acknowledgement of an event is ignored")
        return None

    def _remember(self, envelope_id: str, in_time: bool) -> None:
        self._done[envelope_id] = in_time
        while len(self._done) > _ACKED:
            del self._done[next(iter(self._done))]

    async def _to_some_socket(self, envelope: Json) -> bool:
        for _ in range(len(self.sockets)):
            self._turn += 1
            socket = self.sockets[self._turn % len(self.sockets)]
            with contextlib.suppress(ConnectionError, RuntimeError):
                await socket.send_json(envelope)
                return True
        return False

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket end of Socket Mode; its ticket comes from apps.connections.open and is good once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        if len(self.sockets) >= MOST_SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.sockets.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.sockets),
                "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 3600},
                "connection_info": {"app_id": self.ws.app_id},
            }
        )
        self.ws.changed()
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledged(frame.data)
        finally:
            self.sockets.remove(socket)
            self.ws.changed()
        return socket

    def _acknowledged(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope_id = answer["envelope_id"]
        except (ValueError, TypeError, KeyError):
            return self.ws.refuse("socket", "a frame without envelope_id", detail=text[:80])
        waiting = self._waiting.get(envelope_id)
        if waiting is not None:
            if not waiting.done():
                payload = answer.get("payload")
                waiting.set_result(payload if isinstance(payload, dict) and payload else None)
        elif envelope_id not in self._done:
            self.ws.refuse("socket", "an acknowledgement of an unknown envelope", detail=str(envelope_id))
        elif not self._done[envelope_id]:
            self.ws.refuse("socket", "the acknowledgement came too late", detail=str(envelope_id))
        return None

    async def disconnect(self, reason: str) -> None:
        """Tell every socket to go and come again, as Slack does now and then."""
        for socket in list(self.sockets):
            with contextlib.suppress(ConnectionError, RuntimeError):
                await socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}
                )

    async def close(self) -> None:
        """Hang up."""
        for socket in list(self.sockets):
            await socket.close()
        if self.session is not None:
            await self.session.close()


def _ack_body(raw: bytes, content_type: str) -> Json | None:
    text = raw.decode("utf-8", "replace").strip()
    if not text:
        return None
    if content_type == "application/json":
        try:
            parsed = json.loads(text)
        except ValueError:
            return {"text": text}
        return parsed if isinstance(parsed, dict) and parsed else None
    return {"text": text}


def _what(payload: Json) -> str:
    event = payload.get("event") or {}
    actions = payload.get("actions") or [{}]
    parts = (payload.get("command"), payload.get("type"), event.get("type"), actions[0].get("action_id"))
    return " ".join(str(part) for part in parts if part)
