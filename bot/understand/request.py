"""What a person asked for, as data: the one thing `understand` gives and `advise` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Literal

from econ.quantity import Period
from econ.record import record

SlotType = Literal[
    "money", "rate", "count", "duration", "multiple", "target", "enum", "list", "text", "schedule"
]


@record(frozen=True, slots=True)
class Slot:
    """A value the person gave, normalised but not converted: "6k/month" is 6000 per month.

    `unit` is an ISO currency, "ratio", "count", a time unit or "x"; None means it was not said.
    A range has `low` and `high` and no `value`. `op` is absent to set, "change" (relative) or "add".
    `source` is the text it was read from. A rate that was counted says of what: `lost` of `among` customers,
    watched `over` so many periods.
    """

    type: SlotType
    value: Decimal | str | tuple[str, ...] | Mapping[str, object] | None
    unit: str | None = None
    period: Period | None = None
    per: Literal["seat"] | None = None
    op: Literal["change", "add"] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    metric: str | None = None
    source: str = ""
    lost: Decimal | None = None
    among: Decimal | None = None
    over: Decimal | None = None


@record(frozen=True, slots=True)
class Doubt:
    """A value that can be read in two ways, or a number that fits nowhere (`slot` None): ask, never guess."""

    source: str
    slot: str | None = None
    readings: tuple[Slot, ...] = ()
    key: str = "unplaced"


@record(frozen=True, slots=True)
class Request:
    """An intent with its slots, what it still lacks and what is in doubt.

    `lang` is the language the text is in, None where it cannot be told (numbers alone).
    `near` lists the best readings when nothing was certain. `back` takes the last what-if back.
    `unsure` says that the person does not know what was asked.
    """

    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lang: str | None = None
    near: tuple[str, ...] = ()
    text: str = ""
    back: bool = False
    unsure: bool = False
