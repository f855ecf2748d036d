"""A CSV as columns: each distinct cell kept once, each row a number pointing at it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from babel.numbers import get_decimal_symbol

from bot.content import languages
from bot.data.columns import only_in, plain
from bot.data.file import decoded
from econ.errors import EconError
from econ.inputs_transactions import MOST_ROWS
from econ.quantity import Count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_SEPARATORS = ",;\t|"
#: Rows read at a time: few, so that their lists are gone before anyone collects them.
_AT_ONCE = 500
#: The first of the data stands in the second row of the file.
FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class Column:
    """Cells: `distinct` each once, `codes` one per row."""

    codes: Ints
    distinct: list[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A CSV whose header was read and whose rows come as they are asked for."""

    headers: list[str]
    rows: Iterator[list[str]]
    separator: str
    guessed: str | None

    def columns(self, places: Mapping[str, int]) -> dict[str, Column]:
        """The columns at these places, read in one pass. Short rows end in empty cells."""
        import numpy as np

        width = max(places.values()) + 1
        found: dict[str, defaultdict[str, int]] = {role: _numbering() for role in places}
        codes: dict[str, list[Ints]] = {role: [] for role in places}
        count = 0
        for rows in self._chunks(width):
            count += len(rows)
            if count > MOST_ROWS:
                raise EconError("file_too_long", "csv", limit=Count(Decimal(MOST_ROWS)))
            for role, place in places.items():
                cells = map(found[role].__getitem__, map(itemgetter(place), rows))
                codes[role].append(np.fromiter(cells, np.int32, len(rows)))
        if count == 0:
            raise EconError("file_one_row", "csv")
        return {role: Column(np.concatenate(codes[role]), list(found[role])) for role in places}

    def all_rows(self) -> list[list[str]]:
        """Every row whole, for small tables."""
        rows = [row for chunk in self._chunks(len(self.headers)) for row in chunk]
        if not rows:
            raise EconError("file_one_row", "csv")
        return rows

    def _chunks(self, width: int) -> Iterator[list[list[str]]]:
        try:
            while chunk := list(islice(self.rows, _AT_ONCE)):
                if min(map(len, chunk)) < width:
                    chunk = [row + [""] * (width - len(row)) for row in chunk if any(row)]
                yield chunk
        except csv.Error:
            raise EconError("file_not_text", "csv") from None


def _numbering() -> defaultdict[str, int]:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def opened(source: object) -> Opened:
    """The CSV in this text or file, its separator found out and its header read."""
    read = decoded(source)
    text = read.text
    separator = _said_separator(text)
    if separator:
        text = text.partition("\n")[2]
    separator = separator or _separator(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        headers = next((row for row in rows if any(cell.strip() for cell in row)), None)
    except csv.Error:
        raise EconError("file_not_text", "csv") from None
    if headers is None:
        raise EconError("file_empty", "csv")
    return Opened([header.strip() for header in headers], rows, separator, read.guessed)


def _said_separator(text: str) -> str | None:
    """A first line `sep=;`, as spreadsheets write it."""
    first = text[:10].partition("\n")[0].strip().casefold()
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in _SEPARATORS else None


def _separator(text: str) -> str:
    """The one that cuts the first rows into equally many cells, and into the most."""
    sample = text[:20_000].splitlines()[:20]

    def regular(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=separator) if row]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(_SEPARATORS, key=regular)


def continental(file: Opened) -> bool:
    """Whether the file was written where decimals follow a comma and the day comes first: cells end in
    semicolons there, or the headers are in such a language."""
    if file.separator == ";":
        return True
    words = {plain(header) for header in file.headers}
    return any(words & only_in(lang) for lang in languages() if get_decimal_symbol(lang) == ",")


def roles(headers: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """What each role was found under, for people to check."""
    return {role: headers[place] for role, place in places.items()}
