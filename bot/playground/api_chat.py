"""chat.*: post, whisper, update, delete."""

from __future__ import annotations

from dataclasses import dataclass

from . import content as contents
from .blockkit import UPDATE_TEXT
from .messages import Messages
from .model import Channel, Message
from .payloads import message_json
from .records import ApiError, Json
from .workspace import Workspace


@dataclass(slots=True)
class Chat:
    """The methods by which the bot speaks."""

    ws: Workspace
    messages: Messages

    def _place(self, args: Json, *, write: bool = True) -> Channel:
        channel = self.ws.channel(str(args.get("channel") or ""))
        if channel is None:
            raise ApiError("channel_not_found")
        public = write and "chat:write.public" in self.ws.scopes and not channel.is_im
        if self.ws.bot_user not in channel.members and not public:
            raise ApiError("not_in_channel")
        if write and channel.archived:
            raise ApiError("is_archived")
        return channel

    def _thread(self, channel: Channel, args: Json) -> str | None:
        ts = args.get("thread_ts")
        if not ts:
            return None
        parent = next((m for m in self.ws.messages if m.channel == channel.id and m.ts == ts), None)
        if parent is None:
            raise ApiError("thread_not_found")
        return parent.thread_ts or parent.ts

    def chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - Slack's own name
        """A public message, or one in a DM."""
        channel = self._place(args)
        self._pace(channel)
        content = contents.read(self.ws, "chat.postMessage", args)
        metadata = contents.from_json(args.get("metadata"), "invalid_metadata_format")
        message = self.messages.post(
            channel.id, content, thread_ts=self._thread(channel, args), metadata=metadata
        )
        self.ws.accept("message", contents.kept(content))
        return {"channel": channel.id, "ts": message.ts, "message": message_json(self.ws, message)}

    def _pace(self, channel: Channel) -> None:
        now = self.ws.clock()
        last = self.ws.posted_at.get(channel.id)
        if self.ws.strict_pace and last is not None and now - last < 1.0:
            raise ApiError("ratelimited")
        self.ws.posted_at[channel.id] = now

    def chat_postEphemeral(self, args: Json) -> Json:  # noqa: N802 - Slack's own name
        """A message one member sees."""
        channel = self._place(args)
        user = str(args.get("user") or "")
        if user not in channel.members or user == self.ws.bot_user:
            raise ApiError("user_not_in_channel")
        content = contents.read(self.ws, "chat.postEphemeral", args)
        thread = self._thread(channel, args)
        message = self.messages.post(channel.id, content, thread_ts=thread, only_for=user)
        self.ws.accept("message", contents.kept(content))
        return {"message_ts": message.ts}

    def _own(self, args: Json, denied: str) -> Message:
        channel = self._place(args, write=False)
        message = self.ws.message(channel.id, str(args.get("ts") or ""))
        if message is None or message.ephemeral:
            raise ApiError("message_not_found")
        if not message.by_bot:
            raise ApiError(denied)
        return message

    def chat_update(self, args: Json) -> Json:
        """New content for one of the bot's own messages."""
        message = self._own(args, "cant_update_message")
        if len(str(args.get("text") or "")) > UPDATE_TEXT:
            raise ApiError("msg_too_long")
        content = contents.read(self.ws, "chat.update", args)
        self.messages.replace(message, content)
        self.ws.accept("message", contents.kept(content))
        return {
            "channel": message.channel,
            "ts": message.ts,
            "text": message.text,
            "message": message_json(self.ws, message),
        }

    def chat_delete(self, args: Json) -> Json:
        """Take one of the bot's own messages away."""
        message = self._own(args, "cant_delete_message")
        self.messages.remove(message)
        return {"channel": message.channel, "ts": message.ts}

    def chat_getPermalink(self, args: Json) -> Json:  # noqa: N802 - Slack's own name
        """A link to a message."""
        channel = self._place(args, write=False)
        ts = str(args.get("message_ts") or "")
        if self.ws.message(channel.id, ts) is None:
            raise ApiError("message_not_found")
        link = f"{self.ws.base_url}archives/{channel.id}/p{ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": link}
