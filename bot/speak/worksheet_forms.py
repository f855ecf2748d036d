"""The form of a worksheet: its fields in order, prefilled, with the words of `content/<lang>/worksheets/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bot.advise.known import Bought, Counts
from bot.advise.worksheet import Field, Worksheet, got, worksheets
from bot.advise.worksheet_form import CURRENCY, KINDS, NONE
from bot.content import table
from bot.speak.blocks import Block, actions, entry, modal, section, select, text_input
from bot.speak.forms import not_read, offered
from bot.speak.passport import words_of_econ
from bot.speak.plain_forms import form_words
from bot.speak.words import Shown, Words, unescape
from bot.understand.request import Slot
from econ.quantity import Count, Money

#: A form's callback: this, then the worksheet's name.
FORM = "sheet.form."


def sheet_words(words: Words, name: str) -> dict[str, Any]:
    """What the language says of a worksheet; of one made from the registry, the words of `econ.toml`."""
    if worksheets()[name].plain:
        return form_words(words, name)
    return table(f"worksheets/{name}", words.lang)


def field_words(words: Words, sheet: str, field: str) -> Mapping[str, Any]:
    """What it says of one field: its label, perhaps a hint and an example. Words for every row of a list are
    under its path with a star ("segments.*.arpa"); those of one row join them."""
    said: Mapping[str, Mapping[str, Any]] = sheet_words(words, sheet)["fields"]
    return {**said.get(_NUMBER.sub(".*", field), {}), **said.get(field, {})}


_NUMBER = re.compile(r"\.\d+")


def row_words(words: Words, sheet: Worksheet, inputs: Mapping[str, Any], row: str | None) -> str:
    """What a row is called: by its own name, else by its place in the list, at this choice of the switch."""
    if row is None:
        return ""
    named = got(inputs, (*row.split("."), "name"))
    if isinstance(named, str):
        return named
    rows = sheet_words(words, sheet.name).get("rows", {})
    choice = sheet.choice(inputs)
    return str((rows.get(choice, {}) if choice else rows).get(row, ""))


def worksheet_form(
    words: Words,
    sheet: Worksheet,
    inputs: Mapping[str, Any],
    place: str,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> Block:
    """The form with what is known in it, or with what was `typed` in it so far; `place` is the id of where
    the answer goes."""
    said = sheet_words(words, sheet.name)
    blocks: list[Block] = [section(said["intro"])] if said.get("intro") else []
    heading = None
    fields = sheet.fields_at(sheet.choice(inputs))
    for field in fields:
        if field.section and field.section != heading:
            heading = field.section
            blocks.append(section(f"*{said['sections'][heading]}*"))
        if field.at == sheet.switch:
            blocks += _switch(words, sheet, field, inputs)
        else:
            blocks.append(_entry(words, sheet, field, inputs, typed.get(field.at)))
    if any(field.kind.name.startswith("money") for field in fields):
        blocks.append(_currency(words, typed.get(CURRENCY, "").removeprefix(NONE) or _currency_in(inputs)))
    f = words.strings["form"]
    return modal(
        FORM + sheet.name, said["title"], blocks, submit=f["submit"], close=f["close"], metadata=place
    )


def _period(field: Field) -> tuple[str, ...]:
    return tuple(field.period_at.split(".")) if field.period_at else ("",)


def _switch(words: Words, sheet: Worksheet, field: Field, inputs: Mapping[str, Any]) -> list[Block]:
    """A menu outside the fields: it acts at once, and what it changes is the form itself."""
    said = field_words(words, sheet.name, field.at)
    menu = _menu(words, field, said, sheet.choice(inputs))
    return [section(said["label"]), actions(menu, block_id=field.at)]


def _entry(
    words: Words, sheet: Worksheet, field: Field, inputs: Mapping[str, Any], typed: str | None
) -> Block:
    said, value = field_words(words, sheet.name, field.at), got(inputs, field.path)
    if field.kind.choices:
        element = _menu(words, field, said, typed or value)
    else:
        known = _typed(words, field, value, got(inputs, _period(field))) if typed is None else typed
        known = said.get("initial") if known is None and not inputs else known
        element = text_input(field.at, known, said.get("example"))
    label = words.fill(said["label"], {"here": Shown(row_words(words, sheet, inputs, field.row))})
    return entry(field.at, label, element, hint=said.get("hint"), optional=not field.required)


def _menu(words: Words, field: Field, said: Mapping[str, Any], value: Any) -> Block:
    """A choice; one that need not be made has a first line that leaves it open."""
    names = said["choices"]
    choices = [(choice, names[choice]) for choice in field.kind.choices if choice in names]
    partial = len(field.kind.choices) > len(choices) and not field.open
    closed = field.required or "none" in names or partial
    open_ = [] if closed else [(NONE, words.strings["form"]["currency_none"])]
    chosen = value if value in names else (choices[0][0] if not open_ else NONE)
    return select(field.at, [*open_, *choices], chosen, words.strings["form"]["choose"])


def _typed(words: Words, field: Field, value: Any, period: Any) -> str | None:
    """The value as the person would type it again: in full, without its currency."""
    if isinstance(value, Mapping):
        if "amount" not in value:
            return _typed_known(words, field, value, period)
        value = value["amount"]
    if isinstance(value, str):
        return value
    if not isinstance(value, Decimal):
        return None
    return _with_period(words, _bare(words, field, value), period)


def _bare(words: Words, field: Field, value: Decimal) -> str:
    if field.kind.name.startswith("rate"):
        return f"{words.numbers.exact(round(value * 100, 6))}%"
    return words.numbers.exact(value)


def _with_period(words: Words, shown: str, period: Any) -> str:
    return f"{shown} {words.strings['per'][period]}" if period in words.strings["per"] else shown


def _typed_known(words: Words, field: Field, value: Mapping[str, Any], period: Any) -> str | None:
    """A range or counts, as they are typed."""
    if "low" in value:
        low, high = (_bare(words, field, value[end]) for end in ("low", "high"))
        return _with_period(words, f"{low}-{high}", period)
    if "churned" in value:
        lost, among, over = (Count(value[name]) for name in ("churned", "customers", "periods"))
        return unescape(words.counts(Counts(lost, among, over, period)))
    if "spend" in value:
        return unescape(words.bought(Bought(Money(value["spend"]), Count(value["customers"]))))
    return None


def _currency(words: Words, money: str | None) -> Block:
    f = words.strings["form"]
    choices = [(NONE, f["currency_none"]), *((code, code) for code in offered(money))]
    return entry(CURRENCY, f["currency"], select(CURRENCY, choices, money or NONE, f["choose"]))


def _currency_in(value: Any) -> str | None:
    """The currency of the first amount that has one."""
    if isinstance(value, Mapping):
        if isinstance(value.get("currency"), str):
            return str(value["currency"])
        value = list(value.values())
    if isinstance(value, list):
        return next((found for item in value if (found := _currency_in(item))), None)
    return None


def unreadable(words: Words, sheet: str, field: Field, said: str, readings: tuple[Slot, ...]) -> str:
    """The sentence under a field that could not be read, or could be read in two ways."""
    example = field_words(words, sheet, field.at).get("example") or words.label("form.examples.margin")
    return not_read(words, said, readings, KINDS[field.kind.name], example)


def field_of(sheet: Worksheet, at: str | None) -> str:
    """The field under which a complaint of `econ` is shown: its own, else the nearest above or below it."""
    path = at or ""
    fields = [field.at for field in sheet.fields]
    near = [one for one in fields if one == path] or [
        one for one in fields if one.startswith(f"{path}.") or path.startswith(f"{one}.")
    ]
    period = [field.at for field in sheet.fields if field.period_at == path]
    return (near or period or fields)[0]


def label(words: Words, sheet: str, at: str) -> str:
    """What a field is called in running text: the worksheet's short name for it, else the calculation's."""
    said = field_words(words, sheet, at)
    last = at.rpartition(".")[2]
    return str(said.get("name") or words_of_econ(words)["inputs"].get(last, last))
