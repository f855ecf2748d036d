"""Lessons on request."""

from __future__ import annotations

from bot.advise.reply import Helped, Reply, Taught, Told
from bot.lessons import lesson, lessons
from bot.search import find
from bot.person import Person
from bot.understand.request import Request

RELATED = 2


def teach(person: Person, request: Request, words: str) -> Reply:
    """The lesson on a topic: by its id where understanding named one, else by the words used."""
    topic = request.slots.get("topic")
    wanted = str(topic.value).replace("_", "-") if topic else ""
    if wanted in lessons(person.lang):
        return by_id(person, wanted)
    found = find(person.lang, words) if words else []
    if not found:
        return Helped(near=("learn",), said=words, key="learn")
    return Taught(
        found[0].id, tuple(other.id for other in found[1 : 1 + RELATED]) or found[0].related[:RELATED]
    )


def by_id(person: Person, lesson_id: str) -> Reply:
    """That lesson and those it names as related."""
    if lesson_id not in lessons(person.lang):
        return Told("expired")
    return Taught(lesson_id, lesson(person.lang, lesson_id).related[:RELATED])
