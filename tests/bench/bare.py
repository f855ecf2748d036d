"""A server that takes whatever is posted and says it is well: what a client costs is not hidden by it."""

from __future__ import annotations

import asyncio
import itertools

from aiohttp import web

_numbers = itertools.count(1)


async def _taken(request: web.Request) -> web.Response:
    await request.read()
    body = {"ok": True, "channel": "C1", "ts": f"{next(_numbers)}.000001"}
    return web.json_response(body, headers={"x-oauth-scopes": "chat:write"})


async def main() -> None:
    app = web.Application()
    app.router.add_post("/api/{method}", _taken)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
