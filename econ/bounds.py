"""What a number may be before any formula sees it. Everything outside is an `EconError` that names the field.

The bounds keep every later result finite: with amounts of at most 10¹⁵ and nothing nearer to zero than
10⁻¹², no quotient or power in this package can overflow its Decimal context.
"""

from __future__ import annotations

from decimal import Decimal

from econ.errors import EconError
from econ.quantity import Count, Money, Months, Quantity, Rate, Ratio

LARGEST = Decimal("1e15")
SMALLEST = Decimal("1e-12")
#: Longer than any customer's life: a thousand years.
LONGEST = Decimal(12_000)

ZERO = Decimal(0)
ONE = Decimal(1)


def number(value: Decimal, field: str) -> Decimal:
    """A number that can be computed with: finite, not beyond 10¹⁵, not absurdly near to zero.

    >>> number(Decimal("NaN"), "arpa")
    Traceback (most recent call last):
    econ.errors.EconError: not_finite
    """
    if not isinstance(value, Decimal):
        raise EconError("not_a_number", field)
    if not value.is_finite():
        raise EconError("not_finite", field)
    if not -LARGEST <= value <= LARGEST:
        raise EconError("too_large", field, limit=Count(LARGEST))
    if value and -SMALLEST < value < SMALLEST:
        raise EconError("too_small", field)
    return value


def not_negative(quantity: Quantity, field: str) -> None:
    """Money spent or charged, a length of time, a count: from zero up."""
    if number(_amount(quantity), field) < 0:
        raise EconError("negative", field, value=quantity)


def positive(quantity: Quantity, field: str, zero: str) -> None:
    """As `not_negative`, and zero has an error of its own: `cac_zero`, `price_zero`."""
    not_negative(quantity, field)
    if _amount(quantity) == 0:
        raise EconError(zero, field)


def share(rate: Rate, field: str, over: str = "rate_over_one") -> None:
    """A share of a whole: 0 to 1."""
    if number(rate.value, field) > 1:
        raise EconError(over, field, value=rate)
    if rate.value < 0:
        raise EconError("negative", field, value=rate)


def margin(rate: Rate, field: str = "margin") -> None:
    """A gross margin: at most 1; a negative one is bad news but no mistake, down to −100 times the price."""
    if number(rate.value, field) > 1:
        raise EconError("margin_over_one", field, value=rate)
    if rate.value < -100:
        raise EconError("too_low", field, value=rate)


def churn(rate: Rate, field: str = "churn") -> None:
    """A churn rate: at most 1; below zero it is net churn, expansion outweighing losses, down to −1."""
    if number(rate.value, field) > 1:
        raise EconError("rate_over_one", field, value=rate)
    if rate.value < -1:
        raise EconError("too_low", field, value=rate)


def months(span: Months, field: str) -> None:
    """A length of time: up to a thousand years."""
    not_negative(span, field)
    if span.value > LONGEST:
        raise EconError("too_long", field, value=span, limit=Months(LONGEST))


def one_currency(*amounts: Money | None) -> str | None:
    """The currency all amounts share, None where none was said. Two different ones can't be compared."""
    said = {money.currency for money in amounts if money is not None} - {None}
    if len(said) > 1:
        first, second, *_ = sorted(filter(None, said))
        raise EconError("mixed_currencies", None, first=first, second=second)
    return said.pop() if said else None


def _amount(quantity: Quantity) -> Decimal:
    return quantity.amount if isinstance(quantity, Money) else quantity.value


def value_of(quantity: Count | Rate | Months | Ratio | Money) -> Decimal:
    """The bare number of any quantity.

    >>> value_of(Count(Decimal(3)))
    Decimal('3')
    """
    return _amount(quantity)
