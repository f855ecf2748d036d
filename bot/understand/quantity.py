"""Numbers lifted out of a message with everything said about them: kind, unit, period, per, range, sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from bot.understand.calendar import clock_at, date_at
from bot.understand.lexicon import Lexicon, Unit, lexicon
from bot.understand.numerals import Number, and_a_fraction, fraction_at, magnitude_at, number_at, read_digits
from bot.understand.shares import share_at
from bot.understand.tokens import Token
from econ.quantity import Period

#: The most numbers of a message that are read.
MOST_NUMBERS = 200
Kind = Literal["number", "money", "rate", "points", "count", "duration", "multiple"]

_PER_CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what was said of it; `start` and `end` are token places.

    `number` is a bare one. A rate is a fraction. `low` and `high` replace `value` in a range; `was` is the
    value before, in "from 3% to 2%". `other` is the other reading of an ambiguous separator.
    """

    kind: Kind
    value: Decimal
    start: int
    end: int
    unit: str | None = None
    period: Period | None = None
    seat: bool = False
    noun: str | None = None
    sign: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    was: Decimal | None = None
    other: Decimal | None = None
    scaled: bool = False
    in_words: bool = False
    months: Decimal | None = None
    """What "12m" is if it means months."""
    readable: bool = True
    lost: Decimal | None = None
    """Of `among` customers watched `over` so many periods: the churn was counted."""
    among: Decimal | None = None
    over: Decimal = Decimal(1)


def lift(read: Sequence[Token]) -> list[Quantity]:
    """Every quantity in a message, in order; ranges are still two (see `ranges`)."""
    reader = _Reader(read, lexicon())
    found: list[Quantity] = []
    i = 0
    while i < len(read):
        said = reader.saying(i)
        if said:
            i = said
            continue
        got = reader.quantity(i)
        if got is None:
            i += 1
            continue
        found.append(got)
        i = got.end
        if len(found) == MOST_NUMBERS:
            break
    return [q for q in found if not reader.is_date(q)]


