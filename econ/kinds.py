"""The kinds of input there are, and how each is read from what JSON gives: a number, a word, an object.

Each is an annotated type for the models of `econ.inputs`: the quantity it becomes, its reader (which raises
`EconError` with the field's name), and the `Kind` that `calc --list` shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.formula.ltv import Timing
from econ.quantity import Count, Money, Months, Period, Rate, Ratio


@dataclass(frozen=True, slots=True)
class Kind:
    """What an input is: its kind and unit, as `calc --list` shows them; `of` is the model of its entries."""

    name: str
    unit: str | None = None
    choices: tuple[str, ...] = ()
    of: type | None = None


CURRENCY = re.compile(r"[A-Za-z]{3}")


def field_of(info: ValidationInfo) -> str:
    return info.field_name or ""


def number_of(value: object, field: str) -> Decimal:
    """A JSON number within the bounds; anything else is an `EconError` that names the field."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise EconError("not_a_number", field)
    return bounds.number(value if isinstance(value, Decimal) else Decimal(value), field)


def _money(value: object, info: ValidationInfo) -> Money:
    field = field_of(info)
    if not isinstance(value, Mapping):
        return Money(number_of(value, field))
    if unknown := set(value) - {"amount", "currency"}:
        raise EconError("unknown_input", f"{field}.{min(map(str, unknown))}", known="amount, currency")
    if "amount" not in value:
        raise EconError("missing_input", f"{field}.amount")
    return Money(number_of(value["amount"], field), currency_of(value, field))


def currency_of(value: Mapping[str, object], field: str) -> str | None:
    """The currency said beside an amount, as a code in capitals."""
    said = value.get("currency")
    if said is not None and not (isinstance(said, str) and CURRENCY.fullmatch(said)):
        raise EconError("bad_currency", f"{field}.currency")
    return said.upper() if said else None


def _rate(value: object, info: ValidationInfo) -> Rate:
    found = Rate(number_of(value, field_of(info)))
    bounds.churn(found, field_of(info))
    return found


def _growth(value: object, info: ValidationInfo) -> Rate:
    found = Rate(number_of(value, field_of(info)))
    if not -1 <= found.value <= 1:
        raise EconError("growth_too_large", field_of(info), value=found)
    return found


def _share(value: object, info: ValidationInfo) -> Rate:
    found = Rate(number_of(value, field_of(info)))
    bounds.share(found, field_of(info))
    return found


def _margin(value: object, info: ValidationInfo) -> Rate:
    found = Rate(number_of(value, field_of(info)))
    bounds.margin(found, field_of(info))
    return found


def _months(value: object, info: ValidationInfo) -> Months:
    found = Months(number_of(value, field_of(info)))
    bounds.months(found, field_of(info))
    return found


def _spend(value: object, info: ValidationInfo) -> Money:
    found = _money(value, info)
    bounds.not_negative(found, field_of(info))
    return found


def _price(value: object, info: ValidationInfo) -> Money:
    found = _money(value, info)
    bounds.positive(found, field_of(info), "price_zero")
    return found


def _positive(value: object, info: ValidationInfo) -> Count:
    found = _count(value, info)
    bounds.positive(found, field_of(info), "zero")
    return found


def _count(value: object, info: ValidationInfo) -> Count:
    found = Count(number_of(value, field_of(info)))
    bounds.not_negative(found, field_of(info))
    return found


def _whole(value: object, info: ValidationInfo) -> Count:
    found = _count(value, info)
    if found.value != found.value.to_integral_value():
        raise EconError("not_whole", field_of(info), value=found)
    return found


def _multiple(value: object, info: ValidationInfo) -> Ratio:
    found = Ratio(number_of(value, field_of(info)))
    bounds.positive(found, field_of(info), "target_zero")
    return found


def choice(*choices: str) -> Callable[[object, ValidationInfo], str]:
    """Reads one of these words."""

    def read(value: object, info: ValidationInfo) -> str:
        if value not in choices or not isinstance(value, str):
            raise EconError("not_a_choice", field_of(info), choices=", ".join(choices))
        return value

    return read


_PERIODS = ("day", "week", "month", "quarter", "year")
_TIMINGS = ("immediate", "after_first_renewal", "end_of_period")
_LEVERS = ("cac", "churn", "arpa", "margin")

MoneyIn = Annotated[Money, PlainValidator(_money), Kind("money", "currency")]
Spend = Annotated[Money, PlainValidator(_spend), Kind("money", "currency")]
Price = Annotated[Money, PlainValidator(_price), Kind("money", "currency")]
Positive = Annotated[Count, PlainValidator(_positive), Kind("count")]
ChurnIn = Annotated[Rate, PlainValidator(_rate), Kind("rate", "fraction per period")]
Growth = Annotated[Rate, PlainValidator(_growth), Kind("rate", "fraction per month")]
Share = Annotated[Rate, PlainValidator(_share), Kind("rate", "fraction")]
MarginIn = Annotated[Rate, PlainValidator(_margin), Kind("rate", "fraction")]
Span = Annotated[Months, PlainValidator(_months), Kind("duration", "months")]
Number = Annotated[Count, PlainValidator(_count), Kind("count")]
Whole = Annotated[Count, PlainValidator(_whole), Kind("count")]
Target = Annotated[Ratio, PlainValidator(_multiple), Kind("ratio")]
PeriodIn = Annotated[Period, PlainValidator(choice(*_PERIODS)), Kind("choice", None, _PERIODS)]
TimingIn = Annotated[Timing, PlainValidator(choice(*_TIMINGS)), Kind("choice", None, _TIMINGS)]
Lever = Annotated[
    Literal["cac", "churn", "arpa", "margin"],
    PlainValidator(choice(*_LEVERS)),
    Kind("choice", None, _LEVERS),
]
