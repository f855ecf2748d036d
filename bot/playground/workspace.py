"""The state of the local Slack: who is there, what was said, which views and URLs are open."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .blockkit_shapes import Problem
from .clock import Clock, Timekeeper
from .model import SLACKBOT, Channel, Message, OpenView, Profile
from .records import Call, Json, Refusal

#: The scopes Bilancia's manifest asks for.
SCOPES = ("commands", "chat:write", "app_mentions:read", "im:history", "users:read")
#: The events it subscribes to.
EVENTS = ("app_mention", "message.im", "app_home_opened", "tokens_revoked", "app_uninstalled", "user_change")

TRIGGER_SECONDS = 3.0
HOOK_SECONDS = 30 * 60.0
HOOK_USES = 5


@dataclass(slots=True)
class Trigger:
    """A trigger_id: good once, for three seconds, for one person."""

    user: str
    made: float
    view: str | None = None
    channel: str | None = None
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: five posts in thirty minutes, to one person in one place."""

    user: str
    channel: str
    made: float
    origin: Message | None = None
    invoked: str | None = None
    used: int = 0


@dataclass(slots=True)
class Workspace:
    """Everything there is. Other modules change it and call `changed()`."""

    clock: Clock
    team_name: str = "Local workspace"
    bot_name: str = "Bilancia"
    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    commands: tuple[tuple[str, str, str], ...] = ()
    ack_seconds: float = 3.0
    strict_pace: bool = False
    team_id: str = "T0LOCAL7W2"
    team_domain: str = "local"
    app_id: str = "A0BILANC1A"
    bot_user: str = "U0BILANC1A"
    bot_id: str = "B0BILANC1A"
    base_url: str = ""
    bot_token: str = field(default_factory=lambda: f"xoxb-local-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-local-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    profiles: dict[str, Profile] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    views: dict[str, list[OpenView]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    payloads: list[Json] = field(default_factory=list)
    posted_at: dict[str, float] = field(default_factory=dict)
    revision: int = 0
    timekeeper: Timekeeper = field(init=False)
    _last_ts: int = 0
    _serial: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _watchers: set[asyncio.Future[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.timekeeper = Timekeeper(self.clock)
        for profile in (
            Profile(
                "ann", "U0ANN7K2Q1", "ann", "Ann Carter", "en-US", "America/Chicago", "D0ANN7K2Q1", "2a6f97"
            ),
            Profile(
                "luca", "U0LUCA4R8Z", "luca", "Luca Ferri", "it-IT", "Europe/Rome", "D0LUCA4R8Z", "9c5518"
            ),
        ):
            self.profiles[profile.key] = profile
        people = {p.id for p in self.profiles.values()}
        made = int(self.clock())
        for name, with_bot, topic in (
            ("sales", True, "Deals, pipeline and what a customer is worth"),
            ("vendite", True, "Trattative, margini e quanto vale un cliente"),
            ("general", False, "Company-wide announcements"),
        ):
            members = people | ({self.bot_user} if with_bot else set())
            channel = Channel(f"C0{name.upper()[:7]:0<8}", name, members, created=made, topic=topic)
            self.channels[channel.id] = channel
        for profile in self.profiles.values():
            self.channels[profile.dm] = Channel(
                profile.dm, "directmessage", {profile.id, self.bot_user}, is_im=True, created=made
            )

    # -- looking things up ------------------------------------------------------------------------

    def profile(self, ref: str) -> Profile | None:
        """A person by key, id or @name."""
        ref = ref.removeprefix("@")
        return next((p for p in self.profiles.values() if ref in (p.key, p.id, p.name)), None)

    def channel(self, ref: str, viewer: str | None = None) -> Channel | None:
        """A channel by id or #name; `dm` is the viewer's own; a person's id is their DM with the bot."""
        name = ref.removeprefix("#")
        if name == "dm" and viewer:
            owner = self.profile(viewer)
            return self.channels[owner.dm] if owner else None
        if name in self.channels:
            return self.channels[name]
        owner = next((p for p in self.profiles.values() if p.id == name), None)
        if owner:
            return self.channels[owner.dm]
        return next((c for c in self.channels.values() if c.name == name and not c.is_im), None)

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that still stands, by its place and time."""
        return next(
            (m for m in reversed(self.messages) if m.ts == ts and m.channel == channel and not m.deleted),
            None,
        )

    def visible(self, channel: str, user: str) -> list[Message]:
        """What one person sees in a channel, in order."""
        return [
            m for m in self.messages if m.channel == channel and not m.deleted and m.only_for in (None, user)
        ]

    def id_of(self, ref: str) -> str:
        """The id behind a channel's or a person's name; the text itself if nothing answers to it."""
        person = self.profile(ref)
        channel = self.channel(ref)
        return person.id if person else channel.id if channel else ref

    def name_of(self, user: str) -> str:
        """How a member is called on the screen."""
        if user == self.bot_user:
            return self.bot_name
        if user == SLACKBOT:
            return "Slackbot"
        person = self.profile(user)
        return person.real_name if person else user

    # -- time and ids -----------------------------------------------------------------------------

    def ts(self) -> str:
        """A message's timestamp: unique, growing, in Slack's form."""
        micros = max(int(self.clock() * 1e6), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that looks like Slack's: V0..., Ev0..."""
        return f"{prefix}0{next(self._serial):04d}{secrets.token_hex(2).upper()}"

    def new_trigger(self, user: str, view: str | None = None, channel: str | None = None) -> str:
        """A trigger_id for a person's action."""
        trigger = f"{next(self._serial)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self.triggers[trigger] = Trigger(user, self.clock(), view, channel)
        return trigger

    def new_hook(self, kind: str, hook: Hook) -> str:
        """A response_url; `kind` is `commands`, `actions` or `app`, as in Slack's own URLs."""
        key = f"{kind}/{self.team_id}/{next(self._serial)}/{secrets.token_hex(12)}"
        self.hooks[key] = hook
        return f"{self.base_url}{key}"

    # -- writing down -----------------------------------------------------------------------------

    def refuse(self, where: str, reason: str, path: str = "", detail: str = "") -> None:
        """Write down that Slack would refuse or drop this."""
        self.refusals.append(Refusal(where, reason, path, detail))
        self.changed()

    def refuse_all(self, where: str, reason: str, problems: Iterable[Problem]) -> None:
        """Write down each problem of a payload."""
        for problem in problems:
            self.refuse(where, reason, problem.path, problem.message)

    def accept(self, surface: str, payload: Json) -> None:
        """Keep a surface as the app sent it."""
        self.payloads.append({"surface": surface, **json.loads(json.dumps(payload))})

    def tell(self, channel: str, user: str, text: str) -> Message:
        """A word from Slackbot that only this person sees."""
        return self.add(Message(self.ts(), channel, SLACKBOT, text, only_for=user))

    def add(self, message: Message) -> Message:
        """Put a message into its channel."""
        self.messages.append(message)
        self.changed()
        return message

    # -- telling those who wait -------------------------------------------------------------------

    def changed(self) -> None:
        """Something is different: wake everyone who waits for a change."""
        self.revision += 1
        for future in self._watchers:
            if not future.done():
                future.set_result(None)

    async def change(self, since: int, seconds: float) -> bool:
        """Wait until the state differs from revision `since`; False when real time ran out."""
        if self.revision != since:
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.add(future)
        try:
            await asyncio.wait({future}, timeout=seconds)
        finally:
            self._watchers.discard(future)
        return self.revision != since

    async def until(self, condition: Callable[[], Any], seconds: float, dump: Callable[[], str]) -> Any:
        """Wait for `condition()` to hold and give its value; raises TimeoutError with a readable dump."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            revision = self.revision
            value = condition()
            if value:
                return value
            if not await self.change(revision, max(0.0, end - loop.time())):
                raise TimeoutError(f"not so after {seconds} s\n{dump()}")

    # -- text as people type it -------------------------------------------------------------------

    def as_typed(self, text: str) -> str:
        """Typed text as Slack passes it on: entities escaped, URLs, channels and mentions wrapped.

        "@Bilancia", "<@BOT>" and the bot's own "<@U...>" all mention the bot.
        """
        text = re.sub(r"(?<![\w#&])#([\w-]+)", lambda m: self._link(m[1], "\1", "\2"), text)
        bot = f"<@{self.bot_user}>"
        for form in ("<@BOT>", bot, f"@{self.bot_name}"):
            text = text.replace(form, "\0")
        text = escape(text).replace("\1", "<").replace("\2", ">")
        text = re.sub(r"https?://[^\s<>]+", lambda m: f"<{m.group()}>", text)
        text = re.sub(r"[\w.+-]+@[\w-]+\.[\w.]+\w", lambda m: f"<mailto:{m.group()}|{m.group()}>", text)
        return text.replace("\0", bot)

    def with_channels(self, text: str) -> str:
        """A command's text with its channels linked, as `should_escape` has them."""
        return re.sub(r"(?<![\w#&])#([\w-]+)", lambda m: self._link(m[1], "<", ">"), text)

    def _link(self, name: str, opened: str, closed: str) -> str:
        channel = next((c for c in self.channels.values() if c.name == name and not c.is_im), None)
        return f"{opened}#{channel.id}|{channel.name}{closed}" if channel else f"#{name}"


def escape(text: str) -> str:
    """The three characters Slack escapes.

    >>> escape("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
