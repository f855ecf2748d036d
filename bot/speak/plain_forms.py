"""The words of a form made from the registry: those of `econ.toml`, in the form's own order."""

from __future__ import annotations

from typing import Any

from bot.advise.worksheet import Worksheet, worksheets
from bot.speak.passport import words_of_econ
from bot.speak.words import Shown, Words
from econ.quantity import Quantity, Ratio

#: How each kind may be typed, alike in every language.
EXAMPLES = {"money": "50k", "rate": "3%", "duration": "6", "count": "10", "ratio": "3"}

#: The first figure, for a list.
LINE = "{% if figures %}{{ figures[0][0] }}: {{ figures[0][1] }}{% else %}{{ title }}{% endif %}"


def form_words(words: Words, sheet: str) -> dict[str, Any]:
    """What the form says: each input's label, of which group one is enough, what is taken if empty."""
    econ, own = words_of_econ(words), worksheets()[sheet]
    fields = {field.at: _field(words, own, field.at) for field in own.fields}
    return {
        "title": econ["metrics"][sheet],
        "intro": words.label("plain.intro"),
        "fields": fields,
        "line": LINE,
    }


def _field(words: Words, sheet: Worksheet, at: str) -> dict[str, Any]:
    inputs = words_of_econ(words)["inputs"] | words.strings["plain"]["labels"].get(sheet.name, {})
    field = sheet.field(at)
    assert field is not None
    name = inputs[at]
    said: dict[str, Any] = {"label": f"{name[:1].upper()}{name[1:]}", "name": name}
    names = words.strings["plain"]["choices"]
    if field.kind.choices:
        said["choices"] = {choice: names[choice] for choice in field.kind.choices if choice in names}
    if field.one_of and len(field.one_of) > 1:
        group = Shown(", ".join(inputs[name] for name in field.one_of))
        said["hint"] = words.plain("plain.one_of", names=group)
    elif isinstance(field.default, Quantity):
        said["hint"] = words.plain("plain.default", value=_default(field.default))
    said["example"] = EXAMPLES.get(field.kind.name, "")
    return said


def example(sheet: Worksheet, lacking: tuple[str, ...]) -> str:
    """What to type for it: every needed input by name."""
    typed = [f"{at}={EXAMPLES[field.kind.name]}" for at in lacking if (field := sheet.field(at))]
    return " ".join((sheet.name, *typed))


def _default(value: Quantity) -> object:
    """A ratio taken for granted is a plain number here, whatever the bands of a verdict."""
    return value.value if isinstance(value, Ratio) else value
