"""The answer of a worksheet: its own template, what was read, the warnings, and buttons.

A worksheet's template (`say/<name>.j2`) has the facts of its answer under their names, lists and objects
too, and its blocks decide the layout: `headline`, then `figure_…` side by side, then `part_…` one below the
other; `note_…` are small print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.advise.composed import takes
from bot.advise.known import Known
from bot.advise.reply import Worked
from bot.advise.typed import typed
from bot.advise.worksheet import got, worksheets
from bot.speak.blocks import Block, actions, button, context, fields, section
from bot.speak.echo import echo
from bot.speak.message import Message
from bot.speak.passport import assumptions, no_value, words_of_econ, working
from bot.speak.sheets import more_facts, said_by, template_of
from bot.speak.words import Said, Shown, Words, escape, whole
from bot.speak.worksheet_forms import field_words, label, row_words, sheet_words
from econ.outcome import Value
from econ.quantity import Quantity

#: How the notes of a country's or a role's defaults begin.
PRESET = "preset_"


def say_worked(words: Words, reply: Worked) -> Message:
    """The private answer, with its buttons."""
    said = words.say(template_of(reply.sheet), worked_facts(words, reply))
    blocks = [context(_scenario(words, reply.scenario))] if reply.scenario else []
    blocks += _blocks(words, reply, said)
    if reply.detail == "working" or _is_plain(reply):
        blocks += _working(words, reply)
    blocks += [context(text) for text in _small(words, reply, said)]
    if reply.analysis_id:
        blocks.append(_buttons(words, reply, reply.analysis_id))
    return Message(_text(words, reply, said), tuple(blocks))


def say_worked_shared(words: Words, reply: Worked, sharer: str, share_id: str) -> Message:
    """The answer as a channel sees it: who shared it, the figures as understood, and Undo."""
    said = words.say(template_of(reply.sheet), worked_facts(words, reply))
    opening = words.say("ltv_cac", {"sharer": Shown(sharer)})["shared"]
    undo = button(words.label("buttons.undo"), "share.undo", share_id)
    small = [context(text) for text in _small(words, reply, said)]
    blocks = [context(opening), *_blocks(words, reply, said), *small, actions(undo)]
    return Message(f"{opening}. {_text(words, reply, said)}", tuple(blocks))


def _is_plain(reply: Worked) -> bool:
    return worksheets()[reply.sheet].plain


def worked_line(words: Words, reply: Worked) -> str:
    """The answer in a few words, for a list."""
    return words.fill(sheet_words(words, reply.sheet)["line"], worked_facts(words, reply))


def worked_facts(words: Words, reply: Worked) -> dict[str, Any]:
    """Every output under its name, the inputs under `given`, what a message told under `said`."""
    answer = reply.answer
    facts = {name: _shown(value) for name, value in answer.values.items()}
    return facts | {
        "given": reply.given,
        "said": reply.said,
        "w": sheet_words(words, reply.sheet),
        "none_key": answer.no_value.key if answer.no_value else None,
        "assumed": {note.key: note.facts for note in answer.assumptions},
        "warned": {note.key: note.facts for note in answer.warnings},
        **more_facts(words, reply),
    }


def _shown(value: Value) -> Any:
    """Computed amounts without cents, wherever they stand."""
    if isinstance(value, Quantity):
        return whole(value)
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _shown(item) for name, item in value.items()}
    return value


def _blocks(words: Words, reply: Worked, said: Said) -> list[Block]:
    blocks = [section(said["headline"])]
    none = _none(words, reply, said)
    if none:
        blocks.append(section(none))
    figures = said.every("figure_")
    if figures:
        blocks.append(fields(figures))
    return blocks + [section(text) for text in said.every("part_")]


def _none(words: Words, reply: Worked, said: Said) -> str:
    """Why there is no finite value: in the template's own words (`none`), where it has some."""
    return said["none"] if "none" in said else no_value(words, reply.answer)


