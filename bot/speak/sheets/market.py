"""How large a market is: its layers in firms as well as in money, and a bar for each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.advise.reply import Worked
from bot.speak.blocks import chart, context, section
from bot.speak.message import Message
from bot.speak.sheets.drawn import point
from bot.speak.words import Shown, Words
from bot.speak.worksheet_forms import sheet_words
from econ.inputs_selling import MarketInputs
from econ.quantity import Count, Money

LAYERS = ("tam", "sam", "som")


def facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The firms within reach; what one in a hundred of them brings; the profit of all customers together."""
    given, values = reply.given, reply.answer.values
    assert isinstance(given, MarketInputs)
    assert given.firms is not None
    reach = given.share_reachable.value if given.share_reachable else Decimal(1)
    firms = given.firms.value * reach
    market = values["sam"] or values["tam"]
    each, customers = values["gross_profit_month"], values["customers"]
    together = (
        each.amount * customers.value if isinstance(each, Money) and isinstance(customers, Count) else None
    )
    return {
        "reachable": Count(firms),
        "period": Shown(words.strings["per"][given.spend_period]),
        "hundredth": Count(firms / 100) if firms >= 100 and not given.share_won else None,
        "hundredth_year": Money(market.amount / 100, market.currency) if isinstance(market, Money) else None,
        "profit_month": Money(together, each.currency) if together is not None else None,  # type: ignore[union-attr]
    }


def chart_of(words: Words, reply: Worked) -> Message | None:
    """A bar for each layer; None where only the whole market is known."""
    said = sheet_words(words, "market")["chart"]
    layers = [(name, reply.answer.values[name]) for name in LAYERS]
    known = [(said[name], value) for name, value in layers if isinstance(value, Money)]
    if len(known) < 2:
        return None
    block = chart(
        "bar",
        said["title"],
        [label for label, _ in known],
        [(said["series"], [point(value) for _, value in known])],
        said["x"],
        words.fill(said["y"], {"currency": known[0][1].currency}),
    )
    twin = "; ".join(f"{label} {words.large(value)}" for label, value in known)
    return Message(f"{said['summary']}\n{twin}", (section(said["summary"]), context(twin)), block)
