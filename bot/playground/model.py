"""The things of a small Slack: people, channels, messages, open views."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .plain import plain_text
from .records import Json

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as Slack knows them."""

    key: str
    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    dm: str
    color: str

    def tz_offset(self, now: float) -> int:
        """Seconds east of UTC at that moment."""
        offset = datetime.fromtimestamp(now, ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def tz_label(self, now: float) -> str:
        """The zone's short name, as "CST"."""
        return datetime.fromtimestamp(now, ZoneInfo(self.tz)).tzname() or self.tz


@dataclass(slots=True)
class Channel:
    """A public channel, or one person's direct messages with the bot."""

    id: str
    name: str
    members: set[str]
    is_im: bool = False
    created: int = 0
    topic: str = ""
    archived: bool = False
    ext_shared: bool = False


@dataclass(eq=False, slots=True, weakref_slot=True)
class Message:
    """One message; `only_for` names the one person who sees an ephemeral one."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    only_for: str | None = None
    by_bot: bool = False
    edited: bool = False
    deleted: bool = False
    typed: dict[str, Json] = field(default_factory=dict)
    metadata: Json | None = None
    invoked: str | None = None

    @property
    def ephemeral(self) -> bool:
        """Only one person sees it."""
        return self.only_for is not None

    def plain(self) -> str:
        """What a reader sees: the blocks as text (charts and tables too), or the text without blocks."""
        return plain_text(self.blocks) if self.blocks else plain_text([_as_section(self.text)])

    def button(self, label: str) -> Json | None:
        """The element with this action_id or visible text, or None."""
        from .elements import find_element

        found = find_element(self.blocks, label)
        return found.element if found else None

    def __repr__(self) -> str:
        who = f" only for {self.only_for}" if self.only_for else ""
        return f"<Message {self.ts} by {self.user}{who}: {self.plain()[:70]!r}>"


def _as_section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@dataclass(eq=False, slots=True)
class OpenView:
    """A modal on a person's screen (or their Home tab): what the app gave, what was typed, what is wrong."""

    id: str
    user: str
    data: Json
    hash: str
    root: str
    previous: str | None = None
    typed: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    channel: str | None = None
    failed: str = ""

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks, with the ids Slack gave."""
        found: list[Json] = self.data["blocks"]
        return found


def short_id(size: int = 5) -> str:
    """A random id as Slack makes for blocks without one."""
    return uuid.uuid4().hex[:size].upper()


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: each with a block_id, each element with an action_id.

    >>> kept = with_ids([{"type": "actions", "elements": [{"type": "button"}]}, {"type": "markdown"}])
    >>> sorted(kept[0]), sorted(kept[0]["elements"][0])
    (['block_id', 'elements', 'type'], ['action_id', 'type'])
    """
    return [_block_with_ids(block) for block in blocks]


def _block_with_ids(block: Json) -> Json:
    kept = {**block}
    if block.get("type") == "markdown":
        kept.pop("block_id", None)  # Slack loses it
    kept.setdefault("block_id", short_id())
    for name in ("element", "accessory"):
        if isinstance(kept.get(name), dict):
            kept[name] = _element_with_id(kept[name])
    if kept["type"] in {"actions", "context_actions"}:
        kept["elements"] = [_element_with_id(e) for e in kept["elements"]]
    if kept["type"] == "card" and "actions" in kept:
        kept["actions"] = [_element_with_id(e) for e in kept["actions"]]
    for name in ("child_blocks", "elements") if kept["type"] in {"container", "carousel"} else ():
        if name in kept:
            kept[name] = with_ids(kept[name])
    return kept


def _element_with_id(element: Json) -> Json:
    if element.get("type") in {"image", "plain_text", "mrkdwn"}:
        return element
    return {**element, "action_id": element.get("action_id") or short_id()}


def without_none(mapping: dict[str, Any]) -> Json:
    """The entries that have a value."""
    return {key: value for key, value in mapping.items() if value is not None}
