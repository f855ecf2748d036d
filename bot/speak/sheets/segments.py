"""Segments side by side: which pays, what the mix hides, what each can afford, and LTV against CAC drawn."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.numbers import BANDS
from bot.speak.sheets.drawn import point
from bot.speak.words import Shown, Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_selling import SegmentsInputs
from econ.quantity import Money, Ratio

_AMOUNTS = ("ltv", "cac", "five_year_ltv", "payback_months", "payback_from_first_spend", "share", "max_cac")


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The segments, the best-paying first, and the one the mix hides."""
    assert isinstance(reply.given, SegmentsInputs)
    target = reply.given.target.value
    rows = _rows(reply)
    sides = [_side(words, row, target) for row in rows]
    paid = [side for side in sides if side["max_cac"]]
    return {
        "sides": sides,
        "hidden": _hidden(sides, reply.answer.values["mix_warning"]),
        "blend": _blend(words, reply, target),
        "affordable": paid,
        "budgets_known": any(side["budget"] for side in paid) or not paid,
        "touches_known": any(side["motion"] for side in paid) or not paid,
        "shares_said": any(segment.share or segment.customers for segment in reply.given.segments or ()),
        "target": words.numbers.short(target),
    }


def _rows(reply: Worked) -> list[dict[str, Any]]:
    rows: Any = reply.answer.values["segments"]
    return [dict(row) for row in rows]


def _side(words: Words, row: Mapping[str, Any], target: Decimal) -> dict[str, Any]:
    side = {name: whole(row[name]) for name in _AMOUNTS}
    return side | {
        "name": row["name"],
        "state": _state(row["ltv_cac"], target),
        "value": row["ltv_cac"],
        "ratio": _ratio(words, row["ltv_cac"], target),
        "five_year_ltv_cac": _ratio(words, row["five_year_ltv_cac"], target),
        "budget": whole(row["budget_per_prospect"]),
        "touches": row["touches"] and Shown(words.numbers.short(_few(row["touches"].value))),
        "motion": row["motion"],
    }


def _few(touches: Decimal) -> Decimal:
    """Whole touches, but for the very few."""
    return touches.to_integral_value("ROUND_FLOOR") if touches >= 1 else touches


def _state(ratio: Ratio | None, target: Decimal) -> str:
    """Whether a customer of the segment pays, on the unrounded ratio."""
    if ratio is None:
        return "open"
    return "pays" if ratio.value >= target else "loses" if ratio.value < 1 else "weak"


def _ratio(words: Words, ratio: Ratio | None, target: Decimal) -> Shown | None:
    """Shown across no band and not across the target."""
    edges = BANDS if target in BANDS else (*BANDS, target)
    return None if ratio is None else Shown(words.numbers.ratio(ratio.value, edges))


def _hidden(sides: list[dict[str, Any]], warning: object) -> dict[str, Any] | None:
    """The segment on the other side of what the mix says."""
    known = [side for side in sides if side["value"]]
    if not warning or not known:
        return None
    choose = max if warning == "hides_strong" else min
    return choose(known, key=lambda side: side["value"].value)


def _blend(words: Words, reply: Worked, target: Decimal) -> dict[str, Any]:
    blend: Any = reply.answer.values["blend"]
    shown = {name: whole(value) for name, value in blend.items()}
    return shown | {"ltv_cac": _ratio(words, blend["ltv_cac"], target)}


def chart_of(words: Words, reply: Worked) -> Message | None:
    """Two bars a segment; None where a segment has no finite LTV."""
    said, rows = sheet_words(words, "segments")["chart"], _rows(reply)
    if not all(isinstance(row["ltv"], Money) and isinstance(row["cac"], Money) for row in rows):
        return None
    series = [(said[name], [point(row[name]) for row in rows]) for name in ("ltv", "cac")]
    currency = rows[0]["ltv"].currency
    block = chart(
        "bar",
        said["title"],
        [row["name"] for row in rows],
        series,
        said["x"],
        words.fill(said["y"], {"currency": currency}),
    )
    twin = "; ".join(
        words.fill(said["twin"], {name: whole(row[name]) for name in ("name", "ltv", "cac")}) for row in rows
    )
    return Message(f"{said['summary']}\n{twin}", (section(said["summary"]), context(twin)), block)
