"""Lessons as people read them: with the asker's own figures where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.advise.reply import Path, Taught
from bot.lessons import Lesson, lesson
from bot.speak.blocks import Block, actions, button, context, section
from bot.speak.message import Message
from bot.speak.words import Words, escape


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
    if reply.next:
        blocks.append(actions(_next(words, reply.next)))
    return Message(f"{text}\n{footer(words, found.id)}", tuple(blocks))


def _next(words: Words, lesson_id: str) -> Block:
    return button(words.label("learn.next"), "learn.next", lesson_id)


def say_path(words: Words, reply: Path) -> Message:
    """The ten lessons in their order, those read ticked, and the next as a button."""
    read = sum(done for _, done in reply.lessons)
    lines = [words.label("learn.path", read=str(read), all=str(len(reply.lessons)))]
    for number, (name, done) in enumerate(reply.lessons, 1):
        mark = words.label("learn.read" if done else "learn.unread")
        lines.append(f"{mark} {number}. {escape(lesson(words.lang, name).title)}")
    unread = [name for name, done in reply.lessons if not done]
    if not unread:
        lines.append(words.label("learn.finished"))
    text = "\n".join(lines)
    return Message(text, (section(text), actions(_next(words, (unread or [reply.lessons[0][0]])[0]))))
