"""A store that forgets when the process ends: for tests and for a single question in the terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.base import (
    EVENT_MINUTES,
    PLACE_MINUTES,
    AnalysisRow,
    ConversationRow,
    PersonRow,
    PlaceRow,
    ScenarioRow,
)
from bot.store.digest_memory import MemoryDigests
from bot.store.names import name_key


class MemoryStore(MemoryDigests):
    """Dictionaries keyed by tenant first."""

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[tuple[str, str], PersonRow] = {}
        self._analyses: dict[tuple[str, str], AnalysisRow] = {}
        self._scenarios: dict[tuple[str, str, str], ScenarioRow] = {}
        self._places: dict[tuple[str, str], PlaceRow] = {}
        self._conversations: dict[tuple[str, str], ConversationRow] = {}
        self._events: dict[tuple[str, str], datetime] = {}

    async def person(self, tenant: str, user_id: str) -> PersonRow | None:
        return self._people.get((tenant, user_id))

    async def keep_person(self, row: PersonRow) -> None:
        self._people[row.tenant, row.user_id] = row

    async def keep_analysis(self, row: AnalysisRow) -> None:
        self._analyses[row.tenant, row.id] = row

    async def analysis(self, tenant: str, analysis_id: str) -> AnalysisRow | None:
        return self._analyses.get((tenant, analysis_id))

    async def last_analysis(self, tenant: str, user_id: str, sheet: str | None = None) -> AnalysisRow | None:
        own = (
            row
            for row in reversed(self._analyses.values())
            if row.tenant == tenant
            and row.user_id == user_id
            and row.parent is None
            and sheet in (None, row.sheet)
        )
        return max(own, key=lambda row: row.created_at, default=None)

    async def analysis_at(self, tenant: str, user_id: str, place: str, since: datetime) -> AnalysisRow | None:
        own = (
            row
            for row in reversed(self._analyses.values())
            if (row.tenant, row.user_id, row.place) == (tenant, user_id, place) and row.created_at >= since
        )
        return max(own, key=lambda row: row.created_at, default=None)

    async def save_scenario(self, row: ScenarioRow) -> None:
        self._scenarios[row.tenant, row.user_id, name_key(row.name)] = row

    async def scenarios(self, tenant: str, user_id: str) -> list[ScenarioRow]:
        own = [row for (of, who, _), row in self._scenarios.items() if of == tenant and who == user_id]
        return sorted(own, key=lambda row: row.saved_at, reverse=True)

    async def scenario(self, tenant: str, user_id: str, name: str) -> ScenarioRow | None:
        return self._scenarios.get((tenant, user_id, name_key(name)))

    async def scenario_by_id(self, tenant: str, user_id: str, scenario_id: str) -> ScenarioRow | None:
        own = await self.scenarios(tenant, user_id)
        return next((row for row in own if row.id == scenario_id), None)

    async def delete_scenario(self, tenant: str, user_id: str, name: str) -> bool:
        return self._scenarios.pop((tenant, user_id, name_key(name)), None) is not None

    async def keep_place(self, row: PlaceRow) -> None:
        oldest = row.created_at - timedelta(minutes=PLACE_MINUTES)
        self._places = {key: place for key, place in self._places.items() if place.created_at >= oldest}
        self._places[row.tenant, row.id] = row

    async def place(self, tenant: str, place_id: str) -> PlaceRow | None:
        return self._places.get((tenant, place_id))

    async def conversation(self, tenant: str, key: str) -> ConversationRow | None:
        return self._conversations.get((tenant, key))

    async def keep_conversation(self, row: ConversationRow) -> None:
        self._conversations[row.tenant, row.key] = row

    async def forget_conversation(self, tenant: str, key: str) -> None:
        self._conversations.pop((tenant, key), None)

    async def first_time(self, tenant: str, event_id: str, now: datetime) -> bool:
        oldest = now - timedelta(minutes=EVENT_MINUTES)
        self._events = {key: at for key, at in self._events.items() if at >= oldest}
        if (tenant, event_id) in self._events:
            return False
        self._events[tenant, event_id] = now
        return True

    async def close(self) -> None:
        """Nothing to let go of."""
