"""How sure the figures are: bands side by side, the chance of reaching the target, and a tornado."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.words import Shown, Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.bounds import value_of
from econ.inputs_data import UncertaintyInputs
from econ.kinds_known import Known as Span
from econ.quantity import Money, Months, Quantity, Rate

BANDS = ("ltv", "cac", "payback_months", "churn")
#: Nearer to none or to all of the draws than this, a chance is said to be under or over it.
EDGE = Decimal("0.001")


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The bands in words, the chance, and the bars of the tornado."""
    given, values = reply.given, reply.answer.values
    assert isinstance(given, UncertaintyInputs)
    ratio, chance = values["ltv_cac"], values["probability_target"]
    assert isinstance(ratio, Mapping)
    assert isinstance(chance, Rate)
    high = ratio["high"]
    low_end, high_end = _number(ratio["low"]), _number(high) if high is not None else None
    return {
        "exact": high_end is not None and low_end == high_end,
        "shown": {name: Shown(_band(words, given, name, values[name])) for name in BANDS},
        "all_met": low_end >= given.target.value,
        "none_met": high_end is not None and high_end < given.target.value,
        "target": given.target.value,
        "chance": Shown(_chance(words, chance)),
        "chance_value": chance.value,
        "draws": Shown(words.numbers.plain(given.draws.value)),
        "seed": given.seed,
        "bars": [_worded(words, reply, bar) for bar in _bars(reply)],
        "swing": Rate(Decimal("0.1")),
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """The tornado: each input alone at its ends, the one that moves most first."""
    bars = _bars(reply)
    if not bars or reply.beside is None:
        return None
    said = sheet_words(words, "ranges")
    ends = {
        name: [float(round(_number(bar[f"ltv_cac_{name}"]), 2)) for bar in bars] for name in ("low", "high")
    }
    labels = [said["inputs"][bar["input"]] for bar in bars]
    block = chart(
        "bar",
        said["chart"]["title"],
        labels,
        [(said["chart"][name], ends[name]) for name in ("low", "high")],
        said["chart"]["x"],
        said["chart"]["y"],
    )
    widest = sorted((bars[0]["ltv_cac_low"], bars[0]["ltv_cac_high"]), key=_number)
    summary = words.fill(
        said["chart"]["summary"],
        {
            "middle": reply.beside.values["ltv_cac"],
            "widest": labels[0],
            "least": widest[0],
            "most": widest[1],
        },
    )
    twin = "; ".join(words.fill(said["chart"]["point"], _worded(words, reply, bar)) for bar in bars)
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)


def _band(words: Words, given: UncertaintyInputs, name: str, found: Any) -> str:
    """The 95 % band with that of 80 % beside it; a figure known exactly is one value."""
    period = given.churn_period if name == "churn" else None
    ends = {end: _ready(value, period) for end, value in found.items()}
    low, high = ends["low"], ends["high"]
    if low is not None and high is not None and _number(low) == _number(high):
        return str(words.show(ends["median"]))
    shape = "floor" if high is None else "ceiling" if low is None else "both"
    if shape == "both":
        ends |= {end: _bare(words, ends[end]) for end in ("low", "low_80")}
    return words.fill(sheet_words(words, "ranges")["bands"][shape], ends)


def _bare(words: Words, value: Any) -> Any:
    """The low end, whose unit and period the high end says."""
    if isinstance(value, Months):
        return Shown(words.numbers.short(round(value.value, 1)))
    return Rate(value.value) if isinstance(value, Rate) else value


def _ready(value: Any, period: Any) -> Any:
    if isinstance(value, Rate):
        return Rate(round(value.value, 4), period)
    return whole(value)


def _chance(words: Words, chance: Rate) -> str:
    bands = sheet_words(words, "ranges")["bands"]
    if chance.value < EDGE:
        return words.fill(bands["under"], {"part": Rate(EDGE)})
    if chance.value > 1 - EDGE:
        return words.fill(bands["over"], {"part": Rate(1 - EDGE)})
    places = 2 if EDGE * 10 <= chance.value <= 1 - EDGE * 10 else 3
    return str(words.show(Rate(round(chance.value, places))))


def _bars(reply: Worked) -> list[dict[str, Any]]:
    """None where nobody was lost: at no churn at all a ratio is as high as you please."""
    ratio: Any = reply.answer.values["ltv_cac"]
    found: Any = reply.beside.values["tornado"] if reply.beside and ratio["high"] is not None else ()
    return [dict(bar) for bar in found]


def _worded(words: Words, reply: Worked, bar: Mapping[str, Any]) -> dict[str, Any]:
    name = bar["input"]
    known = getattr(reply.given, name)
    return {
        "name": sheet_words(words, "ranges")["inputs"][name],
        "own": not isinstance(known, Span) or known.low != known.high,
        "low": _rounded(bar["low"]),
        "high": _rounded(bar["high"]),
        "at_low": bar["ltv_cac_low"],
        "at_high": bar["ltv_cac_high"],
    }


def _rounded(value: Quantity) -> Quantity:
    if isinstance(value, Rate):
        return Rate(round(value.value, 4))
    if isinstance(value, Money):
        return Money(round(value.amount, 0 if value.amount >= 100 else 2), value.currency)
    return value


def _number(value: Any) -> Decimal:
    """The bare number of a quantity, to compare it."""
    return value_of(value)
