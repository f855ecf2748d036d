"""Digests listed and steered: paused, snoozed, stopped, sent now, skipped once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.advise.desk import Desk
from bot.advise.digest_compose import name_of
from bot.advise.digest_reply import DigestHistory, DigestList, DigestTold
from bot.advise.digest_rights import Actor, not_yours
from bot.advise.digest_setup import well
from bot.digest.booking import scheduled
from bot.person import Person
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

#: A month in the history is enough on a phone.
HISTORY = 12

#: So often a row is read again where somebody else was quicker.
AGAIN = 5


async def listed(desk: Desk, person: Person, channel_id: str = "") -> DigestList | DigestTold:
    """The person's own digests, and those of the channel they ask in."""
    tenant = person.tenant.key
    rows = await desk.store.subscriptions(tenant, owner=person.user_id)
    if channel_id and not channel_id.startswith("D"):
        known = {row.id for row in rows}
        here = await desk.store.subscriptions(tenant, channel_id=channel_id)
        rows = [*(row for row in here if row.id not in known), *rows]
    if not rows:
        return DigestTold("none")
    return DigestList(tuple([(row, await name_of(desk, row)) for row in rows]))


async def history(desk: Desk, person: Person, id_: str) -> DigestHistory | DigestTold:
    """What became of one digest's occurrences."""
    row = await desk.store.subscription(person.tenant.key, id_)
    if row is None:
        return DigestTold("gone")
    found = await desk.store.deliveries(row.tenant, id_, 4 * HISTORY)
    shown = [one for one in found if one.kind in ("digest", "alert")][:HISTORY]
    return DigestHistory(row, tuple(shown), await name_of(desk, row))


async def steer(desk: Desk, actor: Actor, id_: str, how: str, weeks: int = 1) -> DigestTold:
    """pause, resume, snooze (for so many weeks), stop, again, now."""
    for _ in range(AGAIN):
        row = await desk.store.subscription(actor.person.tenant.key, id_)
        if row is None:
            return DigestTold("gone")
        if not actor.may(row):
            return not_yours(row)
        act = _STEER[how]
        changed, deliveries, told = act(row, desk.clock(), weeks)
        if changed is None:
            return told
        saved = await desk.store.save_subscription(changed, deliveries)
        if saved:
            return replace(told, row=saved)
    return DigestTold("changed_meanwhile")


#: The row as it shall be (None: nothing changes), what is booked with it, what is said.
Steered = tuple[SubscriptionRow | None, tuple[DeliveryRow, ...], DigestTold]


def _pause(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:  # noqa: ARG001
    if row.status != "active":
        return None, (), DigestTold("not_running", row=row)
    rests = replace(row, status="paused", wake_at=None, next_due=None)
    return rests, (), DigestTold("paused", offer="resume")


def _resume(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:  # noqa: ARG001
    if row.status not in ("paused", "stopped"):
        return None, (), DigestTold("running_already", row=row)
    shared = row.settings.get("shared") or row.state.get("told") == "shared"
    settings = {**row.settings, "shared": bool(shared)}
    runs = scheduled(replace(row, status="active", state=well(row), settings=settings), now)
    return runs, (), DigestTold("resumed", {"next": runs.next_due}, offer="pause")


def _snooze(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:
    if row.status != "active":
        return None, (), DigestTold("not_running", row=row)
    # From that day on, whatever the hour: two weeks after a Monday's digest comes a Monday's.
    day = (now + timedelta(weeks=weeks)).astimezone(ZoneInfo(row.settings["cadence"]["zone"]))
    until = day.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    sleeps = scheduled(replace(row, state={**row.state, "snoozed": until.isoformat()}), until)
    return sleeps, (), DigestTold("snoozed", {"next": sleeps.next_due}, offer="wake")


def _wake(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:  # noqa: ARG001
    if row.status != "active":
        return None, (), DigestTold("not_running", row=row)
    awake = scheduled(replace(row, state=well(row)), now)
    return awake, (), DigestTold("resumed", {"next": awake.next_due}, offer="pause")


def _stop(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:  # noqa: ARG001
    if row.status == "stopped":
        return None, (), DigestTold("stopped", row=row, offer="resume")
    ends = replace(row, status="stopped", wake_at=None, next_due=None)
    return ends, (), DigestTold("stopped", offer="resume")


def _now(row: SubscriptionRow, now: datetime, weeks: int) -> Steered:  # noqa: ARG001
    if row.status != "active":
        return None, (), DigestTold("not_running", row=row)
    at = now.replace(microsecond=0)
    delivery = DeliveryRow(row.tenant, row.id, at, "digest", "due", at, channel_id=row.channel_id)
    return row, (delivery,), DigestTold("under_way")


_STEER: Mapping[str, Callable[[SubscriptionRow, datetime, int], Steered]] = {
    "pause": _pause,
    "resume": _resume,
    "snooze": _snooze,
    "wake": _wake,
    "stop": _stop,
    "now": _now,
}


async def pre_read(desk: Desk, actor: Actor, id_: str, due_at: datetime, how: str) -> DigestTold:
    """The owner's choice an hour before: `skip` this one, or `send` it now."""
    row = await desk.store.subscription(actor.person.tenant.key, id_)
    found = await desk.store.delivery(actor.person.tenant.key, id_, due_at, "digest")
    if row is None or found is None:
        return DigestTold("gone")
    if not actor.may(row):
        return not_yours(row)
    now = desk.clock()
    if how == "skip":
        chosen = replace(found, state="skipped", reason="skipped", wake_at=None, done_at=now)
    else:
        chosen = replace(found, wake_at=now)
    if found.state != "due" or not await desk.store.move(found, chosen):
        return DigestTold("left_already")
    return DigestTold("skipped_once" if how == "skip" else "under_way", {"next": row.next_due}, row=row)
