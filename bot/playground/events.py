"""The Events API: what the app subscribed to, in envelopes, now or in the background."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from .courier import Courier
from .model import Message, Profile
from .payloads import event_callback, message_json, view_json
from .records import Delivery, Json
from .workspace import Workspace

RETRIES = 3


@dataclass(slots=True)
class Events:
    """Raises events and remembers the last envelope for a redelivery."""

    ws: Workspace
    courier: Courier
    last: Json | None = None
    insist: bool = False  # retry what was not acknowledged, three times, as Slack does (without its pauses)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def emit(self, event: Json) -> Delivery:
        """Deliver one event and wait for its acknowledgement."""
        self.last = event_callback(self.ws, event)
        delivery = await self.courier.deliver("events_api", self.last)
        for num in range(1, RETRIES + 1) if self.insist else ():
            if delivery.ok:
                break
            delivery = await self.retry(num, "http_timeout" if delivery.late else "http_error")
        return delivery

    async def retry(self, num: int, reason: str) -> Delivery:
        """The last envelope once more, as Slack's retry `num`."""
        if self.last is None:
            raise LookupError("no event has been delivered yet")
        return await self.courier.deliver("events_api", self.last, (num, reason))

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Something that happens beside what is going on."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        self.ws.changed()

    def soon_im(self, channel: str, event: Json) -> None:
        """An event of a direct message, delivered in the background if the app listens."""
        if self.ws.channels[channel].is_im and "message.im" in self.ws.events and self.courier.connected:
            self.background(self.courier.deliver("events_api", event_callback(self.ws, event)))

    def message(self, message: Message) -> Json:
        """The message event of a direct message."""
        return {
            **message_json(self.ws, message),
            "client_msg_id": str(uuid.uuid4()),
            "channel": message.channel,
            "event_ts": message.ts,
            "channel_type": "im",
        }

    def mention(self, message: Message) -> Json:
        """The event of a message that names the bot in a channel it is in."""
        return {
            **message_json(self.ws, message),
            "type": "app_mention",
            "client_msg_id": str(uuid.uuid4()),
            "channel": message.channel,
            "event_ts": message.ts,
        }

    def home_opened(self, who: Profile, tab: str) -> Json:
        """A person looks at the app's Home or Messages tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": who.id,
            "channel": who.dm,
            "tab": tab,
            "event_ts": self.ws.ts(),
        }
        if tab == "home" and who.id in self.ws.homes:
            event["view"] = view_json(self.ws, self.ws.homes[who.id])
        return event
