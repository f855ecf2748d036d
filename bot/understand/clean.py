"""Slack's markup, entities, typographic signs and emoji, made plain before anything is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: The most characters of a message that are read.
LIMIT = 4000

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&"))
_MARKUP = re.compile(r"<([^<>\n]{1,500})>")
_EMOJI = re.compile(r"(?<![\w:]):(?:[a-z][a-z0-9_+'-]{0,50}|\+1|-1|100|1234):(?!\d)")
_STRUCK = re.compile(r"(?<![\w~])~(?=[^\s~])[^~\n]{0,300}(?<=[^\s~])~(?![\w~])")
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_QUOTED = re.compile(r"^\s*>+ ?", re.MULTILINE)
_SPACED_GROUP = re.compile("(?<=\\d)[\u00a0\u202f\u2009\u2007](?=\\d{3}(?!\\d))")
_DASH_BETWEEN = re.compile("(?<=[\\d%kKmM€$£]) ?[\u2012\u2013\u2014] ?(?=[\\d€$£])")
_HALVES = {"½": "5", "¼": "25", "¾": "75"}
_SIGNS = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"',
        "−": "-", "\u2010": "-", "\u2011": "-", "\u2013": "—", "\u2012": "—", "×": "x", "•": "\n", "·": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
        "\t": " ", "\r": "\n",
        "→": " ; ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Plain text, the channels it named, and whether the message was longer than what is read."""

    text: str
    channels: tuple[str, ...] = ()
    cut: bool = False
    emoji: tuple[str, ...] = ()
    """Codes without colons ("+1"), and pictures."""


def clean(raw: str) -> Cleaned:
    """Make a message plain: mentions go, channel names and link labels stay, signs become simple ones.

    >>> clean("<@U12AB|bilancia> *churn* 3&nbsp;% in <#C9|sales-it> :wave: “CAC” 4k").text
    'churn 3 % in #sales-it "CAC" 4k'
    """
    cut = len(raw) > LIMIT
    text = _shorten(raw) if cut else raw
    channels: list[str] = []
    if "<" in text:
        text = _MARKUP.sub(lambda found: _plain(found[1], channels), text)
    if not text.isascii():
        text = _plain_signs(text)
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
        text = text.replace("\u00a0", " ")
    if "~" in text:
        text = _STRUCK.sub(" ", text)
    found = tuple(found[1:-1] for found in _EMOJI.findall(text)[:8])
    text = _EMPHASIS.sub("", _EMOJI.sub(" ", _QUOTED.sub("", text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    pictures = () if raw.isascii() else tuple(sign for sign in raw[:200] if _is_picture(sign))[:8]
    return Cleaned("\n".join(line for line in lines if line), tuple(channels), cut, found + pictures)


def _shorten(raw: str) -> str:
    """The first `LIMIT` characters, less a word (or a number) that the cut would break."""
    head = raw[:LIMIT]
    if raw[LIMIT].isspace():
        return head
    words = head.rsplit(None, 1)
    return words[0] if len(words) == 2 and len(words[1]) < 100 else head


def _plain(inside: str, channels: list[str]) -> str:
    """What a person sees of Slack's `<...>`: a mention is silent, a channel is `#name`, a link its label."""
    target, _, label = inside.partition("|")
    if target[:1] == "#":
        channels.append(label or target[1:])
        return f" #{label or target[1:]} "
    if target[:1] in "@!":
        return " "
    if ":" in target:
        return f" {label} " if label else " "
    return f" {inside} "


def _plain_signs(text: str) -> str:
    text = _SPACED_GROUP.sub("", text)
    text = _DASH_BETWEEN.sub("-", text)
    for sign, decimals in _HALVES.items():
        if sign in text:
            text = re.sub(rf"(?<=\d) ?{sign}", f".{decimals}", text).replace(sign, f"0.{decimals}")
    text = text.translate(_SIGNS)
    text = unicodedata.normalize("NFKC", text).replace("…", "...")
    return "".join(" " if _is_picture(sign) else sign for sign in text)


def _is_picture(sign: str) -> bool:
    return sign > "\u00ff" and unicodedata.category(sign) in {"So", "Sk", "Cn", "Co", "Mn", "Cf"}
