"""Churn: the share of customers (or of revenue) lost in a period."""

from __future__ import annotations

from econ.arithmetic import Num


def compound(churn: Num, periods: Num) -> Num:
    """The share lost over several periods: 1 − (1 − c)ᵏ. A fraction of a period divides: k = 1/12.

    Never c × k: those who left can't leave again. Source: survival under constant churn, e.g. Fader &
    Hardie (2007, "How to Project Customer Retention").

    >>> round(compound(0.05, 12.0), 4)
    0.4596
    """
    staying: Num = (1 - churn) ** periods
    return 1 - staying


def lost_share(lost: Num, start: Num) -> Num:
    """Churn from counts: those lost of the customers there at the start ÷ the customers at the start.

    `lost` is net of those who came back and of those who also joined within the period. start > 0.
    Source: the definition ChartMogul and Recurly publish.

    >>> lost_share(25.0, 500.0)
    0.05
    """
    return lost / start
