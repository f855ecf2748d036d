"""The Web API: tokens, scopes, arguments; each method in Slack's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .api_chat import Chat
from .api_people import People
from .api_views import Views
from .courier import Courier
from .events import Events
from .messages import Messages
from .records import ApiError, Call, Fault, Json
from .workspace import Workspace

#: Each method's scope: "" needs none, "xapp" an app-level token, "open" no token at all.
METHODS = {
    "api.test": "open",
    "auth.test": "",
    "apps.connections.open": "xapp",
    "bots.info": "users:read",
    "users.info": "users:read",
    "users.conversations": "channels:read",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "conversations.open": "im:write",
    "conversations.history": "",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.getPermalink": "",
    "views.open": "",
    "views.push": "",
    "views.update": "",
    "views.publish": "",
}


@dataclass(slots=True)
class WebApi:
    """Answers `/api/<method>`."""

    ws: Workspace
    courier: Courier
    events: Events
    messages: Messages

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """One call: judged, answered, written down."""
        method = request.match_info["method"]
        try:
            args = await _arguments(request)
        except ApiError as exc:
            return self._refused(method, {}, exc)
        token = _token(request, args)
        fault = self.messages.take_fault(method)
        if fault is not None:
            if fault.accepted:
                self._admit(method, token)
                self._handler(method)(args)
            if fault.error == "dropped" and request.transport is not None:
                request.transport.abort()
            return self._fail_as_asked(method, args, fault)
        try:
            self._admit(method, token)
            answer = self._handler(method)(args)
        except ApiError as exc:
            return self._refused(method, args, exc)
        self.ws.calls.append(Call(method, args, ok=True))
        self.ws.changed()
        return web.json_response({"ok": True, **answer}, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(self.ws.scopes), "x-slack-req-id": self.ws.new_id("R")}

    def _fail_as_asked(self, method: str, args: Json, fault: Fault) -> web.StreamResponse:
        self.ws.calls.append(Call(method, args, ok=False, error=fault.error, injected=True))
        self.ws.changed()
        limited = fault.error == "ratelimited"
        headers = {"Retry-After": str(fault.retry_after or 1)} if limited else {}
        body: Json = {"ok": False, "error": fault.error}
        if fault.error == "invalid_blocks":
            body["response_metadata"] = {"messages": ["[ERROR] invalid blocks [json-pointer:/blocks]"]}
        return web.json_response(body, status=429 if limited else fault.status, headers=headers)

    def _refused(self, method: str, args: Json, exc: ApiError) -> web.StreamResponse:
        self.ws.calls.append(Call(method, args, ok=False, error=exc.error))
        self.ws.refuse_all(method, exc.error, exc.problems)
        if not exc.problems:
            self.ws.refuse(method, exc.error)
        limited = exc.error == "ratelimited"
        headers = {**self._headers(), **({"Retry-After": "1"} if limited else {})}
        body = {"ok": False, "error": exc.error, **exc.extra}
        return web.json_response(body, status=429 if limited else 200, headers=headers)

    def _admit(self, method: str, token: str | None) -> None:
        if method not in METHODS:
            raise ApiError("unknown_method", req_method=method)
        need = METHODS[method]
        if need == "open":
            return
        if not token:
            raise ApiError("not_authed")
        if token not in (self.ws.bot_token, self.ws.app_token):
            raise ApiError("invalid_auth")
        if (token == self.ws.app_token) != (need == "xapp"):
            raise ApiError("not_allowed_token_type")
        if need and need != "xapp" and need not in self.ws.scopes:
            raise ApiError("missing_scope", needed=need, provided=",".join(self.ws.scopes))

    def _handler(self, method: str) -> Callable[[Json], Json]:
        family, name = method.split(".", 1)
        places: dict[str, Any] = {
            "chat": Chat(self.ws, self.messages),
            "views": Views(self.ws),
        }
        place = places.get(family) or People(self.ws, self.courier)
        found: Callable[[Json], Json] = getattr(place, f"{family}_{name}".replace(".", "_"))
        return found


async def _arguments(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.method == "GET":
        return args
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return {**args, **body}
    form = await request.post()
    for name, value in form.items():
        args[name] = value if isinstance(value, str) else getattr(value, "filename", "")
    for name in ("blocks", "attachments", "view", "metadata"):
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                continue  # the method itself says so in Slack's words
    return args


def _token(request: web.Request, args: Json) -> str | None:
    header = request.headers.get("Authorization", "")
    given = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else None
    given = given or args.get("token")
    if "token" in args:
        args["token"] = "xoxb-***" if str(args["token"]).startswith("xoxb") else "***"
    return str(given) if given else None
