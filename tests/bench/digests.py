"""What a digest costs: its way out against a bare POST, a crowd at nine, a tick over a hundred thousand."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import ClientSession

from bot.advise.desk import Desk
from bot.digest.cadence import Cadence
from bot.digest.carrying import Parcel
from bot.digest.pace import WORKSPACE_SECONDS, Pace
from bot.digest.worker import Worker
from bot.slack.digest_work import make_worker
from bot.store.digest_rows import DeliveryRow, ReadingRow, SubscriptionRow, TrackRow
from bot.store.sqlite import SqliteStore
from tests.bench.measure import Figure, paired

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
EACH, ROUNDS = 40, 15
CROWD = 10_000
TRIED = 500
SUBSCRIPTIONS = 100_000

CADENCE = Cadence("weekly", "9:00", "Europe/Rome", days=("mon",)).wire()
SETTINGS = {"cadence": CADENCE, "lang": "en", "owner_lang": "en", "track": "t1", "lesson": "both"}


def _slots(churn: str) -> dict[str, Any]:
    return {
        "price": {"type": "money", "value": "500", "unit": "EUR", "period": "month"},
        "churn": {"type": "rate", "value": churn, "unit": "ratio", "period": "month"},
        "margin": {"type": "rate", "value": "0.8", "unit": "ratio"},
        "cac": {"type": "money", "value": "4000", "unit": "EUR"},
    }


async def digest_figures(folder: str) -> list[Figure]:
    async with _bare_server() as api_url, ClientSession() as session:
        desk = Desk(SqliteStore(f"{folder}/digests.db"), lambda: NOW, lambda: "id")
        try:
            return [
                await _way_out(desk, session, api_url),
                await _crowd(desk, session, api_url),
                *await _tick(folder),
            ]
        finally:
            await desk.store.close()


@asynccontextmanager
async def _bare_server() -> AsyncIterator[str]:
    command = [sys.executable, "-m", "tests.bench.bare"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/api/"
        finally:
            process.terminate()


_numbers = count()


async def _due(desk: Desk, many: int) -> Sequence[DeliveryRow]:
    """So many digests of one tracked scenario that has news, each in a channel of its own."""
    await desk.store.keep_track(TrackRow("t1", "T1", "U1", "SMB plan", NOW))
    if not await desk.store.readings("T1", "t1", 1):
        for churn, ratio in (("0.024", "4.1667"), ("0.03", "3.3333")):
            inputs = {"slots": _slots(churn), "ratio": ratio}
            await desk.store.add_reading(ReadingRow("T1", "t1", 0, NOW, "U1", inputs))
    made = []
    for _ in range(many):
        number = next(_numbers)
        row = SubscriptionRow(f"s{number}", "T1", "U1", f"C{number}", NOW, "active", SETTINGS)
        delivery = DeliveryRow("T1", row.id, NOW, "digest", "due", NOW, channel_id=row.channel_id)
        await desk.store.save_subscription(row, [delivery])
        made.append(delivery)
    return made


async def _way_out(desk: Desk, session: ClientSession, api_url: str) -> Figure:
    """Claimed, rendered, posted with its thread, against bare POSTs of the same: CPU alone."""
    worker = make_worker(desk, session, "xoxb-bench", api_url, pace=Pace(0, 0))
    (one,) = await _due(desk, 1)
    bodies = await _payloads(worker, one)
    headers = {"Authorization": "Bearer xoxb-bench"}

    async def base() -> None:
        for body in bodies:
            async with session.post(f"{api_url}chat.postMessage", json=body, headers=headers) as answer:
                await answer.json()

    waiting: list[DeliveryRow] = []

    async def ours() -> None:
        await worker.see_to(waiting.pop())

    mine, theirs = [], []
    for _ in range(ROUNDS):
        waiting.extend(await _due(desk, EACH))
        spent = [0.0, 0.0]
        for _ in range(EACH):  # one by one in turns: neither finds the machine warmer than the other
            spent[0] += await _cpu(base)
            spent[1] += await _cpu(ours)
        theirs.append(spent[0] / EACH)
        mine.append(spent[1] / EACH)
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    detail = f"({statistics.median(mine) * 1e6:.0f} µs CPU against {statistics.median(theirs) * 1e6:.0f} µs)"
    return Figure("a digest claimed, rendered, posted, against bare POSTs", ratio, 3, "x", detail)


async def _payloads(worker: Worker, delivery: DeliveryRow) -> list[dict[str, Any]]:
    row = await worker.store.subscription(delivery.tenant, delivery.subscription)
    assert row is not None
    parcel = await worker.render(row, delivery)
    assert isinstance(parcel, Parcel)
    main = next(iter(parcel.message.bodies()))
    return [{"channel": "C1", **main}, {"channel": "C1", "thread_ts": "1.1", **parcel.thread.body()}]


async def _cpu(work: Callable[[], Awaitable[object]]) -> float:
    start = time.process_time()
    await work()
    return time.process_time() - start


async def _crowd(desk: Desk, session: ClientSession, api_url: str) -> Figure:
    """Ten thousand due at nine: the worker's own time, against what Slack's limits allow one workspace."""
    worker = make_worker(desk, session, "xoxb-bench", api_url, pace=Pace(0, 0))
    await _due(desk, TRIED)
    start = time.perf_counter()
    await worker.turn()
    took = (time.perf_counter() - start) * CROWD / TRIED
    allowed = CROWD * WORKSPACE_SECONDS
    detail = f"({took:.0f} s of the worker; Slack lets one workspace take them in {allowed:.0f} s)"
    return Figure("10,000 digests due at once, against Slack's limits", took / allowed, 1, "x", detail)


async def _tick(folder: str) -> list[Figure]:
    """Who is due among a hundred thousand: nobody yet, then a batch; by the index alone."""
    store = SqliteStore(f"{folder}/tick.db")
    later = (NOW + timedelta(days=3)).isoformat()
    rows = (
        ("T1", f"s{n}", "U1", "C1", NOW.isoformat(), "active", "{}", "{}", later, later, 1)
        for n in range(SUBSCRIPTIONS)
    )
    columns = "tenant, id, owner, channel_id, created_at, status, settings, state, next_due, wake_at, version"
    store.db.conn.execute("BEGIN")
    sql = f"INSERT INTO subscriptions ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    store.db.conn.executemany(sql, rows)
    store.db.conn.execute("COMMIT")
    raw = sqlite3.connect(f"{folder}/tick.db", isolation_level=None)
    query = "SELECT tenant, id FROM subscriptions WHERE wake_at <= ? ORDER BY wake_at, tenant, id LIMIT 200"

    async def ours() -> None:
        await store.waking(NOW + timedelta(days=4), 200)

    async def base() -> None:
        raw.execute(query, ((NOW + timedelta(days=4)).isoformat(),)).fetchall()

    mine, theirs, ratio = await paired(ours, base, rounds=15, each=20)
    await store.close()
    raw.close()
    detail = f"({mine * 1000:.2f} ms against {theirs * 1000:.2f} ms)"
    return [
        Figure("a tick over 100,000 subscriptions, against the bare query", ratio, 3, "x", detail),
        Figure("a tick over 100,000 subscriptions", mine * 1000, 50, "ms"),
    ]
