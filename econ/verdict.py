"""LTV ÷ CAC in one word. Cut on the unrounded ratio, so that 2.96 is weak however it is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Verdict = Literal["loses_money", "weak", "healthy", "check"]

#: The least ratio of each verdict above the worst; "check" begins beyond the last.
BREAK_EVEN, HEALTHY, BEST = Decimal(1), Decimal(3), Decimal(5)


def verdict_of(ltv_cac: Decimal) -> Verdict:
    """Below 1 each customer loses money; below 3 little is left for the rest; to 5 healthy; above, look for
    costs left out or growth not paid for. The bands are the trade's custom (Skok, 2010), whatever the target.

    >>> [verdict_of(Decimal(n)) for n in ("0.99", "1", "2.999", "3", "5", "5.01")]
    ['loses_money', 'weak', 'weak', 'healthy', 'healthy', 'check']
    """
    if ltv_cac < BREAK_EVEN:
        return "loses_money"
    if ltv_cac < HEALTHY:
        return "weak"
    return "healthy" if ltv_cac <= BEST else "check"
