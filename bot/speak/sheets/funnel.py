"""Through the funnel: the stages by their names, whole people, and a bar a stage."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.words import Shown, Words, escape, whole
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_selling import FunnelInputs
from econ.measures.funnel import MOTIONS
from econ.quantity import Count, Money, Rate

_TEN, _HUNDRED = Decimal(10), Decimal(100)


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The stages with how many get there and what each has cost by then; the dearest; revenue where a price
    was said."""
    given, values = reply.given, reply.answer.values
    assert isinstance(given, FunnelInputs)
    rows, customers = _rows(reply), _count(values["customers"])
    stages = [
        _stage(words, given.motion, row, before, backwards=given.customers_wanted is not None)
        for row, before in zip(rows, [None, *rows], strict=False)
    ]
    price, wanted = reply.said.get("price"), reply.said.get("new_customers")
    ahead = given.volume is not None and isinstance(wanted, Count) and wanted.value != customers
    return {
        "stages": stages,
        "top": stages[0],
        "customers_shown": Shown(words.numbers.short(_people(customers))),
        "last_share": _share(customers, _count(rows[-1]["entries"])),
        "per": Shown(f" {words.strings['per'][given.period]}") if given.period else "",
        "price": price,
        "revenue": _revenue(price, customers),
        "wanted": wanted if ahead else None,
        "wanted_entries": _needed(words, wanted, values["conversion"]) if ahead else None,
        "dearest": _dearest(words, given.motion, rows),
    }


def _rows(reply: Worked) -> list[dict[str, Any]]:
    rows: Any = reply.answer.values["cost_per_stage"]
    return [dict(row) for row in rows]


def _count(value: object) -> Decimal:
    return value.value if isinstance(value, Count) else Decimal(0)


def _stage(
    words: Words, motion: str, row: Mapping[str, Any], before: Mapping[str, Any] | None, *, backwards: bool
) -> dict[str, Any]:
    entries = _count(row["entries"])
    reached = row.get("cost_to_reach")
    shown = entries.to_integral_value(ROUND_CEILING) if backwards else _people(entries)
    return {
        "name": Shown(escape(named(words, motion, row["name"]))),
        "entries": Shown(words.numbers.short(shown)),
        "of": _share(entries, _count(before["entries"])) if before else None,
        "reached": whole(reached) if isinstance(reached, Money) and reached.amount > 0 else None,
    }


def named(words: Words, motion: str, stage: str) -> str:
    """What the worksheet calls a stage of a named journey; one's own stages keep their names."""
    known = MOTIONS.get(motion, ())
    rows = sheet_words(words, "funnel")["rows"].get(motion, {})
    return str(rows.get(f"stages.{known.index(stage)}", stage)) if stage in known else stage


def _people(number: Decimal) -> Decimal:
    """Whole people once there are a hundred, a decimal below: 0.4 customers are not none."""
    return round(number, 0 if number >= _HUNDRED else 1 if number >= _TEN else 2)


def _share(part: Decimal, whole_: Decimal) -> Rate | None:
    return Rate(part / whole_) if whole_ and part != whole_ else None


def _revenue(price: object, customers: Decimal) -> Money | None:
    """What the new customers pay; at a price of each that is said with its period."""
    if not isinstance(price, Money) or not customers:
        return None
    return whole(Money(price.amount * customers, price.currency, price.period))  # type: ignore[return-value]


def _needed(words: Words, wanted: object, conversion: object) -> Shown | None:
    if not isinstance(conversion, Rate) or not conversion.value:
        return None
    return Shown(words.numbers.short((_count(wanted) / conversion.value).to_integral_value(ROUND_CEILING)))


def _dearest(words: Words, motion: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The stage that takes most of a customer's cost, where stages have a cost of their own."""
    priced = [row for row in rows if isinstance(row.get("cost_per_customer"), Money)]
    priced = [row for row in priced if row["cost_per_customer"].amount > 0]
    if len(priced) < 2:
        return None
    most = max(priced, key=lambda row: row["cost_per_customer"].amount)
    return {
        "name": Shown(escape(named(words, motion, most["name"]))),
        "cost": whole(most["cost_per_customer"]),
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """How many get how far, the customers last."""
    assert isinstance(reply.given, FunnelInputs)
    said, rows = sheet_words(words, "funnel")["chart"], _rows(reply)
    labels = [named(words, reply.given.motion, row["name"]) for row in rows] + [said["customers"]]
    counts = [_count(row["entries"]) for row in rows] + [_count(reply.answer.values["customers"])]
    points = [float(_people(count)) for count in counts]
    block = chart("bar", said["title"], labels, [(said["series"], points)], said["x"], said["y"])
    shown = [words.numbers.short(_people(count)) for count in counts]
    summary = words.fill(said["summary"], {"first": Shown(shown[0]), "customers": Shown(shown[-1])})
    twin = "; ".join(f"{escape(label)} {count}" for label, count in zip(labels, shown, strict=True))
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)
