"""What is remembered of digests: subscriptions, tracked figures, and the ledger of deliveries.

A subscription is changed only by who has read its newest version; a delivery only by who knows its state and
its fence. So two processes on one store never do the same thing twice, and a late one learns that it is late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, Literal, Protocol

from econ.record import record

Status = Literal["draft", "active", "paused", "stopped"]
State = Literal["due", "sending", "sent", "skipped", "failed"]
Kind = Literal["digest", "pre_read", "alert", "notice"]

#: States in which nothing more happens to a delivery by itself.
DONE = ("sent", "skipped", "failed")


@record(frozen=True, slots=True)
class SubscriptionRow:
    """One digest: whose, where, how it is set up (`settings`) and what has become of it (`state`).

    `next_due` is the next occurrence; `wake_at` when the worker has to look at it, None while it rests.
    `version` is that of the row as read; 0 is a row not yet kept.
    """

    id: str
    tenant: str
    owner: str
    channel_id: str
    created_at: datetime
    status: Status
    settings: Mapping[str, Any]
    state: Mapping[str, Any] = field(default_factory=dict)
    next_due: datetime | None = None
    wake_at: datetime | None = None
    version: int = 0


@record(frozen=True, slots=True)
class DeliveryRow:
    """One occurrence on its way out: due -> sending -> sent, skipped or failed.

    `wake_at` is when something has to be done about it (post, or look after who began to), None when nothing.
    `fence` grows with every claim. `note` is what was shown, in plain JSON.
    """

    tenant: str
    subscription: str
    due_at: datetime
    kind: Kind
    state: State
    wake_at: datetime | None
    fence: int = 0
    tries: int = 0
    channel_id: str = ""
    ts: str = ""
    reason: str = ""
    done_at: datetime | None = None
    note: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it this delivery and no other."""
        return self.tenant, self.subscription, self.due_at.isoformat(), self.kind


@record(frozen=True, slots=True)
class TrackRow:
    """A named scenario whose figures are kept each time they are updated."""

    id: str
    tenant: str
    owner: str
    name: str
    created_at: datetime


@record(frozen=True, slots=True)
class ReadingRow:
    """The figures of a track at one time, and who gave them. `number` counts from 1 within the track."""

    tenant: str
    track: str
    number: int
    taken_at: datetime
    user_id: str
    inputs: Mapping[str, Any]


class DigestStore(Protocol):
    """The questions that digests ask of the advisor's memory."""

    async def save_subscription(
        self, row: SubscriptionRow, deliveries: Sequence[DeliveryRow] = ()
    ) -> SubscriptionRow | None:
        """Insert, or replace the version read; what is booked with it is added in the same breath.

        The row as it is now, with its new version; None where somebody else was quicker (nothing is written).
        A delivery that is there already stays as it is.
        """

    async def subscription(self, tenant: str, subscription_id: str) -> SubscriptionRow | None:
        """That subscription, if it is this tenant's."""

    async def subscriptions(
        self, tenant: str, *, owner: str | None = None, channel_id: str | None = None
    ) -> list[SubscriptionRow]:
        """The active and paused ones of that owner or channel (of the tenant with neither), oldest first."""

    async def waking(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Tenant and id of subscriptions whose time has come, the longest due first, over all tenants."""

    async def ready(self, now: datetime, limit: int) -> list[DeliveryRow]:
        """Deliveries that something has to be done about, the longest due first, over all tenants."""

    async def move(self, old: DeliveryRow, new: DeliveryRow) -> bool:
        """Put the new one in the old one's place if its state and fence are still the old one's."""

    async def delivery(
        self, tenant: str, subscription_id: str, due_at: datetime, kind: Kind
    ) -> DeliveryRow | None:
        """That delivery."""

    async def deliveries(self, tenant: str, subscription_id: str, limit: int) -> list[DeliveryRow]:
        """Of one subscription, the newest first."""

    async def last_sent(self, tenant: str, subscription_id: str, kind: Kind) -> DeliveryRow | None:
        """The newest of that kind that was sent."""

    async def keep_track(self, row: TrackRow) -> None:
        """Insert or replace."""

    async def track(self, tenant: str, track_id: str) -> TrackRow | None:
        """That track, if it is this tenant's."""

    async def track_named(self, tenant: str, owner: str, name: str) -> TrackRow | None:
        """The person's track of that name, whatever its case."""

    async def add_reading(self, row: ReadingRow) -> int:
        """Add figures to a track under the next number, which is returned; the row's own is not looked at."""

    async def readings(self, tenant: str, track_id: str, limit: int) -> list[ReadingRow]:
        """A track's figures, the newest first."""
