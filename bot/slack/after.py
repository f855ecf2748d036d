"""Work that goes on after the ack: followed to its end, and never failing in silence.

Bolt's own lazy listeners copy the whole request for each listener and call, wanted or not; a command that
is answered in its ack needs none of that. Here a listener starts a task only when there is something to do.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any


class After:
    """The tasks under way. `drain` waits for them at the end of a process or of a test."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begin once the listener gives way. `work` catches its own errors."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def follow(self) -> None:
        """Count the request under way, up to its ack, among what `drain` waits for."""
        task = asyncio.current_task()
        if task and task not in self._tasks:  # a server may let one task serve many requests
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float = 5) -> None:
        """Wait for what is under way (but for who waits), for so long; then cancel the rest."""
        under_way = self._tasks - {asyncio.current_task()}
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=seconds)
        for task in late:
            task.cancel()
        for task in late:
            with contextlib.suppress(asyncio.CancelledError):
                await task
