"""The worker by itself: what it books, how each delivery ends, and what an heir does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.digest.booking import RECORDED, booked, scheduled, spread
from bot.digest.cadence import Cadence
from bot.digest.carrying import LaterError, Parcel, RefusedError, Silence, UnsureError, mark
from bot.digest.pace import Pace
from bot.digest.worker import Tempo, Worker
from bot.store.digest_rows import DeliveryRow, SubscriptionRow
from bot.store.memory import MemoryStore

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)  # nine in Rome, a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = Cadence("daily", "9:00", "Europe/Rome")


def subscription(**given: object) -> SubscriptionRow:
    settings = {"cadence": DAILY.wire(), "lang": "en", "owner_lang": "en", "pre_read": False}
    row = SubscriptionRow("s1", "T1", "U1", "C1", NINE - DAY, "active", settings, {}, NINE, NINE)
    return replace(row, **given)


@dataclass
class Channel:
    """A carrier with a channel of its own: says what it is told to say, keeps what it was given."""

    trouble: list[Exception] = field(default_factory=list)
    standing: dict[str, str] = field(default_factory=dict)
    readable: bool = True
    closed: str | None = None
    threads: list[str] = field(default_factory=list)

    async def audience(self, row: SubscriptionRow) -> str | None:
        return self.closed

    async def post(self, delivery: DeliveryRow, parcel: Parcel) -> tuple[str, str]:
        if self.trouble:
            error = self.trouble.pop(0)
            if isinstance(error, UnsureError) and error.args:
                self._stand(delivery)
            raise error
        return parcel.to, self._stand(delivery)

    def _stand(self, delivery: DeliveryRow) -> str:
        ts = f"{len(self.standing) + 1}.0"
        self.standing[ts] = mark(delivery)
        return ts

    async def follow(self, delivery: DeliveryRow, parcel: Parcel) -> None:
        self.threads.append(delivery.ts)

    async def find(self, delivery: DeliveryRow, to: str) -> Sequence[str] | None:
        return [ts for ts, one in self.standing.items() if one == mark(delivery)] if self.readable else None

    async def remove(self, to: str, ts: str) -> None:
        del self.standing[ts]


class ArrivedError(UnsureError):
    """The line broke after the message had arrived."""

    def __init__(self) -> None:
        super().__init__("arrived")


class Yard:
    def __init__(self, **tempo: float) -> None:
        self.store, self.channel, self.now = MemoryStore(), Channel(), NINE
        self.parcel: Parcel | Silence = Parcel("C1", "figures", "details", {"shown": 1})
        self.held: list[float] = []

        async def render(row: SubscriptionRow, delivery: DeliveryRow) -> Parcel | Silence:
            if delivery.kind == "notice":
                return Parcel(row.owner, delivery.note["reason"])
            return self.parcel

        async def no_sleep(seconds: float) -> None:
            self.held.append(seconds)
            self.ticking += seconds

        self.ticking = 0.0
        pace = Pace(0, 0, clock=lambda: self.ticking, sleep=no_sleep)
        self.worker = Worker(
            self.store,
            render,
            self.channel,
            lambda: self.now,
            Tempo(**tempo),
            pace,  # type: ignore[arg-type]
        )

    async def begin(self, **given: object) -> None:
        await self.store.save_subscription(subscription(**given))

    async def at(self, moment: datetime) -> None:
        self.now = moment
        await self.worker.turn()

    async def row(self) -> SubscriptionRow:
        found = await self.store.subscription("T1", "s1")
        assert found is not None
        return found

    async def ended(self, kind: str = "digest") -> list[tuple[str, str]]:
        rows = await self.store.deliveries("T1", "s1", 99)
        return [(row.state, row.reason) for row in reversed(rows) if row.kind == kind]


@pytest.fixture
def yard() -> Yard:
    return Yard()


MINUTE = timedelta(minutes=1)


# -- booking ----------------------------------------------------------------------------------------------


def test_an_occurrence_is_booked_and_the_next_awaited() -> None:
    moved, (delivery,) = booked(subscription(), NINE)
    assert (delivery.due_at, delivery.state, delivery.kind) == (NINE, "due", "digest")
    assert delivery.wake_at == NINE + spread("s1") < NINE + MINUTE
    assert (moved.next_due, moved.wake_at) == (NINE + DAY, NINE + DAY)


def test_missed_runs_coalesce_into_the_newest() -> None:
    moved, deliveries = booked(subscription(), NINE + 3 * DAY + HOUR)
    assert [(row.state, row.reason) for row in deliveries] == [("skipped", "coalesced")] * 3 + [("due", "")]
    assert deliveries[-1].due_at == NINE + 3 * DAY
    assert moved.next_due == NINE + 4 * DAY


@pytest.mark.parametrize(("late", "state"), [(HOUR * 6, "due"), (HOUR * 6 + MINUTE, "skipped")])
def test_more_than_six_hours_late_is_skipped_and_recorded(late: timedelta, state: str) -> None:
    _, (delivery,) = booked(subscription(), NINE + late)
    assert (delivery.state, delivery.reason) == (state, "late" if state == "skipped" else "")


def test_years_of_rest_do_not_make_years_of_rows() -> None:
    _, deliveries = booked(subscription(), NINE + 3000 * DAY)
    assert len(deliveries) == RECORDED


def test_a_pre_read_is_booked_an_hour_before_with_what_it_shows() -> None:
    settings = {**subscription().settings, "pre_read": True}
    waiting = scheduled(subscription(settings=settings), NINE - DAY)
    assert (waiting.next_due, waiting.wake_at) == (NINE, NINE - HOUR)
    moved, deliveries = booked(waiting, NINE - HOUR)
    assert {(row.kind, row.due_at) for row in deliveries} == {("digest", NINE), ("pre_read", NINE)}
    assert moved.wake_at == NINE + DAY - HOUR


def test_what_rests_books_nothing() -> None:
    for status in ("draft", "paused", "stopped"):
        moved, deliveries = booked(subscription(status=status), NINE)
        assert (moved.wake_at, deliveries) == (None, ())


def test_a_crowd_at_nine_leaves_within_its_minute_and_not_all_at_once() -> None:
    seconds = {spread(f"s{n}").total_seconds() for n in range(500)}
    assert max(seconds) < 60
    assert len(seconds) > 40


# -- sending ----------------------------------------------------------------------------------------------


async def test_what_is_due_is_sent_once_with_its_thread(yard: Yard) -> None:
    await yard.begin()
    await yard.at(NINE)
    await yard.at(NINE + MINUTE)
    await yard.at(NINE + 2 * MINUTE)
    assert list(yard.channel.standing) == ["1.0"] == yard.channel.threads
    assert await yard.ended() == [("sent", "")]


async def test_silence_is_recorded(yard: Yard) -> None:
    yard.parcel = Silence("nothing_new")
    await yard.begin()
    await yard.at(NINE + MINUTE)
    assert await yard.ended() == [("skipped", "nothing_new")]
    assert yard.channel.standing == {}


async def test_paused_meanwhile_it_does_not_go_out(yard: Yard) -> None:
    await yard.begin()
    await yard.at(NINE)
    await yard.store.save_subscription(replace(await yard.row(), status="paused", wake_at=None))
    await yard.at(NINE + MINUTE)
    assert await yard.ended() == [("skipped", "paused")]


async def test_retry_after_is_obeyed_to_the_second_by_the_whole_workspace(yard: Yard) -> None:
    yard.channel.trouble = [LaterError(30)]
    await yard.begin()
    await yard.at(NINE + MINUTE)
    await yard.at(NINE + MINUTE + timedelta(seconds=29))
    assert yard.channel.standing == {}
    await yard.at(NINE + MINUTE + timedelta(seconds=30))
    assert len(yard.channel.standing) == 1
    assert yard.held == [30.0]  # the pace, on its own clock, held the workspace as well


async def test_what_cannot_get_through_for_six_hours_is_given_up_and_told(yard: Yard) -> None:
    yard.channel.trouble = [LaterError() for _ in range(500)]
    await yard.begin()
    at = NINE + MINUTE
    while at < NINE + 7 * HOUR:
        await yard.at(at)
        at += 5 * MINUTE
    yard.channel.trouble.clear()
    await yard.at(at + 10 * MINUTE)
    assert await yard.ended() == [("skipped", "late")]
    assert await yard.ended("notice") == [("sent", "")]


async def test_failures_are_told_once_a_reason_and_the_third_pauses(yard: Yard) -> None:
    yard.channel.trouble = []
    await yard.begin()
    told = []
    for day in range(4):
        yard.channel.closed = "is_archived"
        await yard.at(NINE + day * DAY + MINUTE)
        told.append(len(await yard.ended("notice")))
    assert told == [1, 1, 2, 2]
    assert (await yard.row()).status == "paused"
    assert (await yard.row()).wake_at is None


async def test_a_success_in_between_starts_the_count_anew(yard: Yard) -> None:
    await yard.begin()
    for day, word in enumerate(["not_in_channel", "", "not_in_channel", "", "not_in_channel"]):
        yard.channel.trouble = [RefusedError(word)] if word else []
        await yard.at(NINE + day * DAY + MINUTE)
    row = await yard.row()
    assert (row.status, row.state["failures"]) == ("active", 1)
    assert len(await yard.ended("notice")) == 3


# -- after a crash ----------------------------------------------------------------------------------------


async def claimed(yard: Yard) -> DeliveryRow:
    """A delivery whose worker died after it had claimed it."""
    await yard.begin()
    await yard.worker.book()
    (due,) = await yard.store.ready(NINE + HOUR, 9)
    taken = replace(due, state="sending", fence=1, tries=1, wake_at=NINE + MINUTE)
    assert await yard.store.move(due, taken)
    return taken


async def test_an_heir_keeps_what_had_arrived(yard: Yard) -> None:
    yard.channel.standing["7.0"] = mark(await claimed(yard))
    await yard.at(NINE + 2 * MINUTE)
    assert list(yard.channel.standing) == ["7.0"]
    assert await yard.ended() == [("sent", "")]


async def test_an_heir_sends_what_had_not(yard: Yard) -> None:
    await claimed(yard)
    await yard.at(NINE + 2 * MINUTE)
    assert len(yard.channel.standing) == 1
    assert await yard.ended() == [("sent", "")]


async def test_where_nobody_may_look_it_counts_as_lost_and_is_told(yard: Yard) -> None:
    yard.channel.readable = False
    await claimed(yard)
    await yard.at(NINE + 2 * MINUTE)
    assert await yard.ended() == [("failed", "unknown")]
    await yard.at(NINE + 3 * MINUTE)
    assert await yard.ended("notice") == [("sent", "")]
    assert [one.rpartition(":")[2] for one in yard.channel.standing.values()] == ["notice"]


async def test_an_heir_that_comes_after_six_hours_does_not_send(yard: Yard) -> None:
    await claimed(yard)
    await yard.at(NINE + 7 * HOUR)
    assert yard.channel.standing == {}
    assert await yard.ended() == [("skipped", "late")]


@pytest.mark.parametrize("trouble", [ArrivedError(), UnsureError()])
async def test_a_line_that_broke_is_looked_after(yard: Yard, trouble: Exception) -> None:
    yard.channel.trouble = [trouble]
    await yard.begin()
    await yard.at(NINE + MINUTE)
    await yard.at(NINE + 2 * MINUTE)
    await yard.at(NINE + 3 * MINUTE)
    assert len(yard.channel.standing) == 1
    assert await yard.ended() == [("sent", "")]


async def test_a_worker_that_wakes_after_its_heir_takes_its_double_back(yard: Yard) -> None:
    """Frozen between its claim and its post, for longer than its claim held."""
    frozen = await claimed(yard)
    await yard.at(NINE + 2 * MINUTE)  # the heir
    (kept,) = yard.channel.standing
    await yard.worker._post(await yard.row(), replace(frozen, wake_at=NINE + 9 * HOUR), yard.parcel)
    assert list(yard.channel.standing) == [kept]


async def test_the_heir_removes_the_double_of_one_who_could_not(yard: Yard) -> None:
    frozen = await claimed(yard)
    await yard.at(NINE + 2 * MINUTE)
    await yard.channel.post(frozen, yard.parcel)  # and dies before it can take it back
    assert len(yard.channel.standing) == 2
    await yard.at(NINE + 2 * MINUTE + timedelta(seconds=31))
    assert list(yard.channel.standing) == ["1.0"]


async def test_one_that_was_given_up_and_arrives_after_all_counts_as_sent(yard: Yard) -> None:
    yard.channel.readable = False
    frozen = await claimed(yard)
    await yard.at(NINE + 2 * MINUTE)
    assert await yard.ended() == [("failed", "unknown")]
    await yard.worker._post(await yard.row(), replace(frozen, wake_at=NINE + 9 * HOUR), yard.parcel)
    assert await yard.ended() == [("sent", "late")]


async def test_who_was_held_up_since_its_claim_does_not_post(yard: Yard) -> None:
    frozen = await claimed(yard)
    yard.now = NINE + MINUTE
    await yard.worker._post(await yard.row(), frozen, yard.parcel)
    assert yard.channel.standing == {}


# -- pace -------------------------------------------------------------------------------------------------


async def test_a_channel_gets_one_a_second_and_a_workspace_four() -> None:
    now, sent = [0.0], []

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = Pace(clock=lambda: now[0], sleep=sleep)
    for number in range(8):
        await pace.turn("T1", f"C{number % 2}")
        sent.append(now[0])
    for channel in (0, 1):
        own = sent[channel::2]
        assert all(late - early >= 1 for early, late in pairwise(own))
    assert all(late - early >= 0.25 for early, late in pairwise(sent))
    assert sent[-1] < 5
