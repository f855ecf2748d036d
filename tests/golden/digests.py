"""Every kind of digest, and all that is said about one: a small history told with a clock of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from bot.advise import digest_setup, digest_update, digests
from bot.advise.desk import Desk
from bot.advise.digest_compose import compose
from bot.advise.digest_reply import DigestDraft, DigestTold
from bot.advise.digest_rights import Actor
from bot.advise.reply import DigestReply
from bot.advise.route import converse
from bot.digest.cadence import Cadence
from bot.digest.months import Month
from bot.person import Person, Tenant
from bot.speak.digest import details, say_digest
from bot.speak.message import Message
from bot.store.digest_rows import DeliveryRow, Kind, SubscriptionRow
from bot.store.memory import MemoryStore

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
NAMES = {"en": "SMB plan", "it": "Piano PMI"}
SCHEDULE = {"freq": "weekly", "days": ("mon",), "time": "09:00"}
LIMITS = (("ltv_cac", "3"), ("payback", "12"), ("churn", "0.03"), ("cac", "5000"))


@dataclass
class Teller:
    """A person with a tracked scenario and a digest of it."""

    lang: str
    now: datetime = MONDAY
    row: SubscriptionRow | None = None
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        numbers = count(1)
        self.desk = Desk(MemoryStore(), lambda: self.now, lambda: f"id{next(numbers):07}")
        self.person = Person(Tenant("T1"), "U0ANN", self.lang)

    @property
    def actor(self) -> Actor:
        return Actor(self.person)

    async def drafted(self) -> DigestDraft:
        await converse(self.desk, self.person, "€500 2.4% 80% 4k", "x")
        await converse(
            self.desk, self.person, {"en": "save ", "it": "salva "}[self.lang] + NAMES[self.lang], "x"
        )
        made = await digest_setup.draft(
            self.desk, digest_setup.Owner(self.person, "Europe/Rome", "Ann Carter"), "C0SALES", SCHEDULE
        )
        self.row = made.row
        return made

    async def begun(self, lesson: str = "", **given: object) -> SubscriptionRow:
        made = await self.drafted()
        (scenario,) = await self.desk.store.scenarios("T1", "U0ANN")
        chosen = replace(
            digest_setup.chosen_of(made.row), source=f"scenario:{scenario.id}", lesson=lesson,
            alerts=tuple((metric, Decimal(limit)) for metric, limit in LIMITS), **given,
        )  # fmt: skip
        started = await digest_setup.start(self.desk, self.actor, made.row.id, chosen)
        assert isinstance(started, DigestDraft)
        self.row = started.row
        return started.row

    async def fresh(self) -> SubscriptionRow:
        assert self.row is not None
        found = await self.desk.store.subscription("T1", self.row.id)
        assert found is not None
        return found

    async def sent(self, kind: Kind = "digest", note: dict | None = None) -> DigestReply:
        row = await self.fresh()
        delivery = DeliveryRow("T1", row.id, self.now, kind, "due", self.now, note=note or {})
        composed = await compose(self.desk, row, delivery)
        assert composed.reply is not None, composed.reason
        done = replace(delivery, state="sent", wake_at=None, done_at=self.now, note=composed.note)
        await self.desk.store.save_subscription(row, [done])
        self.now += WEEK
        return composed.reply

    async def month(self, name: str, start: int, lost: int, new: int = 10, spend: int = 40000) -> DigestReply:
        row = await self.fresh()
        counted = Month(name, start, lost, new, Decimal(spend), Decimal(500 * (start - lost + new)))
        return await digest_update.update(
            self.desk, self.actor, row.id, digest_update.Counted(counted, "EUR")
        )

    async def told(self, how: str) -> DigestReply:
        return await digests.steer(self.desk, self.actor, (await self.fresh()).id, how)


async def _draft(t: Teller) -> DigestReply:
    return await t.drafted()


async def _started(t: Teller) -> DigestReply:
    await t.begun(lesson="both", pre_read=True)
    row = await t.fresh()
    return DigestDraft(row, (MONDAY + WEEK, MONDAY + 2 * WEEK), NAMES[t.lang])


async def _first(t: Teller) -> DigestReply:
    await t.begun(lesson="both")
    return await t.sent()


async def _slipped(t: Teller) -> DigestReply:
    await t.begun()
    await t.sent()
    await t.month("2026-10", 200, 6)
    return await t.sent()


async def _year(t: Teller) -> DigestReply:
    await t.begun()
    await t.sent()
    for number, lost in enumerate((5, 4, 6, 5, 7, 6, 9, 12)):
        await t.month(f"2026-{number + 3:02}", 2000 + 40 * number, 8 * lost, 90, 380_000 + 9000 * number)
    return await t.sent()


async def _improved(t: Teller) -> DigestReply:
    await t.begun()
    await t.sent()
    await converse(t.desk, t.person, "€550 2% 82% 3600", "x")
    await converse(t.desk, t.person, {"en": "save ", "it": "salva "}[t.lang] + NAMES[t.lang], "x")
    return await t.sent()


async def _lesson(t: Teller) -> DigestReply:
    await t.begun(lesson="both")
    await t.sent()
    return await t.sent()


async def _quiet(t: Teller) -> DigestReply:
    await t.begun()
    await t.sent()
    t.now += 3 * WEEK
    return await t.sent()


async def _ask(t: Teller) -> DigestReply:
    await t.begun()
    await t.sent()
    t.now += 4 * WEEK
    return await t.sent()


def _alert(metric: str) -> Callable[[Teller], Awaitable[DigestReply]]:
    async def alert(t: Teller) -> DigestReply:
        await t.begun()
        await t.sent()
        await t.month("2026-10", 2000, 140, 60, 400_000)
        row = await t.fresh()
        found = await t.desk.store.deliveries("T1", row.id, 9)
        booked = next(one for one in found if one.kind == "alert" and one.note["metric"] == metric)
        composed = await compose(t.desk, row, booked)
        assert composed.reply is not None
        return composed.reply

    return alert


async def _updated(t: Teller) -> DigestReply:
    await t.begun()
    return await t.month("2026-10", 200, 6)


async def _alarmed(t: Teller) -> DigestReply:
    await t.begun()
    return await t.month("2026-10", 2000, 140, 60, 400_000)


async def _pre_read(t: Teller) -> DigestReply:
    await t.begun()
    return await t.sent("pre_read")


def _notice(reason: str, *, paused: bool = False) -> Callable[[Teller], Awaitable[DigestReply]]:
    async def notice(t: Teller) -> DigestReply:
        await t.begun()
        return await t.sent("notice", {"reason": reason, "paused": paused})

    return notice


async def _listed(t: Teller) -> DigestReply:
    await t.begun(lesson="fitting")
    cadences = (
        Cadence("daily", "13:00", "Europe/Rome"),
        Cadence("weekdays", "1:30", "America/New_York"),
        Cadence("monthly_date", "8:05", "Asia/Kolkata", day=31),
        Cadence("monthly_date", "8:05", "Asia/Kolkata", day=15),
        Cadence("monthly_weekday", "17:00", "Europe/Rome", days=("sun",), nth=-1),
        Cadence("cron", "", "UTC", expression="0 9 1,15 * *"),
    )
    for cadence in cadences:
        made = await digest_setup.draft(
            t.desk, digest_setup.Owner(t.person, "UTC", "Ann Carter"), "C0SALES", {}
        )
        chosen = replace(digest_setup.chosen_of(made.row), cadence=cadence, source="", lesson="path")
        await digest_setup.start(t.desk, t.actor, made.row.id, chosen)
    rows = await t.desk.store.subscriptions("T1")
    await digests.steer(t.desk, t.actor, rows[1].id, "snooze", 2)
    await digests.steer(t.desk, t.actor, rows[2].id, "pause")
    return await digests.listed(t.desk, t.person)


async def _history(t: Teller) -> DigestReply:
    row = await t.begun()
    for state, reason in (
        ("sent", ""), ("sent", "late"), ("skipped", "nothing_new"), ("skipped", "coalesced"),
        ("skipped", "late"), ("skipped", "skipped"), ("skipped", "paused"),
        ("failed", "is_archived"), ("failed", "strange_word"), ("due", ""),
    ):  # fmt: skip
        saved = await t.fresh()
        delivery = DeliveryRow("T1", row.id, t.now, "digest", state, None, reason=reason)  # type: ignore[arg-type]
        await t.desk.store.save_subscription(saved, [delivery])
        t.now += WEEK
    return await digests.history(t.desk, t.person, row.id)


KINDS: dict[str, Callable[[Teller], Awaitable[DigestReply]]] = {
    "draft": _draft, "started": _started, "first": _first, "slipped": _slipped, "year": _year,
    "improved": _improved, "lesson": _lesson, "quiet": _quiet, "ask": _ask, "updated": _updated,
    "alarmed": _alarmed, "pre_read": _pre_read, "listed": _listed, "history": _history,
    **{f"alert_{metric}": _alert(metric) for metric, _ in LIMITS},
    "notice_left": _notice("not_in_channel"), "notice_shared": _notice("shared", paused=True),
    "notice_unknown": _notice("unknown"), "notice_token": _notice("token_revoked", paused=True),
    "notice_other": _notice("strange_word"),
}  # fmt: skip


async def spoken(kind: str, lang: str) -> tuple[Message, Message | None]:
    """The message of that kind, and what follows in its thread."""
    reply = await KINDS[kind](Teller(lang))
    return say_digest(lang, reply), details(lang, reply)


def told(lang: str) -> dict[str, Message]:
    """Every short sentence."""
    from bot.content import table

    facts = {
        "owner": "U0ANN", "actor": "U0LUCA", "channel": "C0SALES", "next": MONDAY + WEEK,
    }  # fmt: skip
    return {key: say_digest(lang, DigestTold(key, facts)) for key in table("digests", lang)["told"]}
