"""The values as understood, said back: every number a person gives is echoed with its unit and period."""

from __future__ import annotations

from collections.abc import Mapping

from bot.speak.words import Words
from econ.period import rate
from econ.quantity import Quantity, Rate, Ratio

#: Churn is echoed both ways, because a year's is not twelve months'.
OTHER = {"month": "year", "year": "month"}


def echo(words: Words, inputs: Mapping[str, Quantity]) -> str:
    """The inputs on one line, parted by dots."""
    return " · ".join(_one(words, name, value) for name, value in inputs.items())


def _one(words: Words, name: str, value: Quantity) -> str:
    shown = words.numbers.short(value.value) if isinstance(value, Ratio) else words.show(value)
    text = f"{words.strings['inputs'][name]} {shown}"
    if name != "churn" or not isinstance(value, Rate) or not value.period or not 0 < value.value < 1:
        return text
    other = OTHER.get(value.period)
    if other is None:
        return text
    converted = rate(value, "year" if other == "year" else "month")
    return f"{text} ({words.show(Rate(round(converted.value, 6), converted.period))})"
