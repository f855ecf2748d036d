"""What it costs to win a customer, and what the customer is worth beside it."""

from __future__ import annotations

from econ.arithmetic import Num


def cac(spend: Num, customers: Num) -> Num:
    """Cost of acquisition = spend ÷ new customers, both of the same period (or the spend lagged behind).

    Which spend and which customers make it blended, paid or fully loaded; say which. New logos only,
    customers > 0. Source: Skok (2010, "SaaS Metrics").

    >>> cac(40000.0, 10.0)
    4000.0
    """
    return spend / customers


def ltv_cac(ltv: Num, cac: Num) -> Num:
    """Lifetime value for each unit of money spent on winning the customer: 3 is read 3:1.

    LTV on gross margin. Source: Skok (2010, "SaaS Metrics"), who puts the healthy floor at 3.

    >>> ltv_cac(12000.0, 4000.0)
    3.0
    """
    return ltv / cac
