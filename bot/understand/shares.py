"""Parts of a whole: "1 in 50", "4 of our 200 customers", "un cliente su 20", "3/4", "three quarters"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import gcd

from bot.understand.lexicon import Lexicon
from bot.understand.numerals import Number, magnitude_at, number_at
from bot.understand.tokens import Token

#: A whole larger than this is an amount, not a number of people.
_LARGEST_WHOLE = 1_000_000
#: "3/4" and "2/3" are fractions; beyond twelfths a stroke means something else (a date, "24/7").
_LARGEST_PART = 12
_LARGEST_ONE = 100
#: "9 out of 10": a way of speaking rather than a count.
_ROUND = (10, 100)
_YEARS = range(1990, 2100)


def share_at(read: Sequence[Token], i: int, lex: Lexicon) -> tuple[Decimal, int] | None:
    """The share of a whole said at token `i`, with the token after it."""
    part = number_at(read, i)
    if part is None or part.scaled or part.value <= 0:
        return None
    return _stroke(read, part) or _spoken(read, part, lex) or _of_a_whole(read, part, lex)


def _stroke(read: Sequence[Token], part: Number) -> tuple[Decimal, int] | None:
    """3/4, written without spaces and in lowest terms."""
    j = part.end
    if not part.digits or j + 1 >= len(read) or read[j].text != "/" or not read[j].glued:
        return None
    if not read[j + 1].glued or not read[j + 1].text.isdecimal() or not part.digits.isdecimal():
        return None
    whole = number_at(read, j + 1)
    most = _LARGEST_ONE if part.value == 1 else _LARGEST_PART
    if whole is None or not _proper(part.value, whole.value) or whole.value > most:
        return None
    after = read[j + 2].text if j + 2 < len(read) else ""
    return None if after in ("/", "-", ".", ":") and read[j + 2].glued else (part.value / whole.value, j + 2)


def _proper(part: Decimal, whole: Decimal) -> bool:
    return 0 < part < whole and part % 1 == 0 == whole % 1 and gcd(int(part), int(whole)) == 1


def _spoken(read: Sequence[Token], part: Number, lex: Lexicon) -> tuple[Decimal, int] | None:
    """ "two thirds", "three quarters"; "a quarter" also means three months, so it must be "of" something."""
    end = part.end
    if end >= len(read):
        return None
    below = lex.numerals.denominators.get(read[end].text)
    if below is None or not _proper(part.value, Decimal(below)):
        return None
    a_time = any(unit.kind == "span" for unit in lex.units.meanings(read[end].text))
    of = end + 1 < len(read) and read[end + 1].text in lex.sets["share_of"]
    if a_time and not part.in_words:
        return None
    if a_time and part.value == 1 and (not of or magnitude_at(read, end + 2)):
        return None
    return part.value / below, end + 1


def _of_a_whole(read: Sequence[Token], part: Number, lex: Lexicon) -> tuple[Decimal, int] | None:
    """ "1 in 50", "one customer out of 40", "uno su venti", "4 of our 200"."""
    j = part.end
    if j < len(read) and (noun := lex.nouns.first(read, j)):
        j = noun[0]
    elif j < len(read) and read[j].text in lex.sets["counted"]:
        j += 1
    link = lex.lists["share_link"].first(read, j)
    if link is None:
        return None
    j = link[0]
    while j < len(read) and j <= link[0] + 1 and read[j].text in lex.sets["between"]:
        j += 1
    whole = number_at(read, j)
    if whole is None or whole.scaled or whole.weak or not part.value < whole.value <= _LARGEST_WHOLE:
        return None
    counted = read[link[0] - 1].text in lex.sets["part_of"] and whole.value not in _ROUND
    if part.value != 1 and counted:
        return None  # "18 of 600 customers" are counts, and say how sure the rate is
    if part.value % 1 or whole.value % 1 or (whole.digits and int(whole.value) in _YEARS):
        return None
    return (part.value / whole.value, whole.end) if _is_bare(read, whole.end, lex) else None


def _is_bare(read: Sequence[Token], end: int, lex: Lexicon) -> bool:
    """The whole counts people or things: no currency, time, percentage or magnitude follows it."""
    if end >= len(read):
        return True
    if read[end].text in ("%", ":", *lex.currency) or magnitude_at(read, end):
        return False
    unit = lex.units.first(read, end)
    return unit is None or (len(read[end].text) == 1 and unit[1].kind == "span")
