"""What charts have in common."""

from __future__ import annotations

from econ.quantity import Money


def point(amount: Money) -> float:
    """An amount as a chart takes it, to the cent."""
    return float(round(amount.amount, 2))


def rounded(amount: Money) -> Money:
    """Yearly items are read beside each other: cents on some would only distract."""
    return Money(round(amount.amount, 0), amount.currency, amount.period)
