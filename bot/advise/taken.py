"""What is taken for granted where a message leaves it open, and said to be: a country, a fee's month.

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


def _outsource(slots: Mapping[str, Slot], person: Person) -> Mapping[str, Any]:
    """The country of one's own reps, and whose meetings they are: it is outsourcers who quote them."""
    found = country(slots, person)
    return {
        **({"in_house.country": found} if found else {}),
        **_monthly("partner.retainer", slots),
        **({"partner.meetings_per_month": None} if "meetings" in slots else {}),
    }


def _offer(slots: Mapping[str, Slot], _: Person) -> Mapping[str, Any]:
    return _monthly("retainer", slots)


def _monthly(at: str, slots: Mapping[str, Slot]) -> Mapping[str, Any]:
    """A fee without a period is a month's."""
    fee = slots.get("outsource_fee")
    return {at: None} if fee and fee.value is not None and fee.period is None else {}


#: By worksheet: inputs, by their path, that join those of a message; None is what the message said, so read.
TAKEN: Mapping[str, Take] = {
    "rep": _rep,
    "outsource": _outsource,
    "offer": _offer,
    "market": _market,
}


def taken(sheet: str, slots: Mapping[str, Slot], person: Person) -> Mapping[str, Any]:
    """The inputs taken for granted, by path."""
    take = TAKEN.get(sheet)
    return take(slots, person) if take else {}
