"""Customers on contracts, cohort by cohort: the shifted-beta-geometric model, and constant churn beside it.

Each customer flips the same coin at each renewal, but customers' coins differ: churn is Beta(α, β) among
them. Those who leave easily leave first, so the retention of those who stay rises by itself.
Source: Fader & Hardie (2007, "How to Project Customer Retention", J. of Interactive Marketing 21).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from econ.arithmetic import Num
from econ.formula.ltv import discounted

#: Beyond these the model has become another: everyone alike, or only stayers and leavers.
LEAST, MOST = 1e-6, 1e6


@dataclass(frozen=True, slots=True)
class Fit:
    """The parameters, the log-likelihood they reach, and whether they lie inside `LEAST` … `MOST`."""

    alpha: float
    beta: float
    log_likelihood: float
    inside: bool


def retention(alpha: Num, beta: Num, period: Num) -> Num:
    """The share renewing at the end of a period (the first is 1): (β + t − 1) ÷ (α + β + t − 1).

    Source: Fader & Hardie (2007), equation 8.

    >>> round(retention(0.668, 3.806, 1.0), 3)
    0.851
    """
    return (beta + period - 1) / (alpha + beta + period - 1)


def survival(alpha: float, beta: float, periods: int) -> tuple[float, ...]:
    """The share still there after 0, 1 … `periods` periods: B(α, β + t) ÷ B(α, β), as a product.

    Source: Fader & Hardie (2007), equation 6.

    >>> [round(share, 3) for share in survival(0.668, 3.806, 2)]
    [1.0, 0.851, 0.747]
    """
    shares = [1.0]
    for period in range(1, periods + 1):
        shares.append(shares[-1] * retention(alpha, beta, float(period)))
    return tuple(shares)


def constant_churn(at_risk: Sequence[float], kept: Sequence[float]) -> float:
    """The one churn that fits a cohort best: all lost ÷ all who could have left, over its periods.

    Source: the maximum-likelihood estimate of the geometric distribution.

    >>> constant_churn([100.0, 80.0], [80.0, 64.0])
    0.2
    """
    there = math.fsum(at_risk)
    return (there - math.fsum(kept)) / there


def log_likelihood(alpha: float, beta: float, at_risk: Sequence[float], kept: Sequence[float]) -> float:
    """ln of the chance of these losses: in period t, of `at_risk[t]` there, `kept[t]` stayed.

    Source: Fader & Hardie (2007), appendix B, with the products of its P and S written out: each period is
    a draw with retention (β + t − 1) ÷ (α + β + t − 1). Cohorts of one kind add up, period by period.

    >>> round(log_likelihood(1.0, 1.0, [1000, 869, 743, 653, 593, 551, 517],
    ...                      [869, 743, 653, 593, 551, 517, 491]), 1)
    -2115.5
    """
    total = (math.fsum(at_risk) - math.fsum(kept)) * math.log(alpha)
    for period, (there, stayed) in enumerate(zip(at_risk, kept, strict=True)):
        total += stayed * math.log(beta + period) - there * math.log(alpha + beta + period)
    return total


def fit(at_risk: Sequence[float], kept: Sequence[float]) -> Fit:
    """α and β by maximum likelihood: Newton's method on ln α and ln β with the exact derivatives.

    Starts from the constant churn; where the surface isn't curved downwards, or a step would leave it lower,
    the step is shortened towards the gradient (Levenberg). A maximum at the edge is told by `inside`.

    >>> found = fit([1000, 869, 743, 653, 593, 551, 517], [869, 743, 653, 593, 551, 517, 491])
    >>> round(found.alpha, 3), round(found.beta, 3), round(found.log_likelihood, 1)
    (0.668, 3.806, -1611.2)
    """
    churn = min(max(constant_churn(at_risk, kept), LEAST), 1 - LEAST)
    alpha, beta = 2 * churn, 2 * (1 - churn)
    best = log_likelihood(alpha, beta, at_risk, kept)
    damping = 0.0
    for _ in range(200):
        slope, curve = _derivatives(alpha, beta, at_risk, kept)
        if abs(slope[0]) + abs(slope[1]) < 1e-9 * (1 + abs(best)):
            break
        step = _step(slope, curve, damping)
        trial_alpha, trial_beta = _moved(alpha, step[0]), _moved(beta, step[1])
        if (trial_alpha, trial_beta) == (alpha, beta):
            break
        reached = log_likelihood(trial_alpha, trial_beta, at_risk, kept)
        if reached >= best:
            gained, alpha, beta, best = reached - best, trial_alpha, trial_beta, reached
            damping = damping / 10 if damping > 1e-6 else 0.0
            if gained <= 1e-15 * abs(best):
                break
        elif damping > 1e12:
            break
        else:
            damping = max(damping * 10, 1e-3)
    inside = all(LEAST * 2 < value < MOST / 2 for value in (alpha, beta))
    return Fit(alpha, beta, best, inside)


def _moved(value: float, step: float) -> float:
    """By a step in its logarithm, of two e-folds at most, within the bounds."""
    return min(max(value * math.exp(min(max(step, -2.0), 2.0)), LEAST), MOST)


def _derivatives(
    alpha: float, beta: float, at_risk: Sequence[float], kept: Sequence[float]
) -> tuple[tuple[float, float], tuple[float, float, float]]:
    """First and second derivatives of the log-likelihood by ln α and ln β: (u, v) and (uu, uv, vv)."""
    lost = 0.0
    both = both2 = stay = stay2 = 0.0
    for period, there in enumerate(at_risk):
        stayed = kept[period]
        lost += there - stayed
        shared = 1 / (alpha + beta + period)
        alone = 1 / (beta + period)
        both += there * shared
        both2 += there * shared * shared
        stay += stayed * alone
        stay2 += stayed * alone * alone
    slope = (lost - alpha * both, beta * (stay - both))
    curve = (
        alpha * (alpha * both2 - both),
        alpha * beta * both2,
        slope[1] + beta * beta * (both2 - stay2),
    )
    return slope, curve


def _step(
    slope: tuple[float, float], curve: tuple[float, float, float], damping: float
) -> tuple[float, float]:
    """Newton's step uphill; damped until the surface, so changed, is curved downwards."""
    size = abs(curve[0]) + abs(curve[2]) + 1e-12
    while True:
        first, cross, second = curve[0] - damping * size, curve[1], curve[2] - damping * size
        left = first * second - cross * cross
        if first < 0 and left > 1e-14 * size * size:
            return (
                (cross * slope[1] - second * slope[0]) / left,
                (cross * slope[0] - first * slope[1]) / left,
            )
        damping = max(damping * 4, 1e-4)


