"""The defaults of a country and a role: figures of `content/benchmarks.toml`, merged into the inputs.

`econ` reads no files, so what it should know of a country comes to it as plain inputs. A figure that has a
`default` says which country (and roles) it serves and which input or on-cost it becomes. What was given
always wins: a load rate takes the place of all on-costs, an on-cost of the same name that of the preset's,
and no default in one currency joins amounts said in another. Each default used is named as an assumption.

Own reps against a partner: the country's defaults are for one's own rep alone, never for the partner. Where
nobody said how many meetings there are, a rep has the usual number and the partner those of one rep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from bot.content import table
from econ.outcome import Answer, Note
from econ.quantity import Count, Money, Months, Quantity, Rate

#: Where a metric's inputs speak of a person: the inputs themselves, the rows of this list, or this object.
PLACES: dict[str, str | None] = {"rep_cost": None, "pod": "members", "outsourcing": "in_house"}

#: How many meetings a rep books a month, by its id among the benchmarks.
PACE = "rep_meetings"
MEETINGS = "meetings_per_month"
#: The assumption that the partner's are those of one rep.
PARTNER_PACE = "preset_partner_meetings_per_month"

#: A salary that `econ` will refuse anyway.
_ABSURD = 10**15


@cache
def figures() -> dict[str, dict[str, Any]]:
    """The benchmarks that serve as defaults, by id.

    >>> figures()["it_enasarco"]["default"]["country"]
    'it_agent'
    """
    return {id_: figure for id_, figure in table("benchmarks").items() if "default" in figure}


def keys() -> set[str]:
    """The assumptions these defaults are told with.

    >>> "preset_inps" in keys()
    True
    """
    return {_key(figure["default"]) for figure in figures().values()} | {PARTNER_PACE}


def merged(metric: str, given: Mapping[str, object]) -> tuple[Mapping[str, object], tuple[Note, ...]]:
    """The inputs with the defaults of their country and role, and a note for each default used.

    Anything that isn't of the right shape passes through untouched: `econ` is the one to say what's wrong.

    >>> inputs, notes = merged("rep_cost", {"country": "it", "base": 30000})
    >>> [row["name"] for row in inputs["on_costs"]], len(notes)
    (['inps', 'inail', 'tfr'], 3)
    """
    if metric == "offer":
        return _by_the_meeting(given)
    if metric not in PLACES:
        return given, ()
    place, currencies = PLACES[metric], frozenset(_currencies(given))
    if place is None:
        return _person(given, currencies)
    found = given.get(place)
    if metric == "outsourcing":
        if not isinstance(found, Mapping):
            return given, ()
        filled, notes = (found, ()) if _is_whole(found) else _person(found, currencies)
        return _paced({**given, place: filled}, notes)
    if not isinstance(found, list):
        return given, ()
    rows: list[object] = []
    notes = ()
    for row in found:
        if not isinstance(row, Mapping) or _is_whole(row):
            rows.append(row)
            continue
        country = {} if given.get("country") is None else {"country": given["country"]}
        inputs, more = _person({**country, **row}, currencies)
        rows.append(inputs)
        notes += tuple(note for note in more if note not in notes)
    return {**given, place: rows}, notes


def _is_whole(given: Mapping[str, object]) -> bool:
    """The person's whole cost was said, so nothing is to be made up of parts."""
    return given.get("cost_year") is not None or given.get("cost_month") is not None


def _paced(
    given: Mapping[str, object], notes: tuple[Note, ...]
) -> tuple[Mapping[str, object], tuple[Note, ...]]:
    """A rep's meetings and a partner's, where they were not said."""
    team, partner = given["in_house"], given.get("partner")
    assert isinstance(team, Mapping)
    pace = team.get(MEETINGS)
    if pace is None:
        pace, notes = _exact(figures()[PACE]["value"]), (*notes, _note(PACE, figures()[PACE]))
        given = {**given, "in_house": {**team, MEETINGS: pace}}
    if isinstance(partner, Mapping) and partner.get(MEETINGS) is None and isinstance(pace, int | Decimal):
        notes = (*notes, Note(PARTNER_PACE, {"value": Count(Decimal(pace))}))
        given = {**given, "partner": {**partner, MEETINGS: pace}}
    return given, notes


def _by_the_meeting(given: Mapping[str, object]) -> tuple[Mapping[str, object], tuple[Note, ...]]:
    """An offer paid by the meeting alone costs the same each, however many there are: the usual number."""
    if (
        given.get(MEETINGS) is not None
        or given.get("per_meeting") is None
        or given.get("retainer") is not None
    ):
        return given, ()
    return {**given, MEETINGS: _exact(figures()[PACE]["value"])}, (_note(PACE, figures()[PACE]),)


def told(answer: Answer, notes: tuple[Note, ...]) -> Answer:
    """The answer with the defaults it rests on among its assumptions.

    >>> told(Answer("rep_cost", {}), (Note("preset_inps"),)).assumptions[0].key
    'preset_inps'
    """
    return replace(answer, assumptions=answer.assumptions + notes) if notes else answer


