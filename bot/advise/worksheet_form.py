"""A worksheet's form as it was filled in: each field read by its kind, in any installed language's way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.advise.worked import fill
from bot.advise.worksheet import Field, Worksheet, put, rows_of, spread
from bot.understand.request import Slot
from bot.understand.single import Kind, ranged, single

#: How the kinds of the registry are typed.
KINDS: Mapping[str, Kind] = {
    "money": "money",
    "rate": "rate",
    "duration": "duration",
    "ratio": "multiple",
    "count": "count",
    "money or range": "money",
    "rate or range": "rate",
    "rate, range or counts": "rate",
    "money, range or spend": "money",
}

#: Kinds that may be a range or the counts it comes from.
RANGED = frozenset(kind for kind in KINDS if "range" in kind)

#: The choice that leaves a menu open.
NONE = "-"

#: The field that holds the currency of all amounts typed without one.
CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Filled:
    """The metric's inputs, and the fields that could not be read, with readings where there are two."""

    inputs: Mapping[str, Any]
    unreadable: Mapping[str, tuple[Slot, ...]]


def read_worksheet(sheet: Worksheet, typed: Mapping[str, str]) -> Filled:
    """Every field by its path; what was typed wins over the menu of currencies."""
    inputs: dict[str, Any] = {}
    unreadable: dict[str, tuple[Slot, ...]] = {}
    currency = typed.get(CURRENCY, "").removeprefix(NONE) or None
    for field in sheet.fields_at(typed.get(sheet.switch or "") or sheet.choice({})):
        text = typed.get(field.at, "").strip()
        if text in ("", NONE):
            if field.required:
                unreadable[field.at] = ()
            continue
        if field.kind.name not in KINDS:
            put(inputs, field.path, text)
            continue
        _read(field, text, currency, inputs, unreadable)
    for field in sheet.fields:
        if (
            field.period_at
            and field.period_as
            and field.period_at not in inputs
            and field.period_as in inputs
        ):
            inputs[field.period_at] = inputs[field.period_as]
    return Filled(spread(sheet, _filled_rows(inputs)), unreadable)


def read_field(field: Field, text: str, inputs: dict[str, Any]) -> bool:
    """Put what was typed for one field among the inputs; False where it cannot be read, or in two ways."""
    unreadable: dict[str, tuple[Slot, ...]] = {}
    _read(field, text, None, inputs, unreadable)
    return not unreadable


def _read(
    field: Field,
    text: str,
    currency: str | None,
    inputs: dict[str, Any],
    unreadable: dict[str, tuple[Slot, ...]],
) -> None:
    kind = KINDS[field.kind.name]
    found = ranged(text, kind) if field.kind.name in RANGED else single(text, kind)
    if not isinstance(found, Slot):
        unreadable[field.at] = found
        return
    if found.type == "money" and found.unit is None:
        found = replace(found, unit=currency)
    fill(inputs, field, found)


def _filled_rows(inputs: dict[str, Any]) -> dict[str, Any]:
    """Rows of a list with nothing but a name in them were left empty."""
    return {
        name: {key: row for key, row in value.items() if set(row) - {"name"}} if rows_of(value) else value
        for name, value in inputs.items()
    }
