"""A month's counts, as people know them by heart or from their CRM, and what follows over 3 and 12 months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from econ.arithmetic import exact
from econ.formula.cac import cac as cost_per_customer
from econ.formula.churn import lost_share

SHORT, LONG = 3, 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month: customers at its start, lost and won in it, what was spent to win them, its revenue.

    `name` is YYYY-MM. Customers at its end are start − lost + new; the price is revenue ÷ those.
    """

    name: str
    start: int
    lost: int
    new: int
    spend: Decimal
    revenue: Decimal

    @property
    def end(self) -> int:
        return self.start - self.lost + self.new

    def wire(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "name": self.name, "start": self.start, "lost": self.lost, "new": self.new,
            "spend": str(self.spend), "revenue": str(self.revenue),
        }  # fmt: skip


def from_wire(wire: Mapping[str, Any]) -> Month:
    """The other way round."""
    return Month(
        wire["name"],
        wire["start"],
        wire["lost"],
        wire["new"],
        Decimal(wire["spend"]),
        Decimal(wire["revenue"]),
    )


@dataclass(frozen=True, slots=True)
class Trailing:
    """Some months taken together. Churn and price are a month's; None where there is nothing to divide by."""

    months: int
    exposure: int
    lost: int
    new: int
    churn: Decimal | None
    cac: Decimal | None
    price: Decimal | None


def trailing(months: Iterable[Month], count: int) -> Trailing:
    """The last `count` calendar months, as many as are known of them: sums ÷ sums, never means of ratios.

    >>> made = [Month(f"2026-0{n}", 100, n, 10, Decimal(40000), Decimal(50000)) for n in (1, 2, 3, 4)]
    >>> found = trailing(made, 3)
    >>> found.months, found.churn, found.cac
    (3, Decimal('0.03'), Decimal('4000'))
    """
    known = {month.name: month for month in months}
    if not known:
        return Trailing(0, 0, 0, 0, None, None, None)
    wanted = set(names_back(max(known), count))
    taken = [month for name, month in known.items() if name in wanted]
    start, lost = sum(month.start for month in taken), sum(month.lost for month in taken)
    new, end = sum(month.new for month in taken), sum(month.end for month in taken)
    spend = sum((month.spend for month in taken), Decimal(0))
    revenue = sum((month.revenue for month in taken), Decimal(0))
    with exact():
        return Trailing(
            len(taken),
            start,
            lost,
            new,
            lost_share(Decimal(lost), Decimal(start)) if start else None,
            cost_per_customer(spend, Decimal(new)) if new and spend else None,
            revenue / end if end > 0 and revenue else None,
        )


def names_back(last: str, count: int) -> list[str]:
    """That month and those before it.

    >>> names_back("2026-02", 3)
    ['2026-02', '2026-01', '2025-12']
    """
    year, month = (int(part) for part in last.split("-"))
    at, found = date(year, month, 1), []
    for _ in range(count):
        found.append(f"{at:%Y-%m}")
        at = (at - timedelta(days=1)).replace(day=1)
    return found