def _person(
    given: Mapping[str, object], currencies: frozenset[str]
) -> tuple[Mapping[str, object], tuple[Note, ...]]:
    inputs = dict(given)
    notes: list[Note] = []
    own = _own_on_costs(given)
    for id_, figure in figures().items():
        default = figure["default"]
        if "country" not in default or default["country"] != given.get("country"):
            continue
        if _foreign(figure, currencies):
            continue
        if "on_cost" in default:
            if own is not None and default["on_cost"] not in [row.get("name") for row in own]:
                inputs["on_costs"] = [*_listed(inputs), *_rows(figure)]
                notes.append(_note(id_, figure))
        elif _serves(default, inputs):
            value = _value(figure, inputs)
            if value is not None:
                inputs[default["input"]] = value
                notes.append(_note(id_, figure))
    return inputs, tuple(notes)


def _serves(default: Mapping[str, Any], inputs: Mapping[str, object]) -> bool:
    """Whether the default is for this role, isn't said already, and has what it goes with."""
    needs = default.get("with")
    return (
        inputs.get("role") in default["roles"]
        and inputs.get(default["input"]) is None
        and (needs is None or inputs.get(needs) is not None)
    )


def _own_on_costs(given: Mapping[str, object]) -> list[Mapping[str, object]] | None:
    """The on-costs given, none being an empty list; None where the preset's have no place."""
    own = given.get("on_costs")
    if own is None:
        return None if given.get("load_rate") is not None else []
    if given.get("load_rate") is not None or not isinstance(own, list):
        return None
    return own if all(isinstance(row, Mapping) for row in own) else None


def _listed(inputs: Mapping[str, object]) -> list[object]:
    found = inputs.get("on_costs")
    return found if isinstance(found, list) else []


def _rows(figure: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """The on-costs of a figure: one, or one for each of its bands."""
    default = figure["default"]
    for band in figure.get("bands") or ({"rate": figure["value"], **_only(figure, "up_to")},):
        limits = {name: _amount(band[name], figure) for name in ("above", "up_to") if name in band}
        yield {"name": default["on_cost"], "on": default["on"], "rate": _exact(band["rate"]), **limits}


def _value(figure: Mapping[str, Any], inputs: Mapping[str, object]) -> object:
    """The default itself. Variable pay is given as its share of on-target pay, so it follows the salary."""
    if figure["default"]["input"] != "variable":
        return _amount(figure["value"], figure) if "currency" in figure else _exact(figure["value"])
    base = inputs.get("base")
    amount = base.get("amount") if isinstance(base, Mapping) else base
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal) or not Decimal(amount).is_finite():
        return None
    if abs(Decimal(amount)) >= _ABSURD:
        return None
    part = _exact(figure["value"])
    variable = (Decimal(amount) * part / (1 - part)).quantize(Decimal(1))
    return {**base, "amount": variable} if isinstance(base, Mapping) else variable


def _foreign(figure: Mapping[str, Any], currencies: frozenset[str]) -> bool:
    """Whether the figure is money, and the amounts given are in another currency."""
    if "currency" not in figure or "bands" in figure or "up_to" in figure:
        return False
    return any(one != figure["currency"] for one in currencies)


def _currencies(value: object) -> Iterator[str]:
    """Every currency of the amounts given, wherever they stand."""
    if isinstance(value, Mapping):
        currency = value.get("currency")
        if isinstance(currency, str):
            yield currency.upper()
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _currencies(item)


def _note(id_: str, figure: Mapping[str, Any]) -> Note:
    facts: dict[str, Quantity | str] = {}
    for place, band in enumerate(figure.get("bands", ()), start=1):
        facts[f"rate_{place}"] = Rate(_exact(band["rate"]))
        if "up_to" in band:
            facts[f"up_to_{place}"] = Money(_exact(band["up_to"]), figure["currency"])
    if "value" in figure:
        facts["value"] = _quantity(figure)
    if "up_to" in figure:
        facts["up_to"] = Money(_exact(figure["up_to"]), figure["currency"])
    return Note(_key(figure["default"]), facts, id_)


def _key(default: Mapping[str, str]) -> str:
    return f"preset_{default.get('on_cost') or default['input']}"


def _quantity(figure: Mapping[str, Any]) -> Quantity:
    value = _exact(figure["value"])
    if figure["unit"].startswith("fraction"):
        return Rate(value)
    if figure["unit"] == "months":
        return Months(value)
    return Money(value, figure["currency"], "year") if figure["unit"].startswith("money") else Count(value)


def _amount(value: object, figure: Mapping[str, Any]) -> dict[str, object]:
    return {"amount": _exact(value), "currency": figure["currency"]}


def _exact(value: object) -> Decimal:
    """A figure as it is written in the file, which knows only floats."""
    return Decimal(str(value))


def _only(figure: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: figure[name]} if name in figure else {}