def _working(words: Words, reply: Worked) -> list[Block]:
    titles = words.say("ltv_cac", {})
    answer = reply.answer
    said = said_by(reply.sheet)
    answer = replace(answer, assumptions=tuple(n for n in answer.assumptions if not n.key.startswith(said)))
    made = assumptions(words, answer, skip="warnings")
    texts = working(words, answer, titles["working"]) if answer.steps else []
    return [section(text) for text in (*texts, f"{titles['assumptions']}\n{made}" if made else "") if text]


def _small(words: Words, reply: Worked, said: Said) -> list[str]:
    """Small print: what was read, the template's notes, the warnings."""
    echo = words.label("sheets.read", understood=Shown(echo_sheet(words, reply)))
    notes = " ".join(text for text in (echo, _presets(words, reply), *said.every("note_")) if text)
    warned = assumptions(words, reply.answer, skip="assumptions")
    return [text for text in (notes, warned) if text]


def _presets(words: Words, reply: Worked) -> str:
    """Which figures nobody gave: each with its source in the working."""
    econ = words_of_econ(words)
    names = [
        note.key.removeprefix(PRESET) for note in reply.answer.assumptions if note.key.startswith(PRESET)
    ]
    known = econ["parts"] | econ["inputs"] | econ["steps"]
    named = [known[name] for name in dict.fromkeys(names)]
    return words.label("sheets.presets", names=", ".join(named)) if named else ""


def echo_sheet(words: Words, reply: Worked) -> str:
    """Every input that was given, by the names of the form, parted by dots; those of a row after its name."""
    sheet = worksheets()[reply.sheet]
    if takes(sheet.name) & reply.said.keys():
        return echo(words, reply.said)  # as it was said; the stages made of it are in the answer
    rows: dict[str | None, list[str]] = {}
    for field in sheet.fields_at(sheet.choice(reply.inputs)):
        value = None if got(reply.inputs, field.path) is None else typed(reply.given, reply.inputs, field)
        if value is None or field.at == sheet.switch or (field.row and field.path[-1] == "name"):
            continue
        name, shown = label(words, sheet.name, field.at), _value(words, sheet.name, field.at, value)
        line = words.label("sheets.taken", line=Shown(f"{name} {shown}")) if field.at in reply.taken else ""
        rows.setdefault(field.row, []).append(line or f"{name} {shown}")
    titles = {row: escape(row_words(words, sheet, reply.inputs, row)) for row in rows}
    return " · ".join(
        f"{titles[row]}: {', '.join(lines)}" if titles[row] else " · ".join(lines)
        for row, lines in rows.items()
    )


def _value(words: Words, sheet: str, at: str, value: Known | str) -> str:
    if isinstance(value, str):
        choices: Mapping[str, str] = field_words(words, sheet, at).get("choices", {})
        return escape(choices.get(value, value))
    return str(words.show(value))


def _scenario(words: Words, name: str) -> str:
    return words.say("ltv_cac", {"scenario": name})["scenario"]


def _buttons(words: Words, reply: Worked, analysis_id: str) -> Block:
    labels = words.strings["buttons"]

    def one(name: str, action: str) -> Block:
        return button(labels[name], action, analysis_id)

    sheet, row = worksheets()[reply.sheet], []
    if not sheet.plain:
        row = [one("hide", "ltv.hide") if reply.detail == "working" else one("working", "ltv.working")]
    if sheet.chart:
        row.append(one("chart", "ltv.chart"))
    return actions(*row, one("adjust", "ltv.adjust"), one("share", "ltv.share"), one("save", "ltv.save"))


def _text(words: Words, reply: Worked, said: Said) -> str:
    """The whole answer as a screen reader or a notification gives it."""
    figures = "; ".join(
        text.replace("\n", ": ", 1).replace("\n(", " (").replace("\n", ", ") for text in said.every("figure_")
    )
    shown = [block["text"]["text"] for block in _working(words, reply)] if _is_plain(reply) else []
    lines = [said["headline"], _none(words, reply, said), figures, *said.every("part_"), *shown]
    return "\n".join(text for text in (*lines, *_small(words, reply, said)) if text)
