"""What rows of data were taken to say: told before anything is computed from them, and beside what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from econ.book import Book
from econ.outcome import Value
from econ.quantity import Count


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows left out for one reason: how many, and the first of them (its row, or its customer; its value)."""

    reason: str
    rows: int
    place: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """Rows as they came: how many, what each column was taken for, how dates and numbers were read.

    `columns` maps a role to the header it was found under. `encoding` is named where it had to be guessed.
    """

    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    decimal_mark: str | None = None
    encoding: str | None = None
    skipped: tuple[Skipped, ...] = ()


def tell(source: Source, skipped: tuple[Skipped, ...], book: Book) -> dict[str, Value]:
    """The common part of `summary`; each reason for leaving rows out becomes a warning of its own."""
    everything = (*source.skipped, *skipped)
    for one in everything:
        book.warn(
            f"skipped_{one.reason}", None, rows=Count(Decimal(one.rows)), place=one.place, value=one.value
        )
    if source.encoding is not None:
        book.warn("encoding_guessed", encoding=source.encoding)
    found: dict[str, Value] = {"rows": Count(Decimal(source.rows))}
    if source.columns:
        found["columns"] = dict(source.columns)
    for name in ("date_order", "decimal_mark"):
        said = getattr(source, name)
        if said is not None:
            found[name] = said
    found["skipped"] = {one.reason: Count(Decimal(one.rows)) for one in everything}
    return found
