"""The values as understood, said back: every number a person gives is echoed with its unit and period."""

from __future__ import annotations

from collections.abc import Mapping

from bot.speak.words import Words
from econ.quantity import Quantity, Rate, Ratio
from econ.unit import Assessment

#: Churn is echoed both ways, because a year's is not twelve months'.
OTHER = {"month": "churn_year", "year": "churn_month"}


def echo(words: Words, inputs: Mapping[str, Quantity]) -> str:
    """The inputs on one line, parted by dots."""
    return " · ".join(_one(words, name, value) for name, value in inputs.items())


def echo_taken(words: Words, assessment: Assessment, taken: Mapping[str, Quantity | None]) -> str:
    """The inputs of an answer as they were taken, churn per month and per year."""
    parts = []
    for name, value in taken.items():
        if value is None:
            continue
        text = _one(words, name, value)
        if name == "churn" and isinstance(value, Rate) and 0 < value.value < 1:
            other = assessment.answer.values.get(OTHER.get(value.period or "", ""))
            text = f"{text} ({words.show(other)})" if other else text
        parts.append(text)
    return " · ".join(parts)


def _one(words: Words, name: str, value: Quantity) -> str:
    shown = words.numbers.short(value.value) if isinstance(value, Ratio) else words.show(value)
    return f"{words.strings['inputs'][name]} {shown}"
