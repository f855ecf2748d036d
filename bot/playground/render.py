"""Draws panes of the page on the server: Jinja2, escaped by default."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from .elements import STATES, current, initial_state, options_of
from .model import SLACKBOT, Message, OpenView
from .records import Json
from .render_chart import shape
from .render_text import Ink

if TYPE_CHECKING:
    from .local_slack import LocalSlack
    from .person import Person


#: Each message as it was last drawn for each reader, with what it was drawn from.
_DRAWN: WeakKeyDictionary[Message, dict[str, tuple[str, str]]] = WeakKeyDictionary()


@cache
def environment() -> Environment:
    """The templates."""
    return Environment(
        loader=PackageLoader("bot.playground"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(slots=True)
class Look:
    """What one person has on the screen: a channel, perhaps a thread, perhaps the Home tab."""

    slack: LocalSlack
    person: Person
    channel: str
    thread: str | None = None
    tab: str = "messages"

    @property
    def ink(self) -> Ink:
        """A pen for this reader."""
        return Ink(self.slack.ws, self.person.profile)

    def _draw(self, template: str, **values: Any) -> str:
        ink = self.ink
        return (
            environment()
            .get_template(template)
            .render(
                look=self,
                ws=self.slack.ws,
                me=self.person.profile,
                text=ink.text,
                plain=ink.plain,
                mrkdwn=ink.mrkdwn,
                markdown=ink.markdown,
                rich=self._rich,
                chart=partial(shape, locale=self.person.profile.locale),
                picked=picked,
                options_of=options_of,
                as_json=json.dumps,
                **values,
            )
        )

    def _rich(self, block: Json) -> Markup:
        return Markup(self._draw("rich.html.j2", rich_block=block))  # noqa: S704 - an autoescaped template

    # -- panes ------------------------------------------------------------------------------------

    def index(self) -> str:
        """The whole page."""
        return self._draw("index.html.j2", panes=self.panes())

    def panes(self) -> Json:
        """Every pane as HTML, messages one by one so that only what changed is drawn anew."""
        messages = self.person.sees(self.channel)
        top = self.person.open_view
        thread = self._thread(messages)
        return {
            "sidebar": self._draw("sidebar.html.j2", unread=self._unread()),
            "header": self._draw("header.html.j2", channel=self._channel()),
            "empty": self._draw("empty.html.j2", channel=self._channel()),
            "home": self._home() if self.tab == "home" else "",
            "messages": [] if self.tab == "home" else self._listed([m for m in messages if not m.thread_ts]),
            "thread": self._listed(thread) if thread else None,
            "modal": self._modal(top) if top else "",
            "modal_version": f"{top.id} {top.hash} {top.errors} {top.failed}" if top else "",
            "title": f"{self._title()} | {self.slack.ws.bot_name} | {self.slack.ws.team_name}",
            "placeholder": f"Message {self._title()}",
            "connected": self.slack.connected,
            "revision": self.slack.ws.revision,
        }

    def _channel(self) -> Any:
        return self.slack.ws.channel(self.channel, self.person.key)

    def _title(self) -> str:
        channel = self._channel()
        return self.slack.ws.bot_name if channel.is_im else f"#{channel.name}"

    def _unread(self) -> dict[str, str]:
        """The newest message a person can see in each channel, to mark what they have not looked at."""
        found = {}
        for channel in self.slack.ws.channels.values():
            visible = self.slack.ws.visible(channel.id, self.person.id)
            found[channel.id] = next((m.ts for m in reversed(visible) if m.user != self.person.id), "")
        return found

    def _thread(self, messages: list[Message]) -> list[Message]:
        if self.thread is None or not any(m.ts == self.thread for m in messages):
            return []
        return [m for m in messages if self.thread in (m.ts, m.thread_ts)]

    def _listed(self, messages: list[Message]) -> list[Json]:
        ink = self.ink
        replies = Counter(m.thread_ts for m in self.person.sees(self.channel) if m.thread_ts != m.ts)
        days = ["", *(ink.day(m.ts) for m in messages)]
        return [
            {"ts": m.ts, "html": self._message(m, day if day != before else "", replies[m.ts])}
            for m, (before, day) in zip(messages, pairwise(days), strict=True)
        ]

    def _message(self, message: Message, day: str, replies: int) -> str:
        me = self.person.profile
        state = (message.text, message.blocks, message.typed, message.edited, day, replies, self.thread)
        key = f"{json.dumps(state)} {me.locale} {me.tz}"
        drawn = _DRAWN.setdefault(message, {})
        if drawn.get(me.id, ("", ""))[0] != key:
            drawn[me.id] = (key, self._draw_message(message, day, replies))
        return drawn[me.id][1]

    def _draw_message(self, message: Message, day: str, replies: int) -> str:
        ws = self.slack.ws
        return self._draw(
            "message.html.j2",
            m=message,
            day=day,
            name=ws.name_of(message.user),
            time=self.ink.time(message.ts),
            face=face(message, ws.profile(message.user)),
            app=message.by_bot or message.user == SLACKBOT,
            replies=replies,
            typed=message.typed,
            surface={"message": message.ts, "view": None},
        )

    def _home(self) -> str:
        home = self.slack.ws.homes.get(self.person.id)
        return self._draw(
            "home.html.j2",
            view=home,
            typed=home.typed if home else {},
            surface={"message": None, "view": home.id if home else None},
        )

    def _modal(self, top: OpenView) -> str:
        return self._draw(
            "modal.html.j2",
            view=top,
            typed=top.typed,
            surface={"message": None, "view": top.id},
            depth=len(self.slack.ws.views[self.person.id]),
        )


def face(message: Message, profile: Any) -> Json:
    """The avatar: the app's mark, Slackbot's, or initials."""
    if profile is not None:
        words = profile.real_name.split()
        return {"kind": f"person {profile.key}", "initials": "".join(w[0] for w in words[:2])}
    return {"kind": "slackbot" if message.user == SLACKBOT else "bot", "initials": ""}


def picked(block: Json, element: Json, typed: dict[str, Json]) -> Any:
    """What an element shows as chosen: typed, else initial; option values instead of option objects."""
    if element["type"] not in STATES:
        return None
    state = typed.get(block.get("block_id", ""), {}).get(element.get("action_id", "")) or initial_state(
        element
    )
    value = current(state) if state else None
    if isinstance(value, dict):
        return value.get("value")
    if isinstance(value, list):
        return [v["value"] if isinstance(v, dict) else v for v in value]
    return value
