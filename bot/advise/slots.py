"""Slots on the wire: the JSON shape that `ask` prints and a conversation is kept in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any

from bot.understand.request import Slot

#: Slot types whose value is a number.
NUMERIC = ("money", "rate", "count", "duration", "multiple", "target")

#: What a counted rate was counted on.
_COUNTED = ("lost", "among", "over")
_OPTIONAL = ("value", "unit", "period", "per", "op", "low", "high", "metric", *_COUNTED)
_optional = attrgetter(*_OPTIONAL)
_EXACT = ("value", "low", "high", *_COUNTED)
#: Those that JSON has no value for.
_WRITTEN = frozenset({"value", "low", "high", *_COUNTED})


def to_wire(slot: Slot) -> dict[str, Any]:
    """The slot as plain JSON, numbers as strings so that none loses a digit.

    >>> to_wire(Slot("money", Decimal("4000"), unit="EUR"))
    {'type': 'money', 'value': '4000', 'unit': 'EUR'}
    """
    said = {name: given for name, given in zip(_OPTIONAL, _optional(slot), strict=True) if given is not None}
    for name in said.keys() & _WRITTEN:
        said[name] = _plain(said[name])
    return {"type": slot.type, **said}


def from_wire(wire: Mapping[str, Any]) -> Slot:
    """The other way round.

    >>> from_wire(to_wire(Slot("rate", Decimal("0.03"), unit="ratio"))).value
    Decimal('0.03')
    """
    given = dict(wire)
    if given["type"] in NUMERIC:
        given |= {name: Decimal(wire[name]) for name in _EXACT if isinstance(wire.get(name), str)}
    elif isinstance(given.get("value"), list):
        given["value"] = tuple(given["value"])
    return Slot(given.pop("type"), given.pop("value", None), **given)


def all_to_wire(slots: Mapping[str, Slot]) -> dict[str, dict[str, Any]]:
    """Every slot by its name."""
    return {name: to_wire(slot) for name, slot in slots.items()}


def all_from_wire(wire: Mapping[str, Mapping[str, Any]]) -> dict[str, Slot]:
    """Every slot by its name."""
    return {name: from_wire(slot) for name, slot in wire.items()}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
