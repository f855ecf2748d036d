"""What a script may tell us about purchases: one by one, or a summary of each customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.inputs_file import DayIn, FileInputs, day_of
from econ.kinds import Kind, MarginIn, PeriodIn, Positive, Share, Whole, field_of, number_of
from econ.quantity import Count, Rate
from econ.understood import Skipped, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: As many rows as are taken at once.
MOST_ROWS = 500_000
SUMMARY = ("frequency", "recency", "T")


@dataclass(frozen=True, slots=True)
class Purchases:
    """Purchases one by one: whose (a place in `names`), on which day (counted from year 1), of how much,
    where that is known."""

    names: list[str]
    who: Ints
    days: Ints
    amounts: Array | None
    currency: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Summary:
    """Customers as the models see them: repeat purchases, time of the last, time watched, mean spend."""

    names: list[str]
    frequency: Array
    recency: Array
    watched: Array
    spend: Array | None
    currency: str | None
    source: Source


def _rows(value: object, info: ValidationInfo) -> Purchases | Summary:
    field = field_of(info)
    if not isinstance(value, list) or not value:
        raise EconError("not_a_list", field)
    if len(value) > MOST_ROWS:
        raise EconError("too_many", field, limit=Count(Decimal(MOST_ROWS)))
    for place, row in enumerate(value):
        if not isinstance(row, Mapping):
            raise EconError("not_an_object", f"{field}[{place}]")
    return _summary(value, field) if "frequency" in value[0] else _raw(value, field)


def _raw(rows: list[Mapping[str, Any]], field: str) -> Purchases:
    import numpy as np

    codes: dict[str, int] = {}
    who, days, amounts = [], [], []
    for place, row in enumerate(rows):
        where = f"{field}[{place}]"
        who.append(codes.setdefault(_name(row, where), len(codes)))
        days.append(day_of(row.get("date"), f"{where}.date"))
        if row.get("amount") is not None:
            amounts.append(float(number_of(row["amount"], f"{where}.amount")))
    if amounts and len(amounts) != len(rows):
        raise EconError("some_without_amount", field)
    paid = np.array(amounts) if amounts else None
    return Purchases(list(codes), np.array(who), np.array(days), paid, None, Source(len(rows)))


def _name(row: Mapping[str, Any], where: str) -> str:
    found = row.get("customer")
    if found is None or isinstance(found, (list, dict, bool)) or not str(found):
        raise EconError("missing_input", f"{where}.customer")
    return str(found)


def _summary(rows: list[Mapping[str, Any]], field: str) -> Summary:
    names: list[str] = []
    columns: dict[str, list[float]] = {name: [] for name in (*SUMMARY, "monetary_value")}
    for place, row in enumerate(rows):
        where = f"{field}[{place}]"
        names.append(str(row.get("customer") or place + 1))
        for name in SUMMARY:
            if row.get(name) is None:
                raise EconError("missing_input", f"{where}.{name}")
            columns[name].append(_positive(row[name], f"{where}.{name}"))
        if row.get("monetary_value") is not None:
            columns["monetary_value"].append(_positive(row["monetary_value"], f"{where}.monetary_value"))
        judge(columns["frequency"][-1], columns["recency"][-1], columns["T"][-1], where)
    spend = columns.pop("monetary_value")
    if spend and len(spend) != len(rows):
        raise EconError("some_without_amount", field)
    return summary(names, columns, spend or None, None, Source(len(rows)))


def summary(
    names: list[str],
    columns: Mapping[str, Sequence[float]],
    spend: Sequence[float] | None,
    currency: str | None,
    source: Source,
) -> Summary:
    """One row per customer: of those named twice the first is kept, and the others are told."""
    import numpy as np

    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen.setdefault(name, place)
    kept = np.array(list(seen.values()))
    again = len(names) - len(kept)
    if again:
        second = next(name for place, name in enumerate(names) if seen[name] != place)
        skipped = Skipped("duplicate", again, second[:40], second[:40])
        source = replace(source, skipped=(*source.skipped, skipped))
    frequency, recency, watched = (np.array(columns[name], dtype=float)[kept] for name in SUMMARY)
    mean = None if spend is None else np.array(spend, dtype=float)[kept]
    return Summary(list(seen), frequency, recency, watched, mean, currency, source)


def _positive(value: object, where: str) -> float:
    found = number_of(value, where)
    bounds.not_negative(Count(found), where)
    return float(found)


def judge(frequency: float, recency: float, watched: float, where: str) -> None:
    """Whether a customer's three figures can be true together."""
    if frequency != int(frequency):
        raise EconError("not_whole", f"{where}.frequency")
    if recency > watched:
        raise EconError("recency_over_time", f"{where}.recency")
    if (frequency == 0) != (recency == 0):
        raise EconError("recency_without_repeat", f"{where}.recency")


def _read_already(value: object, info: ValidationInfo) -> Purchases | Summary:
    """The edge reads the file; nothing else may stand here."""
    if isinstance(value, (Purchases, Summary)):
        return value
    raise EconError("csv_not_read", field_of(info))


class TransactionsInputs(FileInputs):
    """`transactions`: purchases one by one or summed up by customer, and how far to look ahead."""

    # pydantic would look into these classes' own types, which numpy only has where it is imported
    rows: Annotated[Any, PlainValidator(_rows), Kind("list")] | None = None
    csv: Annotated[Any, PlainValidator(_read_already), Kind("file")] | None = None
    time_unit: PeriodIn = "week"
    horizon: Positive | None = None
    discount: Share = Rate(Decimal("0.1"))
    margin: MarginIn | None = None
    observed_until: DayIn | None = None
    limit: Whole = Count(Decimal(100))

    needs = (("rows", "csv"),)

    @property
    def data(self) -> Purchases | Summary:
        """The rows, however they came."""
        found = self.csv if self.rows is None else self.rows
        assert isinstance(found, (Purchases, Summary))
        return found
