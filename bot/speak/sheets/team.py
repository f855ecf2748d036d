"""What each win costs a team: its roles as lines, and a chart of who wins and who keeps customers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.sheets.drawn import rounded
from bot.speak.words import Words
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_people import PodInputs
from econ.quantity import Money


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:  # noqa: ARG001 - as every worksheet's facts
    """The roles, rounded; whether some of the team keeps customers; marketing."""
    assert isinstance(reply.given, PodInputs)
    kept = reply.answer.values["cogs"]
    spent = reply.given.marketing
    return {
        "roles": _roles(reply),
        "keeps": isinstance(kept, Money) and kept.amount > 0,
        "marketing": Money(spent.amount, spent.currency, "year") if spent else None,
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """Each role's yearly cost, parted into winning and keeping customers."""
    said, roles = sheet_words(words, "team")["chart"], _roles(reply)
    names = sheet_words(words, "team")["roles"]
    labels = [names[role["name"]] for role in roles]
    block = chart(
        "bar",
        said["title"],
        labels,
        [(said[part], [float(role[part].amount) for role in roles]) for part in ("winning", "keeping")],
        said["x"],
        words.fill(said["y"], {"currency": roles[0]["cost"].currency}),
    )
    summary = words.fill(said["summary"], reply.answer.values)
    twin = "; ".join(
        words.fill(said["point"], {**role, "name": names[role["name"]], "keeping": _some(role["keeping"])})
        for role in roles
    )
    return Message(f"{summary}\n{twin}", (section(summary), context(twin)), block)


def _roles(reply: Worked) -> list[dict[str, Any]]:
    lines: Any = reply.answer.values["breakdown"]
    return [
        {name: rounded(value) if isinstance(value, Money) else value for name, value in line.items()}
        | {"part": Decimal(0) < line["winning"].amount < line["cost"].amount}
        for line in lines
    ]


def _some(amount: Money) -> Money | None:
    return amount if amount.amount else None