class _Reader:
    def __init__(self, read: Sequence[Token], lex: Lexicon) -> None:
        self.read = read
        self.lex = lex

    def text(self, i: int) -> str:
        return self.read[i].text if 0 <= i < len(self.read) else ""

    def saying(self, i: int) -> int | None:
        """The token after a figure of speech, a time or a name with a number in it ("fortune 500", "5pm")."""
        for index in (self.lex.lists["sayings"], self.lex.named["levels"], self.lex.named["segments"]):
            hit = index.first(self.read, i)
            if hit:
                return hit[0]
        clock = clock_at(self.read, i, self.lex)
        return clock[1] if clock else None

    def quantity(self, i: int) -> Quantity | None:
        """The quantity whose number, sign or currency starts at token `i`."""
        token = self.read[i]
        if token.kind == "n" and self._is_label(i):
            return None
        j, sign = self._sign(i)
        j, currency = self._currency_before(j)
        if currency and not sign:
            j, sign = self._sign(j)
        if (sign or currency) and (j >= len(self.read) or number_at(self.read, j) is None):
            return None
        times = self._times_before(i)
        if times:
            return times
        found = self._share(j, currency) or self._ratio(j) or self._plain(j)
        if found is None:
            return None
        found = replace(found, start=i, sign=sign)
        return self._described(found, currency)

    def _share(self, i: int, currency: str | None) -> Quantity | None:
        """1 in 50, 3/4, two thirds."""
        part = None if currency else share_at(self.read, i, self.lex)
        return Quantity("rate", part[0], i, part[1], "ratio", in_words=True) if part else None

    def _is_label(self, i: int) -> bool:
        """Q2, B2B, H1: a digit glued to a short word (or a hash) is part of a name."""
        if not self.read[i].glued or i == 0:
            return False
        before = self.read[i - 1]
        if before.kind == "s":
            return before.text == "#"
        short = len(before.text) <= 2 and before.text not in self.lex.iso and before.text != "x"
        return before.kind == "w" and (short or before.text not in self.lex.cues)

    def _sign(self, i: int) -> tuple[int, str]:
        if self.text(i) not in ("+", "-") or i + 1 >= len(self.read) or not self.read[i + 1].glued:
            return i, ""
        if self.read[i].glued and i > 0 and self.read[i - 1].kind in ("n", "w"):
            return i, ""
        return i + 1, self.text(i)

    def _currency_before(self, i: int) -> tuple[int, str | None]:
        word = self.text(i)
        code = self.lex.currency.get(word) or self.lex.iso.get(word)
        if code is None:
            unit = self.lex.units.first(self.read, i) if i < len(self.read) else None
            code = unit[1].code if unit and unit[1].kind == "currency" else None
        return (i + 1, code) if code and i + 1 < len(self.read) else (i, None)

    def _times_before(self, i: int) -> Quantity | None:
        """x3"""
        if self.text(i) != "x" or i + 1 >= len(self.read) or not self.read[i + 1].glued:
            return None
        number = number_at(self.read, i + 1)
        return Quantity("multiple", number.value, i, number.end, "x") if number else None

    def _ratio(self, i: int) -> Quantity | None:
        """3:1, 1:3, 3 to 1: how many times the one goes into the other."""
        first = number_at(self.read, i)
        if first is None or first.value == 0:
            return None
        colon = self.text(first.end) == ":" and self.text(i - 1) != ":"
        if not colon and self.text(first.end) not in self.lex.sets["ratio"]:
            return None
        second = number_at(self.read, first.end + 1)
        if second is None or second.value == 0 or (first.in_words and first.weak and second.weak):
            return None
        after = self._described(Quantity("number", second.value, i, second.end), None)
        if after.kind != "number" or (not colon and 1 not in (first.value, second.value)):
            return None
        if magnitude_at(self.read, second.end):
            return None
        big, small = max(first.value, second.value), min(first.value, second.value)
        return Quantity("multiple", big / small, i, second.end, "x")

    def _plain(self, i: int) -> Quantity | None:
        part = fraction_at(self.read, i)
        if part:
            return self._fraction(i, *part)
        number = number_at(self.read, i)
        if number is None:
            return self._unreadable(i)
        if number.weak and self.text(number.end) in self.lex.currency:
            return None  # "a £1,200 plan"
        value, end, scaled, other = self._with_magnitude(number)
        if number.weak and not scaled and not self._has_unit(end):
            return None
        months = number.value if scaled and self.text(end - 1) == "m" else None
        return Quantity(
            "number", value, i, end, other=other, scaled=scaled, in_words=number.in_words, months=months
        )

    def _fraction(self, i: int, part: Decimal, j: int) -> Quantity | None:
        """Half a million, half a point: only with something to be half of."""
        size = magnitude_at(self.read, j)
        if size:
            return Quantity("number", part * size[0], i, size[1], scaled=True, in_words=True)
        if self._is_of_people(j):
            return Quantity("rate", part, i, j, "ratio", in_words=True)
        unit = self.lex.units.first(self.read, j) if j < len(self.read) else None
        if unit and unit[1].kind in ("percent", "points"):
            return Quantity("number", part, i, j, in_words=True)
        return None

    def _is_of_people(self, i: int) -> bool:
        """ "half our customers": the whole is people."""
        while self.text(i) in self.lex.sets["between"] and not self.lex.nouns.first(self.read, i):
            i += 1
        noun = self.lex.nouns.first(self.read, i) if i < len(self.read) else None
        return noun is not None and noun[1] == "customers"

    def _unreadable(self, i: int) -> Quantity | None:
        """Digits that are no number in either convention (1.2.3): asked about, not guessed."""
        if self.read[i].kind != "n":
            return None
        return Quantity("number", Decimal(0), i, i + 1, readable=False)

    def _with_magnitude(self, number: Number) -> tuple[Decimal, int, bool, Decimal | None]:
        value, end, scaled, other = number.value, number.end, number.scaled, number.other
        half = None if scaled else and_a_fraction(self.read, end)
        if half:
            value, end = value + half[0], half[1]
        size = magnitude_at(self.read, end)
        if size:
            if number.digits:
                value = self._small(number, value)
            value, end, scaled, other = value * size[0], size[1], True, None
        elif self._is_percent(end) and number.digits:
            value, other = self._small(number, value), None
        late = and_a_fraction(self.read, end) if scaled and not half else None
        if late and scaled:
            step = size[0] if size else last_magnitude(value)
            value, end = value + late[0] * step, late[1]
        return value, end, scaled, other

    def _small(self, number: Number, value: Decimal) -> Decimal:
        """With k, M or % a separator before three digits is a decimal point."""
        again = read_digits(number.digits, scaled=True)
        return value - number.value + again[0] if again else value

    def _is_percent(self, i: int) -> bool:
        if self.text(i) in ("%", "‰"):
            return True
        unit = self.lex.units.first(self.read, i) if i < len(self.read) else None
        return bool(unit and unit[1].kind in ("percent", "points"))

    def _has_unit(self, i: int) -> bool:
        if self.text(i) in ("%", "$", "€", "£"):
            return True
        return i < len(self.read) and self.lex.units.first(self.read, i) is not None

    def _described(self, q: Quantity, currency: str | None) -> Quantity:
        """Read what follows the number: currency, percent, noun, per seat, period; in whatever order."""
        if currency and q.kind == "number":
            q = replace(q, kind="money", unit=currency)
        if q.kind == "multiple" or not q.readable:
            return q
        for _ in range(6):
            after = self._unit(q) or self._per_seat(q) or self._noun(q) or self._period(q)
            if after is None:
                break
            q = after
        return q

    def _unit(self, q: Quantity) -> Quantity | None:
        word, i = self.text(q.end), q.end
        if word == "%" and q.kind == "number":
            return self._percent(q, i + 1)
        if word in self.lex.currency and q.kind in ("number", "money"):
            return self._money(q, self.lex.currency[word], i + 1)
        if word == "-" and q.kind == "number" and i + 1 < len(self.read):
            unit = self.lex.units.first(self.read, i + 1)
            if unit and unit[1].kind == "span" and self.read[i + 1].glued:
                return replace(q, kind="duration", unit=unit[1].code, end=unit[0])
        if word in ("-", "(") or i >= len(self.read):
            return None
        unit = self.lex.units.first(self.read, i)
        return self._with_unit(q, unit[1], unit[0]) if unit else None

    def _with_unit(self, q: Quantity, unit: Unit, end: int) -> Quantity | None:
        if unit.kind == "currency":
            return self._money(q, unit.code, end) if q.kind in ("number", "money") else None
        if q.kind == "rate" and unit.kind == "points":
            return replace(q, kind="points", end=end)
        if q.kind == "money" and unit.kind == "span" and q.period is None and end - q.end == 1:
            return None if len(self.text(q.end)) == 1 else replace(q, period=unit.code, end=end)  # type: ignore[arg-type]
        if q.kind != "number":
            return None
        if unit.kind == "percent":
            return self._percent(q, end)
        if unit.kind == "points":
            value, end = self._and_a_half(q.value, end)
            return replace(q, kind="points", value=value / _PER_CENT, end=end, unit="ratio")
        if unit.kind == "basis_points":
            return replace(q, kind="points", value=q.value / 10000, end=end, unit="ratio")
        if unit.kind == "times":
            return None if q.scaled else replace(q, kind="multiple", unit="x", end=end)
        if q.scaled or (len(self.text(end - 1)) == 1 and not self.read[end - 1].glued):
            return None
        value, end = self._and_a_half(q.value, end)
        return replace(q, kind="duration", value=value, unit=unit.code, end=end)

    def _and_a_half(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """ "a year and a half", "un punto e mezzo": the half is of the unit."""
        more = and_a_fraction(self.read, end)
        return (value + more[0], more[1]) if more else (value, end)

    def _percent(self, q: Quantity, end: int) -> Quantity:
        points = self.lex.units.first(self.read, end) if end < len(self.read) else None
        if points and points[1].kind == "points":
            q, end = replace(q, kind="points"), points[0]
        else:
            q = replace(q, kind="rate")
        return replace(q, value=q.value / _PER_CENT, end=end, unit="ratio", other=None)

    def _money(self, q: Quantity, code: str, end: int) -> Quantity | None:
        if q.kind == "money" and q.unit not in (None, code):
            return None
        return replace(q, kind="money", unit=code, end=end)

    def _per_seat(self, q: Quantity) -> Quantity | None:
        if q.kind not in ("number", "money") or q.seat or q.end >= len(self.read):
            return None
        slash = self.text(q.end) == "/"
        found = self.lex.seat.first(self.read, q.end + slash) if q.end + slash < len(self.read) else None
        if found is None or (not slash and found[0] - q.end < 2 and len(self.text(q.end)) < 4):
            return None
        if not slash and found[0] - q.end == 1:
            return None
        return replace(q, kind="money", seat=True, end=found[0])

    def _period(self, q: Quantity) -> Quantity | None:
        if q.period or q.kind == "duration":
            return None
        found = period_at(self.read, q.end, self.lex) or self._bare_period(q) or self._distant_period(q)
        if found is None:
            return None
        kind: Kind = "money" if q.kind == "number" and self.text(q.end) == "/" and q.value >= 1 else q.kind
        return replace(q, kind=kind, period=found[0], end=found[1])

    def _bare_period(self, q: Quantity) -> tuple[Period, int] | None:
        """ "3.5% mo": behind a rate the word for a time needs no link."""
        word = self.text(q.end)
        period = self.lex.linked.get(word) if q.kind == "rate" and len(word) > 1 else None
        return (period, q.end + 1) if period else None

    def _distant_period(self, q: Quantity) -> tuple[Period, int] | None:
        """The period behind a few words: "3% of our customers a month"."""
        if q.kind not in ("rate", "points", "money"):
            return None
        for j in range(q.end, min(q.end + 6, len(self.read))):
            if self.text(j) not in self.lex.sets["between"] and not (j == q.end and self.text(j) == ","):
                return None
            if j > q.end or self.text(j) != ",":
                found = period_at(self.read, j + 1, self.lex)
                if found and self.text(j) != ",":
                    return found
        return None

    def _noun(self, q: Quantity) -> Quantity | None:
        if q.kind != "number" or q.end >= len(self.read) or self.text(q.end) == "/":
            return None
        found = self.lex.nouns.first(self.read, q.end)
        return replace(q, kind="count", unit="count", noun=found[1], end=found[0]) if found else None

    def is_date(self, q: Quantity) -> bool:
        """A year by its name ("in 2025") or a calendar date is not an input."""
        if (
            q.kind in ("number", "duration")
            and (q.end - q.start <= 2 or q.period == "month")
            and date_at(self.read, q.start, self.lex)
        ):
            return q.kind == "number" or self.text(q.end - 1) in self.lex.sets["ordinal"]
        if not q.readable:
            return _looks_like_date(self.read[q.start].text)
        token = self.read[q.start]
        year = q.kind == "number" and token.kind == "n" and token.text.isdigit() and len(token.text) == 4
        return bool(
            year and 2000 <= q.value <= 2039 and q.end == q.start + 1
            and self.text(q.start - 1) in self.lex.sets["year_lead"]
        )  # fmt: skip


def last_magnitude(value: Decimal) -> Decimal:
    """The thousand, million or billion a value is counted in, else 1."""
    for size in (10**9, 10**6, 10**3):
        if value >= size:
            return Decimal(size)
    return Decimal(1)


def period_at(read: Sequence[Token], i: int, lex: Lexicon) -> tuple[Period, int] | None:
    """ "monthly", "a month", "/mo", "al mese", "p.a." at token `i`, as (period, end)."""
    if i >= len(read):
        return None
    if read[i].text == "/":
        period = lex.linked.get(read[i + 1].text) if i + 1 < len(read) else None
        return (period, i + 2) if period else None
    adverb = lex.periods.first(read, i)
    if adverb:
        return adverb[1], adverb[0]
    for end, _ in lex.links.at(read, i):
        word = read[end].text if end < len(read) else ""
        period = lex.linked.get(word)
        if period and len(word) > 1:
            return period, end + 1
    return None


def _looks_like_date(written: str) -> bool:
    parts = written.replace(",", ".").split(".")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return False
    return len(parts[2]) in (2, 4) and len(parts[0]) < 3
