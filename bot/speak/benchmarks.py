"""What is usual, in words: each yardstick with its source and how solid it is, and where the asker stands."""

from __future__ import annotations

from typing import Any

from bot.advise.benchmark import place_of
from bot.advise.reply import Benchmarked, Standing, Yardstick
from bot.speak.blocks import context, section
from bot.speak.message import Message
from bot.speak.words import Shown, Words
from econ.quantity import Quantity, Rate


def say_benchmarked(words: Words, reply: Benchmarked) -> Message:
    """The metrics one below the other; for an unknown one, those there are."""
    names = words.strings["benchmarks"]["metrics"]
    if not reply.standings:
        text = words.label("benchmarks.none", metrics=", ".join(names.values()))
        return Message(text, (section(text),))
    parts = [_standing(words, one, alone=len(reply.standings) == 1) for one in reply.standings]
    small = words.label("benchmarks.caveat")
    blocks = [section(part) for part in parts]
    return Message("\n\n".join([*parts, small]), (*blocks, context(small)))


def _standing(words: Words, one: Standing, *, alone: bool) -> str:
    said = words.strings["benchmarks"]
    title = words.label("benchmarks.title", metric=said["metrics"][one.metric])
    shown = one.yardsticks if alone else one.yardsticks[:3]
    lines = [f"• {_line(words, stick)}" for stick in shown]
    own = _own(words, one) if one.own is not None else ""
    return "\n".join(line for line in (title, own, *lines) if line)


def _line(words: Words, stick: Yardstick) -> str:
    said = words.strings["benchmarks"]
    facts: dict[str, Any] = {
        "segment": said["segments"][stick.segment],
        "usual": Shown(_usual(words, stick)),
        "source": stick.source,
        "year": str(stick.year),
        "solid": said["marks"][stick.mark],
    }
    return words.label("benchmarks.line", **facts)


def _usual(words: Words, stick: Yardstick) -> str:
    low, high = stick.low, stick.high
    if low is not None and high is not None:
        return words.label("benchmarks.between", low=_bare(words, low), high=_shown(words, high))
    if low is not None:
        return words.label("benchmarks.at_least", low=_shown(words, low))
    if high is not None:
        return words.label("benchmarks.at_most", high=_shown(words, high))
    return str(_shown(words, stick.value)) if stick.value else ""


def _shown(words: Words, value: Quantity) -> Shown:
    return Shown(words.show(value))


def _bare(words: Words, value: Quantity) -> Shown:
    """The lower end of a range, without the unit that the upper one carries."""
    if isinstance(value, Rate):
        return Shown(words.numbers.percent(value.value))
    return Shown(words.numbers.short(value.value)) if hasattr(value, "value") else _shown(words, value)


def _own(words: Words, one: Standing) -> str:
    """Yours beside the first yardstick it can be compared with."""
    assert one.own is not None
    own = _shown(words, one.own)
    for stick in one.yardsticks:
        place = place_of(one.own, stick)
        if place:
            said = words.strings["benchmarks"]
            segment = said["segments"][stick.segment]
            return words.label(f"benchmarks.own.{one.metric}.{place}", own=own, segment=segment)
    return words.label("benchmarks.own_only", own=own)
