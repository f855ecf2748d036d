"""Two numbers that are one: a range ("3-5%", "tra 3 e 5 %") or a step ("from 3% to 2%")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.understand.lexicon import Lexicon, lexicon
from bot.understand.quantity import Quantity, last_magnitude
from bot.understand.tokens import Token

#: A range wider than this (high over low) is two numbers with a dash between them.
_WIDEST = 12


def join_ranges(read: Sequence[Token], quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with neighbours that form a range or a step made one."""
    lex = lexicon()
    ways = {way for _, _, way in lex.change.find(read)}
    changing = bool(ways - {"by", "to"}) or any(lex.talk["if"].find(read))
    found: list[Quantity] = []
    for q in quantities:
        joined = _joined(read, lex, found[-1], q, changing=changing) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(q)
    return found


def _joined(
    read: Sequence[Token], lex: Lexicon, a: Quantity, b: Quantity, *, changing: bool
) -> Quantity | None:
    """Two quantities that are one range ("3-5%", "tra 3 e 5%") or one change ("from 3% to 2%")."""
    between = [read[k].text for k in range(a.end, b.start)]
    if len(between) == 2 and between[1] in lex.sets["between"]:
        between.pop()
    shifted = b.sign == "-" and read[b.start].glued and a.end == b.start
    if a.low is not None or not (a.readable and b.readable):
        return None
    lead = _lead(read, lex, a)
    linked = shifted or (len(between) == 1 and _links(lex, between[0], lead, a, b))
    if not linked or (b.sign and not shifted):
        return None
    a, b = _share_units(a, b)
    if a.kind != b.kind or (a.unit and b.unit and a.unit != b.unit):
        return None
    whole = replace(b, start=a.start, sign="", period=b.period or a.period, seat=a.seat or b.seat)
    if lead == "shift" and (a.value > b.value or changing):
        return replace(whole, was=a.value)
    if not a.value < b.value or b.value > _WIDEST * a.value:
        return None
    return replace(whole, low=a.value, high=b.value)


def _lead(read: Sequence[Token], lex: Lexicon, a: Quantity) -> str:
    before = [read[k].text for k in (a.start - 1, a.start - 2) if k >= 0]
    leads = lex.sets["range_lead"]
    article = len(before) == 2 and before[0] in lex.sets["between"] and before[0] not in leads
    word = before[1] if article else (before or [""])[0]
    if word in lex.sets["shift_lead"]:
        return "shift"
    return "range" if word in lex.sets["range_lead"] else ""


def _links(lex: Lexicon, word: str, lead: str, a: Quantity, b: Quantity) -> bool:
    if word in ("-", "—"):
        return True
    if word in lex.sets["range_and"]:
        return lead == "range"
    if word not in lex.sets["range"]:
        return False
    bare = a.kind == "number" or (a.kind == b.kind and a.kind in ("rate", "money"))
    return bool(lead) or (bare and b.value <= 4 * (a.value or 1) * (1 if a.kind == b.kind else 10**9))


def _share_units(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """ "3-5%", "4-5k", "$400-600": what is said once holds for both ends."""
    if a.kind == "number" and b.kind in ("rate", "points") and not a.scaled:
        a = replace(a, kind=b.kind, value=a.value / 100, unit="ratio")
    elif a.kind == "number" and b.kind in ("money", "duration", "count", "number"):
        factor = last_magnitude(b.value) if b.scaled and not a.scaled and a.value < 1000 else Decimal(1)
        a = replace(a, kind=b.kind, value=a.value * factor, unit=b.unit, noun=b.noun)
    elif a.kind == "money" and b.kind == "number":
        b = replace(b, kind="money", unit=a.unit)
        factor = last_magnitude(b.value) if b.scaled and not a.scaled and a.value < 1000 else Decimal(1)
        a = replace(a, value=a.value * factor)
    elif a.kind == "money" and b.kind == "money":
        b = replace(b, unit=b.unit or a.unit)
        a = replace(a, unit=a.unit or b.unit)
    return a, b
