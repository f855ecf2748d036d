"""Ranges: what is uncertain drawn many times, and the same formulas run over all draws at once.

Needs numpy, which is only imported when something is drawn.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from econ.arithmetic import Num
from econ.formula import cac as cost
from econ.formula import ltv as value
from econ.formula import payback as returning

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: No draw of a churn is smaller (one customer lost in a thousand billion periods), nor of a CAC, of its mean.
LEAST_CHURN = 1e-12


class Outcome(NamedTuple):
    """LTV, LTV ÷ CAC and payback (in the price's periods): numbers, or arrays of draws or of a grid."""

    ltv: Array
    ltv_cac: Array
    payback: Array


def outcome(arpa: Array, margin: Array, churn: Array, cac: Array) -> Outcome:
    """The plain formulas, all in one period, over arrays that broadcast: see `econ.formula.ltv.simple`,
    `econ.formula.cac.ltv_cac` and `econ.formula.payback.payback`.

    >>> import numpy as np
    >>> found = outcome(np.array(500.0), np.array(0.8), np.array([0.05, 0.1]), np.array(4000.0))
    >>> found.ltv.tolist(), found.ltv_cac.tolist(), found.payback.tolist()
    ([8000.0, 4000.0], [2.0, 1.0], 10.0)
    """
    gross_profit = arpa * margin
    ltv = value.simple(gross_profit, churn)
    return Outcome(ltv, cost.ltv_cac(ltv, cac), returning.payback(cac, gross_profit))


def churn_draws(rng: np.random.Generator, churned: float, exposure: float, draws: int) -> Array:
    """Churn that the counts allow: Beta(k + ½, n − k + ½), k lost in n customer-periods (Jeffreys' prior).

    Source: Brown, Cai & DasGupta (2001, "Interval Estimation for a Binomial Proportion").

    >>> import numpy as np
    >>> round(float(churn_draws(np.random.default_rng(1), 30, 1000, 100_000).mean()), 3)
    0.03
    """
    return at_least(rng.beta(churned + 0.5, exposure - churned + 0.5, draws))


def at_least(churn: Array) -> Array:
    """The same, and nowhere so near to zero that nothing could be divided by it.

    >>> import numpy as np
    >>> at_least(np.array([0.0, 0.5])).tolist()
    [1e-12, 0.5]
    """
    import numpy as np

    return np.maximum(churn, LEAST_CHURN)


def rule_of_three(exposure: float, level: float) -> float:
    """The most the churn may be with nobody lost in so many customer-periods: 3 ÷ n at 95 %, else
    −ln(1 − level) ÷ n.

    Source: Hanley & Lippman-Hand (1983, "If Nothing Goes Wrong, Is Everything All Right?").

    >>> rule_of_three(300.0, 0.95), round(rule_of_three(300.0, 0.8), 5)
    (0.01, 0.00536)
    """
    events = 3.0 if level == 0.95 else -math.log(1 - level)
    return min(events / exposure, 1.0)


def between(rng: np.random.Generator, low: float, high: float, draws: int) -> Array:
    """Any value from low to high, each as likely; the value itself where the two are one.

    >>> import numpy as np
    >>> between(np.random.default_rng(1), 3.0, 3.0, 2).tolist()
    [3.0, 3.0]
    """
    import numpy as np

    return np.full(draws, low) if low == high else rng.uniform(low, high, draws)


def cac_draws(rng: np.random.Generator, mean: float, spread: float, draws: int) -> Array:
    """CAC around its mean with this squared coefficient of variation: Gamma(1 ÷ s, mean × s).

    >>> import numpy as np
    >>> round(float(cac_draws(np.random.default_rng(1), 4000.0, 0.04, 100_000).std()), -1)
    800.0
    """
    import numpy as np

    if spread == 0:
        return np.full(draws, mean)
    return np.maximum(rng.gamma(1 / spread, mean * spread, draws), mean * LEAST_CHURN)


def won_spread(customers: Num) -> Num:
    """How far a CAC counted on so many customers may be out: variance ÷ mean² = 1 ÷ customers (Poisson).

    >>> won_spread(25.0)
    0.04
    """
    return 1 / customers


def history_spread(spends: list[float], customers: list[float]) -> float:
    """The same from month to month: the ratio estimator's variance, Σ(sᵢ − R·cᵢ)² ÷ (n(n−1)·c̄²), over R².

    Source: Cochran (1977, "Sampling Techniques", ch. 6), the ratio of two sums.

    >>> round(history_spread([100.0, 140.0], [10.0, 10.0]), 4)
    0.0278
    """
    count = len(spends)
    ratio, mean = sum(spends) / sum(customers), sum(customers) / count
    apart = sum((spend - ratio * won) ** 2 for spend, won in zip(spends, customers, strict=True))
    return apart / (count * (count - 1) * mean**2) / ratio**2


def quantiles(draws: Array, tails: tuple[float, ...]) -> tuple[float, ...]:
    """The values that these shares of the draws lie below.

    >>> import numpy as np
    >>> quantiles(np.arange(101.0), (0.025, 0.5))
    (2.5, 50.0)
    """
    import numpy as np

    last = len(draws) - 1
    places = [tail * last for tail in tails]
    around = sorted({min(int(place) + more, last) for place in places for more in (0, 1)})
    ordered = np.partition(draws, around)
    found = []
    for place in places:
        below = int(place)
        low, high = float(ordered[below]), float(ordered[min(below + 1, last)])
        found.append(low + (high - low) * (place - below))
    return tuple(found)
