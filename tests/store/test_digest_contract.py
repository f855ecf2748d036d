"""Digests in every store: the same questions get the same answers."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.base import Store
from bot.store.digest_rows import DeliveryRow, ReadingRow, SubscriptionRow, TrackRow
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = {"cadence": {"kind": "daily", "time": "9:00"}, "lang": "it", "alerts": [["cac", "4000.10"]]}


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(str(tmp_path / "one.db"))
    yield made
    await made.close()


def subscription(id_: str = "s1", tenant: str = "T1", **given: object) -> SubscriptionRow:
    row = SubscriptionRow(id_, tenant, "U1", "C1", NOON, "active", SETTINGS, {"failures": 0}, NOON, NOON)
    return replace(row, **given)


def due(id_: str = "s1", at: datetime = NOON, **given: object) -> DeliveryRow:
    row = DeliveryRow("T1", id_, at, "digest", "due", at, channel_id="C1")
    return replace(row, **given)


async def test_a_subscription_comes_back_as_it_was(store: Store) -> None:
    saved = await store.save_subscription(subscription())
    assert saved == subscription(version=1)
    assert await store.subscription("T1", "s1") == saved
    assert await store.subscription("T2", "s1") is None


async def test_only_who_read_the_newest_version_changes_it(store: Store) -> None:
    first = await store.save_subscription(subscription())
    assert first is not None
    assert await store.save_subscription(subscription()) is None
    second = await store.save_subscription(replace(first, status="paused", wake_at=None))
    assert second is not None
    assert await store.save_subscription(replace(first, status="stopped"), [due()]) is None
    assert await store.subscription("T1", "s1") == second
    assert await store.deliveries("T1", "s1", 9) == []


async def test_lists_hold_what_runs_or_rests_of_one_tenant(store: Store) -> None:
    for row in (
        subscription("a", created_at=NOON + HOUR),
        subscription("b", status="paused", channel_id="C2"),
        subscription("c", status="draft"),
        subscription("d", status="stopped"),
        subscription("e", owner="U2"),
        subscription("f", tenant="T2"),
    ):
        await store.save_subscription(row)
    assert [row.id for row in await store.subscriptions("T1")] == ["b", "e", "a"]
    assert [row.id for row in await store.subscriptions("T1", owner="U1")] == ["b", "a"]
    assert [row.id for row in await store.subscriptions("T1", channel_id="C2")] == ["b"]
    assert [row.id for row in await store.subscriptions("T2", owner="U1", channel_id="C1")] == ["f"]


async def test_who_wakes_is_found_over_all_tenants_the_longest_due_first(store: Store) -> None:
    for row in (
        subscription("late", wake_at=NOON + HOUR),
        subscription("now", tenant="T2"),
        subscription("long", wake_at=NOON - HOUR),
        subscription("rests", wake_at=None),
    ):
        await store.save_subscription(row)
    assert await store.waking(NOON, 9) == [("T1", "long"), ("T2", "now")]
    assert await store.waking(NOON, 1) == [("T1", "long")]


async def test_what_is_booked_is_added_once(store: Store) -> None:
    saved = await store.save_subscription(subscription(), [due()])
    assert saved is not None
    claimed = replace(due(), state="sending", fence=1, wake_at=NOON + HOUR)
    assert await store.move(due(), claimed)
    await store.save_subscription(saved, [due(), due(kind="pre_read", at=NOON - HOUR)])
    assert await store.deliveries("T1", "s1", 9) == [claimed, due(kind="pre_read", at=NOON - HOUR)]
    assert await store.delivery("T1", "s1", NOON, "digest") == claimed
    assert await store.delivery("T2", "s1", NOON, "digest") is None


async def test_of_two_who_claim_one_gets_it(store: Store) -> None:
    await store.save_subscription(subscription(), [due()])
    (ready,) = await store.ready(NOON, 9)
    assert ready == due()
    mine = replace(ready, state="sending", fence=ready.fence + 1, wake_at=NOON + HOUR)
    assert [await store.move(ready, mine) for _ in range(2)] == [True, False]
    assert await store.ready(NOON, 9) == []
    assert await store.ready(NOON + HOUR, 9) == [mine]


async def test_who_lost_the_fence_settles_nothing(store: Store) -> None:
    await store.save_subscription(subscription(), [due()])
    frozen = replace(due(), state="sending", fence=1, wake_at=NOON + HOUR)
    assert await store.move(due(), frozen)
    heir = replace(frozen, fence=2)
    assert await store.move(frozen, heir)
    sent = replace(heir, state="sent", ts="9.9", wake_at=None, done_at=NOON, note={"shown": 3})
    assert not await store.move(frozen, replace(frozen, state="sent", ts="8.8"))
    assert await store.move(heir, sent)
    assert await store.delivery("T1", "s1", NOON, "digest") == sent


async def test_history_is_the_newest_first(store: Store) -> None:
    rows = [due(at=NOON + n * HOUR) for n in range(4)]
    await store.save_subscription(subscription(), rows)
    assert [row.due_at for row in await store.deliveries("T1", "s1", 2)] == [NOON + 3 * HOUR, NOON + 2 * HOUR]


async def test_the_last_one_sent_is_the_newest_of_its_kind(store: Store) -> None:
    rows = [due(at=NOON + n * HOUR, state=state) for n, state in enumerate(("sent", "sent", "failed", "due"))]
    await store.save_subscription(
        subscription(), [*rows, due(at=NOON + 9 * HOUR, kind="alert", state="sent")]
    )
    assert await store.last_sent("T1", "s1", "digest") == rows[1]
    assert await store.last_sent("T1", "s1", "notice") is None


async def test_tracks_are_found_whatever_their_case(store: Store) -> None:
    row = TrackRow("t1", "T1", "U1", "SMB Plan", NOON)
    await store.keep_track(row)
    assert await store.track("T1", "t1") == row
    assert await store.track("T2", "t1") is None
    assert await store.track_named("T1", "U1", " smb  plan") == row
    assert await store.track_named("T1", "U2", "SMB Plan") is None
    await store.keep_track(replace(row, name="SMB PLAN"))
    assert (await store.track_named("T1", "U1", "smb plan")) == replace(row, name="SMB PLAN")


async def test_figures_are_numbered_within_their_track(store: Store) -> None:
    def reading(track: str, price: str) -> ReadingRow:
        return ReadingRow("T1", track, 0, NOON, "U1", {"slots": {"price": price}})

    assert [await store.add_reading(reading("t1", price)) for price in ("500", "510.50")] == [1, 2]
    assert await store.add_reading(reading("t2", "7")) == 1
    found = await store.readings("T1", "t1", 9)
    assert found == [replace(reading("t1", "510.50"), number=2), replace(reading("t1", "500"), number=1)]
    assert await store.readings("T1", "t1", 1) == found[:1]
    assert await store.readings("T2", "t1", 9) == []


def _claim_all(path: str, told: str) -> None:
    """Claim whatever is there, and write down what was got."""

    async def claim() -> list[str]:
        store, got = SqliteStore(path), []
        while ready := await store.ready(NOON + 99 * HOUR, 20):
            claims = [
                (row, replace(row, state="sending", fence=row.fence + 1, wake_at=None)) for row in ready
            ]
            got += [new.subscription for old, new in claims if await store.move(old, new)]
        await store.close()
        return got

    Path(told).write_text("\n".join(asyncio.run(claim())))


async def test_processes_that_claim_at_once_share_without_a_double(tmp_path: Path) -> None:
    path = str(tmp_path / "one.db")
    store = SqliteStore(path)
    for n in range(150):
        await store.save_subscription(subscription(f"s{n}"), [due(f"s{n}")])
    context = multiprocessing.get_context("spawn")
    notes = [tmp_path / f"got{n}" for n in range(2)]
    workers = [context.Process(target=_claim_all, args=(path, str(note))) for note in notes]
    for worker in workers:
        worker.start()
    for worker in workers:
        await asyncio.to_thread(worker.join, 30)
    got = [line for note in notes for line in note.read_text().split()]
    assert sorted(got) == sorted(f"s{n}" for n in range(150))
    await store.close()


async def test_the_tick_reads_the_index_alone(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "one.db"))
    sql = "SELECT tenant, id FROM subscriptions WHERE wake_at <= ? ORDER BY wake_at, tenant, id LIMIT ?"
    plan = [row[3] for row in store.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}", ("2026", 1))]
    assert plan == ["SEARCH subscriptions USING COVERING INDEX waiting_subscriptions (wake_at<?)"]
    await store.close()
