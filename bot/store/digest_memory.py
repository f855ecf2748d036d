"""Digests in a store that forgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.store.digest_rows import DeliveryRow, Kind, ReadingRow, SubscriptionRow, TrackRow
from bot.store.names import name_key


class MemoryDigests:
    """Dictionaries keyed by tenant first."""

    def __init__(self) -> None:
        self._subscriptions: dict[tuple[str, str], SubscriptionRow] = {}
        self._deliveries: dict[tuple[str, str, str, str], DeliveryRow] = {}
        self._tracks: dict[tuple[str, str], TrackRow] = {}
        self._readings: dict[tuple[str, str], list[ReadingRow]] = {}

    async def save_subscription(
        self, row: SubscriptionRow, deliveries: Sequence[DeliveryRow] = ()
    ) -> SubscriptionRow | None:
        known = self._subscriptions.get((row.tenant, row.id))
        if (known.version if known else 0) != row.version:
            return None
        saved = self._subscriptions[row.tenant, row.id] = replace(row, version=row.version + 1)
        for delivery in deliveries:
            self._deliveries.setdefault(delivery.key, delivery)
        return saved

    async def subscription(self, tenant: str, subscription_id: str) -> SubscriptionRow | None:
        return self._subscriptions.get((tenant, subscription_id))

    async def subscriptions(
        self, tenant: str, *, owner: str | None = None, channel_id: str | None = None
    ) -> list[SubscriptionRow]:
        found = [
            row
            for row in self._subscriptions.values()
            if row.tenant == tenant
            and row.status in ("active", "paused")
            and owner in (None, row.owner)
            and channel_id in (None, row.channel_id)
        ]
        return sorted(found, key=lambda row: row.created_at)

    async def waking(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        found = [
            (row.wake_at, row.tenant, row.id)
            for row in self._subscriptions.values()
            if row.wake_at and row.wake_at <= now
        ]
        return [(tenant, id_) for _, tenant, id_ in sorted(found)[:limit]]

    async def ready(self, now: datetime, limit: int) -> list[DeliveryRow]:
        found = [
            (row.wake_at, row.key, row)
            for row in self._deliveries.values()
            if row.wake_at and row.wake_at <= now
        ]
        return [row for _, _, row in sorted(found, key=lambda one: one[:2])[:limit]]

    async def move(self, old: DeliveryRow, new: DeliveryRow) -> bool:
        known = self._deliveries.get(old.key)
        if known is None or (known.state, known.fence) != (old.state, old.fence):
            return False
        self._deliveries[old.key] = new
        return True

    async def delivery(
        self, tenant: str, subscription_id: str, due_at: datetime, kind: Kind
    ) -> DeliveryRow | None:
        return self._deliveries.get((tenant, subscription_id, due_at.isoformat(), kind))

    async def deliveries(self, tenant: str, subscription_id: str, limit: int) -> list[DeliveryRow]:
        found = [row for row in self._deliveries.values() if row.key[:2] == (tenant, subscription_id)]
        return sorted(found, key=lambda row: (row.due_at, row.kind), reverse=True)[:limit]

    async def last_sent(self, tenant: str, subscription_id: str, kind: Kind) -> DeliveryRow | None:
        every = await self.deliveries(tenant, subscription_id, len(self._deliveries))
        return next((row for row in every if (row.kind, row.state) == (kind, "sent")), None)

    async def keep_track(self, row: TrackRow) -> None:
        self._tracks[row.tenant, row.id] = row

    async def track(self, tenant: str, track_id: str) -> TrackRow | None:
        return self._tracks.get((tenant, track_id))

    async def track_named(self, tenant: str, owner: str, name: str) -> TrackRow | None:
        wanted = (tenant, owner, name_key(name))
        return next(
            (row for row in self._tracks.values() if (row.tenant, row.owner, name_key(row.name)) == wanted),
            None,
        )

    async def add_reading(self, row: ReadingRow) -> int:
        known = self._readings.setdefault((row.tenant, row.track), [])
        known.append(replace(row, number=len(known) + 1))
        return len(known)

    async def readings(self, tenant: str, track_id: str, limit: int) -> list[ReadingRow]:
        return self._readings.get((tenant, track_id), [])[::-1][:limit]
