"""The text of a CSV file, or of a CSV given as text: size and encoding judged before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from econ.errors import EconError
from econ.quantity import Count

#: As large as a file may be, in bytes: 20 MB.
LARGEST = 20_000_000
_MEGABYTE = 1_000_000
#: How workbooks and archives begin; a CSV never does.
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and its encoding where nothing in the file told it for sure."""

    text: str
    guessed: str | None = None


def decoded(source: object) -> Decoded:
    """The text behind the input `csv`: itself where it has several lines, else the file at this path."""
    if not isinstance(source, str) or not source.strip():
        raise EconError("csv_not_read", "csv")
    if "\n" in source or "\r" in source:
        _judge_size(len(source.encode("utf-8", "replace")))
        return Decoded(source.removeprefix("\ufeff"))
    return _as_text(_bytes_of(source))


def _bytes_of(path: str) -> bytes:
    shown = path[-80:]
    try:
        file = Path(path)
        if not file.is_file():
            raise EconError("file_missing", "csv", path=shown)
        _judge_size(file.stat().st_size)
        found = file.read_bytes()
    except (OSError, ValueError):
        raise EconError("file_unreadable", "csv", path=shown) from None
    _judge_size(len(found))
    return found


def _judge_size(size: int) -> None:
    if size > LARGEST:
        tenths = Decimal(-(-size * 10 // _MEGABYTE)) / 10
        limit = Count(Decimal(LARGEST // _MEGABYTE))
        raise EconError("file_too_large", "csv", size=Count(tenths), limit=limit)


def _as_text(found: bytes) -> Decoded:
    """UTF-8 or UTF-16 as marked, else UTF-8, else Windows' Western European, which is then said."""
    if found.startswith(_NOT_TEXT):
        raise EconError("file_not_text", "csv")
    for mark, encoding in _MARKED:
        if found.startswith(mark):
            try:
                return Decoded(found.decode(encoding))
            except UnicodeDecodeError:
                raise EconError("file_not_text", "csv") from None
    if b"\0" in found:
        raise EconError("file_not_text", "csv")
    try:
        return Decoded(found.decode("utf-8"))
    except UnicodeDecodeError:
        return Decoded(found.decode("cp1252", "replace"), "Windows-1252")
