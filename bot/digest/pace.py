"""One message a second in a channel, a few a second in a workspace, and silence for as long as Slack asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

#: Slack takes about one message a second in a channel ("Rate limits", docs.slack.dev, 2026), with some slack.
CHANNEL_SECONDS = 1.05

#: "Several hundred messages a minute" in a workspace: 240 keep clear of it.
WORKSPACE_SECONDS = 0.25

#: So many places are remembered before those that are free again are let go.
REMEMBERED = 5000


@dataclass(slots=True)
class Pace:
    """Gives each message its moment. `clock` counts seconds; `sleep` waits."""

    channel_seconds: float = CHANNEL_SECONDS
    workspace_seconds: float = WORKSPACE_SECONDS
    clock: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _free: dict[tuple[str, str], float] = field(default_factory=dict)

    async def turn(self, tenant: str, channel: str) -> None:
        """Wait for the next moment at which a message may go there, and take it."""
        while (wait := self._wait(tenant, channel)) > 0:
            await self.sleep(wait)
        now = self.clock()
        self._free[tenant, channel] = now + self.channel_seconds
        self._free[tenant, ""] = now + self.workspace_seconds
        if len(self._free) > REMEMBERED:
            self._free = {place: free for place, free in self._free.items() if free > now}

    def _wait(self, tenant: str, channel: str) -> float:
        free = max(self._free.get((tenant, place), 0.0) for place in (channel, ""))
        return free - self.clock()

    def hold(self, tenant: str, seconds: float) -> None:
        """Slack said how long to wait: nothing goes to that workspace before."""
        self._free[tenant, ""] = max(self._free.get((tenant, ""), 0.0), self.clock() + seconds)
