"""uvicorn as a part of our own process: it binds at once, leaves signals alone and closes when told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Generator

import uvicorn

from bot.slack.web import Asgi


class _Quiet(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """uvicorn would raise the signal again and end the process before our work is done."""
        yield


async def serve(asgi: Asgi, host: str, port: int) -> tuple[int, Callable[[], Awaitable[None]]]:
    """Serve the app; the port it is on (0 chose a free one) and what closes it. Raises OSError if taken."""
    listener = socket.create_server((host, port), reuse_port=False)
    config = uvicorn.Config(
        asgi, log_config=None, log_level="warning", access_log=False, lifespan="off", server_header=False
    )
    server = _Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))

    async def close() -> None:
        server.should_exit = True
        await task

    return listener.getsockname()[1], close
