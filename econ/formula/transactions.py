"""Customers without contracts: how often they still buy, whether they still live, what they spend.

BG/NBD (Fader, Hardie & Lee, 2005, "Counting Your Customers the Easy Way", Marketing Science 24): each buys at
a rate of their own, Gamma(r, α) among customers, and after each purchase may be gone for good, with a
chance Beta(a, b). Gamma-Gamma (Fader & Hardie, 2013, note 025): what each spends on average, Gamma too.
Both are fitted by Newton's method with exact derivatives. A customer is x repeat purchases, the time t_x of
the last one and the time T watched, all counted from the first purchase, in one unit of time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    #: The log-likelihood, its slope and its curvature at these parameters.
    Surface = Callable[[Array], tuple[float, Array, Array]]

#: Parameters beyond these are no fit: the model has become another.
LEAST, MOST = 1e-6, 1e7


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters, the log-likelihood they reach, and whether a maximum was found within bounds."""

    parameters: tuple[float, ...]
    log_likelihood: float
    inside: bool


def climb(surface: Surface, start: tuple[float, ...]) -> Fitted:
    """The maximum over positive parameters: Newton's method in their logarithms, damped (Levenberg).

    >>> import numpy as np
    >>> def hill(at):
    ...     return -float((at[0] - 3) ** 2), np.array([-2 * (at[0] - 3)]), np.array([[-2.0]])
    >>> round(climb(hill, (1.0,)).parameters[0], 6)
    3.0
    """
    import numpy as np

    at = np.array(start)
    best, slope, curve = surface(at)
    damping, settled = 1e-3, False
    for _ in range(300):
        gradient = at * slope
        hessian = np.outer(at, at) * curve + np.diag(gradient)
        if np.abs(gradient).max() < 1e-7 * (1 + abs(best)) ** 0.5:
            settled = True
            break
        step = _uphill(gradient, hessian, damping)
        trial = np.clip(at * np.exp(np.clip(step, -1.5, 1.5)), LEAST, MOST)
        reached, trial_slope, trial_curve = surface(trial)
        if np.isfinite(reached) and reached >= best:
            gained = reached - best
            at, best, slope, curve = trial, reached, trial_slope, trial_curve
            damping = max(damping / 10, 1e-12)
            if gained <= 1e-13 * abs(best):
                settled = True
                break
        elif damping > 1e10:
            break
        else:
            damping *= 10
    inside = settled and bool(np.all((at > 2 * LEAST) & (at < MOST / 2)))
    return Fitted(tuple(at.tolist()), best, inside)


def _uphill(gradient: Array, hessian: Array, damping: float) -> Array:
    """Newton's step where the surface is curved downwards; each direction that isn't is turned round."""
    import numpy as np

    values, axes = np.linalg.eigh(hessian)
    size = np.abs(values).max() + 1e-300
    bent = np.maximum(np.abs(values), 1e-10 * size) + damping * size
    along: Array = axes @ ((axes.T @ gradient) / bent)
    return along


def bgnbd(x: Array, t_x: Array, watched: Array) -> Fitted:
    """r, α, a, b of the BG/NBD by maximum likelihood. Time in any one unit; α comes in that unit.

    Customers who never came back count together by the time they were watched: all that the likelihood asks
    of them. Time is measured in its own mean meanwhile, so that no unit is too small or too large.
    Source: Fader, Hardie & Lee (2005), equation 6, in the form that doesn't overflow (Fader & Hardie, 2013,
    note 027).
    """
    import numpy as np

    unit = float(np.mean(watched)) or 1.0
    back = x > 0
    last_seen, how_many = np.unique(watched[~back], return_counts=True)
    surface = _bgnbd_surface(
        x[back], t_x[back] / unit, watched[back] / unit, last_seen / unit, how_many.astype(float)
    )
    found = climb(surface, (0.5, 0.25, 1.0, 2.0))
    r, alpha, a, b = found.parameters
    at_unit = found.log_likelihood - float(x.sum()) * math.log(unit)
    return Fitted((r, alpha * unit, a, b), at_unit, found.inside)


