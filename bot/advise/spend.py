"""The cost of winning a customer, from what was spent and who was won."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from bot.advise.inputs import understood
from bot.advise.reply import AskFor, Explained, Figured, Reply
from bot.understand.request import Slot
from econ.errors import EconError
from econ.quantity import Count, Money


def cost_of_acquisition(slots: Mapping[str, Slot], missing: tuple[str, ...], conversation: str) -> Reply:
    """Spend ÷ new customers, or what is missing for it."""
    kept = understood(slots)
    spend, won = kept.get("spend"), kept.get("new_customers")
    if missing or not isinstance(spend, Money) or not isinstance(won, Count):
        needed = missing or tuple(name for name in ("spend", "new_customers") if name not in kept)
        return AskFor(needed, kept, conversation)
    from econ.metric import METRICS  # the whole registry: loaded when first needed

    amount = {"amount": spend.amount, "currency": spend.currency} if spend.currency else spend.amount
    try:
        return Figured(METRICS["cac"].calculate({"sales_spend": amount, "customers": won.value}), kept)
    except EconError as error:
        field = "new_customers" if error.field == "customers" else "spend"
        return Explained(error.key, field, error.facts, kept, conversation)


def solved_for_cac(slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """The wins, or the spend, that make the CAC aimed at; wins are whole customers.

    >>> aim = {"spend": Slot("money", Decimal(100000)), "target": Slot("target", Decimal(3000), metric="cac")}
    >>> solved_for_cac(aim)["new_customers"].value
    Decimal('34')
    """
    found = {name: slot for name, slot in slots.items() if name not in ("target", "solve_for")}
    aim, spend, won = slots["target"].value, found.get("spend"), found.get("new_customers")
    if not isinstance(aim, Decimal) or aim <= 0:
        return found
    if spend and won is None and isinstance(spend.value, Decimal):
        customers = (spend.value / aim).to_integral_value(ROUND_CEILING)
        found["new_customers"] = Slot("count", customers, "count", spend.period)
    elif won and spend is None and isinstance(won.value, Decimal):
        found["spend"] = Slot("money", won.value * aim, slots["target"].unit, won.period)
    return found
