"""Worksheets made from the registry, for the metrics that have none of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.advise.worksheet import Field, Worksheet, put
from bot.advise.worksheet_form import KINDS, read_field
from bot.content import languages, table
from bot.understand.tokens import fold
from econ.errors import EconError

_PAIR = re.compile(r"([^\W\d]\w*)\s*=\s*([^=]*?)(?=[\s,;]+[^\W\d]\w*\s*=|$)")


def pairs(sheet: Worksheet, text: str) -> dict[str, Any]:
    """The inputs typed as name=value, under the metric's own names or the words for them.

    Raises EconError for a value that cannot be read and for a name the metric does not know.

    >>> from bot.advise.worksheet import worksheets
    >>> pairs(worksheets()["magic_number"], "magic_number delta_arr=200k prior_quarter_spend=150k")
    {'delta_arr': Decimal('200000'), 'prior_quarter_spend': Decimal('150000')}
    """
    inputs: dict[str, Any] = {}
    names = _names(sheet)
    for key, value in _PAIR.findall(text):
        field = sheet.field(names.get(fold(key), ""))
        if field is None:
            raise EconError("unknown_input", key, name=key, known=", ".join(one.at for one in sheet.fields))
        _put(inputs, field, value.strip(" ,;"))
    return inputs


def _put(inputs: dict[str, Any], field: Field, text: str) -> None:
    if field.kind.name not in KINDS:
        put(inputs, field.path, text)
    elif not read_field(field, text, inputs):
        raise EconError("not_a_number", field.at)


def _names(sheet: Worksheet) -> Mapping[str, str]:
    labels = [table("econ", lang)["inputs"] for lang in languages()]
    worded = {
        fold(said[field.at]).replace(" ", "_"): field.at
        for said in labels
        for field in sheet.fields
        if field.at in said
    }
    return worded | {field.at.casefold(): field.at for field in sheet.fields}


def lacking(sheet: Worksheet) -> tuple[str, ...]:
    """The inputs to ask for: those it needs, of alternatives the first."""
    return tuple(
        field.at for field in sheet.fields if field.required or (field.one_of and field.one_of[0] == field.at)
    )
