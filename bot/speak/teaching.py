"""Lessons as people read them: with the asker's own figures where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.advise.reply import Taught
from bot.lessons import Lesson, lesson
from bot.speak.blocks import actions, button, context, section
from bot.speak.message import Message
from bot.speak.words import Words


def body(words: Words, found: Lesson, facts: Mapping[str, Any]) -> str:
    """The lesson's text; it speaks of the asker's own figures where all that it needs are there.

    The facts are those of the answer (`bot.speak.figures`), shown as they are shown there.
    """
    own = bool(facts) and found.owns(facts)
    return words.fill(found.body, facts, own=own).strip()


@cache
def footer(words: Words, name: str) -> str:
    """Where that lesson's claims come from."""
    found = lesson(words.lang, name)
    return words.label("learn.source", source=found.source, year=str(found.year))


def say_taught(words: Words, reply: Taught) -> Message:
    """A lesson on request, with the ones beside it as buttons."""
    found = lesson(words.lang, reply.lesson)
    text = f"*{found.title}*\n{body(words, found, {})}"
    blocks = [section(text), context(footer(words, found.id))]
    if reply.related:
        related = [lesson(words.lang, other) for other in reply.related]
        blocks += [
            context(words.label("learn.related")),
            actions(*(button(one.title, f"learn.{n}", one.id) for n, one in enumerate(related))),
        ]
    return Message(f"{text}\n{footer(words, found.id)}", tuple(blocks))
