"""One typed value on its own, as a form's field holds it: "€1.250,50", "4k", "80%", "3 months", "un anno"."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from bot.understand import fit
from bot.understand.clean import clean
from bot.understand.counted import join_counts
from bot.understand.lexicon import SlotSpec
from bot.understand.quantity import Quantity, lift
from bot.understand.ranges import join_ranges
from bot.understand.request import Doubt, Slot
from bot.understand.tokens import tokens

Kind = Literal["money", "rate", "duration", "count", "multiple"]

#: How each kind is read. In a field of its own a bare 0.8 may be 0.8 % or 80 %: that is asked.
_SPECS: dict[Kind, SlotSpec] = {
    "money": SlotSpec("money", flow=True),
    "rate": SlotSpec("rate", flow=True, doubtful=(Decimal("0.2"), Decimal(1))),
    "duration": SlotSpec("duration"),
    "count": SlotSpec("count", flow=True),
    "multiple": SlotSpec("multiple"),
}

#: What a quantity may be, for it to stand in a field of that kind.
_TAKES: dict[Kind, frozenset[str]] = {
    "money": frozenset({"money", "number"}),
    "rate": frozenset({"rate", "points", "number"}),
    "duration": frozenset({"duration", "number"}),
    "count": frozenset({"count", "number"}),
    "multiple": frozenset({"multiple", "rate", "number"}),
}


def single(text: str, kind: Kind) -> Slot | tuple[Slot, ...]:
    """The value as a slot of that kind; else its possible readings, none where it cannot be read.

    A bare number of months is months; a multiple may be typed as a share ("attainment 80%").

    >>> single("€1.250,50 al mese", "money").value, single("3 months", "duration").unit
    (Decimal('1250.50'), 'month')
    >>> single("plenty", "count")
    ()
    """
    cleaned = clean(text).text
    read = tokens(cleaned)
    found = join_ranges(read, lift(read))
    if len(found) != 1 or not _fits(found[0], kind):
        return ()
    only = found[0]
    if kind == "duration" and only.kind == "number":
        return Slot("duration", only.value, "month", source=cleaned)
    made = fit.make(only, kind, _SPECS[kind], cleaned)
    if isinstance(made, Doubt):
        return made.readings
    return made if isinstance(made.value, Decimal) else ()


def ranged(text: str, kind: Kind) -> Slot | tuple[Slot, ...]:
    """The same, where it may also be a range, a count ("18 of 600 a year") or a purchase ("80k for 20").

    >>> ranged("2-4%", "rate").high, ranged("18 of 600 over 3 months", "rate").over
    (Decimal('0.04'), Decimal('3'))
    >>> ranged("$80k for 20 customers", "money").value
    Decimal('4000')
    """
    cleaned = clean(text).text
    read = tokens(cleaned)
    found = join_ranges(read, lift(read))
    if kind == "rate" and len(found) > 1:
        found = join_counts(read, found, slot="churn")
    if kind == "money" and len(found) == 2:
        return _bought(found[0], found[1], cleaned)
    if len(found) != 1 or found[0].low is None or not _of_kind(found[0], kind):
        return (
            single(text, kind) if len(found) != 1 or found[0].lost is None else _made(found[0], kind, cleaned)
        )
    return _made(found[0], kind, cleaned)


def _made(found: Quantity, kind: Kind, source: str) -> Slot | tuple[Slot, ...]:
    made = fit.make(found, kind, _SPECS[kind], source)
    return made.readings if isinstance(made, Doubt) else made


def _bought(spend: Quantity, won: Quantity, source: str) -> Slot | tuple[Slot, ...]:
    """What was spent, and how many customers that won."""
    plain = spend.low is None and won.low is None and won.kind in ("number", "count") and won.value >= 1
    if not plain or not _of_kind(spend, "money"):
        return ()
    return Slot("money", spend.value / won.value, spend.unit, source=source, among=won.value)


def _fits(found: Quantity, kind: Kind) -> bool:
    return found.low is None and _of_kind(found, kind)


def _of_kind(found: Quantity, kind: Kind) -> bool:
    return found.readable and found.kind in _TAKES[kind]
