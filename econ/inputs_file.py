"""What goes with a file of data: how to read it, and whether only to say what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ.errors import EconError
from econ.inputs import Inputs
from econ.kinds import Kind, choice, field_of

DATE_ORDERS = ("dmy", "mdy")
MARKS = (".", ",")


def day_of(value: object, field: str) -> int:
    """A day as ISO writes it (2026-03-31, a time behind it or not), counted from year 1."""
    if not isinstance(value, str):
        raise EconError("not_a_date", field)
    try:
        return date.fromisoformat(value[:10]).toordinal()
    except ValueError:
        raise EconError("not_a_date", field) from None


def _day(value: object, info: ValidationInfo) -> int:
    return day_of(value, field_of(info))


def _flag(value: object, info: ValidationInfo) -> bool:
    if not isinstance(value, bool):
        raise EconError("not_a_choice", field_of(info), choices="true, false")
    return value


def _columns(value: object, info: ValidationInfo) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise EconError("not_an_object", field_of(info))
    for role, header in value.items():
        if not isinstance(header, str):
            raise EconError("not_a_name", f"{field_of(info)}.{role}")
    return dict(value)


DayIn = Annotated[int, PlainValidator(_day), Kind("date")]


class FileInputs(Inputs):
    """Beside `csv`: which header is which column, how dates and decimals are written where the file doesn't
    tell, the day it is, and `dry_run`."""

    columns: Annotated[Mapping[str, str], PlainValidator(_columns), Kind("object")] | None = None
    date_order: (
        Annotated[
            Literal["dmy", "mdy"], PlainValidator(choice(*DATE_ORDERS)), Kind("choice", None, DATE_ORDERS)
        ]
        | None
    ) = None
    decimal_mark: (
        Annotated[Literal[".", ","], PlainValidator(choice(*MARKS)), Kind("choice", None, MARKS)] | None
    ) = None
    today: DayIn | None = None
    dry_run: Annotated[bool, PlainValidator(_flag), Kind("flag")] = False
