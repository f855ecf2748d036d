"""Worksheets: the calculations that have a form and a reply of their own, as data.

`content/worksheets/<name>.toml` names the metric, the intent that asks for it, and the form's fields: where
each stands among the metric's inputs and which slot of a message fills it. Words are in the languages'
folders. A new worksheet is content and, where its reply has a chart, one function in `bot.speak`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.content import ROOT, table
from bot.exact_json import written
from econ.quantity import Period, Quantity

# The registry of metrics takes a while to load: it is, when a worksheet is first asked for.
if TYPE_CHECKING:
    from econ.kinds import Kind
    from econ.metric import Input, Metric


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `at` is its path among the inputs ("in_house.reps", "segments.0.arpa").

    `per` is the period its amount is for, or the path of the input that says it (`period_at`),
    which without a word is that of another (`period_as`). `less_one`
    turns a multiple into what is above one ("1.3x" is a load of 30 %). `aliases` are words of a message for
    the field's own choices (a BDR is an SDR by another name). `only` are the choices of the form's switch at
    which the field is there. An `open` menu need not be answered, though it offers only some of the choices.
    """

    at: str
    kind: Kind
    required: bool = False
    slot: str | None = None
    per: Period | None = None
    period_at: str | None = None
    period_as: str | None = None
    less_one: bool = False
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)
    section: str | None = None
    one_of: tuple[str, ...] = ()
    default: Quantity | str | None = None
    only: tuple[str, ...] = ()
    open: bool = False

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
    which others the form has (the journey of a funnel). `constants` are inputs, by path, that are the
    worksheet's own (the role of each row of a team), for rows that have anything else in them. With `gaps` a
    row left out in between is an empty row to the metric (a stage that the journey does not have).

    `customer`: its figures are those of one customer, so it begins with those last given. `beside` is the
    metric answered along with it. A `plain` one is made from the registry and shows its working at once.
    """

    name: str
    metric: str
    intent: str
    fields: tuple[Field, ...]
    chart: bool = False
    constants: Mapping[str, object] = dataclasses.field(default_factory=dict)
    customer: bool = False
    beside: str | None = None
    plain: bool = False
    switch: str | None = None
    gaps: bool = False

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
    from econ.metric import METRICS

    names = sorted(entry.name.removesuffix(".toml") for entry in (ROOT / "worksheets").iterdir())
    own = {name: _read(name) for name in names}
    served = {sheet.metric for sheet in own.values()} | _ELSEWHERE
    made = (_made(metric) for metric in METRICS.values() if metric.key not in served)
    return own | {sheet.name: sheet for sheet in made if sheet}


#: What the main answer gives, and what is answered beside another.
_ELSEWHERE = {"ltv_cac", "goal_seek", "sensitivity"}

#: The intent of every worksheet made from the registry.
FIGURE = "figure"

#: The kinds of input that a form can hold.
_TYPED = ("money", "rate", "duration", "ratio", "count", "choice")


def _made(metric: Metric) -> Worksheet | None:
    """A worksheet of every input that a form can hold; None where it needs one that it cannot."""
    names = {one.name for one in metric.inputs if one.kind.name in _TYPED}
    if any((one.required or one.one_of) and not names & {one.name, *one.one_of} for one in metric.inputs):
        return None
    period_of = {name: next((at for at in _period_names(name) if at in names), None) for name in names}
    companions = {at for at in period_of.values() if at}
    fields = tuple(
        Field(
            one.name,
            one.kind,
            one.required,
            period_at=period_of[one.name],
            one_of=tuple(name for name in one.one_of if name in names),
            default=one.default,
            open=one.default is None and not one.required,
        )
        for one in metric.inputs
        if one.name in names - companions
    )
    return Worksheet(metric.key, metric.key, FIGURE, fields, plain=True) if fields else None


def _period_names(name: str) -> tuple[str, ...]:
    """The inputs that may say the period of another."""
    return () if name.endswith("_period") else (f"{name}_period", f"{name.split('_', maxsplit=1)[0]}_period")


_MARKS = ("chart", "constants", "switch", "gaps", "customer", "beside")


@cache
def by_intent() -> Mapping[str, Worksheet]:
    """The worksheet that answers an intent."""
    return {sheet.intent: sheet for sheet in worksheets().values() if not sheet.plain}


def _read(name: str) -> Worksheet:
    from econ.metric import METRICS

    given = table(f"worksheets/{name}")
    metric = METRICS[given["metric"]]
    fields = tuple(_field(metric, one) for one in given["fields"])
    marks = {mark: given[mark] for mark in _MARKS if mark in given}
    return Worksheet(name, metric.key, given["intent"], fields, **marks)


def _field(metric: Metric, given: Mapping[str, Any]) -> Field:
    found = _input(metric.inputs, given["at"].split("."))
    return Field(kind=found.kind, required=given.get("required", found.required), **_own(given))


def _own(given: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in given.items() if name != "required"}
    return {**own, "only": tuple(given.get("only", ()))}


def _input(inputs: tuple[Input, ...], path: list[str]) -> Input:
    """The registry's entry for a path; a number in it is a row of a list."""
    first, *rest = path
    found = next(one for one in inputs if one.name == first)
    if not rest:
        return found
    from econ.metric import inputs_of

    assert found.kind.of is not None
    inner = inputs_of(found.kind.of)
    return _input(inner, rest[1:] if rest[0].isdecimal() else rest)


