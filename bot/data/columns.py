"""Which column is which, by its name in any installed language, or as the asker says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from bot.content import languages, table
from bot.data.cells import currency_code
from econ.errors import EconError
from econ.period import PERIODS
from econ.quantity import Period

_NOT_WORD = re.compile(r"[\W_]+")


def plain(header: str) -> str:
    """A header as it is compared: no case, accents, punctuation, nor currency behind it.

    >>> plain("Importo (€)"), plain("ID_Cliente"), plain("orderDate")
    ('importo', 'id cliente', 'order date')
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    bare = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode()
    words = _NOT_WORD.sub(" ", bare).casefold().split()
    if len(words) > 1 and currency_code(words[-1]):
        words.pop()
    return " ".join(words)


@cache
def names(role: str) -> tuple[str, ...]:
    """Everything a column of this role may be called, the surest first."""
    lists = [table("columns", lang)[role] for lang in languages()]
    ranked = sorted((rank, name) for one in lists for rank, name in enumerate(one))
    return tuple(dict.fromkeys(name for _, name in ranked))


@cache
def only_in(lang: str) -> frozenset[str]:
    """The names no other language has."""
    own = {name for one in table("columns", lang).values() for name in one}
    others = [other for other in languages() if other != lang]
    return frozenset(
        own - {name for other in others for one in table("columns", other).values() for name in one}
    )


def find(role: str, headers: Sequence[str], said: Mapping[str, str]) -> int | None:
    """The place of this role's column: as said, else by the surest name there is."""
    if role in said:
        wanted = said[role]
        if wanted not in headers:
            raise EconError("column_unknown", "columns", column=wanted[:40], seen=shown(headers))
        return headers.index(wanted)
    compared = [plain(header) for header in headers]
    return next((compared.index(name) for name in names(role) if name in compared), None)


def required(role: str, headers: Sequence[str], said: Mapping[str, str]) -> int:
    """As `find`; without it nothing can be done."""
    place = find(role, headers, said)
    if place is None:
        raise EconError("column_missing", "csv", role=role, seen=shown(headers))
    return place


def period_of(header: str) -> Period | None:
    """The period a header names.

    >>> period_of("Month 1"), period_of("anno"), period_of("retained")
    ('month', 'year', None)
    """
    words = plain(header).split()
    for lang in languages():
        linked = table("lexicon", lang)["periods"]["linked"]
        for period in PERIODS:
            if any(len(word) > 1 and word in linked[period] for word in words):
                return period
    return None


def shown(headers: Sequence[str]) -> str:
    """The headers there are, as a sentence can carry them."""
    return ", ".join(f"«{header[:30]}»" for header in headers[:12]) or "–"
