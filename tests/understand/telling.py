"""What was understood, told in a line, so that tables of cases stay readable."""

from __future__ import annotations

from decimal import Decimal

from bot.understand import Request, Slot
from bot.understand.clean import clean
from bot.understand.quantity import Quantity, lift
from bot.understand.ranges import join_ranges
from bot.understand.tokens import tokens

_SIGNS = {"-": "minus", "+": "plus"}


def quantities_of(text: str) -> str:
    """The quantities of a text, in order."""
    read = tokens(clean(text).text)
    return " ; ".join(_quantity(q) for q in join_ranges(read, lift(read)))


def _quantity(q: Quantity) -> str:
    if not q.readable:
        return "unreadable"
    value = f"{_plain(q.low)}..{_plain(q.high)}" if q.low is not None else _plain(q.value)
    parts = [q.kind, value, "" if q.unit in (None, "ratio") else q.unit, f"/{q.period}" if q.period else ""]
    parts += ["per seat" if q.seat else "", f"of {q.noun}" if q.noun else "", _SIGNS.get(q.sign, "")]
    parts.append(f"was {_plain(q.was)}" if q.was is not None else "")
    return " ".join(part for part in parts if part)


def slot_of(slot: Slot) -> str:
    """A slot in a line: "500 USD /month", "-0.2 change", "0.03..0.05"."""
    if isinstance(slot.value, tuple):
        return ",".join(slot.value)
    if isinstance(slot.value, str):
        return slot.value
    if isinstance(slot.value, dict):
        return " ".join(f"{key}={value}" for key, value in sorted(slot.value.items()))
    value = f"{_plain(slot.low)}..{_plain(slot.high)}" if slot.low is not None else _plain(slot.value)
    unit = "" if slot.unit in (None, "ratio", "count") else slot.unit
    parts = [value, unit, f"/{slot.period}" if slot.period else "", "per seat" if slot.per else ""]
    parts += [slot.op or "", f"of {slot.metric}" if slot.metric and slot.metric != "ltv_cac" else ""]
    return " ".join(part for part in parts if part)


def slots_of(request: Request) -> dict[str, str]:
    """Every slot of a request in a line."""
    return {name: slot_of(slot) for name, slot in request.slots.items()}


def _plain(value: object) -> str:
    assert isinstance(value, Decimal)
    return f"{value.normalize():f}"
