"""Worksheets: the calculations that have a form and a reply of their own, as data.

`content/worksheets/<name>.toml` names the metric, the intent that asks for it, and the form's fields: where
each stands among the metric's inputs and which slot of a message fills it. Words are in the languages'
folders. A new worksheet is content and, where its reply has a chart, one function in `bot.speak`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from bot.content import ROOT, table
from econ.inputs import Inputs
from econ.kinds import Kind
from econ.metric import METRICS, Input, Metric, inputs_of
from econ.quantity import Money, Period, Quantity


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `at` is its path among the inputs ("in_house.reps", "segments.0.arpa").

    `per` is the period its amount is for, or the path of the input that says it (`period_at`). `less_one`
    turns a multiple into what is above one ("1.3x" is a load of 30 %). `aliases` are words of a message for
    the field's own choices (a BDR is an SDR by another name).
    """

    at: str
    kind: Kind
    required: bool = False
    slot: str | None = None
    per: Period | None = None
    period_at: str | None = None
    less_one: bool = False
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)
    section: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.at.split("."))


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One calculation. `chart` says that its answer can be drawn."""

    name: str
    metric: str
    intent: str
    fields: tuple[Field, ...]
    chart: bool = False

    def field(self, at: str) -> Field | None:
        return next((field for field in self.fields if field.at == at), None)

    def slots(self) -> dict[str, Field]:
        """The slots of a message that fill a field."""
        return {field.slot: field for field in self.fields if field.slot}


@cache
def worksheets() -> Mapping[str, Worksheet]:
    """Every worksheet by name, read once.

    >>> worksheets()["rep"].metric
    'rep_cost'
    """
    names = sorted(entry.name.removesuffix(".toml") for entry in (ROOT / "worksheets").iterdir())
    return {name: _read(name) for name in names}


@cache
def by_intent() -> Mapping[str, Worksheet]:
    """The worksheet that answers an intent."""
    return {sheet.intent: sheet for sheet in worksheets().values()}


def _read(name: str) -> Worksheet:
    given = table(f"worksheets/{name}")
    metric = METRICS[given["metric"]]
    fields = tuple(_field(metric, one) for one in given["fields"])
    return Worksheet(name, metric.key, given["intent"], fields, given.get("chart", False))


def _field(metric: Metric, given: Mapping[str, Any]) -> Field:
    found = _input(metric.inputs, given["at"].split("."))
    return Field(kind=found.kind, required=found.required or given.get("required", False), **_own(given))


def _own(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "required"}


def _input(inputs: tuple[Input, ...], path: list[str]) -> Input:
    """The registry's entry for a path; a number in it is a row of a list."""
    first, *rest = path
    found = next(one for one in inputs if one.name == first)
    if not rest:
        return found
    assert found.kind.of is not None
    inner = inputs_of(found.kind.of)
    return _input(inner, rest[1:] if rest[0].isdecimal() else rest)


def packed(inputs: Mapping[str, object]) -> str:
    """Inputs as exact JSON text, for a row: a Decimal is written as the number it is.

    >>> packed({"base": Decimal("1250.50")})
    '{"base": 1250.50}'
    """
    return "".join(_written(inputs))


def _written(value: object) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield str(value) if value.is_finite() else "null"
    elif isinstance(value, Mapping):
        inside = (f"{json.dumps(str(name))}: {packed_value(item)}" for name, item in value.items())
        yield f"{{{', '.join(inside)}}}"
    elif isinstance(value, list | tuple):
        yield f"[{', '.join(packed_value(item) for item in value)}]"
    else:
        yield json.dumps(value)


def packed_value(value: object) -> str:
    return "".join(_written(value))


def unpacked(text: str) -> dict[str, Any]:
    """The other way round, each number a Decimal again.

    >>> unpacked('{"base": 1250.50}')
    {'base': Decimal('1250.50')}
    """
    found: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return found


def put(inputs: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Set a value at its path, making the objects and rows on the way.

    >>> made = {}
    >>> put(made, ("segments", "0", "arpa"), 5)
    >>> made
    {'segments': {'0': {'arpa': 5}}}
    """
    inner = inputs
    for part in path[:-1]:
        inner = inner.setdefault(part, {})
    inner[path[-1]] = value


def listed(value: Any) -> Any:
    """Objects whose names are numbers become lists, in order: how paths speak of rows.

    >>> listed({"segments": {"0": {"arpa": 5}, "1": {"arpa": 6}}})
    {'segments': [{'arpa': 5}, {'arpa': 6}]}
    """
    if not isinstance(value, dict):
        return value
    inner = {name: listed(item) for name, item in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def got(inputs: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path of inputs; None where nothing does."""
    for part in path:
        if isinstance(inputs, list):
            inputs = inputs[int(part)] if part.isdecimal() and int(part) < len(inputs) else None
        elif isinstance(inputs, Mapping):
            inputs = inputs.get(part)
        else:
            return None
    return inputs


def typed(given: Inputs, field: Field) -> Quantity | str | None:
    """The field's value as the metric's model has read it, with the period it is for."""
    found: Any = given
    for part in field.path:
        found = _part(found, part)
    if isinstance(found, Money) and field.per:
        return Money(found.amount, found.currency, field.per)
    return found if isinstance(found, Quantity | str) else None


def _part(found: Any, part: str) -> Any:
    if isinstance(found, tuple):
        return found[int(part)] if int(part) < len(found) else None
    return getattr(found, part, None)
