"""What people cost and what they can do: loaded cost, ramp and attrition, a team's cost for each win."""

from __future__ import annotations

from decimal import Decimal

from econ.arithmetic import Num


def charged(pay: Num, start: Num, up_to: Num) -> Num:
    """The part of a yearly pay between two limits: what a contribution in bands is charged on.

    max(min(pay, up to) − start, 0), all in money a year. Source: how Enasarco's ceiling and the FIRR's
    bands work (Fondazione Enasarco, "Come si calcola l'importo del contributo FIRR").

    >>> charged(7650.80, 6200.0, 9300.0)
    1450.8000000000002
    """
    if isinstance(pay, (Decimal, float, int)):
        return max(min(pay, up_to) - start, pay - pay)
    import numpy as np

    return np.maximum(np.minimum(pay, up_to) - start, 0.0)


def double(base: Num) -> Num:
    """The rule of thumb that a rep costs twice the salary, money a year.

    Source: the text this advisor started from ("$50,000, expect double"); no data behind it.

    >>> double(50000.0)
    100000.0
    """
    return 2 * base


def over_tenure(hiring: Num, tenure: Num) -> Num:
    """What a hire costs a year, spread over the months the person stays: hiring ÷ tenure × 12. Tenure > 0.

    >>> over_tenure(7000.0, 14.0)
    6000.0
    """
    return hiring / tenure * 12


def linear_output(stay: Num, ramp: Num) -> Num:
    """Months of full output in a stay whose first months ramp up evenly from nothing: stay − ramp ÷ 2.

    Someone who leaves before the ramp is over has given stay² ÷ (2 × ramp). Both in months.
    Source: the area under the ramp; the trade's ramped rep equivalents (Kellogg, "kellblog", 2020).

    >>> linear_output(14.0, 3.0), linear_output(2.0, 4.0)
    (12.5, 0.5)
    """
    if isinstance(stay, (Decimal, float, int)):
        return stay - ramp / 2 if stay >= ramp else stay * stay / (2 * ramp)
    import numpy as np

    return np.where(stay >= ramp, stay - ramp / 2, stay * stay / (2 * np.where(ramp > 0, ramp, 1.0)))


def stepped_output(stay: Num, shares: tuple[Num, ...], each: Num) -> Num:
    """Months of full output in a stay that ramps up in steps: each share holds for `each` months.

    After the last share, full output. Source: Kellogg ("kellblog", 2020), {0, 25, 50, 100 %} by quarter.

    >>> stepped_output(12.0, (0.3, 0.7), 3.0)
    9.0
    """
    lost = stay - stay
    for place, share in enumerate(shares):
        lost = lost + (1 - share) * charged(stay, each * place, each * (place + 1))
    return stay - lost


def availability(productive: Num, stay: Num, vacancy: Num) -> Num:
    """The share of full output a seat gives in the long run: productive months ÷ (stay + vacancy).

    With a linear ramp it is (τ − ρ ÷ 2) ÷ (τ + v). Convention: every stay is the mean one, and each is
    followed by a vacancy; stay > 0. Source: renewal reasoning (mean output over mean cycle).

    >>> availability(12.5, 14.0, 2.0)
    0.78125
    """
    return productive / (stay + vacancy)


def per_win(cost: Num, marketing: Num, wins: Num) -> Num:
    """A team's loaded cost and its marketing for each customer won, all over the same period. Wins > 0.

    >>> per_win(300000.0, 60000.0, 90.0)
    4000.0
    """
    return (cost + marketing) / wins
