"""How much of a change comes from each factor of a product."""

from __future__ import annotations

import math


def log_mean(first: float, second: float) -> float:
    """The logarithmic mean of two positive numbers: (b − a) ÷ ln(b ÷ a), and a itself where they are one.

    >>> round(log_mean(1.0, math.e), 4), log_mean(3.0, 3.0)
    (1.7183, 3.0)
    """
    if math.isclose(first, second, rel_tol=1e-9):
        return (first + second) / 2
    return (second - first) / math.log(second / first)


def effect(before: float, after: float, was: float, now: float) -> float:
    """What a factor's move from `was` to `now` did to a product that went from `before` to `after`.

    All four positive. The effects of all factors add up to `after − before` with nothing left over (the
    additive log-mean Divisia method). Source: Ang (2004, "Decomposition analysis for policymaking in
    energy: which is the preferred method?").

    >>> round(effect(3.4, 2.8, 1 / 0.024, 1 / 0.0291429), 3)  # a ratio moved by churn alone
    -0.6
    """
    return log_mean(before, after) * math.log(now / was)
