"""The main form's fields, read as a person types them: "€1.250,50", "4k", "3%", "6000 a year"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from bot.understand import understand
from bot.understand.request import Slot
from econ.quantity import Period

#: The fields that hold one value each, under the name of the slot they fill.
FIELDS = ("price", "churn", "margin", "cac", "target")

#: What may stay empty: without a CAC there is an LTV, without a target the rule of thumb holds.
OPTIONAL = frozenset({"cac", "target"})

PERIODIC = ("price", "churn")
MONEY = ("price", "cac")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was read, and which fields could not be: with the readings of those that have two."""

    slots: Mapping[str, Slot]
    unreadable: Mapping[str, tuple[Slot, ...]]


def read_form(typed: Mapping[str, str], lang: str) -> Filled:
    """Each field on its own; what was typed wins over the menus beside it (a "/year" over "month").

    `typed` also holds `price_period`, `churn_period` and `currency`, "" where none was chosen.
    """
    slots: dict[str, Slot] = {}
    unreadable: dict[str, tuple[Slot, ...]] = {}
    for field in FIELDS:
        text = typed.get(field, "").strip()
        if not text and field in OPTIONAL:
            continue
        read = read_field(field, text, lang)
        if isinstance(read, Slot):
            slots[field] = _with_menus(field, read, typed)
        else:
            unreadable[field] = read
    return Filled(slots, unreadable)


def read_field(field: str, text: str, lang: str) -> Slot | tuple[Slot, ...]:
    """One typed value as that slot; else its possible readings, none where it is empty or unreadable."""
    request = understand(text, lang=lang, awaiting=(field,))
    slot = request.slots.get(field)
    if not request.doubts and slot is not None and isinstance(slot.value, Decimal):
        return slot
    return next((doubt.readings for doubt in request.doubts if doubt.slot == field), ())


def _with_menus(field: str, slot: Slot, typed: Mapping[str, str]) -> Slot:
    if field in PERIODIC and slot.period is None and typed.get(f"{field}_period"):
        slot = replace(slot, period=cast("Period", typed[f"{field}_period"]))
    if field in MONEY and slot.unit is None and typed.get("currency"):
        slot = replace(slot, unit=typed["currency"])
    return slot
