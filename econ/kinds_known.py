"""Inputs that are only known so well: a point, a range, or the counts they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core.core_schema import ValidationInfo

from econ import bounds
from econ.errors import EconError
from econ.kinds import Kind, currency_of, field_of, number_of
from econ.quantity import Count, Rate


@dataclass(frozen=True, slots=True)
class Known:
    """Anything from `low` to `high`; a point where they are one. `currency` for amounts."""

    low: Decimal
    high: Decimal
    currency: str | None = None

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Counted:
    """Customers lost among those watched for some periods."""

    churned: Decimal
    customers: Decimal
    periods: Decimal

    @property
    def exposure(self) -> Decimal:
        return self.customers * self.periods


@dataclass(frozen=True, slots=True)
class Won:
    """What was spent, and how many customers that won."""

    spend: Decimal
    customers: Decimal
    currency: str | None = None


def _named(value: Mapping[str, object], names: tuple[str, ...], field: str) -> dict[str, Decimal]:
    """The numbers of an object under these names, all of them, none below zero."""
    if unknown := set(value) - {*names, "currency"}:
        raise EconError("unknown_input", f"{field}.{min(map(str, unknown))}", known=", ".join(names))
    found: dict[str, Decimal] = {}
    for name in names:
        if value.get(name) is None:
            raise EconError("missing_input", f"{field}.{name}")
        found[name] = number_of(value[name], f"{field}.{name}")
        bounds.not_negative(Count(found[name]), f"{field}.{name}")
    return found


def _span(value: object, info: ValidationInfo) -> Known:
    """A number, an amount with its currency, or {"low", "high"}."""
    field = field_of(info)
    if not isinstance(value, Mapping):
        point = number_of(value, field)
        bounds.not_negative(Count(point), field)
        return Known(point, point)
    currency = currency_of(value, field)
    if "amount" in value:
        point = _named(value, ("amount",), field)["amount"]
        return Known(point, point, currency)
    found = _named(value, ("low", "high"), field)
    if found["low"] > found["high"]:
        raise EconError("low_over_high", field)
    return Known(found["low"], found["high"], currency)


def _positive_span(value: object, info: ValidationInfo) -> Known:
    found = _span(value, info)
    if found.low == 0:
        raise EconError("zero", field_of(info))
    return found


def _share_span(value: object, info: ValidationInfo) -> Known:
    found = _positive_span(value, info)
    bounds.share(Rate(found.high), field_of(info))
    return found


def _margin_span(value: object, info: ValidationInfo) -> Known:
    found = _positive_span(value, info)
    bounds.margin(Rate(found.high), field_of(info))
    return found


def _churn_known(value: object, info: ValidationInfo) -> Known | Counted:
    if not isinstance(value, Mapping) or "churned" not in value:
        return _share_span(value, info)
    field = field_of(info)
    found = _named({"periods": Decimal(1), **value}, ("churned", "customers", "periods"), field)
    for name, number in found.items():
        if number != number.to_integral_value():
            raise EconError("not_whole", f"{field}.{name}", value=Count(number))
        if name != "churned" and number < 1:
            raise EconError("count_zero", f"{field}.{name}")
    counted = Counted(**found)
    if counted.churned > counted.exposure:
        raise EconError(
            "churned_over_start",
            f"{field}.churned",
            value=Count(counted.churned),
            start=Count(counted.exposure),
        )
    return counted


def _cac_known(value: object, info: ValidationInfo) -> Known | Won:
    if not isinstance(value, Mapping) or "customers" not in value:
        return _positive_span(value, info)
    field = field_of(info)
    found = _named(value, ("spend", "customers"), field)
    for name, number in found.items():
        if number == 0:
            raise EconError("cac_zero" if name == "spend" else "count_zero", f"{field}.{name}")
    return Won(found["spend"], found["customers"], currency_of(value, field))


AmountSpan = Annotated[Known, PlainValidator(_positive_span), Kind("money or range", "currency")]
MarginSpan = Annotated[Known, PlainValidator(_margin_span), Kind("rate or range", "fraction")]
ChurnSpan = Annotated[Known, PlainValidator(_share_span), Kind("rate or range", "fraction per period")]
ChurnKnown = Annotated[
    Known | Counted, PlainValidator(_churn_known), Kind("rate, range or counts", "fraction per period")
]
CacKnown = Annotated[Known | Won, PlainValidator(_cac_known), Kind("money, range or spend", "currency")]
