"""Recurring revenue, customer by customer and period by period: what came, stayed, grew, shrank and left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flows:
    """Between each period and the next: customers and revenue there, lost, shrunk, grown and new."""

    customers: Ints
    lost: Ints
    came: Ints
    revenue: Array
    revenue_lost: Array
    shrunk: Array
    grown: Array
    revenue_new: Array


@dataclass(frozen=True, slots=True)
class Paid:
    """One entry per customer and period with something paid, by customer and then by period."""

    who: Ints
    period: Ints
    revenue: Array


def paid(who: Ints, period: Ints, revenue: Array) -> Paid:
    """Several entries of one customer in one period add up; those that add up to nothing don't count.

    >>> import numpy as np
    >>> found = paid(np.array([1, 0, 1]), np.array([0, 0, 0]), np.array([5.0, 7.0, 6.0]))
    >>> found.who.tolist(), found.revenue.tolist()
    ([0, 1], [7.0, 11.0])
    """
    import numpy as np

    periods = int(period.max()) + 1
    key = who * periods + period
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    total = np.add.reduceat(revenue[order], new)
    there = total > 0
    return Paid(ordered[new][there] // periods, ordered[new][there] % periods, total[there])


def flows(given: Paid, periods: int) -> Flows:
    """What happened from each period to the next. Who pauses is lost, and new when back.

    >>> import numpy as np
    >>> revenue = np.array([9.0, 12.0, 5.0, 8.0, 6.0])
    >>> rows = paid(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 0, 0, 1]), revenue)
    >>> found = flows(rows, 2)
    >>> [a.tolist() for a in (found.customers, found.lost, found.revenue_lost, found.shrunk, found.grown)]
    [[3], [1], [5.0], [2.0], [3.0]]
    """
    import numpy as np

    who, period, revenue = given.who, given.period, given.revenue
    goes_on = np.r_[(who[1:] == who[:-1]) & (period[1:] == period[:-1] + 1), False]
    began = ~np.r_[False, goes_on[:-1]]
    change = np.where(goes_on, np.r_[revenue[1:], 0.0] - revenue, 0.0)
    ended = ~goes_on

    def count(rows: NDArray[np.bool_]) -> Ints:
        return np.bincount(period[rows], minlength=periods).astype(np.int64)

    def money(weights: Array) -> Array:
        return np.bincount(period, weights=weights, minlength=periods).astype(np.float64)

    return Flows(
        count(period >= 0)[:-1],
        count(ended)[:-1],
        count(began)[1:],
        money(revenue)[:-1],
        money(revenue * ended)[:-1],
        money(np.maximum(-change, 0.0))[:-1],
        money(np.maximum(change, 0.0))[:-1],
        money(revenue * began)[1:],
    )


def survivors(given: Paid, periods: int) -> list[tuple[int, ...]]:
    """Customers by the period they came in: how many there were, and were still there after each period.

    Who pauses counts as gone, as the models of contracts have it.

    >>> import numpy as np
    >>> rows = paid(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 0, 1, 2]), np.ones(5))
    >>> survivors(rows, 3)
    [(2, 1, 0), (1, 1), (0,)]
    """
    import numpy as np

    who, period = given.who, given.period
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    since = np.arange(len(who)) - np.repeat(starts, np.diff(np.r_[starts, len(who)]))
    unbroken = period - np.repeat(period[starts], np.diff(np.r_[starts, len(who)])) == since
    length = np.add.reduceat(unbroken.astype(np.int64), starts)
    first = period[starts]
    table = np.zeros((periods, periods + 1), dtype=np.int64)
    np.add.at(table, (first, length), 1)
    still = table[:, ::-1].cumsum(axis=1)[:, ::-1]
    return [tuple(still[came, 1 : periods - came + 1].tolist()) for came in range(periods)]
