"""The main answer: verdict, figures, levers, lesson, buttons. The rest is shown on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.advise.reply import Assessed
from bot.lessons import lesson
from bot.speak.blocks import Block, actions, button, context, fields, section
from bot.speak.figures import facts_of, move_facts
from bot.speak.levers import say_levers
from bot.speak.message import Message
from bot.speak.passport import READING, assumptions, no_value, working
from bot.speak.teaching import body, footer
from bot.speak.words import Said, Shown, Words
from bot.understand.request import Doubt
from econ.quantity import Ratio
from econ.record import record


@record(frozen=True, slots=True)
class Parts:
    """The answer's paragraphs, each rendered once: blocks and text are two ways to lay them out."""

    said: Said
    headline: str
    before: str
    none: str
    figures: list[str]
    levers: str
    beside: list[str]
    small: str
    lesson: str


def say_assessed(words: Words, reply: Assessed) -> Message:
    """The private answer, with its buttons."""
    parts = _parts(words, reply, words.say("ltv_cac", facts_of(words, reply)))
    blocks = [context(parts.said["scenario"])] if reply.scenario else []
    blocks += _blocks(parts)
    blocks += _detail(words, reply, parts)
    blocks.append(context(parts.small))
    if reply.lesson and reply.detail is None:
        blocks.append(context(f"{parts.lesson}\n_{footer(words, reply.lesson)}_"))
    if reply.analysis_id:
        blocks += _buttons(words, reply, reply.analysis_id)
    return Message(_text(parts), tuple(blocks))


def say_shared(words: Words, reply: Assessed, sharer: str, share_id: str) -> Message:
    """The answer as a channel sees it: who shared it, the figures as understood, and Undo."""
    facts = facts_of(words, reply) | {"sharer": Shown(sharer)}
    parts = _parts(words, reply, words.say("ltv_cac", facts))
    opening = parts.said["shared"]
    undo = button(words.label("buttons.undo"), "share.undo", share_id)
    blocks = [context(opening), *_blocks(parts), context(parts.small), actions(undo)]
    return Message(f"{opening}. {_text(replace(parts, lesson=''))}", tuple(blocks))


def _parts(words: Words, reply: Assessed, said: Said) -> Parts:
    figures = said["figures"]
    return Parts(
        said,
        _joined(" ", said["headline"], _where(said, "target_is_own", "target")),
        _where(said, "before_ratio", "before"),
        no_value(words, reply.assessment.answer),
        figures.split("\n\n") if figures else [],
        said["levers"],
        [
            text
            for text in (_where(said, "five_year_ltv", "five_year"), _where(said, "counted", "range"))
            if text
        ]
        + (say_levers(words, reply.levers, Ratio(reply.assessment.inputs.target)) if reply.levers else []),
        _small_print(words, reply, said),
        _lesson(words, reply, said.facts),
    )


def _where(said: Said, fact: str, block: str) -> str:
    """A paragraph that few answers have: it is not even looked for where its fact is not there."""
    return said[block] if said.facts[fact] else ""


def _joined(by: str, *texts: str) -> str:
    return by.join(filter(None, texts))


def _blocks(parts: Parts) -> list[Block]:
    blocks = [section(text) for text in (parts.headline, parts.before, parts.none) if text]
    if parts.figures:
        blocks.append(fields(parts.figures))
    return blocks + [section(text) for text in (parts.levers, *parts.beside) if text]


def _detail(words: Words, reply: Assessed, parts: Parts) -> list[Block]:
    """What a button opened in place: the working, or the three moves."""
    answer = reply.assessment.answer
    if reply.detail == "what_if":
        moves = (words.say("ltv_cac", {"move": move_facts(words, move)})["move"] for move in reply.variations)
        return [section("\n".join([f"*{words.label('buttons.what_if')}*", *moves]))]
    if reply.detail == "working":
        made = assumptions(words, answer)
        texts = working(words, answer, parts.said["working"])
        return [
            section(text) for text in (*texts, f"{parts.said['assumptions']}\n{made}" if made else "") if text
        ]
    return []


def _text(parts: Parts) -> str:
    """The whole answer as a screen reader or a notification gives it, key numbers first."""
    figures = "; ".join(figure.replace("\n", ": ") for figure in parts.figures)
    lines = (parts.headline, parts.before, parts.none, figures, parts.levers, *parts.beside)
    return _joined("\n", *lines, parts.small, parts.lesson)


def _small_print(words: Words, reply: Assessed, said: Said) -> str:
    assumed = (_assumed(words, doubt) for doubt in reply.assumed)
    reading = assumptions(words, reply.assessment.answer, only=READING, joined=" ")
    return _joined(" ", said["understood"], *assumed, said["basis"], reading)


def _assumed(words: Words, doubt: Doubt) -> str:
    """A value placed by elimination is said to be."""
    slot = words.strings["inputs"].get(doubt.slot or "", doubt.slot)
    return words.label("doubts.assumed", said=doubt.source, slot=slot)


def _lesson(words: Words, reply: Assessed, facts: Mapping[str, Any]) -> str:
    if reply.lesson is None:
        return ""
    found = lesson(words.lang, reply.lesson)
    return f"*{found.title}*\n{body(words, found, facts)}"


def _buttons(words: Words, reply: Assessed, analysis_id: str) -> list[Block]:
    labels = words.strings["buttons"]

    def one(name: str, action: str) -> Block:
        return button(labels[name], action, analysis_id)

    values = reply.assessment.answer.values
    row = [one("hide", "ltv.hide") if reply.detail == "working" else one("working", "ltv.working")]
    if values.get("cac") and values.get("gross_profit_month"):
        row.append(one("chart", "ltv.chart"))
    row.append(one("adjust", "ltv.adjust"))
    row.append(one("close", "ltv.hide") if reply.detail == "what_if" else one("what_if", "ltv.what_if"))
    if reply.change and reply.detail != "what_if":
        row.append(one("back", "ltv.back"))
    row += [one("share", "ltv.share"), one("save", "ltv.save")]
    if reply.detail == "what_if":
        return [actions(*(_try(words, move.key, analysis_id) for move in reply.variations)), actions(*row)]
    then = [one("count", "ltv.count")] if _can_count(reply) else []
    return [actions(*row), actions(*then, one("digest", "digest.new"))]


def _try(words: Words, key: str, analysis_id: str) -> Block:
    """The button of one move; a churn that can only be halved is still the churn's move."""
    return button(words.strings["moves"][key], f"ltv.try.{key.replace('_half', '_down')}", analysis_id)


def _can_count(reply: Assessed) -> bool:
    """A churn typed as a rate can be asked what it was measured on."""
    churn = reply.assessment.inputs.churn
    return churn is not None and 0 <= churn.value < 1 and reply.counted is None
