"""Is a quantity a value, or a change of one? "+10 %", "by 50", "down a point", "raise it 10 %"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understand.lexicon import Lexicon, lexicon
from bot.understand.quantity import Quantity
from bot.understand.tokens import Token


def change_of(
    read: Sequence[Token], q: Quantity, quantities: Sequence[Quantity], *, varying: bool
) -> str | None:
    """ "up" or "down" where the quantity is said as a change, None where it is a value."""
    lex = lexicon()
    before = _word_before(read, lex, q)
    after = lex.change.first(read, q.end)
    turned = after is not None and after[1] in ("up", "down")  # "was 20% lower"
    if q.was is not None or (before in lex.change_words["to"] and not turned):
        return None
    direction = _direction(read, lex, q, quantities)
    if q.sign and (varying or q.kind == "points" or direction is None):
        if q.sign == "+" or varying or q.kind == "points":
            return "down" if q.sign == "-" else "up"
        return "down" if q.kind == "rate" else None
    if direction and (varying or before in lex.change_words["by"] or q.kind in ("rate", "points")):
        return direction
    return None


def _word_before(read: Sequence[Token], lex: Lexicon, q: Quantity) -> str:
    i = q.start - 1
    while i >= 0 and read[i].text in lex.sets["approx"]:
        i -= 1
    if i > 0 and read[i].text in lex.sets["between"] and read[i - 1].text in lex.change_words["to"]:
        i -= 1  # "sotto il 60%"
    return read[i].text if i >= 0 else ""


def _direction(
    read: Sequence[Token], lex: Lexicon, q: Quantity, quantities: Sequence[Quantity]
) -> str | None:
    """The nearest word for up or down in the quantity's own clause."""
    best: tuple[int, str] | None = None
    edges = {",", ";", ".", "?", "!", "\n"}
    others = {o.start for o in quantities if o is not q}
    for i in range(q.start, q.end if q.kind != "rate" else q.start):
        hit = lex.change.first(read, i)
        if hit and hit[1] in ("up", "down"):
            return hit[1]
    for step in (-1, 1):
        i = q.start - 1 if step < 0 else q.end
        for far in range(6):
            if not 0 <= i < len(read) or read[i].text in edges or i in others:
                break
            hit = lex.change.first(read, i)
            if hit and hit[1] in ("up", "down") and (best is None or far < best[0]):
                best = (far, hit[1])
            i += step
    return best[1] if best else None