#: A discount smaller than this is none.
LEAST_DISCOUNT = 1e-9


def derl(alpha: float, beta: float, renewals_made: float, discount: float) -> float:
    """Discounted expected residual lifetime: renewals still to come, the next one undiscounted.

    Of a customer who has renewed n − 1 times, just before the n-th renewal: r_n × ₂F₁(1, β + n; α + β + n;
    1 ÷ (1 + d)). Times the margin of a period it is what such a customer is still worth. Without a discount
    it is finite only for α > 1. Source: Fader & Hardie (2010, "Customer-Base Valuation in a Contractual
    Setting", Marketing Science 29), equation 6.

    >>> round(derl(0.668, 3.806, 7.0, 0.10), 2)
    7.53
    """
    coming = renewals_made + 1
    if discount < LEAST_DISCOUNT:
        # Gauss's theorem, at 1: (α + β + n − 1) ÷ (α − 1)
        return (beta + renewals_made) / (alpha - 1)
    return retention(alpha, beta, coming) * _gauss(alpha, beta + coming, 1 / (1 + discount))


def _gauss(alpha: float, b: float, z: float) -> float:
    """₂F₁(1, b; α + b; z) for z < 1, by Gauss's continued fraction (modified Lentz).

    All its terms are of one sign, so it holds its digits where library routines lose theirs: a small
    discount on customers who have renewed often.

    >>> round(_gauss(1.0, 1.0, 0.5), 12) == round(2 * math.log(2), 12)
    True
    """
    c = alpha + b
    found = above = 1.0
    below = 0.0
    for step in range(1_000_000):
        twice = c + 2 * step
        for factor in (
            (b + step) * (c - 1 + step) / ((twice - 1) * twice),
            (step + 1) * (alpha + step) / (twice * (twice + 1)),
        ):
            below = 1 / (1 - factor * z * below)
            above = 1 - factor * z / above
            found *= above * below
        if abs(above * below - 1) < 1e-15:
            break
    return 1 / found


def derl_constant(churn: Num, discount: Num) -> Num:
    """The same under one churn for all: r(1 + d) ÷ (1 + d − r), however often they have renewed.

    Source: Fader & Hardie (2010), equation 1 with the margin at 1; the next renewal undiscounted.

    >>> round(derl_constant(0.2, 0.1), 4)
    2.9333
    """
    stay = 1 - churn
    return discounted(stay, stay, discount)
