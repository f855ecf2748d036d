"""One suite for every store: the same questions get the same answers."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.base import AnalysisRow, ConversationRow, PersonRow, PlaceRow, ScenarioRow, Store
from bot.store.memory import MemoryStore
from bot.store.schema import migrate, migrations
from bot.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
INPUTS = {"arpa": ["500.10", "EUR", "month"], "churn": ["0.03", None], "target": "3"}


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(str(tmp_path / "one.db"))
    yield made
    await made.close()


def analysis(name: str, minutes: int = 0, user: str = "U1", parent: str | None = None) -> AnalysisRow:
    return AnalysisRow(
        name, "T1", user, NOON + timedelta(minutes=minutes), INPUTS, parent, parent and "price_up"
    )


async def test_a_person_is_inserted_and_replaced(store: Store) -> None:
    assert await store.person("T1", "U1") is None
    row = PersonRow("T1", "U1", "it-IT", None, NOON)
    await store.keep_person(row)
    await store.keep_person(replace(row, chosen_lang="en"))
    assert await store.person("T1", "U1") == replace(row, chosen_lang="en")
    assert await store.person("T2", "U1") is None


async def test_the_lessons_a_person_has_seen_are_remembered(store: Store) -> None:
    row = PersonRow("T1", "U1", seen=frozenset({"cac", "ltv-cac"}), no_lessons=True)
    await store.keep_person(row)
    assert await store.person("T1", "U1") == row
    await store.keep_person(replace(row, seen=row.seen | {"churn"}, no_lessons=False))
    found = await store.person("T1", "U1")
    assert found is not None
    assert (found.seen, found.no_lessons) == (frozenset({"cac", "ltv-cac", "churn"}), False)


async def test_an_analysis_comes_back_to_the_last_digit(store: Store) -> None:
    await store.keep_analysis(analysis("a1"))
    assert await store.analysis("T1", "a1") == analysis("a1")
    assert await store.analysis("T2", "a1") is None


async def test_the_last_analysis_is_the_newest_question_of_that_person(store: Store) -> None:
    for row in (
        analysis("a1"),
        analysis("a2", 5),
        analysis("a3", 9, parent="a2"),
        analysis("a4", 9, user="U2"),
    ):
        await store.keep_analysis(row)
    assert await store.last_analysis("T1", "U1") == analysis("a2", 5)
    assert await store.last_analysis("T1", "U3") is None


async def test_of_two_at_once_the_later_kept_is_the_last(store: Store) -> None:
    await store.keep_analysis(analysis("z"))
    await store.keep_analysis(analysis("a"))
    found = await store.last_analysis("T1", "U1")
    assert found is not None
    assert found.id == "a"


async def test_scenarios_are_found_whatever_their_case(store: Store) -> None:
    row = ScenarioRow("s1", "T1", "U1", "SMB Plan", INPUTS, NOON)
    await store.save_scenario(row)
    await store.save_scenario(replace(row, id="s2", name="Other", saved_at=NOON + timedelta(minutes=1)))
    assert await store.scenario("T1", "U1", " smb  plan ") == row
    assert [one.name for one in await store.scenarios("T1", "U1")] == ["Other", "SMB Plan"]
    assert await store.scenario_by_id("T1", "U1", "s1") == row
    assert await store.scenario_by_id("T1", "U2", "s1") is None
    assert await store.scenarios("T2", "U1") == []


async def test_saving_a_name_again_replaces_it(store: Store) -> None:
    row = ScenarioRow("s1", "T1", "U1", "Plan", INPUTS, NOON)
    await store.save_scenario(row)
    await store.save_scenario(replace(row, id="s2", name="PLAN", inputs={"target": "4"}))
    found = await store.scenarios("T1", "U1")
    assert [(one.id, one.inputs) for one in found] == [("s2", {"target": "4"})]


async def test_a_scenario_is_deleted_once(store: Store) -> None:
    await store.save_scenario(ScenarioRow("s1", "T1", "U1", "Plan", INPUTS, NOON))
    assert not await store.delete_scenario("T1", "U2", "plan")
    assert await store.delete_scenario("T1", "U1", "plan")
    assert not await store.delete_scenario("T1", "U1", "plan")


async def test_a_place_lives_as_long_as_its_response_url(store: Store) -> None:
    row = PlaceRow("p1", "T1", "U1", NOON, "C1", "https://hooks.example/1", "a1", in_place=True)
    await store.keep_place(row)
    assert await store.place("T1", "p1") == row
    assert await store.place("T2", "p1") is None
    await store.keep_place(replace(row, id="p2", created_at=NOON + timedelta(minutes=31)))
    assert await store.place("T1", "p1") is None


async def test_a_conversation_is_replaced_turn_by_turn(store: Store) -> None:
    row = ConversationRow("T1", "thread:D1", "U1", NOON, {"intent": "ltv", "awaiting": ["cac"]})
    await store.keep_conversation(row)
    await store.keep_conversation(replace(row, state={"intent": None}))
    assert await store.conversation("T1", "thread:D1") == replace(row, state={"intent": None})
    assert await store.conversation("T2", "thread:D1") is None


async def test_an_event_is_new_once_in_each_tenant(store: Store) -> None:
    assert await store.first_time("T1", "Ev1", NOON)
    assert not await store.first_time("T1", "Ev1", NOON)
    assert await store.first_time("T2", "Ev1", NOON)
    assert await store.first_time("T1", "Ev1", NOON + timedelta(hours=2))


async def test_what_was_kept_survives_a_restart(tmp_path: Path) -> None:
    first = SqliteStore(str(tmp_path / "one.db"))
    await first.keep_analysis(analysis("a1"))
    await first.close()
    second = SqliteStore(str(tmp_path / "one.db"))
    assert migrate(second.db) == []
    assert await second.analysis("T1", "a1") == analysis("a1")
    await second.close()


def _write_many(path: str, name: str) -> None:
    async def write() -> None:
        store = SqliteStore(path)
        for number in range(50):
            await store.keep_analysis(replace(analysis(f"{name}{number}"), user_id=name))
        await store.close()

    asyncio.run(write())


async def test_processes_that_start_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "one.db")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, f"w{n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        await asyncio.to_thread(writer.join, 30)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    store = SqliteStore(path)
    assert store.db.table("analyses").count == 150
    assert migrations.pending(store.db) == []
    await store.close()


async def test_a_language_chosen_in_one_process_is_heard_in_another(tmp_path: Path) -> None:
    path = str(tmp_path / "one.db")
    here, there = SqliteStore(path), SqliteStore(path, known_for=0)
    row = PersonRow("T1", "U1", "it-IT", None, NOON)
    await here.keep_person(row)
    assert await there.person("T1", "U1") == row
    await here.keep_person(replace(row, chosen_lang="en"))
    assert await there.person("T1", "U1") == replace(row, chosen_lang="en")
    assert await here.person("T1", "U1") == replace(row, chosen_lang="en")
    for store in (here, there):
        await store.close()
