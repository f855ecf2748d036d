"""What is taken for granted where a message leaves it open, and said to be: the country of a salary.

Taken only where something in the message points to it: a currency, the language, a word such as RAL. What is
taken stands in the echo, marked, and one press of Adjust changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bot.person import Person
from bot.understand.request import Slot

#: The country whose rules a salary in that currency follows; the euro has many.
COUNTRY_OF_CURRENCY = {"USD": "us"}
#: The country most people who write in a language are asking about, if the currency does not contradict it.
COUNTRY_OF_LANGUAGE = {"it": ("it", "EUR")}

Take = Callable[[Mapping[str, Slot], Person], Mapping[str, Any]]


def country(slots: Mapping[str, Slot], person: Person) -> str | None:
    """The country of the pay, None where nothing tells it."""
    units = {slot.unit for slot in slots.values() if slot.type == "money" and slot.unit}
    for unit in units:
        if unit in COUNTRY_OF_CURRENCY:
            return COUNTRY_OF_CURRENCY[unit]
    found = COUNTRY_OF_LANGUAGE.get(person.lang)
    return found[0] if found and units <= {found[1]} else None


def _rep(slots: Mapping[str, Slot], person: Person) -> Mapping[str, Any]:
    found = country(slots, person)
    return {"country": found} if found else {}


def _market(slots: Mapping[str, Slot], _: Person) -> Mapping[str, Any]:
    """A share of the market with no word of reach is a share of all of it."""
    return {"share_reachable": Decimal(1)} if "share" in slots and "reachable" not in slots else {}


#: By worksheet: inputs, by their path, that join those of a message.
TAKEN: Mapping[str, Take] = {"rep": _rep, "market": _market}


def taken(sheet: str, slots: Mapping[str, Slot], person: Person) -> Mapping[str, Any]:
    """The inputs taken for granted, by path."""
    take = TAKEN.get(sheet)
    return take(slots, person) if take else {}
