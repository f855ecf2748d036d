"""response_url: five posts within thirty minutes, ephemeral unless told otherwise, in place when asked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from . import content as contents
from .content import Content
from .messages import Messages
from .model import Message
from .records import ApiError, Json
from .workspace import HOOK_SECONDS, HOOK_USES, Hook, Workspace


@dataclass(slots=True)
class Hooks:
    """The receiving end of every response_url."""

    ws: Workspace
    messages: Messages

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """One post to a response_url."""
        key = request.path.lstrip("/")
        try:
            if fault := self.messages.take_fault("response_url"):
                headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
                status = 429 if fault.error == "ratelimited" else max(fault.status, 400)
                return web.json_response({"ok": False, "error": fault.error}, status=status, headers=headers)
            self._post(key, await _body(request))
        except ApiError as exc:
            self.ws.refuse_all("response_url", exc.error, exc.problems)
            if not exc.problems:
                self.ws.refuse("response_url", exc.error)
            status = 404 if exc.error in {"used_url", "expired_url", "invalid_url"} else 400
            return web.json_response({"ok": False, "error": exc.error, **exc.extra}, status=status)
        return web.Response(text="ok")

    def _post(self, key: str, body: Json) -> None:
        hook = self.ws.hooks.get(key)
        if hook is None:
            raise ApiError("invalid_url")
        if self.ws.clock() - hook.made > HOOK_SECONDS:
            raise ApiError("expired_url")
        if hook.used >= HOOK_USES:
            raise ApiError("used_url")
        origin = hook.origin if hook.origin is not None and not hook.origin.deleted else None
        if body.get("delete_original"):
            hook.used += 1
            return self._delete(origin)
        content = contents.read(self.ws, "response_url", body)
        hook.used += 1
        if body.get("replace_original") and origin is not None:
            self.messages.replace(origin, content)
            self.ws.accept("message", contents.kept(content))
            return None
        if body.get("replace_original"):
            self.ws.refuse("response_url", "replace_original has no original to replace: posted anew")
        self.respond(hook, content, body)
        return None

    def _delete(self, origin: Message | None) -> None:
        if origin is None:
            return self.ws.refuse("response_url", "delete_original has no original to delete")
        self.messages.remove(origin)
        return None

    def respond(self, hook: Hook, content: Content, body: Json) -> Message:
        """A new message through a hook (or in an acknowledgement): private unless it says in_channel."""
        public = body.get("response_type") == "in_channel"
        if public and hook.invoked:
            self.ws.add(Message(self.ws.ts(), hook.channel, hook.user, hook.invoked, invoked=hook.invoked))
            hook.invoked = None
        self.ws.accept("message", contents.kept(content))
        return self.messages.post(
            hook.channel, content, thread_ts=body.get("thread_ts"), only_for=None if public else hook.user
        )


async def _body(request: web.Request) -> Json:
    raw = await request.text()
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        raw = str(form.get("payload", ""))
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError("invalid_payload") from None
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body
