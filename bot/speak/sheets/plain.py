"""The reply of a worksheet made from the registry: the figure itself, and those beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.advise.reply import Worked
from bot.speak.passport import words_of_econ
from bot.speak.words import Shown, Words, whole
from econ.outcome import Value
from econ.quantity import Quantity

#: The template of every one of them.
TEMPLATE = "figure"


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The outputs that are one figure each, by name, the metric's own first."""
    econ = words_of_econ(words)
    values = {
        name: value
        for name, value in reply.answer.values.items()
        if isinstance(value, Quantity | str) and name not in reply.inputs
    }
    return {
        "title": econ["metrics"][reply.sheet],
        "figures": [(econ["outputs"][name], _shown(words, value)) for name, value in values.items()],
    }


def _shown(words: Words, value: Value) -> Shown:
    if isinstance(value, str):
        return Shown(words_of_econ(words)["verdicts"].get(value, value))
    return Shown(words.show(whole(value)))
