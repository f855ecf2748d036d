"""What a digest has to say at the moment it leaves: news, one lesson, a request for figures, or nothing.

Nothing is said twice. A channel where nothing changed and no lesson is left hears so once in four weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.advise.desk import Desk
from bot.advise.digest_figures import Read, is_noise, read
from bot.advise.digest_moves import moves
from bot.advise.digest_reply import Alert, News, Notice, PreRead, Quiet
from bot.advise.figures import lesson_facts
from bot.advise.reply import DigestReply
from bot.advise.teach import path
from bot.lessons import Lesson, fitting, lessons
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

#: Figures older than this are asked for anew.
STALE = timedelta(days=31)

#: "Nothing new" is said once in so long.
QUIET = timedelta(days=28)

#: The trend's points; Slack's charts hold twenty.
POINTS = 12

#: A track that began with an answer nobody named.
UNNAMED = "#"

LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Composed:
    """What to say, and what to remember of it; `reply` None is silence, for that `reason`."""

    reply: DigestReply | None
    note: Mapping[str, Any]
    reason: str = ""


async def compose(desk: Desk, row: SubscriptionRow, delivery: DeliveryRow) -> Composed:
    """The reply of one delivery, from the figures there are now."""
    match delivery.kind:
        case "notice":
            note = delivery.note
            return Composed(Notice(row, delivery.due_at, str(note["reason"]), bool(note["paused"])), note)
        case "alert":
            return await _alert(desk, row, delivery)
        case "pre_read":
            found = await _digest(desk, row)
            if found.reply is None:
                return found
            return Composed(PreRead(delivery.due_at, found.reply, row), {})
        case _:
            return await _digest(desk, row)


async def _digest(desk: Desk, row: SubscriptionRow) -> Composed:
    now = desk.clock()
    last = await desk.store.last_sent(row.tenant, row.id, "digest")
    said: Mapping[str, Any] = last.note if last else {}
    readings = await read(desk, row.tenant, row.settings.get("track"))
    newest = readings[0] if readings else None
    fresh = newest is not None and newest.row.number != said.get("shown")
    seen = tuple(said.get("lessons", ()))
    lesson = _lesson(row, newest, seen)
    stale = newest is not None and now - newest.row.taken_at > STALE
    asked = stale and _long_ago(now, said.get("asked"))
    note = {
        "shown": newest.row.number if newest else None,
        "lessons": [*seen, lesson] if lesson else list(seen),
        "asked": now.isoformat() if asked else said.get("asked"),
    }
    name = await name_of(desk, row)
    if newest is not None and fresh:
        before = next((one for one in readings[1:] if one.row.number == said.get("shown")), None)
        if before is None and not said and len(readings) > 1:
            before = readings[1]
        return Composed(_news(row, name, readings, before, lesson), note)
    if lesson or asked:
        if not lesson:
            return Composed(Quiet(row, name, newest.row.taken_at if newest else now, stale=True), note)
        return Composed(News(row, name, lesson=lesson, stale=asked), note)
    if last is None or last.done_at is None or now - last.done_at >= QUIET:
        since = newest.row.taken_at if newest else (last.done_at if last and last.done_at else row.created_at)
        return Composed(Quiet(row, name, since), note)
    return Composed(None, {}, "nothing_new")


def _news(
    row: SubscriptionRow, name: str, readings: list[Read], before: Read | None, lesson: str | None
) -> News:
    newest = readings[0]
    return News(
        row,
        name,
        newest,
        before.assessment if before else None,
        moves(before.assessment, newest.assessment) if before else (),
        noise=is_noise("ltv_cac", before, newest) if before else False,
        points=_points(readings),
        lesson=lesson,
    )


def _points(readings: list[Read]) -> tuple[tuple[datetime | str, Decimal], ...]:
    """The ratio reading by reading; of two readings of one month the newer."""
    found: dict[datetime | str, Decimal] = {}
    for one in readings:
        at: datetime | str = one.row.inputs["month"]["name"] if one.months else one.row.taken_at
        if one.ratio is not None and at not in found:
            found[at] = one.ratio
    return tuple(reversed(list(found.items())[:POINTS]))


def _long_ago(now: datetime, said: object) -> bool:
    return not isinstance(said, str) or now - datetime.fromisoformat(said) >= QUIET


def _lesson(row: SubscriptionRow, newest: Read | None, seen: Collection[str]) -> str | None:
    """One that fits the figures and was not told here, else the next of the path and beyond."""
    wanted, lang = row.settings.get("lesson"), row.settings["lang"]
    if not wanted:
        return None
    facts = lesson_facts(newest.assessment) if newest else None
    if facts and wanted != "path":
        found = fitting(lang, facts, seen)
        if found and found.id not in seen:
            return found.id
    if wanted == "fitting":
        return None
    left = (one for one in lessons(lang).values() if one.id not in seen and _is_apt(one, facts))
    order = {name: place for place, name in enumerate(path())}
    found = min(
        left, key=lambda one: (order.get(one.id, len(order)), LEVELS.index(one.level), one.id), default=None
    )
    return found.id if found else None


def _is_apt(one: Lesson, facts: Mapping[str, object] | None) -> bool:
    """A lesson about a plight these figures are not in would only frighten."""
    return facts is None or not one.triggers or any(trigger.fires(facts) for trigger in one.triggers)


async def _alert(desk: Desk, row: SubscriptionRow, delivery: DeliveryRow) -> Composed:
    note = delivery.note
    readings = await read(desk, row.tenant, row.settings.get("track"))
    found = next((one for one in readings if one.row.number == note["reading"]), None)
    if found is None:
        return Composed(None, {}, "gone")
    name = await name_of(desk, row)
    limit, was = Decimal(note["limit"]), Decimal(note["was"])
    return Composed(Alert(row, name, note["metric"], limit, was, found), note)


async def name_of(desk: Desk, row: SubscriptionRow) -> str:
    """What the digest tracks, as its owner called it; "" where it has no name or only teaches."""
    track = row.settings.get("track")
    found = await desk.store.track(row.tenant, track) if track else None
    return found.name if found and not found.name.startswith(UNNAMED) else ""
