"""Lessons on request."""

from __future__ import annotations

from bot.advise.reply import Helped, Reply, Taught, Told
from bot.lessons import lesson, lessons
from bot.person import Person
from bot.search import find, only
from bot.understand.request import Request

RELATED = 2


def teach(person: Person, request: Request, words: str) -> Reply:
    """The lesson on a topic: by its id where nothing but a topic was named, else by the words used."""
    topic = request.slots.get("topic")
    wanted = str(topic.value).replace("_", "-") if topic else ""
    found = find(person.lang, words) if words else []
    named = wanted in lessons(person.lang)
    if named and topic and (not found or only(words, topic.source)):
        return by_id(person, wanted)
    if not found:
        return Helped(near=("learn",), said=words, key="learn")
    beside = (*(one.id for one in found[1:]), *found[0].related)
    return Taught(found[0].id, tuple(dict.fromkeys(beside))[:RELATED])


def by_id(person: Person, lesson_id: str) -> Reply:
    """That lesson and those it names as related."""
    if lesson_id not in lessons(person.lang):
        return Told("expired")
    return Taught(lesson_id, lesson(person.lang, lesson_id).related[:RELATED])
