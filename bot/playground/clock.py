"""Time in the local workspace: a clock that tests can move, and waiting that obeys it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

Clock = Callable[[], float]

#: How long real time may pass while a clock that stands still is waited for, in seconds.
PATIENCE = 10.0


class FakeClock:
    """A clock that stands still until it is told to move, in seconds since 1970.

    >>> clock = FakeClock(100.0)
    >>> clock.advance(3.5)
    >>> clock()
    103.5
    """

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.now = now
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Move forward and wake whoever waits."""
        self.now += seconds
        for listener in list(self._listeners):
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)


class Timekeeper:
    """Waits for an outcome until the clock says it is too late."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._waiting: set[asyncio.Future[None]] = set()
        subscribe = getattr(clock, "on_advance", None)
        if callable(subscribe):
            subscribe(self.moved)

    def moved(self) -> None:
        """The clock was moved: everyone looks again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def in_time(self, outcome: asyncio.Future[Any], seconds: float) -> bool:
        """True when `outcome` is there before `seconds` have passed on the clock."""
        start = self.clock()
        real = self.clock is time.time
        impatient = time.monotonic() + (seconds if real else max(PATIENCE, seconds))
        while not outcome.done():
            left = impatient - time.monotonic()
            if left <= 0 or self.clock() - start > seconds:
                return False
            moved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(moved)
            try:
                await asyncio.wait({outcome, moved}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._waiting.discard(moved)
        return self.clock() - start <= seconds
