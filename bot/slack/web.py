"""The HTTP front: an ASGI guard that lets only what Slack signed reach Bolt.

Bolt's adapter parses a body before it checks the signature, and logs rejected bodies; so the signature,
the size and the address are checked here first. `/healthz` answers load balancers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from slack_sdk.signature import SignatureVerifier

log = logging.getLogger("bot.web")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"

#: Slack's largest payload carries a view of 250 KB; a megabyte of form encoding is ample.
BODY_LIMIT = 1_000_000

#: Slack sends a body at once and waits three seconds for the answer.
BODY_SECONDS = 5

#: A certificate check carries little more than `ssl_check=1` and a token.
CHECK_LIMIT = 1000


class SignedOnly:
    """Wraps Bolt's ASGI handler."""

    def __init__(self, bolt: Asgi, verifier: SignatureVerifier) -> None:
        self._bolt = bolt
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])  # neither WebSocket nor lifespan: the server says no
        if scope["path"] == HEALTH_PATH:
            await _answer(send, 200, "ok")
        elif scope["path"] != EVENTS_PATH:
            await _answer(send, 404, "not found")
        elif scope["method"] == "GET" and _checks_certificate(scope["query_string"]):
            await _answer(send, 200, "ok")
        elif scope["method"] != "POST":
            await _answer(send, 405, "only POST")
        else:
            await self._signed(scope, receive, send)

    async def _signed(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(receive)
        except TimeoutError:
            await _answer(send, 408, "the body did not come")
            return
        if body is None:
            await _answer(send, 413, "too large")
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if not self._is_signed(body, headers):
            if _checks_certificate(body):
                await _answer(send, 200, "ok")
                return
            log.info("refused a request whose signature does not hold")
            await _answer(send, 401, "invalid signature")
            return
        try:
            await self._bolt(scope, _replay(body), send)
        except Exception as error:  # Bolt raises on bodies that are not what Slack sends
            log.warning("a signed body could not be read: %s", type(error).__name__)
            await _answer(send, 400, "unreadable body")

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            return self._verifier.is_valid(
                body, headers.get("x-slack-request-timestamp", "0"), headers.get("x-slack-signature", "")
            )
        except (ValueError, TypeError):
            return False


def _checks_certificate(form: bytes) -> bool:
    """Slack looks at a command's certificate now and then, by `ssl_check=1`; nothing is asked of us."""
    return len(form) < CHECK_LIMIT and b"ssl_check=1" in form.split(b"&")


async def _read(receive: Receive) -> bytes | None:
    """The whole body, None where it is larger than Slack's can be."""
    body = bytearray()
    while True:
        part = await receive()
        body += part.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not part.get("more_body", False):
            return bytes(body)


def _replay(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
