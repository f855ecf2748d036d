"""Slack's text as HTML: mrkdwn, Markdown, plain text. Everything is escaped; only known marks become tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from markupsafe import Markup, escape

from .emoji import emojize
from .model import Profile
from .workspace import Workspace

_LINK = re.compile(r"(?i)(https?|mailto|tel|slack):")
_STASH = re.compile("\ue000(\\d+)\ue001")


@dataclass(slots=True)
class Ink:
    """Writes text for one reader; `_kept` holds finished HTML while the rest is escaped."""

    ws: Workspace
    reader: Profile
    _kept: list[Markup] = field(default_factory=list)

    # -- texts ------------------------------------------------------------------------------------

    def text(self, node: Any) -> Markup:
        """A text object of either kind."""
        if not isinstance(node, dict):
            return Markup()
        return self.mrkdwn(node["text"]) if node.get("type") == "mrkdwn" else self.plain(node["text"])

    def plain(self, text: str) -> Markup:
        """Plain text with emoji and line breaks."""
        return Markup("<br>").join(escape(line) for line in emojize(text).split("\n"))

    def mrkdwn(self, text: str) -> Markup:
        """Slack's own markup."""
        text = re.sub(r"```\n?(.+?)\n?```", lambda m: self._keep(_pre(m.group(1))), _clean(text), flags=re.S)
        text = re.sub(r"`([^`\n]+)`", lambda m: self._keep(_tag("code", unescape(m.group(1)))), text)
        text = re.sub(r"<([^<>]+)>", lambda m: self._keep(self._angle(m.group(1))), text)
        lines = str(escape(emojize(unescape(text)))).split("\n")
        return self._finish(_quoted([self._marks(line, "*", "_") for line in lines]))

    def markdown(self, text: str) -> Markup:
        """A markdown block: headings, lists, quotes, rules, emphasis, code, links."""
        text = re.sub(
            r"```\w*\n?(.+?)\n?```",
            lambda m: self._keep(_pre(m.group(1), slack=False)),
            _clean(text),
            flags=re.S,
        )
        text = re.sub(r"`([^`\n]+)`", lambda m: self._keep(_tag("code", m.group(1))), text)
        text = re.sub(
            r"\[([^\]\n]+)\]\(([^)\s]+)\)", lambda m: self._keep(_anchor(m.group(2), m.group(1))), text
        )
        lines = [self._strong(line) for line in str(escape(emojize(text))).split("\n")]
        return self._finish(_quoted(_listed([_heading(line) for line in lines])))

    # -- inside a line ----------------------------------------------------------------------------

    @staticmethod
    def _strong(line: str) -> str:
        line = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<strong>\1</strong>", line)
        line = re.sub(r"~~(?=\S)(.+?)(?<=\S)~~", r"<del>\1</del>", line)
        return re.sub(r"(?<![\w*_])[*_](?=[^\s*_])(.+?)(?<=[^\s*_])[*_](?![\w*_])", r"<em>\1</em>", line)

    @staticmethod
    def _marks(line: str, strong: str, emphasis: str) -> str:
        for mark, tag in ((strong, "strong"), (emphasis, "em"), ("~", "del")):
            m = re.escape(mark)
            line = re.sub(
                rf"(?<![\w{m}]){m}(?=\S)([^{m}]+?)(?<=\S){m}(?![\w{m}])", rf"<{tag}>\1</{tag}>", line
            )
        return line

    def _angle(self, inside: str) -> Markup:
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            return _chip("@" + (label or self.ws.name_of(target[1:])))
        if target.startswith("#"):
            channel = self.ws.channels.get(target[1:])
            return _chip("#" + (label or (channel.name if channel else target[1:])))
        if target.startswith("!date^"):
            return escape(self._date(target, label))
        if target.startswith("!"):
            return _chip("@" + (label or target[1:].split("^")[0]).lstrip("@"))
        return _anchor(unescape(target), unescape(label) or unescape(target).removeprefix("mailto:"))

    def _date(self, target: str, fallback: str) -> str:
        parts = target.split("^")
        try:
            when = datetime.fromtimestamp(int(parts[1]), UTC)
            return self.date(when, parts[2])
        except (IndexError, ValueError, KeyError, OverflowError, OSError):
            return fallback

    def date(self, when: datetime, form: str) -> str:
        """Slack's date tokens for this reader: {date_num}, {date_short}, {date_long}, {date}, {time}..."""
        local = when.astimezone(ZoneInfo(self.reader.tz))
        locale = self.reader.locale.replace("-", "_")
        forms: dict[str, Callable[[], str]] = {
            "date_num": lambda: local.strftime("%Y-%m-%d"),
            "date_short": lambda: format_date(local, "medium", locale=locale),
            "date": lambda: format_date(local, "long", locale=locale),
            "date_long": lambda: format_date(local, "full", locale=locale),
            "time": lambda: format_time(local, "short", locale=locale),
            "time_secs": lambda: format_time(local, "medium", locale=locale),
        }
        return re.sub(r"\{(\w+)\}", lambda m: forms[m.group(1).removesuffix("_pretty")](), form)

    def time(self, ts: str) -> str:
        """When a message was written, on this reader's clock."""
        return self.date(datetime.fromtimestamp(float(ts), UTC), "{time}")

    def day(self, ts: str) -> str:
        """The day a message was written."""
        return self.date(datetime.fromtimestamp(float(ts), UTC), "{date_long}")

    # -- keeping finished pieces ------------------------------------------------------------------

    def _keep(self, html: Markup) -> str:
        self._kept.append(html)
        return f"\ue000{len(self._kept) - 1}\ue001"

    def _finish(self, html: str) -> Markup:
        while _STASH.search(html):
            html = _STASH.sub(lambda m: str(self._kept[int(m.group(1))]), html)
        self._kept.clear()
        return Markup(html)  # noqa: S704 - every piece of text in it went through escape()


