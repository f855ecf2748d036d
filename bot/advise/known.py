"""What a person may know of a figure instead of one value: a range, or the counts it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from econ.quantity import Count, Money, Period, Quantity


@dataclass(frozen=True, slots=True)
class Range:
    """Anything from `low` to `high`, both of one kind, unit and period."""

    low: Quantity
    high: Quantity


@dataclass(frozen=True, slots=True)
class Counts:
    """So many customers lost among those watched for `over` periods."""

    lost: Count
    among: Count
    over: Count
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    """What was spent, and how many customers that won."""

    spend: Money
    customers: Count


Known = Quantity | Range | Counts | Bought
