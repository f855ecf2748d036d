"""At the door: only this machine, only our own pages, and nothing a page could be tricked into loading."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAMES = frozenset({"127.0.0.1", "localhost"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other hosts' names (DNS rebinding) and other sites' requests to /control."""
    if urlsplit(f"//{request.host}").hostname not in NAMES:
        return web.json_response({"ok": False, "error": "unknown_host"}, status=403)
    ours = request.path.startswith(("/control", "/page"))
    if ours and not _same_site(request):
        return web.json_response({"ok": False, "error": "cross_origin"}, status=403)
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Content-Security-Policy", POLICY)
    return response


def _same_site(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    posted = request.method not in {"GET", "HEAD"}
    return not posted or request.content_type == "application/json"
