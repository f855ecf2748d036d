"""A conversation's memory: the values so far, what was asked, and when it was last heard of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.advise.desk import Desk
from bot.advise.slots import all_from_wire, all_to_wire
from bot.person import Person
from bot.store.base import ConversationRow
from bot.understand.request import Slot
from econ.record import record

#: After so long a silence a conversation starts afresh.
SILENCE = timedelta(minutes=30)
_EVER = datetime(1, 1, 1, tzinfo=UTC)


@record(frozen=True, slots=True)
class Conversation:
    """`key` is the place: a DM, a thread, a command's channel and user. `readings` are an open doubt's."""

    key: str
    intent: str | None = None
    slots: Mapping[str, Slot] = field(default_factory=dict)
    awaiting: tuple[str, ...] = ()
    doubt_slot: str | None = None
    readings: tuple[Slot, ...] = ()
    stored: bool = False
    analysis: str | None = None
    """The answer it goes on from: never a variation, but what was varied."""


async def resume(desk: Desk, person: Person, key: str) -> Conversation:
    """The conversation of that place with that person, empty if there is none or it is too old.

    Where nothing is open it goes on from the last answer given there; an answer given since a question was
    asked closes that question.
    """
    row = await desk.store.conversation(person.tenant.key, key)
    if row is None:
        return await _after_an_answer(desk, person, key)
    if row.user_id != person.user_id or desk.clock() - row.updated_at > SILENCE:
        return Conversation(key, stored=True)
    state: Mapping[str, Any] = row.state
    newest = await desk.store.analysis_at(person.tenant.key, person.user_id, key, row.updated_at)
    if newest is not None and newest.id != state.get("after"):
        return replace(await _after_an_answer(desk, person, key), stored=True)
    return Conversation(
        key,
        state["intent"],
        all_from_wire(state["slots"]),
        tuple(state["awaiting"]),
        state["doubt_slot"],
        tuple(all_from_wire({str(n): slot for n, slot in enumerate(state["readings"])}).values()),
        stored=True,
    )


async def _after_an_answer(desk: Desk, person: Person, key: str) -> Conversation:
    since = desk.clock() - SILENCE
    row = await desk.store.analysis_at(person.tenant.key, person.user_id, key, since)
    while row is not None and row.parent is not None:
        row = await desk.store.analysis(person.tenant.key, row.parent)
    if row is None:
        return Conversation(key)
    return Conversation(key, row.inputs["intent"], all_from_wire(row.inputs["slots"]), analysis=row.id)


async def is_over(desk: Desk, person: Person, key: str) -> bool:
    """Something was said there, but so long ago that it has been set aside."""
    row = await desk.store.conversation(person.tenant.key, key)
    if row is not None:
        return row.user_id == person.user_id and bool(row.state["slots"])
    return await desk.store.analysis_at(person.tenant.key, person.user_id, key, _EVER) is not None


async def keep(desk: Desk, person: Person, conversation: Conversation) -> None:
    """Remember it for the next turn."""
    readings = all_to_wire({str(n): slot for n, slot in enumerate(conversation.readings)})
    tenant, now = person.tenant.key, desk.clock()
    newest = await desk.store.analysis_at(tenant, person.user_id, conversation.key, now - SILENCE)
    await desk.store.keep_conversation(
        ConversationRow(
            tenant,
            conversation.key,
            person.user_id,
            now,
            {
                "intent": conversation.intent,
                "slots": all_to_wire(conversation.slots),
                "awaiting": list(conversation.awaiting),
                "doubt_slot": conversation.doubt_slot,
                "readings": list(readings.values()),
                "after": newest.id if newest else None,
            },
        )
    )
