"""Lessons as people read them: with the asker's own figures where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot.advise.figures import lesson_facts
from bot.advise.reply import Taught
from bot.lessons import Lesson, lesson
from bot.speak.blocks import actions, button, context, section
from bot.speak.message import Message
from bot.speak.numbers import BANDS
from bot.speak.words import Words
from econ.quantity import Ratio
from econ.unit import Assessment


def facts_for(words: Words, assessment: Assessment) -> dict[str, Any]:
    """The facts lessons may use, the ratio shown as the verdict shows it."""
    facts = {name: fact for name, fact in lesson_facts(assessment).items() if fact is not None}
    ratio = facts.get("ltv_cac")
    if isinstance(ratio, Ratio):
        edges = (*BANDS, assessment.inputs.target)
        facts["ltv_cac"] = Markup(words.numbers.ratio(ratio.value, edges))  # noqa: S704  a number
    return facts


def body(words: Words, found: Lesson, facts: Mapping[str, Any]) -> str:
    """The lesson's text; it speaks of the asker's own figures where all that it needs are there."""
    own = bool(facts) and found.owns(facts)
    return words.fill(found.body, {**facts, "own": own}).strip()


def footer(words: Words, found: Lesson) -> str:
    """Where the lesson's claims come from."""
    return words.label("learn.source", source=found.source, year=str(found.year))


def say_taught(words: Words, reply: Taught) -> Message:
    """A lesson on request, with the ones beside it as buttons."""
    found = lesson(words.lang, reply.lesson)
    text = f"*{found.title}*\n{body(words, found, {})}"
    blocks = [section(text), context(footer(words, found))]
    if reply.related:
        related = [lesson(words.lang, other) for other in reply.related]
        blocks += [
            context(words.label("learn.related")),
            actions(*(button(one.title, f"learn.{n}", one.id) for n, one in enumerate(related))),
        ]
    return Message(f"{text}\n{footer(words, found)}", tuple(blocks))
