"""What to book when a subscription's time has come. Pure: the row and the clock in, rows out.

Runs missed while nobody was there coalesce into the newest; one that is older than six hours is not sent any
more. Each occurrence leaves its row, so nothing is passed over in silence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import takewhile

from bot.digest.cadence import following, from_wire, occurrences
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

#: A digest that comes later than this is no longer the one people wait for.
TOO_LATE = timedelta(hours=6)

#: How long before the channel the owner sees it, where they asked to.
PRE_READ = timedelta(hours=1)

#: Digests of one hour leave within so many seconds of it, each at a second of its own, the same every time.
SPREAD_SECONDS = 50

#: After years of rest not every day of them needs a row.
RECORDED = 400


def booked(row: SubscriptionRow, now: datetime) -> tuple[SubscriptionRow, tuple[DeliveryRow, ...]]:
    """The subscription moved on to its next occurrence, and the deliveries that its time brings.

    Not to be called before `wake_at`. A cadence that has run out of occurrences sleeps for good.
    """
    if row.next_due is None or row.status != "active":
        return replace(row, wake_at=None), ()
    if now < row.next_due:
        moved = scheduled(row, row.next_due)
        ahead = _delivery(row, row.next_due)
        return moved, (ahead, replace(ahead, kind="pre_read", wake_at=now))
    cadence = from_wire(row.settings["cadence"])
    missed = [row.next_due, *takewhile(lambda at: at <= now, occurrences(cadence, row.next_due))]
    *older, newest = missed[-RECORDED:]
    deliveries = [_skipped(row, at, "coalesced", now) for at in older]
    late = now - newest > TOO_LATE
    deliveries.append(_skipped(row, newest, "late", now) if late else _delivery(row, newest))
    return scheduled(row, now), tuple(deliveries)


def scheduled(row: SubscriptionRow, after: datetime) -> SubscriptionRow:
    """The subscription waiting for its first occurrence after that moment."""
    found = following(from_wire(row.settings["cadence"]), after)
    due = found[0] if found else None
    early = PRE_READ if row.settings.get("pre_read") else timedelta(0)
    return replace(row, next_due=due, wake_at=due and due - early)


def _delivery(row: SubscriptionRow, due: datetime) -> DeliveryRow:
    return DeliveryRow(
        row.tenant, row.id, due, "digest", "due", due + spread(row.id), channel_id=row.channel_id
    )


def _skipped(row: SubscriptionRow, due: datetime, reason: str, now: datetime) -> DeliveryRow:
    made = replace(_delivery(row, due), state="skipped", wake_at=None)
    return replace(made, reason=reason, done_at=now)


def spread(subscription_id: str) -> timedelta:
    """Where in its minute a digest leaves.

    >>> spread("a") == spread("a"), spread("a") == spread("b"), spread("a").total_seconds() < SPREAD_SECONDS
    (True, False, True)
    """
    drawn = int.from_bytes(blake2b(subscription_id.encode(), digest_size=4).digest())
    return timedelta(seconds=drawn % SPREAD_SECONDS)
