"""What is named rather than counted: topics, segments, roles, formats, languages, names, channels, times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understand.calendar import day_of_month, time_of_day
from bot.understand.lexicon import Lexicon
from bot.understand.request import Slot
from bot.understand.tokens import Token

_QUOTED = re.compile(r'"([^"\n]{1,80})"')
_CHANNEL = re.compile(r"#([\w-]{1,80})")


@dataclass(frozen=True, slots=True)
class Found:
    """A named thing between two token places."""

    what: str
    start: int
    end: int


def named(read: Sequence[Token], lex: Lexicon, kind: str) -> list[Found]:
    """Every value of a kind of name, longest phrases first swallowing shorter ones inside them."""
    index = lex.named[kind]
    found: list[Found] = []
    i = 0
    while i < len(read):
        hit = index.first(read, i)
        if hit:
            found.append(Found(hit[1], i, hit[0]))
            i = hit[0]
        else:
            i += 1
    return found


def topic(read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """The concept a question is about: the longest name, the first of equals."""
    found = named(read, lex, "topics")
    if not found:
        return None
    # "why do small business deals end in no decision" is about the decision, not about small businesses
    best = max(
        found, key=lambda f: (not lex.named["segments"].first(read, f.start), f.end - f.start, -f.start)
    )
    return Slot("enum", best.what, source=" ".join(t.text for t in read[best.start : best.end]))


def enum(read: Sequence[Token], lex: Lexicon, kind: str) -> Slot | None:
    """The last named value of a kind: "from csv to excel" wants excel."""
    found = named(read, lex, kind)
    return Slot("enum", found[-1].what, source=read[found[-1].start].text) if found else None


def language(read: Sequence[Token], lex: Lexicon, start: int) -> Slot | None:
    """The language wanted: the one a message starts with ("english please, my italian…"), else the last."""
    first = lex.named["languages"].first(read, start)
    for i in range(1, len(read)):
        if read[i].text in lex.tables and "settings" in lex.commands.meanings(read[i - 1].text):
            return Slot("enum", read[i].text, source=read[i].text)  # "lingua it": a code only behind its word
    return Slot("enum", first[1], source=read[start].text) if first else enum(read, lex, "languages")


def typed_figure(text: str, lex: Lexicon) -> str | None:
    """A metric called by the very name scripts use: "cac_ratio spend=100k new_arr=80k"."""
    first = (text.split(None, 1) or [""])[0].casefold()
    return first if "_" in first and any(first in said["figures"] for said in lex.tables.values()) else None


def figure(text: str, read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """The metric a message calls by its name."""
    typed = typed_figure(text, lex)
    return Slot("enum", typed, source=typed) if typed else enum(read, lex, "figures")


def currency(read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """A currency named without an amount."""
    for i, token in enumerate(read):
        code = lex.currency.get(token.text)
        unit = lex.units.first(read, i)
        if code is None and unit and unit[1].kind == "currency":
            code = unit[1].code
        if code:
            return Slot("enum", code, source=token.text)
    return None


def segments(read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """Two or more segments set against each other."""
    found = tuple(dict.fromkeys(f.what for f in named(read, lex, "segments")))
    return Slot("list", found, source="") if len(found) > 1 else None


def name(text: str, read: Sequence[Token], lex: Lexicon, after: int) -> Slot | None:
    """What a scenario is called: in quotes, after "as" or "called", else what follows the command."""
    quoted = _QUOTED.search(text)
    if quoted:
        return Slot("text", quoted[1].strip(), source=quoted[0])
    leads = [hit[0] for i in range(after, len(read)) if (hit := lex.lists["name_lead"].first(read, i))]
    for lead in (*reversed(leads), after):
        start = lead
        while start < len(read) and (read[start].text in lex.sets["name_ignore"] or read[start].kind in "sb"):
            start += 1
        end = _end_of_name(read, lex, start)
        if start < end:
            said = text[read[start].start : read[end - 1].end]
            return Slot("text", said, source=said)
    return None


def _end_of_name(read: Sequence[Token], lex: Lexicon, start: int) -> int:
    """Before the next thought ("worst case, we don't need it"), less what only closes a sentence."""
    end = start
    while end < len(read) and read[end].text not in lex.sets["name_end"]:
        if read[end].kind == "b" or read[end].text in (",", "?", "!"):
            break
        end += 1
    while end > start and (
        read[end - 1].kind in "sb"
        or read[end - 1].text in lex.sets["name_trail"]
        or lex.talk["polite"].first(read, end - 1)
    ):
        end -= 1
    return end


def metric(read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """The figure that is compared with what is usual: a measure's own name, else the concept spoken of."""
    own = named(read, lex, "metrics")
    spoken = [f for f in named(read, lex, "topics") if f.what not in lex.contract["not_measured"]]
    found = sorted([*own, *spoken], key=lambda f: (f.start - f.end, f not in own, f.start))
    if not found:
        return None
    return Slot("enum", found[0].what, source=" ".join(t.text for t in read[found[0].start : found[0].end]))


def names_channel(text: str) -> bool:
    """Whether a channel is called by its name."""
    return bool(_CHANNEL.search(text))


def channel(text: str, read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """Where to post: a channel's name, here, or a direct message."""
    found = _CHANNEL.search(text)
    if found:
        return Slot("text", found[1], source=found[0])
    for value, index in (("here", "channel_here"), ("dm", "channel_dm")):
        if any(lex.lists[index].first(read, i) for i in range(len(read))):
            return Slot("text", value, source=value)
    return None


def _nth(read: Sequence[Token], lex: Lexicon) -> tuple[int, str] | None:
    """ "The first Monday": which one of the month, -1 for the last, and the day."""
    days = {found.start: found.what for found in named(read, lex, "days") if found.what != "weekdays"}
    for found in named(read, lex, "ordinals"):
        if found.end in days:
            return int(found.what), days[found.end]
    return None


def schedule(text: str, read: Sequence[Token], lex: Lexicon) -> Slot | None:
    """How often and when: days, a day of the month, a time."""
    days = [f.what for f in named(read, lex, "days")]
    if "weekdays" in days:
        days = ["mon", "tue", "wed", "thu", "fri"]
    often = [f.what for f in named(read, lex, "frequency")]
    value: dict[str, object] = {}
    nth = _nth(read, lex)
    day = day_of_month(read, lex)
    if nth:
        value |= {"freq": "monthly", "nth": nth[0], "days": (nth[1],)}
    elif day and not days:
        value |= {"freq": "monthly", "day": day}
    elif often or days:
        value["freq"] = "weekly" if days and len(days) < 5 else (often[0] if often else "daily")
    if days and value.get("freq") != "monthly":
        value["days"] = tuple(dict.fromkeys(days))
    clock = time_of_day(read, lex)
    if clock and value:
        value["time"] = clock
    return Slot("schedule", value, source=text[:80]) if value else None
