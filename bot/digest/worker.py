"""The embedded worker: books what is due and sees every delivery to its end. It names no engine.

A delivery is claimed right before it is posted, by compare-and-swap, under a growing fence. Who finds a claim
whose time is up looks for the message's own mark in the channel: where history may be read, a message that is
there is kept and one that is not is posted; where it may not, it counts as lost, is recorded and told, and is
not posted again (at most once). Who was frozen and posts after its heir finds its fence gone and takes its
message back; the heir looks once more, later, for one who could not even do that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.digest.booking import TOO_LATE, booked
from bot.digest.carrying import (
    Carrier,
    LaterError,
    Parcel,
    RefusedError,
    Renderer,
    Silence,
    UnsureError,
)
from bot.digest.pace import Pace
from bot.store.base import Store
from bot.store.digest_rows import DeliveryRow, State, SubscriptionRow

log = logging.getLogger("bot.digest")

#: After so many failures in a row a digest pauses itself.
FAILURES = 3

#: A notice of failure is the one thing that may come twice rather than never: it is tried so often.
NOTICES = 20

#: How many subscriptions or deliveries are taken up in one go, and how many may be under way.
BATCH = 200
UNDER_WAY = 2000

#: So often a row is read again where somebody else was quicker.
AGAIN = 5


@dataclass(frozen=True, slots=True)
class Tempo:
    """The worker's times, in seconds: tests are in more of a hurry than Slack.

    `lease` is how long a claim holds: longer than any post may take. `unsure` is when to look for a message
    that may have arrived; `look_again` when an heir looks for a double; `retry` doubles with every try.
    `at_once` is how many talk to Slack at a time: few enough that no claim runs out while it waits its turn.
    """

    tick: float = 2.0
    lease: float = 30.0
    unsure: float = 10.0
    look_again: float = 30.0
    retry: float = 5.0
    longest_retry: float = 600.0
    at_once: int = 16


@dataclass(slots=True)
class Worker:
    """One of them is enough; several on one store do no harm."""

    store: Store
    render: Renderer
    carrier: Carrier
    clock: Callable[[], datetime]
    tempo: Tempo = field(default_factory=Tempo)
    pace: Pace = field(default_factory=Pace)
    _in_hand: dict[tuple[str, str, str, str], asyncio.Task[None]] = field(default_factory=dict)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _talking: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._talking = asyncio.Semaphore(self.tempo.at_once)

    # -- life ---------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tick until cancelled; then let what is being posted come to its end."""
        try:
            while True:
                try:
                    await self.tick()
                except Exception:
                    log.exception("a tick failed; the next one goes on")
                self._nudged.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.tempo.tick):
                        await self._nudged.wait()
        finally:
            await self._let_go()

    def nudge(self) -> None:
        """Look now: something was just booked."""
        self._nudged.set()

    async def tick(self) -> None:
        """Book what is due, and begin what is ready."""
        await self.book()
        now = self.clock()
        room = UNDER_WAY - len(self._in_hand)
        for delivery in await self.store.ready(now, len(self._in_hand) + min(BATCH, max(room, 0))):
            if delivery.key not in self._in_hand:
                self._begin(delivery)

    async def turn(self) -> None:
        """Tick until nothing more happens at this moment (of a clock that stands still)."""
        await self.tick()
        while self._in_hand:
            await asyncio.gather(*self._in_hand.values())
            await self.tick()

    async def book(self) -> None:
        """Move every subscription whose time has come on to its next occurrence."""
        while woken := await self.store.waking(self.clock(), BATCH):
            for tenant, id_ in woken:
                row = await self.store.subscription(tenant, id_)
                if row and row.wake_at and row.wake_at <= self.clock():
                    moved, deliveries = booked(row, self.clock())
                    await self.store.save_subscription(moved, deliveries)
            if len(woken) < BATCH:
                return
            await asyncio.sleep(0)

    def _begin(self, delivery: DeliveryRow) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(delivery))
        self._in_hand[delivery.key] = task
        task.add_done_callback(lambda _: self._in_hand.pop(delivery.key, None))

    async def _guarded(self, delivery: DeliveryRow) -> None:
        try:
            await self.see_to(delivery)
        except Exception:  # its row is still there, and its time comes again
            log.exception("delivery %s of %s failed", delivery.kind, delivery.subscription)
            await self._put_off(delivery)

    async def _put_off(self, delivery: DeliveryRow) -> None:
        """A mistake of ours must not spin: a delivery that is still due is tried again later, and counted."""
        if delivery.state == "due":
            await self._retry(delivery, None)

    async def _let_go(self) -> None:
        under_way = list(self._in_hand.values())
        if under_way:
            done, late = await asyncio.wait(under_way, timeout=min(self.tempo.lease, 3))
            for task in late:
                task.cancel()
            await asyncio.gather(*done, *late, return_exceptions=True)

    # -- one delivery -------------------------------------------------------------------------------------

    async def see_to(self, delivery: DeliveryRow) -> None:
        """Bring one delivery a step further."""
        row = await self.store.subscription(delivery.tenant, delivery.subscription)
        if row is None:
            await self._end(delivery, "skipped", "gone")
        elif delivery.state == "due":
            await self._send(row, delivery)
        else:
            async with self._talking:
                if delivery.state == "sending":
                    await self._recover(row, delivery)
                else:
                    await self._look_for_doubles(delivery)

    async def _send(self, row: SubscriptionRow, delivery: DeliveryRow) -> None:
        why = self._not_any_more(row, delivery)
        if why:
            await self._end(delivery, "skipped", why)
            if why == "late" and delivery.tries:
                await self._count_failure(row, delivery, "late")
            return
        if delivery.kind in ("digest", "alert") and (closed := await self.carrier.audience(row)):
            await self._fail(row, delivery, closed)
            return
        parcel = await self.render(row, delivery)
        if isinstance(parcel, Silence):
            await self._end(delivery, "skipped", parcel.reason)
            return
        await self.pace.turn(delivery.tenant, parcel.to)
        async with self._talking:
            claimed = await self._claim(delivery)
            if claimed:
                await self._post(row, claimed, parcel)

    def _not_any_more(self, row: SubscriptionRow, delivery: DeliveryRow) -> str:
        if delivery.kind == "notice":
            return ""
        if row.status != "active":
            return row.status
        return "late" if self.clock() - delivery.due_at > TOO_LATE else ""

    async def _claim(self, delivery: DeliveryRow) -> DeliveryRow | None:
        until = self.clock() + timedelta(seconds=self.tempo.lease)
        claimed = replace(
            delivery, state="sending", fence=delivery.fence + 1, tries=delivery.tries + 1, wake_at=until
        )
        return claimed if await self.store.move(delivery, claimed) else None

    async def _post(
        self, row: SubscriptionRow, claimed: DeliveryRow, parcel: Parcel, *, heir: bool = False
    ) -> None:
        if claimed.wake_at and self.clock() > claimed.wake_at - timedelta(seconds=self.tempo.lease / 3):
            return  # we were held up since the claim: whoever comes next begins anew
        try:
            place = await self.carrier.post(claimed, parcel)
        except LaterError as error:
            await self._retry(claimed, error.seconds, heir=heir)
        except RefusedError as error:
            await self._fail(row, claimed, error.reason)
        except UnsureError:
            # Still "sending": looked for when its time is up.
            soon = self.clock() + timedelta(seconds=self.tempo.unsure)
            await self.store.move(claimed, replace(claimed, wake_at=soon))
        else:
            sent = replace(claimed, state="sent", channel_id=place[0], ts=place[1])
            await self._posted(row, claimed, sent, parcel, heir=heir)

    async def _posted(
        self, row: SubscriptionRow, claimed: DeliveryRow, sent: DeliveryRow, parcel: Parcel, *, heir: bool
    ) -> None:
        sent = replace(
            sent, done_at=self.clock(), note=parcel.note,
            wake_at=self._later(self.tempo.look_again) if heir else None,
        )  # fmt: skip
        if not await self.store.move(claimed, sent):
            await self._too_late(claimed, sent)
            return
        if parcel.thread is not None:
            await self.carrier.follow(sent, parcel)
        if sent.kind in ("digest", "alert"):
            await self._count_success(row)

    async def _too_late(self, claimed: DeliveryRow, sent: DeliveryRow) -> None:
        """An heir was here while we were held up. Its message stands and ours goes, if they are two.

        Where it is still at it, it finds ours, or removes it when it looks again. Where it had to give the
        delivery up as lost, ours is what was sent after all.
        """
        now: DeliveryRow | None = claimed
        for _ in range(AGAIN):
            now = await self.store.delivery(
                claimed.tenant, claimed.subscription, claimed.due_at, claimed.kind
            )
            if now is None or now.state != "sending":
                break
            await asyncio.sleep(self.tempo.tick)
        if now and now.state == "failed" and now.reason == "unknown":
            await self.store.move(now, replace(sent, fence=now.fence, wake_at=None, reason="late"))
        elif now and now.state == "sent" and now.ts != sent.ts:
            log.warning("posted after an heir: taking %s back", sent.ts)
            await self.carrier.remove(sent.channel_id, sent.ts)

    # -- after a crash ------------------------------------------------------------------------------------

    async def _recover(self, row: SubscriptionRow, delivery: DeliveryRow) -> None:
        claimed = await self._claim(delivery)
        if claimed is None:
            return
        parcel = await self.render(row, claimed)
        to = parcel.to if isinstance(parcel, Parcel) else delivery.channel_id
        found = await self.carrier.find(claimed, to)
        if found is None and (delivery.kind != "notice" or delivery.tries > NOTICES):
            await self._fail(row, claimed, "unknown")
        elif found:
            await self._found(claimed, parcel, to, found)
        elif isinstance(parcel, Silence):
            await self._end(claimed, "skipped", parcel.reason)
        elif why := self._not_any_more(row, claimed):
            await self._end(claimed, "skipped", why)
        else:
            await self._post(row, claimed, parcel, heir=True)

    async def _found(
        self, claimed: DeliveryRow, parcel: Parcel | Silence, to: str, found: Sequence[str]
    ) -> None:
        """It had arrived: it counts as sent, once."""
        sent = replace(
            claimed, state="sent", ts=found[0], channel_id=to, done_at=self.clock(),
            note=parcel.note if isinstance(parcel, Parcel) else {},
            wake_at=self._later(self.tempo.look_again),
        )  # fmt: skip
        if await self.store.move(claimed, sent):
            await self._remove_all(to, found[1:])

    async def _look_for_doubles(self, delivery: DeliveryRow) -> None:
        found = await self.carrier.find(delivery, delivery.channel_id)
        await self._remove_all(delivery.channel_id, [ts for ts in found or () if ts != delivery.ts])
        await self.store.move(delivery, replace(delivery, wake_at=None))

    async def _remove_all(self, to: str, doubles: Sequence[str]) -> None:
        for ts in doubles:
            log.warning("removing a double, %s", ts)
            await self.carrier.remove(to, ts)

    # -- how it ends --------------------------------------------------------------------------------------

    def _later(self, seconds: float) -> datetime:
        return self.clock() + timedelta(seconds=seconds)

    async def _end(self, delivery: DeliveryRow, state: State, reason: str) -> bool:
        ended = replace(delivery, state=state, reason=reason, wake_at=None, done_at=self.clock())
        return await self.store.move(delivery, ended)

    async def _retry(self, delivery: DeliveryRow, seconds: float | None, *, heir: bool = False) -> None:
        """Nothing went out. Where Slack named its time the whole workspace waits, else we wait ever longer.

        An heir stays one: the next try looks in the channel again before it posts.
        """
        wait = min(self.tempo.retry * 2 ** min(delivery.tries, 20), self.tempo.longest_retry)
        if seconds is not None:
            wait = seconds
            self.pace.hold(delivery.tenant, seconds)
        tries = delivery.tries + (delivery.state == "due")
        state: State = "sending" if heir else "due"
        again = replace(delivery, state=state, wake_at=self._later(wait), tries=tries)
        await self.store.move(delivery, again)

    async def _fail(self, row: SubscriptionRow, delivery: DeliveryRow, reason: str) -> None:
        """First what has to be told is booked, then the delivery ends: a crash between tells it, too."""
        log.warning("digest %s failed: %s", delivery.subscription, reason)
        if delivery.kind in ("digest", "alert"):
            await self._count_failure(row, delivery, reason)
        await self._end(delivery, "failed", reason)

    async def _count_failure(self, row: SubscriptionRow, delivery: DeliveryRow, reason: str) -> None:
        for _ in range(AGAIN):
            failures = row.state.get("failures", 0) + 1
            pausing = row.status == "active" and (failures >= FAILURES or reason == "shared")
            told = {**row.state, "failures": failures, "told": reason}
            changed = replace(row, state=told)
            if pausing:
                changed = replace(changed, status="paused", wake_at=None, next_due=None)
            notice = DeliveryRow(
                row.tenant, row.id, delivery.due_at, "notice", "due", self.clock(),
                channel_id=row.owner, note={"reason": reason, "paused": pausing},
            )  # fmt: skip
            worth_telling = pausing or reason != row.state.get("told") or reason == "unknown"
            if await self.store.save_subscription(changed, [notice] if worth_telling else []):
                return
            found = await self.store.subscription(row.tenant, row.id)
            if found is None:
                return
            row = found

    async def _count_success(self, row: SubscriptionRow) -> None:
        """All is well again: the next failure is told anew."""
        for _ in range(AGAIN):
            if not row.state.get("failures"):
                return
            well = {name: value for name, value in row.state.items() if name not in ("failures", "told")}
            if await self.store.save_subscription(replace(row, state=well)):
                return
            found = await self.store.subscription(row.tenant, row.id)
            if found is None:
                return
            row = found
