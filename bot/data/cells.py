"""Dates and amounts as people write them in files, in any installed language, one distinct cell at a time.

How a column is written is settled from all its cells together: a day above 12 tells which number is the day,
two digits after a comma tell that it is the decimal mark. What nothing tells is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal

from babel.dates import get_month_names

from bot.content import languages, table
from econ.errors import EconError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DateOrder = Literal["dmy", "mdy"]
Mark = Literal[".", ","]

#: What a cell that can't be read becomes: no date is before year 1.
NO_DAY = 0

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?![\d-])")
_TRIPLE = re.compile(r"(\d{1,4})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{2,4})\.?(?!\d)")
_MONTH = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))")
_TIME = re.compile(
    r"[T ,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$", re.I
)
_WORDS = re.compile(r"[^\W\d_]+")


def days(
    cells: Sequence[str], order: DateOrder | None, likely: DateOrder | None = None
) -> tuple[list[int], DateOrder | None]:
    """Each cell's day, counted from year 1 (`NO_DAY` where there is none), and the order that was found:
    as said, else as the cells show, else as is `likely` where the file comes from.

    >>> found, order = days(["31/03/2026", "1/4/2026", "nonsense"], None)
    >>> [date.fromordinal(day).isoformat() for day in found[:2]], found[2], order
    (['2026-03-31', '2026-04-01'], 0, 'dmy')
    """
    plain = [cell if _ISO.match(cell) else _TIME.sub("", cell.strip()) for cell in cells]
    ordered = [numbers for cell in plain if (numbers := _doubtful(cell))]
    order = order or (_order(ordered, plain, likely) if ordered else None)
    return [_day(cell, order) for cell in plain], order if ordered else None


def _doubtful(cell: str) -> tuple[int, int] | None:
    """The first two numbers of a date whose order isn't plain."""
    if _ISO.match(cell):
        return None
    found = _TRIPLE.fullmatch(cell)
    return (int(found[1]), int(found[2])) if found and len(found[1]) <= 2 else None


def _order(pairs: Iterable[tuple[int, int]], cells: Sequence[str], likely: DateOrder | None) -> DateOrder:
    day_first = month_first = 0
    told = True
    for first, second in pairs:
        day_first += first > 12
        month_first += second > 12
        told = told and first == second
    if day_first or month_first:
        return "dmy" if day_first >= month_first else "mdy"
    doubtful = [cell for cell in cells if _doubtful(cell)]
    if told or all("." in cell for cell in doubtful):
        return "dmy"
    if likely is not None:
        return likely
    raise EconError("dates_ambiguous", "date_order", value=doubtful[0][:40])


def _day(cell: str, order: DateOrder | None) -> int:
    try:
        if _ISO.match(cell):
            return date.fromisoformat(cell[:10]).toordinal()
        return _written(cell, order)
    except ValueError:
        return NO_DAY


def _written(cell: str, order: DateOrder | None) -> int:
    if found := _TRIPLE.fullmatch(cell):
        first, second, third = (int(found[group]) for group in (1, 2, 3))
        if len(found[1]) == 4:
            return date(first, second, third).toordinal()
        day, month = (second, first) if order == "mdy" else (first, second)
        return date(_year(found[3]), month, day).toordinal()
    if found := _MONTH.fullmatch(cell):
        in_year, in_month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return date(int(in_year), int(in_month), 1).toordinal()
    if len(cell) == 8 and cell.isdecimal():
        return date(int(cell[:4]), int(cell[4:6]), int(cell[6:])).toordinal()
    return _worded(cell)


def _worded(cell: str) -> int:
    """ "31 March 2026", "Mar 31, 2026", "31 marzo 2026", "gen 2026"."""
    named = [month for word in _WORDS.findall(cell.casefold()) if (month := _month_names().get(word))]
    numbers = re.findall(r"\d+", cell)
    if len(named) != 1 or not 1 <= len(numbers) <= 2:
        raise ValueError(cell)
    if len(numbers) == 1:
        return date(_year(numbers[0]), named[0], 1).toordinal()
    day, year = sorted(numbers, key=len) if len(numbers[0]) != len(numbers[1]) else numbers
    return date(_year(year), named[0], int(day)).toordinal()


