"""What a script may tell us about purchases: one by one, or a summary of each customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.inputs import Inputs
from econ.kinds import Kind, MarginIn, PeriodIn, Positive, Share, Whole, field_of
from econ.quantity import Count, Rate

#: As many rows as are taken at once.
MOST_ROWS = 500_000
_SUMMARY = ("frequency", "recency", "T")
_RAW = ("customer", "date")


@dataclass(frozen=True, slots=True)
class Purchases:
    """Purchases one by one: a customer, the day (counted from year 1) and the amount, where it is known.
    `skipped` counts the rows left out, by reason."""

    customers: list[str]
    days: list[int]
    amounts: list[float] | None
    currency: str | None
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """Customers as the models see them: repeat purchases, time of the last, time watched, mean spend."""

    customers: list[str]
    frequency: list[float]
    recency: list[float]
    watched: list[float]
    spend: list[float] | None


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
    customers, days, amounts = [], [], []
    for place, row in enumerate(rows):
        where = f"{field}[{place}]"
        customers.append(_name(row, where))
        days.append(_day(row.get("date"), f"{where}.date"))
        if row.get("amount") is not None:
            amounts.append(_number(row["amount"], f"{where}.amount"))
    if amounts and len(amounts) != len(rows):
        raise EconError("some_without_amount", field)
    return Purchases(customers, days, amounts or None, None, {})


def _name(row: Mapping[str, Any], where: str) -> str:
    found = row.get("customer")
    if found is None or isinstance(found, (list, dict, bool)) or not str(found):
        raise EconError("missing_input", f"{where}.customer")
    return str(found)


def _day(value: object, where: str) -> int:
    if not isinstance(value, str):
        raise EconError("not_a_date", where)
    try:
        return date.fromisoformat(value[:10]).toordinal()
    except ValueError:
        raise EconError("not_a_date", where) from None


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise EconError("not_a_number", where)
    return float(bounds.number(Decimal(value), where))


def _summary(rows: list[Mapping[str, Any]], field: str) -> Summary:
    names: list[str] = []
    columns: dict[str, list[float]] = {name: [] for name in (*_SUMMARY, "monetary_value")}
    for place, row in enumerate(rows):
        where = f"{field}[{place}]"
        names.append(str(row.get("customer") or place + 1))
        for name in _SUMMARY:
            if row.get(name) is None:
                raise EconError("missing_input", f"{where}.{name}")
            columns[name].append(_positive(row[name], f"{where}.{name}"))
        if row.get("monetary_value") is not None:
            columns["monetary_value"].append(_positive(row["monetary_value"], f"{where}.monetary_value"))
        _judge(columns["frequency"][-1], columns["recency"][-1], columns["T"][-1], where)
    spend = columns["monetary_value"]
    if spend and len(spend) != len(rows):
        raise EconError("some_without_amount", field)
    return Summary(names, columns["frequency"], columns["recency"], columns["T"], spend or None)


def _positive(value: object, where: str) -> float:
    found = _number(value, where)
    if found < 0:
        raise EconError("negative", where)
    return found


def _judge(frequency: float, recency: float, watched: float, where: str) -> None:
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


def _flag(value: object, info: ValidationInfo) -> bool:
    if not isinstance(value, bool):
        raise EconError("not_a_choice", field_of(info), choices="true, false")
    return value


class TransactionsInputs(Inputs):
    """`transactions`: purchases one by one or summed up by customer, and how far to look ahead."""

    rows: Annotated[Purchases | Summary, PlainValidator(_rows), Kind("list")] | None = None
    csv: Annotated[Purchases | Summary, PlainValidator(_read_already), Kind("file")] | None = None
    time_unit: PeriodIn = "week"
    horizon: Positive | None = None
    discount: Share = Rate(Decimal("0.1"))
    margin: MarginIn | None = None
    limit: Whole = Count(Decimal(100))
    dry_run: Annotated[bool, PlainValidator(_flag), Kind("flag")] = False

    needs = (("rows", "csv"),)
