"""Messages come, change and go; the app hears of those in its direct messages."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from .content import Content
from .events import Events
from .model import Message, with_ids
from .payloads import message_json
from .records import Fault, Json
from .workspace import Workspace


@dataclass(slots=True)
class Messages:
    """Posting, replacing and removing what the app says."""

    ws: Workspace
    events: Events
    faults: dict[str, list[Fault]] = field(default_factory=dict)

    def take_fault(self, method: str) -> Fault | None:
        """The failure asked for next on this method, if any."""
        queue = self.faults.get(method)
        return queue.pop(0) if queue else None

    def post(
        self,
        channel: str,
        content: Content,
        *,
        thread_ts: str | None = None,
        only_for: str | None = None,
        metadata: Json | None = None,
    ) -> Message:
        """A message of the bot."""
        message = Message(
            self.ws.ts(),
            channel,
            self.ws.bot_user,
            content.text,
            with_ids(content.blocks),
            content.attachments,
            thread_ts=thread_ts,
            only_for=only_for,
            by_bot=True,
            metadata=metadata,
        )
        self.ws.add(message)
        if only_for is None:
            self.events.soon_im(channel, self.events.message(message))
        return message

    def replace(self, message: Message, content: Content) -> None:
        """New content in the same place. Without blocks but with text, the old blocks go."""
        before = copy.copy(message)
        message.text = content.text
        if "blocks" in content.given or "text" in content.given or content.blocks:
            message.blocks = with_ids(content.blocks)
        if "attachments" in content.given:
            message.attachments = content.attachments
        message.edited = message.edited or not content.blocks
        message.typed = {}
        self.ws.changed()
        if not message.ephemeral:
            self.events.soon_im(message.channel, self._changed(message, before))

    def _changed(self, message: Message, before: Message) -> Json:
        ts = self.ws.ts()
        return {
            "type": "message",
            "subtype": "message_changed",
            "message": message_json(self.ws, message),
            "previous_message": message_json(self.ws, before),
            "channel": message.channel,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": "im",
        }

    def remove(self, message: Message) -> None:
        """It is gone."""
        message.deleted = True
        self.ws.changed()
        ts = self.ws.ts()
        if not message.ephemeral:
            self.events.soon_im(
                message.channel,
                {
                    "type": "message",
                    "subtype": "message_deleted",
                    "previous_message": message_json(self.ws, message),
                    "deleted_ts": message.ts,
                    "channel": message.channel,
                    "hidden": True,
                    "ts": ts,
                    "event_ts": ts,
                    "channel_type": "im",
                },
            )

    def edit(self, message: Message, text: str) -> None:
        """A person edits their own message."""
        before = copy.copy(message)
        message.text, message.edited = text, True
        self.ws.changed()
        self.events.soon_im(message.channel, self._changed(message, before))