def packed(inputs: Mapping[str, object]) -> str:
    """Inputs as exact JSON text, for a row: a Decimal is written as the number it is.

    >>> packed({"base": Decimal("1250.50")})
    '{"base": 1250.50}'
    """
    return written(inputs)


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


def ready(sheet: Worksheet, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs as the metric takes them: rows in a list, with what the worksheet itself says of each.

    >>> ready(worksheets()["team"], {"members": {"1": {"count": 2}}})
    {'members': [{'role': 'ae', 'count': 2}]}
    """
    made: dict[str, Any] = _with_constants(sheet, inputs)
    return {name: _as_rows(value) for name, value in made.items()}


def _with_constants(sheet: Worksheet, inputs: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for at, value in sheet.constants.items():
        *above, _ = path = tuple(at.split("."))
        if not above or got(inputs, tuple(above)):
            put(made, path, value)
    return _over(made, inputs)


def _over(base: dict[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs laid over what is there, at every depth."""
    for name, value in inputs.items():
        mine = base.get(name)
        base[name] = _over(mine, value) if isinstance(mine, dict) and isinstance(value, Mapping) else value
    return base


def _as_rows(value: Any) -> Any:
    """An object whose names are numbers becomes a list, in order."""
    if not isinstance(value, Mapping):
        return value
    inner = {name: _as_rows(item) for name, item in value.items()}
    return [inner[name] for name in rows_of(inner)] if rows_of(inner) else inner


def rows_of(value: Any) -> list[str]:
    """The numbers of the rows there are; empty where it is not a list of rows.

    >>> rows_of({"2": {}, "0": {}}), rows_of({"arpa": 5})
    (['0', '2'], [])
    """
    if not isinstance(value, Mapping) or not value or not all(name.isdecimal() for name in value):
        return []
    return sorted(value, key=int)


def spread(sheet: Worksheet, inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs with an empty row for each that was left out in between, where the worksheet says so.

    >>> spread(worksheets()["funnel"], {"stages": {"1": {"conversion": 5}}})
    {'stages': {'0': {}, '1': {'conversion': 5}}}
    """
    return {name: _spread(value) for name, value in inputs.items()} if sheet.gaps else inputs


def _spread(value: Any) -> Any:
    rows = rows_of(value)
    return {str(place): value.get(str(place), {}) for place in range(int(rows[-1]) + 1)} if rows else value


def field_at(inputs: Mapping[str, Any], at: str | None) -> str:
    """A path as `econ` names it, as a path of ours: its first row may be our third.

    >>> field_at({"segments": {"2": {"arpa": 5}}}, "segments[0].arpa")
    'segments.2.arpa'
    """
    path: list[str] = []
    inner: Any = inputs
    for part in (at or "").replace("[", ".").replace("]", "").split("."):
        rows = rows_of(inner)
        name = rows[int(part)] if part.isdecimal() and int(part) < len(rows) else part
        path.append(name)
        inner = inner.get(name) if isinstance(inner, Mapping) else None
    return ".".join(path)


def got(inputs: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path of inputs; None where nothing does."""
    for part in path:
        inputs = inputs.get(part) if isinstance(inputs, Mapping) else None
    return inputs
