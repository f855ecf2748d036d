"""The values as understood, said back: every number a person gives is echoed with its unit and period."""

from __future__ import annotations

from collections.abc import Mapping

from bot.advise.known import Known
from bot.speak.words import Words
from econ.quantity import Ratio
from econ.unit import Assessment

#: Churn is echoed both ways, because a year's is not twelve months'.
OTHER = {"month": "churn_year", "year": "churn_month"}


def echo(words: Words, inputs: Mapping[str, Known]) -> str:
    """The inputs on one line, parted by dots."""
    return " · ".join(_one(words, name, value) for name, value in inputs.items())


def echo_taken(words: Words, assessment: Assessment, shown: Mapping[str, str]) -> str:
    """The inputs of an answer as they were taken and are shown, churn per month and per year."""
    labels = words.strings["inputs"]
    parts = {name: f"{labels[name]} {text}" for name, text in shown.items() if text}
    churn = assessment.inputs.churn
    if churn and 0 < churn.value < 1:
        other = assessment.answer.values.get(OTHER.get(assessment.inputs.churn_period, ""))
        if other:
            parts["churn"] = f"{parts['churn']} ({words.show(other)})"
    return " · ".join(parts.values())


def _one(words: Words, name: str, value: Known) -> str:
    shown = words.numbers.short(value.value) if isinstance(value, Ratio) else words.show(value)
    return f"{words.strings['inputs'][name]} {shown}"
