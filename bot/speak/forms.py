"""The forms people fill in: what is in them, and what is said under a field that cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from bot.advise.form import FIELDS, OPTIONAL
from bot.advise.inputs import quantity
from bot.speak.blocks import Block, entry, modal, section, select, text_input
from bot.speak.words import Words
from bot.understand.request import Slot
from econ.quantity import Rate

FORM = "ltv.form"
SAVE = "scenario.save"
COUNT = "ltv.count"
SHARE = "ltv.share"

PERIODS = ("month", "quarter", "year")

#: Currencies offered by name; any other ISO code can be typed beside the price.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CAD", "AUD", "INR", "BRL", "JPY")

#: The choice that says no currency was stated.
NO_CURRENCY = "none"


def calculator(words: Words, slots: Mapping[str, Slot], place: str, wanted: Collection[str] = ()) -> Block:
    """The main form, prefilled with what is known. `place` is the id of where the answer goes.

    What is `wanted` was missing from a question: it must be filled in, and the first of it has the cursor.
    """
    f, label = words.strings["form"], words.label
    first = next((name for name in FIELDS if name in wanted), None)
    periods = [(period, f[period]) for period in PERIODS]

    def line(name: str) -> Block:
        typed = text_input(name, _typed(words, slots.get(name)), words.label(f"form.examples.{name}"))
        if name == first:
            typed["focus_on_load"] = True
        optional = name in OPTIONAL and name not in wanted
        return entry(name, f[name], typed, hint=f[f"{name}_hint"], optional=optional)

    def per(name: str) -> Block:
        said = slots.get(name)
        chosen = (said.period if said else None) or "month"
        return entry(
            f"{name}_period", f[f"{name}_period"], select(f"{name}_period", periods, chosen, f["choose"])
        )

    money = next((slots[name].unit for name in ("price", "cac") if name in slots and slots[name].unit), None)
    currencies = [(NO_CURRENCY, f["currency_none"]), *((code, code) for code in offered(money))]
    currency = select("currency", currencies, money or NO_CURRENCY, f["choose"])
    return modal(
        FORM,
        f["title"],
        [
            line("price"),
            per("price"),
            line("churn"),
            per("churn"),
            line("margin"),
            line("cac"),
            entry("currency", f["currency"], currency),
            line("target"),
        ],
        submit=label("form.submit"),
        close=label("form.close"),
        metadata=place,
    )


def offered(money: str | None) -> tuple[str, ...]:
    """The currencies of a menu: the usual ones, and first the one in use where it is none of them."""
    return CURRENCIES if money is None or money in CURRENCIES else (money, *CURRENCIES)


def _typed(words: Words, slot: Slot | None) -> str | None:
    """The value as the person would type it again: in full, without unit or grouping."""
    if slot is None or not isinstance(slot.value, Decimal):
        return None
    if slot.type == "rate":
        return f"{words.numbers.exact(slot.value * 100)}%"
    return words.numbers.exact(slot.value)


def unreadable(words: Words, field: str, said: str, readings: Sequence[Slot] = ()) -> str:
    """The sentence under a field that could not be read, or could be read in two ways."""
    kind = {"churn": "rate", "margin": "rate", "target": "target"}.get(field, "money")
    return not_read(words, said, readings, kind, words.label(f"form.examples.{field}"))


def not_read(words: Words, said: str, readings: Sequence[Slot], kind: str, example: str) -> str:
    """The same for a field of any form: `kind` is what it takes, a key of `form.kinds`."""
    if len(readings) > 1:
        first, second, *_ = (words.show(quantity(reading)) for reading in readings)
        return words.plain("form.errors.two_ways", said=said[:60], first=first, second=second)
    if not said.strip():
        return words.plain("form.errors.empty", example=example)
    return words.plain(
        "form.errors.unreadable", said=said[:60], kind=words.label(f"form.kinds.{kind}"), example=example
    )


def field_of(at: str | None) -> str:
    """The field under which a complaint of `econ` about one of its inputs is shown."""
    return {"churn": "churn", "margin": "margin", "cac": "cac", "target": "target"}.get(at or "", "price")


def scenario_name(words: Words, place: str) -> Block:
    """Asks for a scenario's name."""
    s = words.strings["save"]
    name = text_input("name", placeholder=s["name_example"])
    return modal(
        SAVE,
        s["title"],
        [entry("name", s["name"], name, hint=s["name_hint"])],
        submit=s["submit"],
        close=s["close"],
        metadata=place,
    )


def churn_counts(words: Words, place: str, churn: Rate) -> Block:
    """Asks on how many customers, over how many periods, a churn was measured."""
    s = words.strings["count"]
    unit = s[churn.period or "month"]
    return modal(
        COUNT,
        s["title"],
        [
            section(words.label("count.intro", churn=churn)),
            entry("customers", s["customers"], text_input("customers", placeholder="50")),
            entry(
                "periods", words.plain("count.periods", unit=unit), text_input("periods", placeholder="12")
            ),
        ],
        submit=s["submit"],
        close=s["close"],
        metadata=place,
    )


def which_channel(words: Words, place: str) -> Block:
    """Asks where to share an answer that was given outside a channel."""
    s = words.strings["share"]
    menu: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "response_url_enabled": True,
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return modal(
        SHARE,
        s["title"],
        [entry("channel", s["where"], menu)],
        submit=s["submit"],
        close=s["close"],
        metadata=place,
    )
