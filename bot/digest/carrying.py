"""What the worker asks of whoever renders and of whoever delivers, and the four ways a delivery may end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.store.digest_rows import DeliveryRow, SubscriptionRow


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to go, opaque to the worker; `to` is a channel or a person.

    `thread` follows under it. `note` is kept with the delivery: what was shown.
    """

    to: str
    message: Any
    thread: Any = None
    note: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is to be sent, for this reason."""

    reason: str


class RefusedError(Exception):
    """Slack will not take it, now or later: `reason` is its word. Nothing was posted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LaterError(Exception):
    """Nothing was posted, and it may be tried again: after so many seconds, where Slack said so."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__("later")
        self.seconds = seconds


class UnsureError(Exception):
    """The line broke once the message was on its way: it may be there or not."""


class Renderer(Protocol):
    """Makes the message at the moment it is sent, of the figures there are then."""

    async def __call__(self, row: SubscriptionRow, delivery: DeliveryRow) -> Parcel | Silence: ...


class Carrier(Protocol):
    """Takes parcels to where they go."""

    async def audience(self, row: SubscriptionRow) -> str | None:
        """Why nothing may be posted there (archived, shared with strangers); None where that is not known."""

    async def post(self, delivery: DeliveryRow, parcel: Parcel) -> tuple[str, str]:
        """Post it under the delivery's mark; its channel and ts. Raises one of this module's errors."""

    async def follow(self, delivery: DeliveryRow, parcel: Parcel) -> None:
        """Post the thread under it; that it fails is no failure of the digest."""

    async def find(self, delivery: DeliveryRow, to: str) -> Sequence[str] | None:
        """The ts of every message there with that mark, the oldest first; None where we may not look."""

    async def remove(self, to: str, ts: str) -> None:
        """Take a message back."""


def mark(delivery: DeliveryRow) -> str:
    """What a message carries, so that it is found again: of its delivery and of no other.

    >>> from datetime import UTC, datetime
    >>> mark(DeliveryRow("T1", "s1", datetime(2026, 11, 23, 8, tzinfo=UTC), "digest", "due", None))
    's1:1795420800:digest'
    """
    return f"{delivery.subscription}:{delivery.due_at.timestamp():.15g}:{delivery.kind}"
