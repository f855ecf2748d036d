"""Numbers that tell a time or a day, so no inputs: "5pm", "alle 9:30", "the 1st", "12 March", "Nov-24"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand.lexicon import Lexicon
from bot.understand.tokens import Token

_HOUR, _MINUTE, _LAST_DAY = 24, 60, 31
_CLOCK = re.compile(r"(\d{1,2})[.,h](\d{2})")


def clock_at(read: Sequence[Token], i: int, lex: Lexicon) -> tuple[str, int] | None:
    """The time of day at token `i` as ("HH:MM", token after it): "8am", "5 pm", "at 10:30", "alle 9".

    A bare hour needs a word for the clock before it; where that word says other things too ("at 80"), only
    a message about a schedule has a clock.
    """
    named = lex.named["clock"].first(read, i) if i < len(read) else None
    if named:
        return named[1], named[0]
    if i >= len(read) or read[i].kind != "n":
        return None
    hour, minute, end = _digits(read, i)
    if hour is None or hour >= _HOUR or minute >= _MINUTE:
        return None
    half = _half(read, end, lex)
    if half:
        later, end = half
        if hour > 12:
            return f"{hour:02d}:{minute:02d}", end
        return f"{hour % 12 + (12 if later else 0):02d}:{minute:02d}", end
    if not (_led(read, i, lex) or (end == i + 3 and len(read[i].text) == 2)):
        return None
    if end == i + 1 and read[i].text.isdecimal() and _has_unit(read, end, lex):
        return None
    return f"{hour:02d}:{minute:02d}", end


def time_of_day(read: Sequence[Token], lex: Lexicon) -> str | None:
    """The first time of day in a message."""
    found = (clock_at(read, i, lex) for i in range(len(read)))
    return next((clock[0] for clock in found if clock), None)


def _digits(read: Sequence[Token], i: int) -> tuple[int | None, int, int]:
    written = read[i].text
    parts = _CLOCK.fullmatch(written)
    if parts:
        return int(parts[1]), int(parts[2]), i + 1
    if not written.isdecimal() or len(written) > 2:
        return None, 0, i
    if i + 2 < len(read) and read[i + 1].text in (":", "h") and read[i + 1].glued:
        minutes = read[i + 2]
        if minutes.kind == "n" and minutes.glued and len(minutes.text) == 2 and minutes.text.isdecimal():
            return int(written), int(minutes.text), i + 3
    return int(written), 0, i + 1


def _half(read: Sequence[Token], end: int, lex: Lexicon) -> tuple[bool, int] | None:
    """ "am" or "pm" after the hour: whether it is the later one, and the token after."""
    for later, name in ((False, "am"), (True, "pm")):
        hit = lex.lists[name].first(read, end)
        if hit:
            return later, hit[0]
    return None


def _led(read: Sequence[Token], i: int, lex: Lexicon) -> bool:
    """A word for the clock stands before: one that says nothing else, or any where a day is named."""
    for k in (i - 1, i - 2, i - 3):
        if k < 0:
            break
        hit = lex.lists["clock_lead"].first(read, k)
        if hit and hit[0] == i:
            return True
        hit = lex.lists["clock_lead_weak"].first(read, k)
        if hit and hit[0] == i and scheduled(read, lex):
            return True
    return i > 0 and lex.named["days"].first(read, i - 1) is not None


def scheduled(read: Sequence[Token], lex: Lexicon) -> bool:
    """A day is named, or how often. "Monthly" alone is more often said of a rate than of a post."""
    if any(True for _ in lex.named["days"].find(read)) or any(
        True for _ in lex.lists["day_of_month"].find(read)
    ):
        return True
    return any(what != "monthly" for _, _, what in lex.named["frequency"].find(read))


def _has_unit(read: Sequence[Token], end: int, lex: Lexicon) -> bool:
    if end >= len(read):
        return False
    text = read[end].text
    return text in ("%", "k", *lex.currency) or lex.units.first(read, end) is not None


def date_at(read: Sequence[Token], i: int, lex: Lexicon) -> int | None:
    """The token after a day or a year said with its month, or an ordinal ("1st"), at token `i`."""
    token = read[i]
    if token.kind != "n" or not token.text.isdecimal():
        return None
    day = 1 <= int(token.text) <= _LAST_DAY
    if day and i + 1 < len(read) and read[i + 1].glued and read[i + 1].text in lex.sets["ordinal"]:
        return i + 2
    if day and i and _monthly(read, i, lex):
        return i + 1
    year = len(token.text) == 4 and token.text.startswith(("19", "20"))
    if not (day or year):
        return None
    for k in (i - 1, i - 2):
        if k >= 0 and read[k].text in lex.sets["months"] and _joins(read[k + 1 : i], lex):
            return i + 1
    for k in (i + 1, i + 2):
        if k < len(read) and read[k].text in lex.sets["months"] and _joins(read[i + 1 : k], lex):
            return k + 1
    return None


def _monthly(read: Sequence[Token], i: int, lex: Lexicon) -> bool:
    """ "the 15 of every month", "il 15 del mese"."""
    if i + 1 >= len(read) or read[i - 1].text not in lex.sets["date_lead"]:
        return False
    after = i + 1 + (read[i + 1].text in lex.sets["date_link"])
    hit = lex.named["frequency"].first(read, after) if after < len(read) else None
    return hit is not None and hit[1] == "monthly" and (after > i + 1 or read[after].text != read[i].text)


def day_of_month(read: Sequence[Token], lex: Lexicon) -> int | None:
    """The day a monthly post is due: "the first of the month", "il 15 di ogni mese", "on the 3rd"."""
    if any(True for _ in lex.lists["day_of_month"].find(read)):
        return 1
    for i, token in enumerate(read):
        if token.kind == "n" and date_at(read, i, lex) and len(token.text) < 3:
            return int(token.text)
    return None


def _joins(between: Sequence[Token], lex: Lexicon) -> bool:
    return all(token.text in ("-", "/", ".", "'") or token.text in lex.sets["date_link"] for token in between)