def _bgnbd_surface(x: Array, t_x: Array, watched: Array, once: Array, onces: Array) -> Surface:
    """The log-likelihood of those who came back, and of those who bought once (`onces` of them at each
    time watched)."""
    import numpy as np
    from scipy.special import digamma, gammaln, zeta

    bought, each = np.unique(x, return_counts=True)
    before, at_least = x - 1, bought.astype(float)
    alone = float(onces.sum())
    came = float(len(x))

    def surface(at: Array) -> tuple[float, Array, Array]:
        r, alpha, a, b = at
        last, end, s = alpha + t_x, alpha + watched, r + x
        never, b_before = alpha + once, b + before
        falling = np.log(last / end)
        # the odds that a customer still buys, as a logarithm
        odds = s * falling + np.log(b_before / a)
        gone = 1 / (1 + np.exp(np.minimum(odds, 700)))
        alive = 1 - gone
        log_last = np.log(last)
        ones = gammaln(r + at_least) + gammaln(b + at_least) - gammaln(a + b + at_least)
        mixed = np.log(a / b_before) + np.logaddexp(0, odds)
        total = float(each @ ones) + came * (gammaln(a + b) - gammaln(r) - gammaln(b) + r * np.log(alpha))
        total += float(np.sum(mixed) - s @ log_last) + r * float(onces @ np.log(alpha / never))

        in_last, in_end, in_never = 1 / last, 1 / end, 1 / never
        apart = in_last - in_end
        c_r, c_alpha = falling, s * apart
        e_a, e_b = 1 / a, -1 / b_before
        d_r = float(each @ digamma(r + at_least)) - came * digamma(r)
        both = came * digamma(a + b) - float(each @ digamma(a + b + at_least))
        d_b = float(each @ digamma(b + at_least)) - came * digamma(b)
        slope = np.array(
            [
                d_r + came * np.log(alpha) - log_last.sum() + alive @ c_r + onces @ np.log(alpha / never),
                came * r / alpha - s @ in_last + alive @ c_alpha + r * (onces @ (1 / alpha - in_never)),
                both + gone.sum() * e_a,
                both + d_b + gone @ e_b,
            ]
        )
        mix = alive * gone
        mix_r, mix_alpha = mix * c_r, mix * c_alpha
        both2 = came * zeta(2, a + b) - float(each @ zeta(2, a + b + at_least))
        b2 = float(each @ zeta(2, b + at_least)) - came * zeta(2, b)
        curve = np.empty((4, 4))
        curve[0, 0] = each @ zeta(2, r + at_least) - came * zeta(2, r) + mix_r @ c_r
        curve[0, 1] = (came + alone) / alpha - in_last.sum() + alive @ apart + mix_r @ c_alpha
        curve[0, 1] -= onces @ in_never
        bend = alive * (in_end**2 - in_last**2) + in_last**2
        curve[1, 1] = s @ bend - (came + alone) * r / alpha**2 + mix_alpha @ c_alpha
        curve[1, 1] += r * (onces @ in_never**2)
        curve[0, 2] = -mix_r.sum() * e_a
        curve[0, 3] = -mix_r @ e_b
        curve[1, 2] = -mix_alpha.sum() * e_a
        curve[1, 3] = -mix_alpha @ e_b
        curve[2, 2] = both2 + (mix - gone).sum() * e_a**2
        curve[2, 3] = both2 + mix @ e_b * e_a
        curve[3, 3] = both2 + b2 + (gone + mix) @ e_b**2
        return float(total), slope, np.triu(curve) + np.triu(curve, 1).T

    return surface


def gamma_gamma(x: Array, mean: Array) -> Fitted:
    """p, q, v of the spend per purchase, from customers with x > 0 repeat purchases of that mean.

    Source: Fader & Hardie (2013, note 025), equation 1a. Spend is taken not to depend on how often one buys.
    """
    import numpy as np
    from scipy.special import digamma, gammaln, polygamma

    bought, place = np.unique(x, return_inverse=True)
    spent, logs = x * mean, np.log(x * mean)
    log_mean = float(np.sum(np.log(mean)))

    def surface(at: Array) -> tuple[float, Array, Array]:
        p, q, v = at
        k, all_spent = p * x + q, v + spent
        log_all = np.log(all_spent)
        ones = (gammaln(p * bought + q) - gammaln(p * bought))[place]
        count = len(x)
        total = np.sum(ones + p * x * logs - k * log_all) - log_mean
        total += count * (q * np.log(v) - gammaln(q))
        grown = digamma(p * bought + q)[place]
        slope = np.array(
            [
                np.sum(x * (grown - digamma(p * bought)[place] + logs - log_all)),
                np.sum(grown - log_all) + count * (np.log(v) - digamma(q)),
                count * q / v - np.sum(k / all_spent),
            ]
        )
        bent = polygamma(1, p * bought + q)[place]
        curve = np.empty((3, 3))
        curve[0, 0] = np.sum(x * x * (bent - polygamma(1, p * bought)[place]))
        curve[0, 1] = np.sum(x * bent)
        curve[0, 2] = -np.sum(x / all_spent)
        curve[1, 1] = np.sum(bent) - count * polygamma(1, q)
        curve[1, 2] = count / v - np.sum(1 / all_spent)
        curve[2, 2] = np.sum(k / all_spent**2) - count * q / v**2
        return float(total), slope, np.triu(curve) + np.triu(curve, 1).T

    return climb(surface, (2.0, 2.0, float(np.mean(mean))))


