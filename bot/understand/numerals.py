"""Numbers as people write them: digits in either convention, or words in any installed language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.understand.lexicon import Atom, Numerals, lexicon
from bot.understand.tokens import Token

_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<sep>[.,'])\d{3}(?:(?P=sep)\d{3})*")
_SEPARATOR = re.compile(r"[.,']")


@dataclass(frozen=True, slots=True)
class Number:
    """A value, the token after it, and `other` when its separator can be read the other way."""

    value: Decimal
    end: int
    other: Decimal | None = None
    in_words: bool = False
    weak: bool = False
    """Also an article or another everyday word: a number only beside a unit."""
    scaled: bool = False
    digits: str = ""


def read_digits(written: str, *, scaled: bool = False) -> tuple[Decimal, Decimal | None] | None:
    """A number written in digits, and its other reading where the separator allows one.

    A separator before exactly three digits groups thousands, unless the number starts with 0 or is `scaled`
    (a percentage, or followed by k, M...).

    >>> read_digits("1.250,50"), read_digits("1,200"), read_digits("0.125")
    ((Decimal('1250.50'), None), (Decimal('1200'), Decimal('1.200')), (Decimal('0.125'), None))
    """
    separators = _SEPARATOR.findall(written)
    if not separators:
        return Decimal(written), None
    if len(set(separators)) == 1:
        return _one_separator(written, separators, scaled)
    decimal_sign = separators[-1]
    whole, _, part = written.rpartition(decimal_sign)
    if len(set(separators[:-1])) > 1 or separators.count(decimal_sign) > 1:
        return None
    if not _GROUPED.fullmatch(whole):
        return None
    return Decimal(f"{_SEPARATOR.sub('', whole)}.{part}"), None


def _one_separator(
    written: str, separators: list[str], scaled: bool
) -> tuple[Decimal, Decimal | None] | None:
    grouped = _GROUPED.fullmatch(written) is not None
    joined = Decimal(_SEPARATOR.sub("", written))
    if len(separators) > 1:
        return (joined, None) if grouped else None
    parted = Decimal(_SEPARATOR.sub(".", written))
    if not grouped:
        return (parted, None) if separators[0] != "'" else None
    if separators[0] == "'":
        return joined, None
    return (parted, joined) if scaled else (joined, parted)


def number_at(read: Sequence[Token], i: int) -> Number | None:
    """The number starting at token `i`, in digits or in words, without its magnitude if in digits."""
    if i >= len(read):
        return None
    token = read[i]
    if token.kind == "n":
        value = read_digits(token.text)
        return Number(value[0], i + 1, value[1], digits=token.text) if value else None
    if token.kind != "w":
        return None
    return _in_words(read, i)


def _in_words(read: Sequence[Token], i: int) -> Number | None:
    numerals = lexicon().numerals
    total, current, last, end = Decimal(0), Decimal(0), "", i
    j = i
    while j < len(read):
        if last and read[j].text in numerals.joiners and last in ("hundred", "magnitude"):
            following = _atoms_of(read, j + 1, numerals)
            if not following or following[0].kind in ("hundred", "magnitude"):
                break
            j += 1
        if last == "ten" and read[j].text == "-" and read[j].glued:
            j += 1
        pieces = _atoms_of(read, j, numerals)
        if (
            not pieces
            or not _follows(pieces[0], last, current)
            or (last and read[j].text in numerals.articles)
        ):
            break
        for piece in pieces:
            total, current = _add(piece, total, current)
            last = piece.kind
        j += 1
        end = j
    if end == i:
        return None
    spoken = _hundred_unsaid(read, i, end, numerals)
    if spoken:
        return spoken
    total, end = _decimals(read, total + current, end, numerals)
    weak = end == i + 1 and read[i].text in numerals.weak
    return Number(total, end, in_words=True, weak=weak, scaled=last == "magnitude")


def _hundred_unsaid(read: Sequence[Token], i: int, end: int, numerals: Numerals) -> Number | None:
    """ "three fifty" is 350, or 3.50 of a currency."""
    if end != i + 1 or read[i].text not in numerals.before_hundred or end >= len(read):
        return None
    tens = _in_words(read, end)
    if (
        tens is None
        or not 10 <= tens.value < 100
        or tens.scaled
        or numerals.atoms[read[end].text].kind != "ten"
    ):
        return None
    hundreds = numerals.atoms[read[i].text].value
    value, other = hundreds * 100 + tens.value, hundreds + tens.value / 100
    return Number(value, tens.end, other, in_words=True)


def _decimals(read: Sequence[Token], value: Decimal, end: int, numerals: Numerals) -> tuple[Decimal, int]:
    """ "three point five": single digits after the word for the decimal point."""
    if end >= len(read) or read[end].text not in numerals.point:
        return value, end
    digits, j = "", end + 1
    while j < len(read) and (atom := numerals.atoms.get(read[j].text)) and 0 <= atom.value < 100:
        if read[j].text in numerals.weak and not digits:
            break
        digits += str(atom.value)
        j += 1
    return (Decimal(f"{value}.{digits}"), j) if digits else (value, end)


def _follows(piece: Atom, last: str, current: Decimal) -> bool:
    if piece.kind == "unit":
        return last != "unit" and (last != "ten" or (current % 10 == 0 and current % 100 >= 20))
    if piece.kind == "ten":
        return last not in ("unit", "ten")
    return True


def _add(piece: Atom, total: Decimal, current: Decimal) -> tuple[Decimal, Decimal]:
    if piece.kind == "hundred":
        return total, max(current, Decimal(1)) * piece.value
    if piece.kind == "magnitude":
        return total + max(current, Decimal(1)) * piece.value, Decimal(0)
    return total, current + piece.value


def _atoms_of(read: Sequence[Token], i: int, numerals: Numerals) -> tuple[Atom, ...]:
    if i >= len(read) or read[i].kind != "w":
        return ()
    atom = numerals.atoms.get(read[i].text)
    return (atom,) if atom else glued_number(read[i].text)


@lru_cache(maxsize=4096)
def glued_number(word: str) -> tuple[Atom, ...]:
    """The pieces of a number written as one word, as Italian does; empty when it is none.

    >>> [int(piece.value) for piece in glued_number("duecentocinquanta")]
    [2, 100, 50]
    """
    if len(word) > 60:
        return ()
    glued = lexicon().numerals.glued
    ways: list[tuple[Atom, ...] | None] = [None] * (len(word) + 1)
    ways[0] = ()
    for start in range(len(word)):
        before = ways[start]
        if before is None:
            continue
        for size in _piece_sizes():
            piece = glued.get(word[start : start + size])
            if (
                piece
                and start + size <= len(word)
                and (not before or _follows(piece, before[-1].kind, _tail(before)))
            ):
                ways[start + size] = (*before, piece)
    found = ways[len(word)]
    return found if found and len(found) > 1 else ()


def _tail(pieces: tuple[Atom, ...]) -> Decimal:
    return pieces[-1].value


@lru_cache(maxsize=1)
def _piece_sizes() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in lexicon().numerals.glued}))


def fraction_at(read: Sequence[Token], i: int) -> tuple[Decimal, int] | None:
    """ "half a", "mezzo": a fraction of what follows, with the words that link it."""
    numerals = lexicon().numerals
    if i >= len(read) or (part := numerals.fractions.get(read[i].text)) is None:
        return None
    j = i + 1
    while j < len(read) and j <= i + 2 and read[j].text in numerals.links:
        j += 1
    return part, j


def and_a_fraction(read: Sequence[Token], i: int) -> tuple[Decimal, int] | None:
    """ "... and a half", "... e mezzo": what is added to the number just read."""
    numerals = lexicon().numerals
    if i + 1 >= len(read) or read[i].text not in numerals.joiners:
        return None
    j = i + 1
    if read[j].text in numerals.weak and j + 1 < len(read):
        j += 1
    part = numerals.fractions.get(read[j].text)
    return (part, j + 1) if part is not None else None


def magnitude_at(read: Sequence[Token], i: int) -> tuple[Decimal, int] | None:
    """ "k", "mila", "milioni di"... after a number; single letters only when glued to it (k also apart)."""
    if i >= len(read) or read[i].kind != "w":
        return None
    word = read[i].text
    size = lexicon().numerals.magnitudes.get(word)
    if size is None or (len(word) == 1 and not read[i].glued and word != "k"):
        return None
    return size, i + 1


def spoken(read: Sequence[Token]) -> Iterator[int]:
    """Places where a number could start: digits, or a word that is (part of) a number."""
    numerals = lexicon().numerals
    for i, token in enumerate(read):
        if token.kind == "n" or (
            token.kind == "w"
            and (token.text in numerals.atoms or token.text in numerals.fractions or glued_number(token.text))
        ):
            yield i
