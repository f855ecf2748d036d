"""Worksheets: the calculations that have a form and a reply of their own, as data.

`content/worksheets/<name>.toml` names the metric, the intent that asks for it, and the form's fields: where
each stands among the metric's inputs and which slot of a message fills it. Words are in the languages'
folders. A new worksheet is content and, where its reply has a chart, one function in `bot.speak`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from bot.content import ROOT, table
from econ.inputs import Inputs
from econ.kinds import Kind
from econ.metric import METRICS, Input, Metric, inputs_of
from econ.quantity import Money, Period, Quantity, Rate


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `at` is its path among the inputs ("in_house.reps", "segments.0.arpa").

    `per` is the period its amount is for, or the path of the input that says it (`period_at`). `less_one`
    turns a multiple into what is above one ("1.3x" is a load of 30 %). `aliases` are words of a message for
    the field's own choices (a BDR is an SDR by another name). `only` are the choices of the form's switch at
    which the field is there.
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
    only: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.at.split("."))

    @property
    def row(self) -> str | None:
        """The row of a list it belongs to ("segments.0"); None where it stands alone."""
        list_, number, *rest = (*self.path, "")
        return f"{list_}.{number}" if number.isdecimal() and rest else None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One calculation. `chart` says that its answer can be drawn; `switch` is the field whose choice decides
    which others the form has (the journey of a funnel)."""

    name: str
    metric: str
    intent: str
    fields: tuple[Field, ...]
    chart: bool = False
    switch: str | None = None

    def choice(self, inputs: Mapping[str, Any]) -> str | None:
        """Where the switch stands: as given, else at its first choice."""
        field = self.field(self.switch or "")
        if field is None:
            return None
        given = got(inputs, field.path)
        return str(given) if given in field.kind.choices else field.kind.choices[0]

    def fields_at(self, choice: str | None) -> tuple[Field, ...]:
        """The form's fields with the switch there."""
        return tuple(field for field in self.fields if not field.only or choice in field.only)

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
    return Worksheet(
        name, metric.key, given["intent"], fields, given.get("chart", False), given.get("switch")
    )


def _field(metric: Metric, given: Mapping[str, Any]) -> Field:
    found = _input(metric.inputs, given["at"].split("."))
    return Field(kind=found.kind, required=found.required or given.get("required", False), **_own(given))


def _own(given: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in given.items() if name != "required"}
    return {**own, "only": tuple(given.get("only", ()))}


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
    """Objects whose names are numbers become lists: how paths speak of rows. A row left out in between stays
    as an empty one, so that each keeps its place.

    >>> listed({"stages": {"0": {"conversion": 5}, "2": {"conversion": 6}}})
    {'stages': [{'conversion': 5}, {}, {'conversion': 6}]}
    """
    if not isinstance(value, dict):
        return value
    inner = {name: listed(item) for name, item in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner.get(str(place), {}) for place in range(max(map(int, inner)) + 1)]
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
    found = _at(given, field.path)
    period = _at(given, tuple(field.period_at.split("."))) if field.period_at else field.per
    if isinstance(found, Money | Rate) and period:
        return replace(found, period=period)
    return found if isinstance(found, Quantity | str) else None


def _at(given: Inputs, path: tuple[str, ...]) -> Any:
    found: Any = given
    for part in path:
        found = _part(found, part)
    return found


def _part(found: Any, part: str) -> Any:
    if isinstance(found, tuple):
        return found[int(part)] if int(part) < len(found) else None
    return getattr(found, part, None)
