"""Workers killed, frozen and doubled while Slack misbehaves: what is due arrives once, or is told as lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.cadence import Cadence
from bot.playground import LocalSlack
from bot.store.digest_rows import DeliveryRow, ReadingRow, SubscriptionRow, TrackRow
from bot.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]
TENANT = "T0LOCAL7W2"
KILLS = 15
DIGESTS = 100
FROZEN_SECONDS = 9

PLAIN = ("commands", "chat:write", "app_mentions:read", "im:history", "users:read")
READABLE = (*PLAIN, "channels:history")

SLOTS = {
    "price": {"type": "money", "value": "500", "unit": "EUR", "period": "month"},
    "churn": {"type": "rate", "value": "0.024", "unit": "ratio", "period": "month"},
    "margin": {"type": "rate", "value": "0.8", "unit": "ratio"},
    "cac": {"type": "money", "value": "4000", "unit": "EUR"},
}


@dataclass
class Yard:
    """A local Slack, one database, and workers to be started and struck."""

    slack: LocalSlack
    store: SqliteStore
    process: asyncio.subprocess.Process
    alive: list[int] = field(default_factory=list)

    async def start(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        await self.process.stdin.drain()
        pid = int(await self.process.stdout.readline())
        self.alive.append(pid)
        return pid

    def strike(self, pid: int, with_: signal.Signals) -> None:
        os.kill(pid, with_)
        if with_ is signal.SIGKILL:
            self.alive.remove(pid)

    async def due(self, count: int) -> None:
        """So many digests of their own, due now, in one channel."""
        now = datetime.now(UTC).replace(microsecond=0)
        await self.store.keep_track(TrackRow("track", TENANT, "U", "SMB plan", now))
        inputs = {"slots": SLOTS, "ratio": "4.1667"}
        await self.store.add_reading(ReadingRow(TENANT, "track", 0, now, "U", inputs))
        channel = self.slack.ws.channel("sales")
        assert channel is not None
        owner = self.slack.person("ann").id
        cadence = Cadence("weekly", "9:00", "Europe/Rome", days=("mon",))
        settings = {
            "cadence": cadence.wire(), "lang": "en", "owner_lang": "en", "track": "track", "lesson": "",
        }  # fmt: skip
        for number in range(count):
            row = SubscriptionRow(f"s{number}", TENANT, owner, channel.id, now, "active", settings)
            at = now - timedelta(seconds=number % 60)
            delivery = DeliveryRow(TENANT, row.id, at, "digest", "due", now, channel_id=channel.id)
            await self.store.save_subscription(row, [delivery])

    async def settled(self, seconds: float = 60) -> None:
        """Nothing waits any more: neither to be sent nor to be looked after."""
        async with asyncio.timeout(seconds):
            # Another process's database tells nobody of a change: it is looked at again and again.
            while await self.store.ready(datetime.now(UTC) + timedelta(hours=1), 1):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def posted(self, count: int, seconds: float = 20) -> None:
        """So many messages stand in the channel, or everything is over."""
        with contextlib.suppress(TimeoutError):
            await self.slack.until(lambda: len(self.marks()) >= count, seconds)

    def marks(self) -> list[str]:
        """The mark of every digest that stands in the channel."""
        found = (message.metadata for message in self.slack.person("luca").sees("sales"))
        return [one["event_payload"]["mark"] for one in found if one]

    async def ledger(self) -> dict[str, DeliveryRow]:
        rows = [await self.store.deliveries(TENANT, f"s{n}", 9) for n in range(DIGESTS)]
        return {row.subscription: row for each in rows for row in each if row.kind == "digest"}


@pytest.fixture
def scopes() -> tuple[str, ...]:
    return READABLE


@pytest.fixture
async def yard(scopes: tuple[str, ...], tmp_path: Path) -> AsyncIterator[Yard]:
    path = str(tmp_path / "yard.db")
    async with LocalSlack(scopes=scopes) as slack:
        store = SqliteStore(path)
        with (tmp_path / "workers.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.digest.working", path, slack.api_url, slack.bot_token,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, cwd=ROOT,
            )  # fmt: skip
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yard = Yard(slack, store, process)
        yield yard
        for pid in yard.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.kill()
        await process.communicate()
        await store.close()


#: What goes wrong with a post: before it is taken, or after.
FAULTS = (
    {"error": "internal_error", "status": 500},
    {"error": "internal_error", "status": 503, "accepted": True},
    {"error": "dropped"},
    {"error": "dropped", "accepted": True},
    {"error": "ratelimited", "retry_after": 1},
)


async def killed_again_and_again(yard: Yard, dice: random.Random) -> None:
    """Two workers at a time on one file; one is killed at a random moment, another takes its place."""
    await yard.due(DIGESTS)
    await yard.start()
    await yard.start()
    for strike in range(KILLS):
        await yard.posted(min(len(yard.marks()) + dice.randrange(1, 8), DIGESTS), seconds=0.5)
        yard.slack.fail_next("chat.postMessage", **FAULTS[strike % len(FAULTS)])
        await asyncio.sleep(dice.random() * 0.05)
        yard.strike(dice.choice(yard.alive), signal.SIGKILL)
        await yard.start()
    await yard.settled()


class TestWhereHistoryMayBeRead:
    async def test_killed_at_random_nothing_is_lost_or_doubled(self, yard: Yard) -> None:
        await killed_again_and_again(yard, random.Random(6))
        counts = Counter(yard.marks())
        assert len(counts) == DIGESTS
        assert set(counts.values()) == {1}
        ledger = await yard.ledger()
        assert {row.state for row in ledger.values()} == {"sent"}
        standing = {message.ts for message in yard.slack.person("luca").sees("sales")}
        assert {row.ts for row in ledger.values()} <= standing

    async def test_frozen_workers_lose_nothing_and_their_doubles_go(self, yard: Yard) -> None:
        await yard.due(DIGESTS)
        frozen = []
        for number in range(5):
            pid = await yard.start()
            await yard.posted(10 * (number + 1), seconds=3)
            yard.strike(pid, signal.SIGSTOP)
            frozen.append(pid)
        await yard.start()  # the heir
        await asyncio.sleep(FROZEN_SECONDS)
        for pid in frozen:
            yard.strike(pid, signal.SIGCONT)
        await asyncio.sleep(1)
        await yard.settled()
        counts = Counter(yard.marks())
        assert len(counts) == DIGESTS
        assert set(counts.values()) == {1}
        assert {row.state for row in (await yard.ledger()).values()} == {"sent"}


class TestWhereItMayNot:
    @pytest.fixture
    def scopes(self) -> tuple[str, ...]:
        return PLAIN

    async def test_killed_at_random_nothing_is_doubled_and_every_loss_is_told(self, yard: Yard) -> None:
        await killed_again_and_again(yard, random.Random(7))
        counts = Counter(yard.marks())
        assert set(counts.values()) == {1}
        ledger = await yard.ledger()
        assert len(ledger) == DIGESTS
        arrived = {mark.split(":")[0] for mark in counts}
        for id_, row in ledger.items():
            if row.state == "sent":
                assert id_ in arrived
            else:
                assert (row.state, row.reason) == ("failed", "unknown")
        lost = {id_ for id_, row in ledger.items() if row.state == "failed"}
        assert lost >= set(ledger) - arrived
        assert len(lost) >= 2  # each line that broke after the post is one
        for id_ in lost:
            (told,) = [row for row in await yard.store.deliveries(TENANT, id_, 9) if row.kind == "notice"]
            assert told.state == "sent", told
            assert any(message.ts == told.ts for message in yard.slack.person("ann").sees("dm"))
