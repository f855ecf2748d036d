"""Goal seek: the value of one lever at which LTV ÷ CAC meets a target, the others held.

Each solves the simple formula a·g ÷ c = k·CAC (k the target, amounts and rates per one period) for one
letter. Source: algebra on Skok (2010, "SaaS Metrics").
"""

from __future__ import annotations

from econ.arithmetic import Num


def max_cac(ltv: Num, target: Num) -> Num:
    """The most a customer may cost: LTV ÷ target.

    >>> max_cac(12000.0, 3.0)
    4000.0
    """
    return ltv / target


def max_cac_for_payback(gross_profit: Num, periods: Num) -> Num:
    """The most a customer may cost to be paid back within so many periods.

    >>> max_cac_for_payback(400.0, 12.0)
    4800.0
    """
    return gross_profit * periods


def min_lifetime(gross_profit: Num, target: Num, cac: Num) -> Num:
    """The shortest expected life, in periods, that meets the target: k × CAC ÷ gross profit. Its inverse is
    the highest churn; below one period any churn will do.

    >>> min_lifetime(400.0, 3.0, 4000.0)
    30.0
    """
    return target * cac / gross_profit


def required_arpa(target: Num, cac: Num, lifetime: Num, margin: Num) -> Num:
    """The price per period that meets the target at this margin: k × CAC ÷ (lifetime × margin).

    >>> required_arpa(3.0, 4000.0, 20.0, 0.8)
    750.0
    """
    return target * cac / (lifetime * margin)


def required_margin(target: Num, cac: Num, lifetime: Num, arpa: Num) -> Num:
    """The gross margin that meets the target at this price: k × CAC ÷ (lifetime × price). Over 1 it can't be.

    >>> required_margin(3.0, 4000.0, 40.0, 500.0)
    0.6
    """
    return target * cac / (lifetime * arpa)
