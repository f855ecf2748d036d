"""A second answer to the same inputs: what moves a range most, beside the range itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econ.errors import EconError
from econ.outcome import Answer
from econ.quantity import Money, Rate


def beside(metric: str, inputs: Mapping[str, Any], found: Answer) -> Answer | None:
    """That metric with these inputs, those it does not know left out; None where they do not do for it.

    What was told as counts has no ends of its own: those of the answer found take their place.
    """
    from econ.metric import METRICS

    taken = {one.name for one in METRICS[metric].inputs}
    given = {name: _ends(value, found.values.get(name)) for name, value in inputs.items() if name in taken}
    try:
        return METRICS[metric].calculate(given)
    except EconError:
        return None


def _ends(value: Any, found: Any) -> Any:
    counted = isinstance(value, Mapping) and "customers" in value
    if not counted or not isinstance(found, Mapping):
        return value
    ends = {name: _number(found[name]) for name in ("low", "high")}
    return ends | ({"currency": value["currency"]} if "currency" in value else {})


def _number(end: object) -> object:
    return end.amount if isinstance(end, Money) else end.value if isinstance(end, Rate) else end
