"""Lessons on request, the path through ten of them, and which of them a person has seen."""

from __future__ import annotations

from dataclasses import replace

from bot.advise.desk import Desk
from bot.advise.reply import Helped, Path, Reply, Taught, Told
from bot.content import table
from bot.lessons import lesson, lessons
from bot.person import Person
from bot.store.base import PersonRow
from bot.understand.request import Request

RELATED = 2

#: The topic that is no lesson but the way through ten of them.
PATH = "path"


def path() -> tuple[str, ...]:
    """The ten lessons from zero to "hire or outsource".

    >>> path()[0], path()[-1]
    ('cac', 'hire-or-outsource')
    """
    return tuple(table("path")["lessons"])


async def teach(desk: Desk, person: Person, request: Request) -> Reply:
    """The lesson on a topic: by its id where nothing but a topic was named, else by the words used."""
    from bot.search import find, only  # the index is built when the first person searches

    topic, words = request.slots.get("topic"), request.text
    plain = topic is not None and only(words, topic.source)
    if plain and topic and topic.value == PATH:
        return Path(tuple((name, name in person.seen) for name in path()))
    wanted = str(topic.value).replace("_", "-") if topic else ""
    found = find(person.lang, words)
    if wanted in lessons(person.lang) and (plain or not found):
        return await by_id(desk, person, wanted)
    if not found:
        return Helped(near=("learn",), said=words, key="learn")
    beside = (*(one.id for one in found[1:]), *found[0].related)
    return await _taught(desk, person, found[0].id, tuple(dict.fromkeys(beside))[:RELATED])


async def by_id(desk: Desk, person: Person, lesson_id: str) -> Reply:
    """That lesson and those it names as related."""
    if lesson_id not in lessons(person.lang):
        return Told("expired")
    return await _taught(desk, person, lesson_id, lesson(person.lang, lesson_id).related[:RELATED])


async def _taught(desk: Desk, person: Person, lesson_id: str, related: tuple[str, ...]) -> Taught:
    await shown(desk, person, lesson_id)
    unread = (one for one in path() if one != lesson_id and one not in person.seen)
    following = next(unread, None)
    return Taught(lesson_id, tuple(one for one in related if one != following), following)


async def shown(desk: Desk, person: Person, lesson_id: str) -> None:
    """Remember that the person has been shown a lesson."""
    if lesson_id not in person.seen:
        row = await _row(desk, person)
        await desk.store.keep_person(replace(row, seen=row.seen | {lesson_id}))


async def show_lessons(desk: Desk, person: Person, *, wanted: bool) -> Told:
    """Lessons under the person's answers from now on, or none."""
    row = await _row(desk, person)
    await desk.store.keep_person(replace(row, no_lessons=not wanted))
    return Told("lessons_on" if wanted else "lessons_off")


async def _row(desk: Desk, person: Person) -> PersonRow:
    row = await desk.store.person(person.tenant.key, person.user_id)
    return row or PersonRow(person.tenant.key, person.user_id)
