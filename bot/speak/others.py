"""Everything that is not the main answer: questions back, help, explanations, lists, short sentences."""

from __future__ import annotations

from typing import Any

from bot.advise.reply import AskFor, AskWhich, Explained, Figured, Helped, Listed, Told, Understood, Worked
from bot.advise.worksheet import worksheets
from bot.speak.blocks import Block, actions, button, context, section
from bot.speak.echo import echo
from bot.speak.message import Message
from bot.speak.passport import assumptions, explanation, figure, no_value, words_of_econ, working
from bot.speak.plain_forms import example
from bot.speak.words import Shown, Words, escape
from bot.speak.worksheet_forms import sheet_words
from bot.understand.request import Slot
from econ.quantity import Ratio
from econ.unit import Assessment

#: The value of a form button that belongs to no conversation.
NEW = "new"

#: A scenario list on a phone screen; the rest is a line saying how many more.
LIST_LIMIT = 15


def form_button(words: Words, conversation: str = NEW, sheet: str | None = None) -> Block:
    """Opens the form, prefilled with the running conversation's or the last figures."""
    action = f"sheet.open.{sheet}" if sheet else "form.open"
    return button(words.label("buttons.form"), action, conversation, style="primary")


def say_ask_for(words: Words, reply: AskFor) -> Message:
    """What is missing, with an example to answer by."""
    if reply.sheet and worksheets()[reply.sheet].plain:
        return _ask_by_name(words, reply, reply.sheet)
    facts: dict[str, Any] = {
        "missing": reply.missing,
        "names": words.strings["inputs"],
        "questions": {},
        "example": Shown(words.label("ask.example")),
        "understood": Shown(echo(words, reply.understood)),
    }
    said = words.say("ask", facts)
    only = reply.missing[0]
    question = said[f"question_{only}"] if f"question_{only}" in said else said["question_other"]
    asked = words.say("ask", {**facts, "questions": {only: Shown(question)}})["missing"]
    kept = said["kept"]
    if reply.sheet and not reply.understood and (lead := sheet_words(words, reply.sheet).get("asked")):
        asked = f"{lead} {asked}"
    blocks = [
        section(asked),
        *([context(kept)] if kept else []),
        actions(form_button(words, reply.conversation, reply.sheet)),
    ]
    return Message("\n".join(line for line in (asked, kept) if line), tuple(blocks))


def _ask_by_name(words: Words, reply: AskFor, sheet: str) -> Message:
    """A figure of the registry: its form, or its inputs by name."""
    title = words_of_econ(words)["metrics"][sheet]
    text = words.label("plain.ask", title=title, example=example(worksheets()[sheet], reply.missing))
    return Message(text, (section(text), actions(form_button(words, reply.conversation, sheet))))


def say_ask_which(words: Words, reply: AskWhich) -> Message:
    """A doubt: the readings as buttons, or how to say it plainly."""
    doubt = reply.doubt
    name = words.strings["inputs"].get(doubt.slot or "", doubt.slot or "")
    facts = {"said": doubt.source, "name": name, "missing": ("",), "names": {"": ""}, "questions": {"": ""}}
    said = words.say("ask", {**facts, "understood": Shown(echo(words, reply.understood))})
    asked = said[doubt.key] if doubt.key in said else said["other"]
    kept = said["kept"]
    blocks = [section(asked), *([context(kept)] if kept else [])]
    if doubt.readings:
        readings = [_reading(words, reading) for reading in doubt.readings]
        blocks.append(
            actions(
                *(
                    button(words.plain("doubts.use", reading=text), f"doubt.{n}", reply.conversation)
                    for n, text in enumerate(readings)
                )
            )
        )
        asked = f"{asked} {' / '.join(readings)}"
    else:
        blocks.append(actions(form_button(words, reply.conversation, reply.sheet)))
    return Message("\n".join(line for line in (asked, kept) if line), tuple(blocks))


def _reading(words: Words, slot: Slot) -> str:
    from bot.advise.inputs import quantity

    return str(words.show(quantity(slot)))


def say_explained(words: Words, reply: Explained) -> Message:
    """What cannot be, what was kept, what to do."""
    sentence = explanation(words, reply.key, reply.at, reply.facts)
    kept = {name: value for name, value in reply.understood.items() if name != reply.at}
    small = words.say("ask", {"understood": Shown(echo(words, kept))})["kept"] if kept else ""
    blocks = [
        section(sentence),
        *([context(small)] if small else []),
        actions(form_button(words, reply.conversation, reply.sheet)),
    ]
    return Message("\n".join(line for line in (sentence, small) if line), tuple(blocks))


def say_helped(words: Words, reply: Helped) -> Message:
    """Help, led in by why it is shown."""
    typed = words.strings["typed"]
    near = tuple(typed[intent] for intent in reply.near if intent in typed)
    said = words.say("help", {"near": near, "said": reply.said[:80]})
    if reply.key == "help":
        parts = [said["help"], said["ask"], said["more"]]
    else:
        parts = [said[reply.key if reply.key in said else "fallback"], said["ask"]]
    small = said["private"] if reply.key == "help" else ""
    blocks = [section(part) for part in parts]
    blocks += [context(small)] if small else []
    blocks.append(actions(form_button(words)))
    return Message("\n\n".join(part for part in (*parts, small) if part), tuple(blocks))


def say_told(words: Words, reply: Told) -> Message:
    """One sentence."""
    text = words.label(f"told.{reply.key}", **reply.facts)
    return Message(text, (section(text),))


def say_listed(words: Words, reply: Listed) -> Message:
    """The scenarios, newest first, each with its ratio and a button that opens it."""
    title = words.label("lists.scenarios")
    blocks = [section(f"*{title}*")]
    lines = [title]
    for scenario_id, name, assessment in reply.scenarios[:LIST_LIMIT]:
        line = f"*{escape(name)}*: {_in_short(words, assessment)}"
        lines.append(line)
        opening = button(words.label("lists.scenario_button"), "scenario.open", scenario_id)
        blocks.append({**section(line), "accessory": opening})
    more = len(reply.scenarios) - LIST_LIMIT
    if more > 0:
        lines.append(words.label("lists.more", count=str(more)))
        blocks.append(context(lines[-1]))
    return Message("\n".join(lines), tuple(blocks))


def _in_short(words: Words, found: Assessment | Worked) -> str:
    if isinstance(found, Worked):
        from bot.speak.worked import worked_line  # with what answers need: loaded with the first of them

        return worked_line(words, found)
    ratio = found.answer.values.get("ltv_cac")
    return f"LTV:CAC {words.show(ratio)}" if isinstance(ratio, Ratio) else words.label("lists.no_ratio")


def say_understood(words: Words, reply: Understood) -> Message:
    """The figures held in this conversation."""
    text = words.label("lists.inputs", inputs=Shown(echo(words, reply.inputs)))
    return Message(text, (section(text), actions(form_button(words, reply.conversation))))


def say_figured(words: Words, reply: Figured) -> Message:
    """A single figure with its working."""
    answer = reply.answer
    lines = [figure(words, name, value) for name, value in answer.values.items() if value is not None]
    parts = [f"*{lines[0]}*", *lines[1:]] if lines else []
    parts += [no_value(words, answer), *working(words, answer, ""), assumptions(words, answer)]
    shown = [part for part in parts if part]
    return Message("\n".join(shown), tuple(section(part) for part in shown))
