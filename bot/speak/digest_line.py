"""Line one of a digest: the point. What moved the ratio, and what moved it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.advise.digest_moves import Move, ratio_of
from bot.advise.reply import Assessed
from bot.speak.digest_words import DigestWords
from bot.speak.figures import facts_of, ratio_shown
from bot.speak.words import Shown, whole
from econ.quantity import Money, Months, Quantity, Rate
from econ.unit import Assessment

#: A second cause is named where it did at least so much of what the first did.
WORTH_NAMING = Decimal("0.2")
CAUSES = 2

#: Levers whose moves are told in points, the others in percent.
IN_POINTS = ("churn", "margin")


def line(words: DigestWords, now: Assessment, before: Assessment | None, moves: Sequence[Move]) -> str:
    """The point in one sentence, without the name."""
    shown = ratio_shown(words.base, now)
    if shown is None:
        said = words.base.say("ltv_cac", facts_of(words.base, Assessed(now)))["headline"]
        return said.replace("*", "")
    was = ratio_shown(words.base, before) if before else None
    if was is None:
        return words.label("line.first", now=shown)
    first, second = ratio_of(before) or Decimal(0), ratio_of(now) or Decimal(0)
    way = "same" if was == shown else "up" if second > first else "down"
    return words.label(f"line.{way}", was=was, now=shown, why=Shown(_why(words, moves, second - first, way)))


def titled(words: DigestWords, name: str, sentence: str) -> str:
    """The sentence in bold, behind the name of what is tracked where it has one."""
    if name:
        return words.label("line.named", name=name, line=Shown(sentence))
    return words.label("line.unnamed", line=Shown(sentence[:1].upper() + sentence[1:]))


def _why(words: DigestWords, moves: Sequence[Move], change: Decimal, way: str) -> str:
    """The causes that went the way the ratio went; where it stood still, those that cancelled out."""
    causes = [move for move in moves if way == "same" or move.effect * change > 0]
    if not causes:
        return ""
    worth = [move for move in causes if abs(move.effect) >= WORTH_NAMING * abs(causes[0].effect)]
    return words.listing([moved(words, move) for move in worth[:CAUSES]])


def moved(words: DigestWords, move: Move) -> str:
    """ "churn rose 0.6 pt"."""
    was, now = _amount(move.was), _amount(move.now)
    shown = {
        name: Shown(words.base.show(whole(value))) for name, value in (("was", move.was), ("now", move.now))
    }
    same_period = getattr(move.was, "period", None) == getattr(move.now, "period", None)
    if not same_period or was <= 0 or was == now:
        return words.label(f"moved.{move.lever}.other", by="", **shown)
    if move.lever in IN_POINTS:
        by = words.base.numbers.short(round(abs(now - was) * 100, 2))
    else:
        by = words.base.numbers.percent(round(abs(now - was) / was, 3))
    return words.label(f"moved.{move.lever}.{'up' if now > was else 'down'}", by=Shown(by), **shown)


def effect_line(words: DigestWords, move: Move) -> str:
    """One input's part in the change, for the details."""
    numbers = words.base.numbers
    return words.label(
        "message.effect_up" if move.effect > 0 else "message.effect_down",
        what=words.base.strings["inputs"][move.lever],
        was=whole(move.was),
        now=whole(move.now),
        effect=Shown(numbers.short(round(abs(move.effect), 2))),
    )


def _amount(value: Quantity) -> Decimal:
    match value:
        case Money():
            return value.amount
        case Rate() | Months():
            return value.value
        case _:
            return getattr(value, "value", Decimal(0))
