"""Lifetime value. Money per period in, money out; every rate is per that same period."""

from __future__ import annotations

from typing import Literal

from econ.arithmetic import Num, geometric_sum

Timing = Literal["immediate", "after_first_renewal", "end_of_period"]


def lifetime(churn: Num) -> Num:
    """Expected life in periods, 1 ÷ churn, when every customer leaves with the same chance each period.

    Counts the first period. Convention: constant churn of customers (logos), 0 < churn ≤ 1.
    Source: the mean of the geometric distribution; in this trade, Skok (2010, "SaaS Metrics").

    >>> lifetime(0.05)
    20.0
    """
    return 1 / churn


def simple(gross_profit: Num, churn: Num) -> Num:
    """Lifetime value = gross profit per period ÷ churn (ARPA × gross margin ÷ churn). Undiscounted.

    With revenue instead of gross profit it is revenue LTV, and must be called so.
    Source: Skok (2010, "SaaS Metrics"); billing tools use the revenue form.

    >>> simple(400.0, 0.05)
    8000.0
    """
    return gross_profit / churn


def lived(churn: Num, periods: Num) -> Num:
    """Periods expected to be lived (and paid) within a horizon: (1 − (1 − churn)ᴴ) ÷ churn; H at zero churn.

    The survival-weighted count of periods; tends to `lifetime` as the horizon grows.
    Source: the partial sum of the geometric series behind Skok (2010).

    >>> lived(0.5, 2.0), lived(0.0, 60.0)
    (1.5, 60.0)
    """
    return geometric_sum(1 - churn, periods)


def capped(gross_profit: Num, churn: Num, discount: Num, periods: Num) -> Num:
    """Value over a horizon H: m(1 − qᴴ) ÷ (1 − q) with q = (1 − churn) ÷ (1 + discount); m × H where q is 1.

    The first payment is now and undiscounted. It is finite for any churn, zero and negative (net) too, and
    so is what can be said where LTV has no finite value.
    Source: Gupta & Lehmann (2005), the finite sum; the cap itself is our convention (36, 60, 84 months).

    >>> capped(100.0, 0.0, 0.0, 60.0)
    6000.0
    """
    return gross_profit * geometric_sum((1 - churn) / (1 + discount), periods)


def discounted(gross_profit: Num, retention: Num, discount: Num, timing: Timing = "immediate") -> Num:
    """Value of an endless stream, retained and discounted each period. Needs retention < 1 + discount.

    Three timings are taught, and differ: the first payment now, m(1+d) ÷ (1+d−r); after the first renewal,
    m·r ÷ (1+d−r); at the end of the first period, m ÷ (1+d−r).
    Source: Gupta & Lehmann (2005, "Managing Customers as Investments"); the three told apart by Fader &
    Hardie (2012, "Reconciling and Clarifying CLV Formulas").

    >>> round(discounted(1.0, 0.8, 0.12, "after_first_renewal"), 2)
    2.5
    """
    return gross_profit * _first(retention, discount, timing) / (1 + discount - retention)


def discounted_within(
    gross_profit: Num, retention: Num, discount: Num, periods: Num, timing: Timing = "immediate"
) -> Num:
    """The first H payments of `discounted`, same timings: finite whatever the retention.

    Source: the partial sums of the same series (Fader & Hardie, 2012).

    >>> discounted_within(100.0, 1.0, 0.0, 3.0)
    300.0
    """
    first = gross_profit * _first(retention, discount, timing) / (1 + discount)
    return first * geometric_sum(retention / (1 + discount), periods)


def _first(retention: Num, discount: Num, timing: Timing) -> Num:
    """What the first payment is worth, times 1 + discount."""
    if timing == "immediate":
        return 1 + discount
    return retention if timing == "after_first_renewal" else 1 + 0 * retention


def purchases(value: Num, frequency: Num, lifespan: Num, margin: Num) -> Num:
    """LTV of a shop: purchase value × purchases per period × lifespan in periods × gross margin.

    The lifespan already holds the churn: never divide by churn as well. Margin 1 gives revenue LTV.
    Source: HubSpot, "How to Calculate Customer Lifetime Value"; Starbucks case, Kissmetrics (2011).

    >>> round(purchases(5.9, 4.2 * 52, 20.0, 0.213))
    5489
    """
    return value * frequency * lifespan * margin
