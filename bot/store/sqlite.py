"""The store in one SQLite file: WAL, NORMAL, one connection a thread, short statements run inline."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from pydantic_core import to_json

from bot.store.base import (
    EVENT_MINUTES,
    PLACE_MINUTES,
    AnalysisRow,
    ConversationRow,
    PersonRow,
    PlaceRow,
    ScenarioRow,
)
from bot.store.digest_sqlite import SqliteDigests, time_of
from bot.store.names import name_key
from bot.store.schema import migrate
from bot.store.sqlite_utils_light import Database

#: How long a writer waits for another process before giving up; far under Slack's three seconds.
BUSY_MS = 1500

#: How many people's rows are kept in memory at most.
PEOPLE_KNOWN = 10_000

#: How long what another process wrote of a person may go unseen: to look costs as much as a small answer.
KNOWN_SECONDS = 1.0


class SqliteStore(SqliteDigests):
    """Opens (and migrates) the file on first use in each thread. ":memory:" works within one thread.

    JSON columns are text; times are ISO 8601 in UTC, which sort as they are.
    """

    def __init__(self, path: str, *, known_for: float = KNOWN_SECONDS) -> None:
        self._path = path
        self._known_for = known_for
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        migrate(self.db)

    @property
    def db(self) -> Database:
        """This thread's database."""
        if not hasattr(self._local, "db"):
            self._local.db = self._open()
            self._local.people, self._local.version, self._local.look_at = {}, -1, 0.0
        db: Database = self._local.db
        return db

    def _open(self) -> Database:
        # isolation_level None: each statement is its own transaction, and it takes the write lock at once.
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.row_factory = sqlite3.Row
        self._opened.append(connection)
        return Database(connection)

    def _write(self, sql: str, *values: object) -> int:
        """The hottest path: the connection's own execute; the count of rows changed."""
        count: int = self.db.conn.execute(sql, values).rowcount
        return count

    def _one(self, sql: str, *values: object) -> dict[str, Any] | None:
        row = self.db.conn.execute(sql, values).fetchone()
        return dict(row) if row else None

    def _put(self, table: str, row: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(row))
        self._write(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())  # noqa: S608

    async def person(self, tenant: str, user_id: str) -> PersonRow | None:
        """Every request asks: a row read stays known until another connection has written, which is looked
        for once in `known_for` seconds. One's own writes are known at once."""
        db, local = self.db, self._local
        if (now := monotonic()) >= local.look_at:
            local.look_at = now + self._known_for
            version: int = db.conn.execute("PRAGMA data_version").fetchone()[0]
            if version != local.version or len(local.people) > PEOPLE_KNOWN:
                local.people, local.version = {}, version
        known: PersonRow | None = local.people.get((tenant, user_id))
        if known is None and (known := self._read_person(tenant, user_id)):
            local.people[tenant, user_id] = known
        return known

    def _read_person(self, tenant: str, user_id: str) -> PersonRow | None:
        row = self._one("SELECT * FROM people WHERE tenant = ? AND user_id = ?", tenant, user_id)
        if row is None:
            return None
        seen, none = frozenset(json.loads(row["seen"])), bool(row["no_lessons"])
        return PersonRow(**{**row, "read_at": time_of(row["read_at"]), "seen": seen, "no_lessons": none})

    async def keep_person(self, row: PersonRow) -> None:
        kept = {**_flat(asdict(row)), "seen": json.dumps(sorted(row.seen)), "no_lessons": int(row.no_lessons)}
        self._put("people", kept)
        self._local.people.pop((row.tenant, row.user_id), None)

    async def keep_analysis(self, row: AnalysisRow) -> None:
        self._write(
            "INSERT INTO analyses (tenant, id, user_id, created_at, inputs, parent, change, place, sheet)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row.tenant,
            row.id,
            row.user_id,
            row.created_at.isoformat(),
            to_json(row.inputs).decode(),
            row.parent,
            row.change,
            row.place,
            row.sheet,
        )

    async def analysis(self, tenant: str, analysis_id: str) -> AnalysisRow | None:
        return _analysis(self._one("SELECT * FROM analyses WHERE tenant = ? AND id = ?", tenant, analysis_id))

    async def last_analysis(self, tenant: str, user_id: str, sheet: str | None = None) -> AnalysisRow | None:
        return _analysis(
            self._one(
                "SELECT * FROM analyses WHERE tenant = ? AND user_id = ? AND parent IS NULL"
                " AND sheet = ifnull(?, sheet)"
                " ORDER BY created_at DESC, rowid DESC LIMIT 1",
                tenant,
                user_id,
                sheet,
            )
        )

    async def analysis_at(self, tenant: str, user_id: str, place: str, since: datetime) -> AnalysisRow | None:
        # By the index on the person's own analyses: few are as young as a conversation.
        return _analysis(
            self._one(
                "SELECT * FROM analyses WHERE tenant = ? AND user_id = ? AND created_at >= ? AND place = ?"
                " ORDER BY created_at DESC, rowid DESC LIMIT 1",
                tenant,
                user_id,
                since.isoformat(),
                place,
            )
        )

    async def save_scenario(self, row: ScenarioRow) -> None:
        self._put("scenarios", {**_flat(asdict(row)), "name_key": name_key(row.name)})

    async def scenarios(self, tenant: str, user_id: str) -> list[ScenarioRow]:
        rows = self.db.conn.execute(
            "SELECT * FROM scenarios WHERE tenant = ? AND user_id = ? ORDER BY saved_at DESC, rowid DESC",
            (tenant, user_id),
        )
        return [_scenario(dict(row)) for row in rows]

    async def scenario(self, tenant: str, user_id: str, name: str) -> ScenarioRow | None:
        row = self._one(
            "SELECT * FROM scenarios WHERE tenant = ? AND user_id = ? AND name_key = ?",
            tenant,
            user_id,
            name_key(name),
        )
        return _scenario(row) if row else None

    async def scenario_by_id(self, tenant: str, user_id: str, scenario_id: str) -> ScenarioRow | None:
        row = self._one(
            "SELECT * FROM scenarios WHERE tenant = ? AND user_id = ? AND id = ?",
            tenant,
            user_id,
            scenario_id,
        )
        return _scenario(row) if row else None

    async def delete_scenario(self, tenant: str, user_id: str, name: str) -> bool:
        sql = "DELETE FROM scenarios WHERE tenant = ? AND user_id = ? AND name_key = ?"
        return self._write(sql, tenant, user_id, name_key(name)) > 0

    async def keep_place(self, row: PlaceRow) -> None:
        oldest = row.created_at - timedelta(minutes=PLACE_MINUTES)
        self._write("DELETE FROM places WHERE created_at < ?", oldest.isoformat())
        self._put("places", _flat(asdict(row)))

    async def place(self, tenant: str, place_id: str) -> PlaceRow | None:
        row = self._one("SELECT * FROM places WHERE tenant = ? AND id = ?", tenant, place_id)
        if row is None:
            return None
        created = datetime.fromisoformat(row["created_at"])
        return PlaceRow(**{**row, "created_at": created, "in_place": bool(row["in_place"])})

    async def conversation(self, tenant: str, key: str) -> ConversationRow | None:
        row = self._one("SELECT * FROM conversations WHERE tenant = ? AND key = ?", tenant, key)
        if row is None:
            return None
        return ConversationRow(
            **{
                **row,
                "updated_at": datetime.fromisoformat(row["updated_at"]),
                "state": json.loads(row["state"]),
            }
        )

    async def keep_conversation(self, row: ConversationRow) -> None:
        self._write(
            "INSERT OR REPLACE INTO conversations (tenant, key, user_id, updated_at, state)"
            " VALUES (?, ?, ?, ?, ?)",
            row.tenant,
            row.key,
            row.user_id,
            row.updated_at.isoformat(),
            to_json(row.state).decode(),
        )

    async def forget_conversation(self, tenant: str, key: str) -> None:
        self._write("DELETE FROM conversations WHERE tenant = ? AND key = ?", tenant, key)

    async def first_time(self, tenant: str, event_id: str, now: datetime) -> bool:
        oldest = now - timedelta(minutes=EVENT_MINUTES)
        self._write("DELETE FROM events WHERE seen_at < ?", oldest.isoformat())
        sql = "INSERT OR IGNORE INTO events (tenant, event_id, seen_at) VALUES (?, ?, ?)"
        return self._write(sql, tenant, event_id, now.isoformat()) > 0

    async def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _cell(value) for key, value in row.items()}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, Mapping) else value


def _analysis(row: dict[str, Any] | None) -> AnalysisRow | None:
    if row is None:
        return None
    created = datetime.fromisoformat(row["created_at"])
    return AnalysisRow(**{**row, "created_at": created, "inputs": json.loads(row["inputs"])})


def _scenario(row: dict[str, Any]) -> ScenarioRow:
    del row["name_key"]
    saved = datetime.fromisoformat(row["saved_at"])
    return ScenarioRow(**{**row, "inputs": json.loads(row["inputs"]), "saved_at": saved})