def _year(digits: str) -> int:
    """Two digits are of this century up to 69, as everywhere."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


@cache
def _month_names() -> dict[str, int]:
    """The months' names, whole and short, in every installed language."""
    names: dict[str, int] = {}
    for lang in languages():
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=lang).items():
                names[name.casefold().rstrip(".")] = number
    return names


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of distinct cells (NaN where there is none), the decimal mark, the currencies named."""

    values: NDArray[np.float64]
    mark: Mark | None
    currencies: tuple[str, ...]


_PLAIN = re.compile(r"[0-9.\-\n]*")
_GROUPED = {".": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?"), ",": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")}
_SIMPLE = {".": re.compile(r"-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?"), ",": re.compile(r"-?(\d+(,\d*)?|,\d+)")}
_SPACES = re.compile(r"[\s\u00a0\u202f'’_]")
#: Beyond these no figure is real; see `econ.bounds`.
_LARGEST, _SMALLEST = 1e15, 1e-12


def numbers(
    cells: Sequence[str], mark: Mark | None, likely: Mark | None = None, *, whole: bool = False
) -> Numbers:
    """What each cell says, with its thousands and decimals as the whole column writes them.

    Whole numbers (counts) have no decimals, so "1.000" can only be a thousand.

    >>> found = numbers(["€ 1.250,50", "12,5", "x"], None)
    >>> found.values.tolist()[:2], found.mark, found.currencies
    ([1250.5, 12.5], ',', ('EUR',))
    """
    import numpy as np

    if mark in (None, ".") and _PLAIN.fullmatch("\n".join(cells)) and _decimal_point(cells):
        try:
            values = np.array([float(cell) if cell else np.nan for cell in cells])
        except ValueError:
            pass
        else:
            return Numbers(_real(values), ".", ())
    currencies: dict[str, None] = {}
    bare = [_bare(cell, currencies) for cell in cells]
    mark = mark or _mark(bare, cells, likely, whole=whole)
    values = np.array([_number(cell, mark or ".") for cell in bare])
    return Numbers(_real(values), mark, tuple(currencies))


def _real(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without the figures that can't be."""
    import numpy as np

    size = np.abs(values)
    return np.where((size <= _LARGEST) & ((size >= _SMALLEST) | (size == 0)), values, np.nan)


def _decimal_point(cells: Sequence[str]) -> bool:
    """Whether no cell has a point, or one shows that it marks decimals."""
    pointed = [cell for cell in cells if "." in cell]
    return not pointed or any(len(cell) - cell.rfind(".") != 4 and cell.count(".") == 1 for cell in pointed)


def _bare(cell: str, currencies: dict[str, None]) -> str:
    """The cell without currency and spaces; a cost in brackets, as accountants write it, is negative."""
    text = _SPACES.sub("", cell).replace("\N{MINUS SIGN}", "-")
    code, text = _currency(text)
    if code:
        currencies[code] = None
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if text.endswith("-"):
        text = f"-{text[:-1]}"
    return text.removeprefix("+").casefold()


def _currency(text: str) -> tuple[str | None, str]:
    symbols = _symbols()
    for mark, code in symbols.items():
        if mark in text.upper():
            start = text.upper().index(mark)
            return code, text[:start] + text[start + len(mark) :]
    return None, text


@cache
def _symbols() -> dict[str, str]:
    """Currency codes and signs as they stand beside amounts."""
    contract = table("intents")["symbols"]
    return {code: code for code in contract["iso"]} | dict(contract["currency"])


def currency_code(text: str) -> str | None:
    """The currency a cell or a header names.

    >>> currency_code("Importo (€)"), currency_code("usd"), currency_code("amount")
    ('EUR', 'USD', None)
    """
    words = re.findall(r"[A-Z]+|[^\w\s]", text.upper())
    return next((code for word in words if (code := _symbols().get(word))), None)


def _mark(bare: Sequence[str], cells: Sequence[str], likely: Mark | None, *, whole: bool) -> Mark | None:
    """The decimal mark that the cells show; None where no cell has any mark."""
    shown = {".": 0, ",": 0}
    doubtful = None
    for place, cell in enumerate(bare):
        marks = [sign for sign in cell if sign in shown]
        if not marks:
            continue
        last = marks[-1]
        behind = len(cell) - cell.rfind(last) - 1
        if len(set(marks)) == 2 or (len(marks) == 1 and (behind != 3 or cell.lstrip("-").startswith("0"))):
            shown[last] += 1
        elif len(marks) > 1:
            shown["," if last == "." else "."] += 1
        else:
            doubtful = doubtful or (last, cells[place])
    if shown["."] or shown[","]:
        return "." if shown["."] >= shown[","] else ","
    if doubtful is None:
        return None
    if whole:
        return "," if doubtful[0] == "." else "."
    if likely is not None:
        return likely
    raise EconError("numbers_ambiguous", "decimal_mark", value=doubtful[1].strip()[:40])


def _number(cell: str, mark: str) -> float:
    other = "," if mark == "." else "."
    if _GROUPED[mark].fullmatch(cell):
        cell = cell.replace(other, "")
    elif not _SIMPLE[mark].fullmatch(cell):
        return float("nan")
    return float(cell.replace(",", "."))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this cell; here nothing does.

    >>> is_formula("=SUM(A1:A9)"), is_formula("+cmd|x"), is_formula("-12")
    (True, True, False)
    """
    bare = cell.lstrip()
    return bare.startswith(("=", "@")) or (bare.startswith(("+", "-")) and bare[1:2].isalpha())
