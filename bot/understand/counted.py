"""Losses told as counts: "we lost 18 of 600 customers last year" is a churn, and says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understand.lexicon import Lexicon, lexicon
from bot.understand.quantity import Quantity, period_at
from bot.understand.tokens import Token
from econ.quantity import Period

#: How far from the two numbers the word may stand that says what they count, and the time they cover.
_REACH = 6

_COUNTS = ("number", "count")


def join_counts(
    read: Sequence[Token], quantities: Sequence[Quantity], slot: str | None = None
) -> list[Quantity]:
    """The quantities, with "18 of 600" near a word of leaving or staying made one rate.

    In a field of their own (`slot`) they need no such word.
    """
    lex = lexicon()
    found: list[Quantity] = []
    for q in quantities:
        if found and (joined := _joined(read, lex, found[-1], q, slot)):
            found[-1] = joined
        elif found and (longer := _over(read, found[-1], q)):
            found[-1] = longer
        else:
            found.append(q)
    return found


def _joined(
    read: Sequence[Token], lex: Lexicon, a: Quantity, b: Quantity, slot: str | None
) -> Quantity | None:
    if not (_counts(a) and _counts(b) and 0 <= a.value <= b.value and b.value >= 1):
        return None
    between = [read[k].text for k in range(a.end, b.start)]
    links, fillers = lex.sets["part_of"], lex.sets["between"]
    if not set(between) & links or not all(word in links or word in fillers for word in between):
        return None
    slot = slot or _counted_slot(read, lex, a.start, b.end)
    if slot is None:
        return None
    lost = a.value if slot == "churn" else b.value - a.value
    period = (
        b.period or a.period or _span(read, lex, b.end) or _span(read, lex, max(0, a.start - _REACH), a.start)
    )
    return replace(
        b,
        kind="rate",
        value=a.value / b.value,
        start=a.start,
        unit="ratio",
        noun=slot,
        period=period,
        other=None,
        lost=lost,
        among=b.value,
    )


def _counts(q: Quantity) -> bool:
    """A plain whole number of customers, or of nothing named."""
    plain = q.readable and q.low is None and not q.sign and not q.seat and q.kind in _COUNTS
    return plain and q.noun in (None, "customers", "seats") and q.value == q.value.to_integral_value()


def _counted_slot(read: Sequence[Token], lex: Lexicon, start: int, end: int) -> str | None:
    """What the two numbers count: the nearest word of leaving or staying around them, if there is one."""
    found = [
        (first, last, cue.slot)
        for first, last, cue in lex.cues.find(read)
        if cue.role != "hint" and cue.slot in ("churn", "retention", "new_customers", "win_rate")
    ]
    for slot, words in (("churn", "gone"), ("retention", "stayed")):
        found += [(i, i + 1, slot) for i, token in enumerate(read) if token.text in lex.sets[words]]
    near = [(start - last if last <= start else first - end, slot) for first, last, slot in found]
    _, slot = min(((far, slot) for far, slot in near if 0 <= far <= _REACH), default=(0, ""))
    return slot if slot in ("churn", "retention") else None


def _over(read: Sequence[Token], counted: Quantity, q: Quantity) -> Quantity | None:
    """ "18 of 600 over 3 months": so many customers watched for so many periods."""
    if counted.lost is None or counted.over != 1 or q.kind != "duration" or q.low is not None:
        return None
    if q.start - counted.end > _REACH or q.value < 1 or q.value != q.value.to_integral_value():
        return None
    if any(read[k].kind != "w" for k in range(counted.end, q.start)) or counted.among is None:
        return None
    staying = counted.lost != counted.value * counted.among
    gone = counted.lost / (counted.among * q.value)
    period: Period = q.unit  # type: ignore[assignment]
    return replace(counted, value=1 - gone if staying else gone, end=q.end, period=period, over=q.value)


def _span(read: Sequence[Token], lex: Lexicon, start: int, end: int | None = None) -> Period | None:
    """The time named there: "last year", "in q2", "nel mese", "monthly"."""
    for i in range(start, min(end or start + _REACH, len(read))):
        if read[i].text in (",", ";", ".") or read[i].kind == "b":
            if end is None:
                return None
            continue
        spans = [period for _, period in lex.spans.at(read, i)]
        if spans:
            return spans[0]
        said = period_at(read, i, lex)
        if said:
            return said[0]
    return None
