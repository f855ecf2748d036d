"""Words, numbers and signs with their places: what every later step reads instead of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, TypeVar

#: The most tokens of a message that are read.
MOST = 1500
_TOKEN = re.compile(
    r"(?P<n>\d+(?:[.,']\d+)*|(?<![\w.,])[.,]\d+)|(?P<w>[^\W\d_]+)|(?P<b>\n)|(?P<s>[^\s\w'])",
)
Kind = Literal["n", "w", "b", "s"]


@dataclass(slots=True)
class Token:
    """A word (`w`), a number in digits (`n`), a line break (`b`) or a sign (`s`), folded for comparison."""

    kind: Kind
    text: str
    start: int
    end: int
    glued: bool
    """No space between it and the token before."""


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """A word without case and accents, as every comparison sees it.

    >>> fold("Redditività")
    'redditivita'
    """
    word = word.casefold()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def tokens(text: str) -> list[Token]:
    """Cut a cleaned text; apostrophes part words ("dell'80%" is `dell`, `80`, `%`).

    >>> [t.text for t in tokens("l'ARPA è 1.250,50€/mese")]
    ['l', 'arpa', 'e', '1.250,50', '€', '/', 'mese']
    """
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        word = match.group()
        folded = fold(word) if kind == "w" else word
        found.append(Token(kind, folded, match.start(), match.end(), match.start() == last))  # type: ignore[arg-type]
        last = match.end()
        if len(found) == MOST:
            break
    return found


def words(text: str) -> tuple[str, ...]:
    """The folded tokens of a phrase from the lexicon."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return tuple(text.lower().split())
    return tuple(token.text for token in tokens(text))


T = TypeVar("T")
_Entries = list[tuple[tuple[str, ...], T]]


class Phrases(Generic[T]):
    """Phrases of one or more words, found in a token list in time linear in its length."""

    def __init__(self) -> None:
        #: By first word, then by second ("" for a phrase of one word), the longest first.
        self._by_first: dict[str, dict[str, _Entries[T]]] = {}

    def add(self, phrase: str, what: T) -> None:
        """File `phrase` under `what`; the same phrase may mean several things."""
        parts = words(phrase)
        if not parts:
            return
        seconds = self._by_first.setdefault(parts[0], {})
        entries = seconds.setdefault(parts[1] if len(parts) > 1 else "", [])
        if (parts, what) not in entries:
            entries.append((parts, what))
            if len(entries) > 1 and len(parts) > len(entries[-2][0]):
                entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, read: Sequence[Token], i: int) -> Iterator[tuple[int, T]]:
        """Every phrase starting at token `i`, longest first, as (end, meaning)."""
        seconds = self._by_first.get(read[i].text) if i < len(read) else None
        if not seconds:
            return
        if i + 1 < len(read) and (longer := seconds.get(read[i + 1].text)):
            for parts, what in longer:
                size = len(parts)
                if size == 2 or (
                    i + size <= len(read) and all(read[i + k].text == parts[k] for k in range(2, size))
                ):
                    yield i + size, what
        for _, what in seconds.get("", ()):
            yield i + 1, what

    def first(self, read: Sequence[Token], i: int) -> tuple[int, T] | None:
        """The longest phrase starting at token `i`."""
        if i >= len(read) or read[i].text not in self._by_first:
            return None
        return next(self.at(read, i), None)

    def find(self, read: Sequence[Token]) -> Iterator[tuple[int, int, T]]:
        """Every phrase anywhere, as (start, end, meaning)."""
        by_first = self._by_first
        for i, token in enumerate(read):
            if token.text in by_first:
                for end, what in self.at(read, i):
                    yield i, end, what

    def firsts(self) -> Iterator[str]:
        """Every phrase of a single word."""
        return (first for first, seconds in self._by_first.items() if "" in seconds)

    def meanings(self, word: str) -> list[T]:
        """What a single word stands for."""
        return [what for _, what in self._by_first.get(word, {}).get("", ())]

    def __contains__(self, word: str) -> bool:
        return word in self._by_first

    def vocabulary(self) -> Iterator[str]:
        """Every word of every phrase."""
        for seconds in self._by_first.values():
            for entries in seconds.values():
                for parts, _ in entries:
                    yield from parts
