"""What a rep costs: the build-up as lines, and a chart with a bar an item."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.passport import words_of_econ
from bot.speak.sheets.drawn import point, rounded
from bot.speak.words import Words, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_people import RepCostInputs
from econ.quantity import Count, Money


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The items by name, the pay they rest on, and what several reps would cost."""
    assert isinstance(reply.given, RepCostInputs)
    many, cost = reply.said.get("headcount"), reply.answer.values["cost_year"]
    several = isinstance(many, Count) and many.value > 1 and isinstance(cost, Money)
    return {
        "items": [(_name(words, part["name"]), rounded(part["amount"])) for part in _parts(reply)],
        "several": many if several else None,
        "several_cost": whole(Money(cost.amount * many.value, cost.currency)) if several else None,  # type: ignore[union-attr]
        "pay": reply.given.base,
        "role": reply.given.role,
        "country": reply.given.country,
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """The build-up, the largest item first; None where it is a single item."""
    parts = sorted(_parts(reply), key=lambda part: -part["amount"].amount)
    if len(parts) < 2:
        return None
    said = sheet_words(words, "rep")["chart"]
    labels = [_name(words, part["name"]) for part in parts]
    block = chart(
        "bar",
        said["title"],
        labels,
        [(said["series"], [point(part["amount"]) for part in parts])],
        said["x"],
        words.fill(said["y"], {"currency": parts[0]["amount"].currency}),
    )
    total = whole(reply.answer.values["cost_year"])
    summary = words.fill(said["summary"], {"total": total, "largest": labels[0]})
    twin = "; ".join(
        f"{label} {words.bare_money(rounded(part['amount']))}"
        for label, part in zip(labels, parts, strict=True)
    )
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)


def _name(words: Words, part: str) -> str:
    named: Mapping[str, str] = sheet_words(words, "rep")["parts"]
    return named.get(part) or words_of_econ(words)["steps"].get(part, part)


def _parts(reply: Worked) -> list[dict[str, Any]]:
    """The items that cost something."""
    found: Any = reply.answer.values.get("breakdown") or ()
    return [
        dict(part)
        for part in found
        if isinstance(part["amount"], Money) and part["amount"].amount > Decimal(0)
    ]
