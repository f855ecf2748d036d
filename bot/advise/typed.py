"""The value of a worksheet's field as the metric's model has read it, in the terms people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.advise.known import Bought, Counts, Known, Range
from bot.advise.worksheet import Field, rows_of
from econ.inputs import Inputs
from econ.kinds_known import Counted, Won
from econ.kinds_known import Known as Span
from econ.quantity import Count, Money, Period, Quantity, Rate


def typed(given: Inputs, inputs: Mapping[str, Any], field: Field) -> Known | str | None:
    """The field's value as the metric's model has read it from the inputs, with the period it is for."""
    found = _at(given, inputs, field.path)
    period = _at(given, inputs, tuple(field.period_at.split("."))) if field.period_at else field.per
    if isinstance(found, Money | Rate):
        return replace(found, period=period) if period else found
    if isinstance(found, Span):
        return _ranged(found, field, period)
    if isinstance(found, Counted):
        return Counts(Count(found.churned), Count(found.customers), Count(found.periods), period)
    if isinstance(found, Won):
        return Bought(Money(found.spend, found.currency), Count(found.customers))
    return found if isinstance(found, Quantity | str) else None


def _ranged(found: Span, field: Field, period: Period | None) -> Known:
    """A range, or the one value it is."""
    is_money = field.kind.name.startswith("money")
    low, high = (
        Money(end, found.currency, period) if is_money else Rate(end, period)
        for end in (found.low, found.high)
    )
    return low if low == high else Range(low, high)


def _at(given: Inputs, inputs: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = given
    inner: Any = inputs
    for part in path:
        rows = rows_of(inner)
        found = found[rows.index(part)] if part in rows else getattr(found, part, None)
        inner = inner.get(part) if isinstance(inner, Mapping) else None
    return found