def p_alive(fit: tuple[float, ...], x: Array, t_x: Array, watched: Array) -> Array:
    """The chance that a customer still buys: 1 ÷ (1 + a ÷ (b + x − 1) × ((α + T) ÷ (α + t_x))^(r + x)).

    With no repeat purchase it is 1 by the model's construction, not by what was seen.
    Source: Fader, Hardie & Lee (2008, "Computing P(alive) Using the BG/NBD Model").
    """
    import numpy as np
    from scipy.special import expit

    r, alpha, a, b = fit
    again = x > 0
    odds = np.log(a / (b + np.where(again, x - 1, 0.0))) + (r + x) * np.log((alpha + watched) / (alpha + t_x))
    return np.where(again, expit(-odds), 1.0)


def expected_purchases(fit: tuple[float, ...], x: Array, t_x: Array, watched: Array, horizon: float) -> Array:
    """Purchases a customer is expected to make within a horizon from now.

    Source: Fader, Hardie & Lee (2005), equation 10.

    >>> import numpy as np
    >>> one = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    >>> expected_purchases((0.243, 4.414, 0.793, 2.426), *one, 39.0).round(3).tolist()
    [1.226]
    """
    found: Array = _while_alive(fit, x, watched, horizon) * p_alive(fit, x, t_x, watched)
    return found


#: Where a is this near to 1 the two halves of the formula cancel: it is taken on both sides of it.
_NEAR = 1e-5


def _while_alive(fit: tuple[float, ...], x: Array, watched: Array, horizon: float) -> Array:
    """The same of a customer known to be alive: (a+b+x−1) ÷ (a−1) × (1 − (1−z)^(a−1) ₂F₁(a+b−1−r, a−1;
    a+b+x−1; z)), z = horizon ÷ (α + T + horizon).

    Equation 10 after Euler's transformation of its ₂F₁, which keeps every term small however large x is.
    Where a is so large that it doesn't, the paper's own form; where both fail, everybody's chance of leaving
    is so nearly the same, a ÷ (a+b+x), that it can be put in for each.
    """
    import numpy as np
    from scipy.special import hyp2f1

    r, alpha, a, b = fit
    if abs(a - 1) < _NEAR:
        sides = [
            _while_alive((r, alpha, 1 + side, b), x, watched, horizon) for side in (-2 * _NEAR, 2 * _NEAR)
        ]
        return (sides[0] + sides[1]) / 2
    whole = a + b + x - 1
    whole = np.where(np.abs(whole) < 1e-9, 1e-9, whole)
    now = alpha + watched
    ahead = horizon / (now + horizon)
    left = now / (now + horizon)
    with np.errstate(all="ignore"):
        rest = left ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, whole, ahead)
        if not (sure := np.isfinite(rest)).all():
            rest = np.where(sure, rest, left ** (r + x) * hyp2f1(r + x, b + x, whole, ahead))
        found: Array = whole / (a - 1) * (1 - rest)
        if not (sure := np.isfinite(found)).all():
            leaving = a / (a + b + x)
            alike = (1 - (1 + leaving * horizon / now) ** -(r + x)) / leaving
            found = np.where(sure, found, alike)
    return np.maximum(found, 0.0)


def expected_new(fit: tuple[float, ...], time: float) -> float:
    """Repeat purchases a customer taken at random makes within so much time of the first.

    Source: Fader, Hardie & Lee (2005), equation 9.

    >>> round(expected_new((0.243, 4.414, 0.793, 2.426), 78.0), 2)
    1.86
    """
    import numpy as np

    return float(_while_alive(fit, np.zeros(1), np.zeros(1), time)[0])


def expected_spend(fit: tuple[float, ...], x: Array, mean: Array) -> Array:
    """What a customer's purchases are worth on average: p(v + x·m) ÷ (p·x + q − 1), q > 1.

    The fewer the purchases, the nearer to everybody's average. Source: Fader & Hardie (2013, note 025).

    >>> import numpy as np
    >>> expected_spend((6.25, 3.74, 15.44), np.array([0.0, 2.0]), np.array([0.0, 22.35])).round(2).tolist()
    [35.22, 24.66]
    """
    p, q, v = fit
    found: Array = p * (v + x * mean) / (p * x + q - 1)
    return found
