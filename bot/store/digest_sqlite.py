"""Digests in the SQLite file. A claim is written through to the disk before anything is posted."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from bot.store.digest_rows import DeliveryRow, Kind, ReadingRow, SubscriptionRow, TrackRow
from bot.store.names import name_key
from bot.store.sqlite_utils_light import Database

_SUBSCRIPTION = (
    "tenant", "id", "owner", "channel_id", "created_at", "status", "settings", "state", "next_due", "wake_at",
    "version",
)  # fmt: skip
_DELIVERY = (
    "tenant", "subscription", "due_at", "kind", "state", "wake_at", "fence", "tries", "channel_id", "ts",
    "reason", "done_at", "note",
)  # fmt: skip

# Table and column names are ours; every value is bound.
_INSERT_SUBSCRIPTION = (
    f"INSERT OR IGNORE INTO subscriptions ({', '.join(_SUBSCRIPTION)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(_SUBSCRIPTION))})"
)
_REPLACE_SUBSCRIPTION = (
    f"UPDATE subscriptions SET {', '.join(f'{name} = ?' for name in _SUBSCRIPTION[2:])}"  # noqa: S608
    " WHERE tenant = ? AND id = ? AND version = ?"
)
_INSERT_DELIVERY = (
    f"INSERT OR IGNORE INTO deliveries ({', '.join(_DELIVERY)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(_DELIVERY))})"
)
_MOVE = (
    f"UPDATE deliveries SET {', '.join(f'{name} = ?' for name in _DELIVERY[4:])}"  # noqa: S608
    " WHERE tenant = ? AND subscription = ? AND due_at = ? AND kind = ? AND state = ? AND fence = ?"
)


class SqliteDigests(ABC):
    """The part of the SQLite store that digests need; `db` is this thread's database."""

    @property
    @abstractmethod
    def db(self) -> Database: ...

    async def save_subscription(
        self, row: SubscriptionRow, deliveries: Sequence[DeliveryRow] = ()
    ) -> SubscriptionRow | None:
        connection = self.db.conn
        saved = replace(row, version=row.version + 1)
        values = _subscription_values(saved)
        connection.execute("BEGIN IMMEDIATE")
        try:
            if row.version == 0:
                changed = connection.execute(_INSERT_SUBSCRIPTION, values).rowcount
            else:
                key = (row.tenant, row.id, row.version)
                changed = connection.execute(_REPLACE_SUBSCRIPTION, (*values[2:], *key)).rowcount
            if changed:
                connection.executemany(_INSERT_DELIVERY, [_delivery_values(one) for one in deliveries])
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return saved if changed else None

    async def subscription(self, tenant: str, subscription_id: str) -> SubscriptionRow | None:
        sql = "SELECT * FROM subscriptions WHERE tenant = ? AND id = ?"
        row = self.db.conn.execute(sql, (tenant, subscription_id)).fetchone()
        return _subscription(row) if row else None

    async def subscriptions(
        self, tenant: str, *, owner: str | None = None, channel_id: str | None = None
    ) -> list[SubscriptionRow]:
        sql = "SELECT * FROM subscriptions WHERE tenant = ? AND status IN ('active', 'paused')"
        values = [tenant]
        for column, wanted in (("owner", owner), ("channel_id", channel_id)):
            if wanted is not None:
                sql += f" AND {column} = ?"
                values.append(wanted)
        return [_subscription(row) for row in self.db.conn.execute(f"{sql} ORDER BY created_at, id", values)]

    async def waking(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        sql = "SELECT tenant, id FROM subscriptions WHERE wake_at <= ? ORDER BY wake_at, tenant, id LIMIT ?"
        return [(row[0], row[1]) for row in self.db.conn.execute(sql, (now.isoformat(), limit))]

    async def ready(self, now: datetime, limit: int) -> list[DeliveryRow]:
        sql = (
            "SELECT * FROM deliveries WHERE wake_at <= ?"
            " ORDER BY wake_at, tenant, subscription, due_at, kind LIMIT ?"
        )
        return [_delivery(row) for row in self.db.conn.execute(sql, (now.isoformat(), limit))]

    async def move(self, old: DeliveryRow, new: DeliveryRow) -> bool:
        connection = self.db.conn
        values = (*_delivery_values(new)[4:], *_delivery_values(old)[:4], old.state, old.fence)
        if new.state != "sending":
            return bool(connection.execute(_MOVE, values).rowcount)
        # What goes out after this cannot be taken back: not even a power cut may forget that it was claimed.
        connection.execute("PRAGMA synchronous=FULL")
        try:
            return bool(connection.execute(_MOVE, values).rowcount)
        finally:
            connection.execute("PRAGMA synchronous=NORMAL")

    async def delivery(
        self, tenant: str, subscription_id: str, due_at: datetime, kind: Kind
    ) -> DeliveryRow | None:
        sql = "SELECT * FROM deliveries WHERE tenant = ? AND subscription = ? AND due_at = ? AND kind = ?"
        row = self.db.conn.execute(sql, (tenant, subscription_id, due_at.isoformat(), kind)).fetchone()
        return _delivery(row) if row else None

    async def deliveries(self, tenant: str, subscription_id: str, limit: int) -> list[DeliveryRow]:
        sql = (
            "SELECT * FROM deliveries WHERE tenant = ? AND subscription = ?"
            " ORDER BY due_at DESC, kind DESC LIMIT ?"
        )
        return [_delivery(row) for row in self.db.conn.execute(sql, (tenant, subscription_id, limit))]

    async def last_sent(self, tenant: str, subscription_id: str, kind: Kind) -> DeliveryRow | None:
        sql = (
            "SELECT * FROM deliveries WHERE tenant = ? AND subscription = ? AND kind = ? AND state = 'sent'"
            " ORDER BY due_at DESC LIMIT 1"
        )
        row = self.db.conn.execute(sql, (tenant, subscription_id, kind)).fetchone()
        return _delivery(row) if row else None

    async def keep_track(self, row: TrackRow) -> None:
        self.db.conn.execute(
            "INSERT OR REPLACE INTO tracks (tenant, id, owner, name_key, name, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (row.tenant, row.id, row.owner, name_key(row.name), row.name, row.created_at.isoformat()),
        )

    async def track(self, tenant: str, track_id: str) -> TrackRow | None:
        return self._track("id = ?", tenant, track_id)

    async def track_named(self, tenant: str, owner: str, name: str) -> TrackRow | None:
        return self._track("owner = ? AND name_key = ?", tenant, owner, name_key(name))

    def _track(self, which: str, *values: str) -> TrackRow | None:
        sql = f"SELECT tenant, id, owner, name, created_at FROM tracks WHERE tenant = ? AND {which}"  # noqa: S608
        row = self.db.conn.execute(sql, values).fetchone()
        return (
            TrackRow(**{**dict(row), "created_at": datetime.fromisoformat(row["created_at"])})
            if row
            else None
        )

    async def add_reading(self, row: ReadingRow) -> int:
        found = self.db.conn.execute(
            "INSERT INTO readings (tenant, track, number, taken_at, user_id, inputs)"
            " SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ? FROM readings WHERE tenant = ? AND track = ?"
            " RETURNING number",
            (
                row.tenant, row.track, row.taken_at.isoformat(), row.user_id, _text(row.inputs),
                row.tenant, row.track,
            ),
        ).fetchone()  # fmt: skip
        number: int = found[0]
        return number

    async def readings(self, tenant: str, track_id: str, limit: int) -> list[ReadingRow]:
        sql = "SELECT * FROM readings WHERE tenant = ? AND track = ? ORDER BY number DESC LIMIT ?"
        return [
            ReadingRow(
                **{
                    **dict(row),
                    "taken_at": datetime.fromisoformat(row["taken_at"]),
                    "inputs": json.loads(row["inputs"]),
                }
            )
            for row in self.db.conn.execute(sql, (tenant, track_id, limit))
        ]


def _subscription_values(row: SubscriptionRow) -> tuple[object, ...]:
    return (
        row.tenant, row.id, row.owner, row.channel_id, row.created_at.isoformat(), row.status,
        _text(row.settings), _text(row.state), _iso(row.next_due), _iso(row.wake_at), row.version,
    )  # fmt: skip


def _subscription(row: Mapping[str, Any]) -> SubscriptionRow:
    given = dict(row)
    for name in ("created_at", "next_due", "wake_at"):
        given[name] = time_of(given[name])
    return SubscriptionRow(
        **{**given, "settings": json.loads(row["settings"]), "state": json.loads(row["state"])}
    )


def _delivery_values(row: DeliveryRow) -> tuple[object, ...]:
    return (
        row.tenant, row.subscription, row.due_at.isoformat(), row.kind, row.state, _iso(row.wake_at),
        row.fence, row.tries, row.channel_id, row.ts, row.reason, _iso(row.done_at), _text(row.note),
    )  # fmt: skip


def _delivery(row: Mapping[str, Any]) -> DeliveryRow:
    given = dict(row)
    for name in ("due_at", "wake_at", "done_at"):
        given[name] = time_of(given[name])
    return DeliveryRow(**{**given, "note": json.loads(row["note"])})


def _text(value: Mapping[str, Any]) -> str:
    return to_json(value).decode()


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def time_of(text: str | None) -> datetime | None:
    """A time as a column keeps it."""
    return datetime.fromisoformat(text) if text else None
