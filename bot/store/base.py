"""What Bilancia remembers, as a few questions. Every answer is within one tenant.

The Protocol is async for the sake of stores across a network; SQLite's short statements run inline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.store.digest_rows import DigestStore
from econ.record import record

#: The sheet of the main question: what a customer brings and costs.
CUSTOMER = "customer"


@record(frozen=True, slots=True)
class PersonRow:
    """A person's Slack locale, as last read, the language they chose over it, the lessons (by id) they have
    been shown, and whether they want none under their answers."""

    tenant: str
    user_id: str
    locale: str | None = None
    chosen_lang: str | None = None
    read_at: datetime | None = None
    seen: frozenset[str] = frozenset()
    no_lessons: bool = False


@record(frozen=True, slots=True)
class AnalysisRow:
    """One answered question: what was said, in plain JSON; where; and the analysis it varies, if any.

    `place` is the conversation it belongs to: the next turn there goes on from it. `sheet` is the
    worksheet it was worked out on.
    """

    id: str
    tenant: str
    user_id: str
    created_at: datetime
    inputs: Mapping[str, Any]
    parent: str | None = None
    change: str | None = None
    place: str | None = None
    sheet: str = CUSTOMER


@record(frozen=True, slots=True)
class ScenarioRow:
    """An analysis a person gave a name. Saving the name again replaces its inputs."""

    id: str
    tenant: str
    user_id: str
    name: str
    inputs: Mapping[str, Any]
    saved_at: datetime


@record(frozen=True, slots=True)
class PlaceRow:
    """Where a form was opened from, so that its answer goes there. The response_url never leaves the server.

    `in_place` says that the answer takes the place of the message whose button opened the form; where it is
    a new message, `audience` says who sees it (Slack's response_type) and `thread_ts` in which thread.
    """

    id: str
    tenant: str
    user_id: str
    created_at: datetime
    channel_id: str
    response_url: str
    analysis: str | None = None
    in_place: bool = False
    audience: Literal["ephemeral", "in_channel"] = "ephemeral"
    thread_ts: str | None = None


@record(frozen=True, slots=True)
class ConversationRow:
    """A conversation in which something is still open: what was understood, and what was asked last."""

    tenant: str
    key: str
    user_id: str
    updated_at: datetime
    state: Mapping[str, Any] = field(default_factory=dict)


class Store(DigestStore, Protocol):
    """The questions the advisor asks of its memory."""

    async def person(self, tenant: str, user_id: str) -> PersonRow | None:
        """What is known of a person, None if nothing."""

    async def keep_person(self, row: PersonRow) -> None:
        """Insert or replace."""

    async def keep_analysis(self, row: AnalysisRow) -> None:
        """Add one; ids are unique within all tenants."""

    async def analysis(self, tenant: str, analysis_id: str) -> AnalysisRow | None:
        """That analysis, if it is this tenant's."""

    async def last_analysis(self, tenant: str, user_id: str, sheet: str | None = None) -> AnalysisRow | None:
        """The person's newest question (not a what-if on one), of that sheet or of any."""

    async def analysis_at(self, tenant: str, user_id: str, place: str, since: datetime) -> AnalysisRow | None:
        """The person's newest analysis of that conversation, if it is not older than that."""

    async def save_scenario(self, row: ScenarioRow) -> None:
        """Insert, or replace the one of that name (names differ by more than case and spaces)."""

    async def scenarios(self, tenant: str, user_id: str) -> list[ScenarioRow]:
        """The person's scenarios, newest first."""

    async def scenario(self, tenant: str, user_id: str, name: str) -> ScenarioRow | None:
        """The person's scenario of that name, whatever its case."""

    async def scenario_by_id(self, tenant: str, user_id: str, scenario_id: str) -> ScenarioRow | None:
        """The person's scenario of that id."""

    async def delete_scenario(self, tenant: str, user_id: str, name: str) -> bool:
        """True if there was one."""

    async def keep_place(self, row: PlaceRow) -> None:
        """Add one, and forget those older than a response_url lives."""

    async def place(self, tenant: str, place_id: str) -> PlaceRow | None:
        """That place, if it is this tenant's and not yet forgotten."""

    async def conversation(self, tenant: str, key: str) -> ConversationRow | None:
        """The state of one conversation."""

    async def keep_conversation(self, row: ConversationRow) -> None:
        """Insert or replace."""

    async def forget_conversation(self, tenant: str, key: str) -> None:
        """Nothing is open there any more."""

    async def first_time(self, tenant: str, event_id: str, now: datetime) -> bool:
        """True the first time an event of this id is seen: Slack delivers some twice."""

    async def close(self) -> None:
        """Let go of files and connections."""


#: Slack honours a response_url for 30 minutes; afterwards the row is of no use.
PLACE_MINUTES = 30

#: Slack's last retry comes after some five minutes; an hour is generous.
EVENT_MINUTES = 60
