"""The conversation without Slack: one question in the terminal, or JSON lines in and out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from bot.advise.conversation import Conversation
from bot.advise.desk import Desk
from bot.advise.reply import Assessed, Figured, Reply, Worked
from bot.advise.route import converse
from bot.advise.slots import to_wire
from bot.calc import answer_json, error_json, to_json
from bot.content import FALLBACK, languages
from bot.person import Person, Tenant
from bot.speak.say import say
from bot.speak.words import unescape
from bot.store.memory import MemoryStore
from bot.understand import understand
from bot.understand.request import Request, Slot

T = TypeVar("T")

logger = logging.getLogger(__name__)

TENANT = Tenant("terminal")

#: Turns are timeless here: a conversation of lines never grows old.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line in: `ctx` None is a conversation of its own."""

    id: object
    text: str
    ctx: str | None = None
    lang: str | None = None


def ask_once(text: str, lang: str | None = None) -> str:
    """The answer to one question, as the terminal shows it."""
    return _run(_once(text, lang))


async def _once(text: str, lang: str | None) -> str:
    person = _person(text, lang)
    _, _, reply = await converse(_desk(), person, text, "terminal")
    return unescape(say(reply, person.lang).text)


def ask_lines(lines: Iterable[str], write: Callable[[str], None]) -> bool:
    """Answer JSON lines in their order; False if one could not be answered."""
    desk, contexts = _desk(), _Contexts()
    every = [_run(_line(desk, contexts, text, write)) for text in _filled(lines)]
    return all(every)


def _filled(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


class _Contexts:
    """The language of each conversation, settled by its first line that shows one."""

    def __init__(self) -> None:
        self.lang: dict[str, str] = {}
        self.alone = count()


async def _line(desk: Desk, contexts: _Contexts, text: str, write: Callable[[str], None]) -> bool:
    read = _read(text)
    if not isinstance(read, Line):
        write(to_json(read))
        return False
    place = read.ctx or f"line {next(contexts.alone)}"
    lang = read.lang or _detected(read.text) or contexts.lang.get(place) or FALLBACK
    contexts.lang[place] = lang
    person = Person(TENANT, "terminal", lang)
    try:
        request, now, reply = await converse(desk, person, read.text, place)
        write(to_json(_answered(read, person, request, now, reply)))
    except Exception:
        logger.exception("a line failed that should not have")
        write(to_json(error_json(read.id, "internal", lang)))
        return False
    return True


def _read(text: str) -> Line | dict[str, Any]:
    """The line, or the error object that answers it."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return error_json(None, "not_json", FALLBACK)
    if not isinstance(given, Mapping) or not isinstance(given.get("text"), str):
        return error_json(given.get("id") if isinstance(given, Mapping) else None, "no_text", FALLBACK)
    lang, ctx = given.get("lang"), given.get("ctx")
    return Line(
        given.get("id"),
        given["text"],
        str(ctx) if ctx is not None else None,
        lang if lang in languages() else None,
    )


def _answered(
    read: Line, person: Person, request: Request, now: Conversation, reply: Reply
) -> dict[str, Any]:
    message = say(reply, person.lang)
    answer = reply.assessment.answer if isinstance(reply, Assessed) else None
    answer = reply.answer if isinstance(reply, Figured | Worked) else answer
    return {
        "id": read.id,
        "ctx": read.ctx,
        "lang": person.lang,
        "intent": request.intent,
        "slots": _numbers(request.slots),
        "missing": list(request.missing),
        "state": _numbers(now.slots),
        "reply": {"text": message.text, "blocks": list(message.blocks)},
        "answer": answer_json(None, answer, person.lang) if answer else None,
    }


def _numbers(slots: Mapping[str, Slot]) -> dict[str, dict[str, Any]]:
    """Slots as the public shape has them: numbers are numbers, a range is `min` and `max`."""
    return {name: _public(slot) for name, slot in slots.items()}


def _public(slot: Slot) -> dict[str, Any]:
    wire = to_wire(slot)
    if isinstance(slot.value, Decimal):
        wire["value"] = slot.value
    elif isinstance(slot.value, Mapping):
        wire |= {name: list(part) if isinstance(part, tuple) else part for name, part in slot.value.items()}
        del wire["value"]
    if slot.low is not None and slot.high is not None:
        del wire["low"], wire["high"]
        wire |= {"min": slot.low, "max": slot.high}
    wire |= {name: getattr(slot, name) for name in ("lost", "among", "over") if name in wire}
    if slot.type in ("money", "rate", "count"):
        wire = {"unit": None, "period": None, **wire}
    return wire


def _person(text: str, lang: str | None) -> Person:
    return Person(TENANT, "terminal", lang or _detected(text) or FALLBACK)


def _detected(text: str) -> str | None:
    found = understand(text).lang
    return found if found in languages() else None


def _desk() -> Desk:
    numbers = count(1)
    return Desk(MemoryStore(), lambda: EPOCH, lambda: str(next(numbers)))


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Drive a coroutine that never waits: the memory store answers at once, so no event loop is needed."""
    try:
        work.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    raise RuntimeError("the memory store waited")
