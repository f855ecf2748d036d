"""Does a quantity fit a slot, and what slot value does it make? The only place where kinds are judged."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from bot.understand.lexicon import SlotSpec
from bot.understand.quantity import Quantity
from bot.understand.request import Doubt, Slot
from econ.quantity import Period

Op = Literal["change", "add"] | None
NEVER = 1000.0
#: A small number in words is hardly a percentage unless it says so ("margin two thirds").
_SPOKEN = 12
_HUNDRED = Decimal(100)
#: Months or a ratio above this are no target.
_LARGEST_TARGET = 60

#: What it costs to put a quantity of some kind into a slot of some kind; a pair not listed never fits.
_COST = {
    ("money", "money"): 0.0,
    ("number", "money"): 0.6,
    ("rate", "rate"): 0.0,
    ("points", "rate"): 0.2,
    ("number", "rate"): 0.8,
    ("count", "count"): 0.0,
    ("number", "count"): 0.6,
    ("duration", "duration"): 0.0,
    ("number", "duration"): 3.5,
    ("multiple", "target"): 0.0,
    ("multiple", "multiple"): 0.3,
    ("number", "multiple"): 0.8,
    ("number", "target"): 1.0,
    ("duration", "target"): 1.0,
}


def _is_no_target(q: Quantity) -> bool:
    return q.scaled or q.period is not None or q.value > _LARGEST_TARGET


def _is_unlikely(q: Quantity, spec: SlotSpec) -> bool:
    too_much = spec.at_most is not None and q.value > spec.at_most
    return too_much or (spec.at_least is not None and q.value < spec.at_least)


def cost(q: Quantity, name: str, spec: SlotSpec, *, changes: bool) -> float:
    """How ill a quantity fits a slot by its kind and size; `NEVER` when it cannot."""
    if changes and spec.kind in ("money", "count", "duration") and q.kind == "rate":
        return 0.3
    if q.months is not None and spec.kind in ("duration", "target"):
        return 0.8
    base = _COST.get((q.kind, spec.kind))
    misfit = (
        base is None or not q.readable or (q.kind == "count" and q.noun != name and q.noun not in spec.also)
    )
    if misfit or base is None or (spec.kind == "target" and _is_no_target(q)):
        return NEVER
    if q.kind == "count" and q.noun != name:
        base += 1.2
    if spec.kind == "rate" and q.kind == "number":
        if q.scaled or (q.in_words and q.value <= _SPOKEN):
            return NEVER
        base += 4.0 if q.value > 150 else 0.0
    if q.seat and name != "price":
        base += 5.0
    if q.period and not spec.flow:
        base += 2.5
    if q.scaled and spec.kind == "money":
        base -= 0.3
    return base + (6.0 if _is_unlikely(q, spec) else 0.0)


def make(  # noqa: PLR0913
    q: Quantity, name: str, spec: SlotSpec, source: str, *, op: Op = None, down: bool = False,
    period: Period | None = None, metric: str = "ltv_cac",
) -> Slot | Doubt:  # fmt: skip
    """The slot value a quantity makes, or the doubt where it can be read in two ways."""
    if op:
        return _change(q, spec, source, op, down=down)
    if spec.kind == "target":
        return _target(q, source, metric)
    if spec.kind == "rate" and q.kind == "number":
        return _bare_rate(q, name, spec, source, q.period or period)
    if spec.kind == "duration" and q.kind == "number":
        if q.months is not None:
            return Slot("duration", q.months, "month", source=source)
        readings = tuple(Slot("duration", q.value, unit, source=source) for unit in ("month", "year"))
        return Doubt(source, name, readings, key="duration_unit")
    unit = {"money": q.unit, "rate": "ratio", "count": "count", "duration": q.unit, "multiple": "x"}[
        spec.kind
    ]
    slot = Slot(
        spec.kind,  # type: ignore[arg-type]
        None if q.low is not None else _signed(q),
        unit,
        (q.period or period) if spec.flow else q.period,
        "seat" if q.seat else None,
        low=q.low,
        high=q.high,
        source=source,
        lost=q.lost,
        among=q.among,
        over=None if q.lost is None else q.over,
    )
    if q.other is not None and _other_is_likelier(q, spec):
        return Doubt(source, name, (slot, replace(slot, value=q.other)), key="separator")
    return slot


def _signed(q: Quantity) -> Decimal:
    return -q.value if q.sign == "-" else q.value


def _other_is_likelier(q: Quantity, spec: SlotSpec) -> bool:
    """ "lifetime 2.500 years", "ramp 1.500 months": grouping thousands would be absurd there."""
    return spec.kind in ("duration", "multiple") or (spec.at_most is not None and q.value > spec.at_most)


def _bare_rate(q: Quantity, name: str, spec: SlotSpec, source: str, period: Period | None) -> Slot | Doubt:
    """A number after a rate word, without %: a percentage above 1, else a fraction unless doubtful."""

    def slot(value: Decimal | None, low: Decimal | None = None, high: Decimal | None = None) -> Slot:
        return Slot("rate", value, "ratio", period if spec.flow else None, low=low, high=high, source=source)

    if q.low is not None and q.high is not None:
        part = _HUNDRED if q.high > 1 else Decimal(1)
        return slot(None, q.low / part, q.high / part)
    value = _signed(q)
    if q.other is not None and q.value > 150:
        return Doubt(source, name, (slot(q.other / _HUNDRED), slot(value / _HUNDRED)), key="separator")
    if abs(value) > 1:
        return slot(value / _HUNDRED)
    if spec.doubtful and spec.doubtful[0] <= value <= spec.doubtful[1]:
        if value == 1:
            return slot(value / _HUNDRED)
        return Doubt(source, name, (slot(value / _HUNDRED), slot(value)), key="rate_or_percent")
    return slot(value)


def _target(q: Quantity, source: str, metric: str) -> Slot | Doubt:
    if q.months is not None:
        return Slot("target", q.months, "month", metric="payback", source=source)
    if q.kind == "duration":
        return Slot("target", q.value, q.unit, metric="payback", source=source, low=q.low, high=q.high)
    if metric == "payback":
        return Slot("target", q.value, "month", metric="payback", source=source)
    return Slot("target", q.value, "x", metric="ltv_cac", source=source)


def _change(q: Quantity, spec: SlotSpec, source: str, op: Op, *, down: bool) -> Slot:
    value = -q.value if down else q.value
    kind = spec.kind
    unit: str | None = {"money": q.unit, "rate": "ratio", "count": "count", "duration": q.unit}.get(
        kind, q.unit
    )
    if op == "change":
        unit = "ratio"
    elif kind == "rate" and q.kind == "number":
        value /= _HUNDRED
    return Slot(kind, value, unit, op=op, source=source)  # type: ignore[arg-type]
