"""What was said about digests, as far as words go: the rest (zone, channel) only Slack knows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.advise.digest_reply import DigestsWanted, DigestWanted
from bot.advise.reply import DigestReply
from bot.understand.request import Request


def said(request: Request) -> DigestReply:
    """A digest wanted, the list wanted, or one to stop."""
    slot = request.slots.get("channel")
    channel = str(slot.value) if slot else ""
    if request.intent != "digest_subscribe":
        return DigestsWanted(stop=request.intent == "digest_unsubscribe", channel=channel)
    rhythm = request.slots.get("schedule")
    return DigestWanted(rhythm.value if rhythm and isinstance(rhythm.value, Mapping) else {}, channel)
