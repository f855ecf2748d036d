"""What is said about digests, and what digests say, as data. `bot.speak.digest` finds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal

from bot.advise.digest_figures import Metric, Read
from bot.advise.digest_moves import Move
from bot.advise.reply import DigestReply
from bot.store.digest_rows import DeliveryRow, SubscriptionRow
from econ.record import record
from econ.unit import Assessment


@record(frozen=True, slots=True)
class DigestWanted(DigestReply):
    """Somebody asked for a digest in words: what was said of when and where."""

    schedule: Mapping[str, object] = field(default_factory=dict)
    channel: str = ""


@record(frozen=True, slots=True)
class DigestsWanted(DigestReply):
    """Somebody asked for the list, or to stop one (`stop`)."""

    stop: bool = False
    channel: str = ""


@record(frozen=True, slots=True)
class DigestDraft(DigestReply):
    """A digest as it would be, or now is, with its next dates (UTC). `name` is what it tracks."""

    row: SubscriptionRow
    dates: tuple[datetime, ...]
    name: str = ""


@record(frozen=True, slots=True)
class DigestTold(DigestReply):
    """A short sentence of `digests.toml` under `told`; with an `offer`, a button for that digest."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    row: SubscriptionRow | None = None
    offer: str = ""


@record(frozen=True, slots=True)
class DigestList(DigestReply):
    """Digests with what each tracks; `ask` which of them is meant."""

    items: tuple[tuple[SubscriptionRow, str], ...]
    ask: bool = False


@record(frozen=True, slots=True)
class DigestHistory(DigestReply):
    """What was sent, skipped and failed of one digest, the newest first."""

    row: SubscriptionRow
    deliveries: tuple[DeliveryRow, ...]
    name: str = ""


@record(frozen=True, slots=True)
class News(DigestReply):
    """The digest itself: the figures, what moved since `before`, the way here, a lesson.

    `noise` says that the counts would allow the older ratio as well. `points` are the trend's: a month
    that was counted (YYYY-MM) or the moment the figures were given, and the ratio.
    """

    row: SubscriptionRow
    name: str
    read: Read | None = None
    before: Assessment | None = None
    moves: tuple[Move, ...] = ()
    noise: bool = False
    points: tuple[tuple[datetime | str, Decimal], ...] = ()
    lesson: str | None = None
    stale: bool = False


@record(frozen=True, slots=True)
class Quiet(DigestReply):
    """Nothing new since then; `stale` asks for new figures."""

    row: SubscriptionRow
    name: str
    since: datetime
    stale: bool = False


@record(frozen=True, slots=True)
class Alert(DigestReply):
    """A figure crossed its limit."""

    row: SubscriptionRow
    name: str
    metric: Metric
    limit: Decimal
    was: Decimal
    read: Read


@record(frozen=True, slots=True)
class Notice(DigestReply):
    """For the owner alone: a delivery failed, why, and whether the digest paused itself."""

    row: SubscriptionRow
    due_at: datetime
    reason: str
    paused: bool


@record(frozen=True, slots=True)
class PreRead(DigestReply):
    """For the owner alone, an hour before: what the channel will get."""

    due_at: datetime
    inside: DigestReply
    row: SubscriptionRow


@record(frozen=True, slots=True)
class Updated(DigestReply):
    """New figures were taken in: what they come to, over three and twelve months."""

    row: SubscriptionRow
    name: str
    read: Read
    before: Assessment | None
    moves: tuple[Move, ...]
    alarms: int = 0
