"""How many of each cohort were left after each period, out of a CSV: in a long table, a wide one, or counted
from a list of what each customer paid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.data.cells import Mark, is_formula, numbers
from bot.data.columns import find, period_of
from bot.data.purchases import Reading
from bot.data.revenue import payments
from bot.data.table import FIRST_ROW, continental
from econ.errors import EconError
from econ.inputs_churn import Payments
from econ.inputs_data import SurvivorTable, cohort
from econ.quantity import Count, Period
from econ.understood import Skipped, Source


def survivors(given: Mapping[str, Any]) -> SurvivorTable | Payments:
    """The file of `cohorts`."""
    reading = Reading.of(given)
    headers, said = reading.file.headers, reading.said
    if find("survivors", headers, said) is not None and find("age", headers, said) is not None:
        return _long(reading)
    if all(find(role, headers, said) is not None for role in ("customer", "date")):
        return payments(reading, needs_revenue=False)
    return _wide(reading)


def _long(reading: Reading) -> SurvivorTable:
    """One row for each cohort and age, or for each age of the one cohort."""
    places = reading.places(("survivors", "age"), ("cohort", "size"))
    if places.get("size") is not None and "cohort" not in places:
        del places["size"]
    columns = reading.file.columns(places)
    kept = columns["survivors"].codes >= 0
    counts = reading.numbers(columns["survivors"], whole=True)
    _no_shares(columns["survivors"].distinct)
    kept = reading.leave_out("bad_number", ~(counts.values >= 0), kept, columns["survivors"])
    ages = reading.numbers(columns["age"], whole=True).values
    by_cohort: dict[str, list[tuple[float, float]]] = {}
    label = columns.get("cohort")
    for row in kept.nonzero()[0].tolist():
        name = label.distinct[int(label.codes[row])].strip() if label else ""
        by_age = by_cohort.setdefault(name, [])
        age = float(ages[row])
        by_age.append((float(len(by_age)) if math.isnan(age) else age, float(counts.values[row])))
    rows = {name: [count for _, count in sorted(pairs)] for name, pairs in by_cohort.items()}
    return _table(
        rows, reading.source(len(counts.values), places), period_of(reading.file.headers[places["age"]])
    )


def _wide(reading: Reading) -> SurvivorTable:
    """One row a cohort: its name, then its counts from the start on; empty cells are yet to come."""
    headers = reading.file.headers
    name = find("cohort", headers, reading.said)
    rows = reading.file.all_rows()
    cells = [cell.strip() for row in rows for place, cell in enumerate(row) if place != name]
    _no_shares(cells)
    likely: Mark | None = "," if continental(reading.file) else None
    read = numbers(list(dict.fromkeys(cells)), _mark_said(reading), likely, whole=True)
    value_of = dict(zip(dict.fromkeys(cells), read.values.tolist(), strict=True))
    if name is None and all(math.isnan(value_of[row[0].strip()]) for row in rows):
        name = 0  # the first column has no numbers: it names the cohorts
    reading.mark = read.mark
    found: dict[str, list[float]] = {}
    for place, row in enumerate(rows, FIRST_ROW):
        label = row[name].strip() if name is not None else str(place)
        counts, bad = _counts([cell.strip() for at, cell in enumerate(row) if at != name], value_of)
        if bad is not None:
            reason = "formula" if is_formula(bad) else "bad_number"
            reading.skipped.append(Skipped(reason, 1, str(place), bad[:40]))
        elif counts:
            found[label if label not in found else f"{label} ({place})"] = counts
    columns = {} if name is None else {"cohort": headers[name]}
    source = Source(len(rows), columns, None, reading.mark, reading.file.guessed, _together(reading.skipped))
    return _table(found, source, period_of(headers[-1]))


def _mark_said(reading: Reading) -> Any:
    said = reading.given.get("decimal_mark")
    return said if said in (".", ",") else None


def _counts(cells: Sequence[str], value_of: Mapping[str, float]) -> tuple[list[float], str | None]:
    """The counts up to the first empty cell, and the cell that is none, if there is one."""
    counts: list[float] = []
    for cell in cells:
        if not cell:
            break
        value = value_of[cell]
        if not value >= 0:
            return [], cell
        counts.append(value)
    return counts, None


def _together(skipped: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """One entry a reason: the first, with the rows of all."""
    found: dict[str, Skipped] = {}
    for one in skipped:
        first = found.get(one.reason)
        found[one.reason] = replace(first, rows=first.rows + one.rows) if first else one
    return tuple(found.values())


def _no_shares(cells: Sequence[str]) -> None:
    share = next((cell.strip() for cell in cells if cell.strip().endswith("%")), None)
    if share is not None:
        raise EconError("counts_not_shares", "csv", value=share[:40])


def _table(found: Mapping[str, Sequence[float]], source: Source, period: Period | None) -> SurvivorTable:
    """The cohorts judged; those of one moment only are left out and told."""
    young = [(label, row) for label, row in found.items() if len(row) < 2]
    old = {label: row for label, row in found.items() if len(row) >= 2}
    if not old:
        if not young:
            raise EconError("no_rows_left", "csv", value="–")
        raise EconError("one_period_cohort", "csv")
    if young:
        label, row = young[0]
        one = Skipped("one_period", len(young), label[:40], f"{row[0]:g}" if row else "")
        source = replace(source, skipped=(*source.skipped, one))
    if len(old) > 1200:
        raise EconError("too_many_rows", "csv", limit=Count(Decimal(1200)))
    judged = tuple(
        cohort([Decimal(repr(count)) for count in row], f"csv[{label or 0}]") for label, row in old.items()
    )
    return SurvivorTable(list(old), judged, source, period)
