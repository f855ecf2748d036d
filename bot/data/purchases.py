"""Purchases, one by one or summed up by customer, out of a CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.data.cells import NO_DAY, DateOrder, Mark, Numbers, currency_code, days, is_formula, numbers
from bot.data.columns import find, required
from bot.data.table import FIRST_ROW, Column, Opened, continental, opened, roles
from econ.errors import EconError
from econ.inputs_file import DATE_ORDERS, MARKS
from econ.inputs_transactions import SUMMARY, Purchases, Summary, judge, summary
from econ.understood import Skipped, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Reading:
    """One file as it is read: what was asked, what was found out, which rows are left out and why."""

    file: Opened
    given: Mapping[str, Any]
    said: Mapping[str, str]
    skipped: list[Skipped] = field(default_factory=list)
    order: str | None = None
    mark: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Reading:
        said = given.get("columns")
        named = {str(role): name for role, name in said.items()} if isinstance(said, Mapping) else {}
        usable = {role: name.strip() for role, name in named.items() if isinstance(name, str)}
        return cls(opened(given.get("csv")), given, usable)

    def places(self, needed: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, int]:
        """Where each column stands; no column serves twice."""
        headers = self.file.headers
        found = {role: required(role, headers, self.said) for role in needed}
        for role in more:
            place = find(role, headers, self.said)
            if place is not None and place not in found.values():
                found[role] = place
        return found

    def days(self, column: Column) -> NDArray[np.int64]:
        """Each row's day, `NO_DAY` where there is none."""
        import numpy as np

        asked = self.given.get("date_order")
        said = asked if asked in DATE_ORDERS else None
        likely: DateOrder | None = "dmy" if continental(self.file) else None
        by_cell, self.order = days(column.distinct, said, likely)
        return np.array(by_cell, dtype=np.int64)[column.codes]

    def numbers(self, column: Column, *, whole: bool = False) -> Numbers:
        """Each row's number, NaN where there is none."""
        asked = self.given.get("decimal_mark")
        said = asked if asked in MARKS else None
        likely: Mark | None = "," if continental(self.file) else None
        found = numbers(column.distinct, said, likely, whole=whole)
        self.mark = found.mark or self.mark
        return Numbers(found.values[column.codes], found.mark, found.currencies)

    def leave_out(self, reason: str, rows: Flags, kept: Flags, column: Column) -> Flags:
        """Those of `kept` without these rows, which are counted under their reason; formulas apart."""
        bad = rows & kept
        if not bad.any():
            return kept
        import numpy as np

        formulas = np.array([is_formula(cell) for cell in column.distinct])[column.codes]
        for name, these in (("formula", bad & formulas), (reason, bad & ~formulas)):
            if these.any():
                at = int(these.argmax())
                cell = column.distinct[int(column.codes[at])][:40]
                self.skipped.append(Skipped(name, int(these.sum()), str(at + FIRST_ROW), cell))
        return kept & ~rows

    def judge_left(self, kept: Flags) -> None:
        """Whether anything is left to compute with."""
        if not kept.any():
            first = self.skipped[0].value if self.skipped else "–"
            raise EconError("no_rows_left", "csv", value=first)

    def source(self, rows: int, places: Mapping[str, int]) -> Source:
        columns = roles(self.file.headers, places)
        return Source(rows, columns, self.order, self.mark, self.file.guessed, tuple(self.skipped))

    def currency(self, numbers: Numbers, cells: Column | None, header: str) -> str | None:
        """The one currency of the file: in its column, beside its amounts, or in the header."""
        said = {code: None for cell in (cells.distinct if cells else ()) if (code := currency_code(cell))}
        found = list(said | dict.fromkeys(numbers.currencies))
        if len(found) > 1:
            raise EconError("mixed_currencies", None, first=found[0], second=found[1])
        return found[0] if found else currency_code(header)


def purchases(given: Mapping[str, Any]) -> Purchases | Summary:
    """The file of `transactions`: with a column of frequencies it is a summary, else single purchases."""
    reading = Reading.of(given)
    headers = reading.file.headers
    if all(find(role, headers, reading.said) is not None for role in SUMMARY):
        return _summary(reading)
    return _purchases(reading)


def _purchases(reading: Reading) -> Purchases:
    import numpy as np

    places = reading.places(("customer", "date"), ("amount", "currency"))
    if "amount" not in places:
        places |= reading.places((), ("monetary_value",))
    columns = reading.file.columns(places)
    paid = columns.get("amount") or columns.get("monetary_value")
    customer = columns["customer"]
    who, names_ = whose(customer)
    kept = reading.leave_out("no_customer", who < 0, who >= -1, customer)
    on = reading.days(columns["date"])
    kept = reading.leave_out("bad_date", on == NO_DAY, kept, columns["date"])
    amounts, currency = None, None
    if paid is not None:
        found = reading.numbers(paid)
        kept = reading.leave_out("bad_amount", np.isnan(found.values), kept, paid)
        header = reading.file.headers[places.get("amount", places.get("monetary_value", 0))]
        currency = reading.currency(found, columns.get("currency"), header)
        amounts = found.values[kept]
    reading.judge_left(kept)
    source = reading.source(len(kept), places)
    return Purchases(names_, who[kept], on[kept], amounts, currency, source)


def whose(column: Column) -> tuple[NDArray[np.int64], list[str]]:
    """Each row's customer, as a place among the names; −1 for none. Spaces around it don't count."""
    import numpy as np

    places: dict[str, int] = {}
    by_cell = [
        places.setdefault(name, len(places)) if (name := cell.strip()) else -1 for cell in column.distinct
    ]
    return np.array(by_cell, dtype=np.int64)[column.codes], list(places)


def _summary(reading: Reading) -> Summary:
    """One row per customer; a row that can't be read or be true is left out."""
    import numpy as np

    places = reading.places(SUMMARY, ("customer", "monetary_value"))
    columns = reading.file.columns(places)
    count = len(columns["T"].codes)
    found = {role: reading.numbers(columns[role]) for role in places if role != "customer"}
    kept = np.ones(count, dtype=bool)
    for role, read in found.items():
        kept = reading.leave_out("bad_number", ~(read.values >= 0), kept, columns[role])
    kept = _true_together(reading, columns, found, kept)
    reading.judge_left(kept)
    customer = columns.get("customer")
    named = (
        [customer.distinct[code].strip() or str(row) for row, code in enumerate(customer.codes.tolist(), 1)]
        if customer
        else [str(row) for row in range(1, count + 1)]
    )
    rows = np.flatnonzero(kept).tolist()
    spend = found.get("monetary_value")
    header = reading.file.headers[places["monetary_value"]] if spend else ""
    return summary(
        [named[row] for row in rows],
        {role: found[role].values[kept].tolist() for role in SUMMARY},
        None if spend is None else spend.values[kept].tolist(),
        reading.currency(spend, None, header) if spend else None,
        reading.source(count, places),
    )


def _true_together(
    reading: Reading, columns: Mapping[str, Column], found: Mapping[str, Numbers], kept: Flags
) -> Flags:
    import numpy as np

    x, t_x, watched = (found[role].values for role in SUMMARY)
    impossible = np.zeros(len(kept), dtype=bool)
    for row in np.flatnonzero(kept).tolist():
        try:
            judge(float(x[row]), float(t_x[row]), float(watched[row]), "csv")
        except EconError:
            impossible[row] = True
    return reading.leave_out("impossible", impossible, kept, columns["recency"])
