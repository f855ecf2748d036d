"""The page: a small Slack in the browser, drawn here, kept fresh by server-sent events."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from aiohttp import web

from .render import Look

if TYPE_CHECKING:
    from .local_slack import LocalSlack

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEARTBEAT = 15.0


@dataclass(slots=True)
class Page:
    """GET / draws everything; /page/panes the parts; /page/changes says when to fetch them."""

    slack: LocalSlack

    def add_routes(self, app: web.Application) -> None:
        """The page, its parts, its files."""
        app.router.add_get("/", self._index)
        app.router.add_get("/page/panes", self._panes)
        app.router.add_get("/page/changes", self._changes)
        app.router.add_get("/static/{name}", self._static)
        app.router.add_get("/archives/{channel}/{message}", self._permalink)

    def _look(self, request: web.Request) -> Look:
        query = request.query
        key = query.get("as", "ann")
        person = self.slack.person(key if key in self.slack.people else "ann")
        channel = query.get("in", "sales")
        if self.slack.ws.channel(channel, person.key) is None:
            channel = "sales"
        tab = "home" if channel == "dm" and query.get("tab") == "home" else "messages"
        return Look(self.slack, person, channel, query.get("thread") or None, tab)

    async def _index(self, request: web.Request) -> web.Response:
        return web.Response(
            text=self._look(request).index(), content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def _panes(self, request: web.Request) -> web.Response:
        return web.json_response(self._look(request).panes(), headers={"Cache-Control": "no-store"})

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        ws, seen = self.slack.ws, -1
        with contextlib.suppress(ConnectionError):
            while not self.slack.closing:
                if ws.revision != seen:
                    seen = ws.revision
                    await response.write(f"data: {seen}\n\n".encode())
                elif not await ws.change(seen, _HEARTBEAT):
                    await response.write(b": still here\n\n")
        return response

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        known = {f.name: f for f in files("bot.playground").joinpath("static").iterdir()}
        if name not in known:
            raise web.HTTPNotFound
        kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        return web.Response(
            body=known[name].read_bytes(),
            content_type=kind,
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def _permalink(self, request: web.Request) -> web.Response:
        channel = self.slack.ws.channels.get(request.match_info["channel"])
        if channel is None:
            raise web.HTTPNotFound
        raise web.HTTPFound(f"/?in={'dm' if channel.is_im else channel.name}")