def unescape(text: str) -> str:
    """Slack's three entities back to characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _clean(text: str) -> str:
    return text.replace("\ue000", "").replace("\ue001", "").replace("\r\n", "\n")


def _tag(name: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(name), text)  # noqa: S704 - our own tag names


def _pre(text: str, *, slack: bool = True) -> Markup:
    return _tag("pre", unescape(text) if slack else text)


def _chip(text: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(unescape(text))


def _anchor(url: str, label: str) -> Markup:
    if not _LINK.match(url):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def _heading(line: str) -> str:
    if found := re.fullmatch(r"(#{1,6})\s+(.*)", line):
        return f'<p class="h{len(found.group(1))}">{found.group(2)}</p>'
    return '<hr class="divider">' if re.fullmatch(r"(-{3,}|\*{3,})", line.strip()) else line


def _listed(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        found = re.fullmatch(r"\s*(?:([-*+])|(\d+)\.)\s+(.*)", line)
        if not found:
            out.append(line)
            continue
        tag = "ul" if found.group(1) else "ol"
        item = f"<li>{found.group(3)}</li></{tag}>"
        if out and out[-1].endswith(f"</{tag}>"):
            out[-1] = out[-1].removesuffix(f"</{tag}>") + item
        else:
            out.append(f"<{tag}>{item}")
    return out


def _quoted(lines: list[str]) -> str:
    """Lines that begin with > become quotes; the others are joined by line breaks."""
    out: list[str] = []
    quote: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("&gt;"):
            quote.append(line.removeprefix("&gt;").lstrip())
            continue
        if quote:
            out.append(f"<blockquote>{'<br>'.join(quote)}</blockquote>")
            quote = []
        out.append(line)
    html = "<br>".join(out[:-1])
    html = re.sub(r"(</(?:blockquote|ul|ol|p)>|<hr[^>]*>)(?:<br>)+", r"\1", html)
    return re.sub(r"(?:<br>)+(<(?:blockquote|ul|ol|p)\b)", r"\1", html)
