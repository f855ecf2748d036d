"""What customers without contracts will still buy, told from what they bought."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from econ.book import Book
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import transactions as formula
from econ.inputs_transactions import Purchases, Summary, TransactionsInputs
from econ.outcome import Answer, Value
from econ.quantity import PER_YEAR, Count, Money, Period, Quantity, Rate, Ratio

if TYPE_CHECKING:
    from econ.formula.transactions import Array

#: Each output and its kind; those by customer are in `customers`.
KINDS = {
    "r": "ratio",
    "alpha": "ratio",
    "a": "ratio",
    "b": "ratio",
    "log_likelihood": "ratio",
    "p": "ratio",
    "q": "ratio",
    "v": "ratio",
    "expected_purchases": "count",
    "p_alive": "rate",
    "expected_value": "money",
    "clv": "money",
    "customers": "list",
    "summary": "object",
    "time_unit": "choice",
}
#: The horizon is discounted in so many equal parts, each at its end.
PARTS = 24
#: Four parameters want customers who came back.
FEWEST_REPEATERS = 5
#: Ten years is as far as any such model should be trusted.
FURTHEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Base:
    """All customers as arrays: repeat purchases, time of the last, time watched, mean spend of repeats."""

    names: list[str]
    x: Array
    t_x: Array
    watched: Array
    spend: Array | None
    currency: str | None


def transactions(given: TransactionsInputs) -> Answer:
    """BG/NBD for when customers buy, Gamma-Gamma for what they spend: what is to come, and from whom."""
    book = Book(KINDS)
    data = given.rows or given.csv
    assert data is not None
    if given.rows is not None and given.csv is not None:
        raise EconError("rows_and_csv", "csv")
    base = _base(data, given.time_unit, book)
    horizon = given.horizon.value if given.horizon else PER_YEAR[given.time_unit]
    if horizon > FURTHEST_YEARS * PER_YEAR[given.time_unit]:
        raise EconError("too_many", "horizon", limit=Count(FURTHEST_YEARS * PER_YEAR[given.time_unit]))
    book.values["time_unit"] = given.time_unit
    if given.dry_run:
        book.assume("dry_run")
        return book.answer("transactions")
    repeaters = int((base.x > 0).sum())
    if repeaters < FEWEST_REPEATERS:
        few: dict[str, Quantity] = {"repeaters": Count(Decimal(repeaters))}
        book.none("too_few_repeaters", dict(few), few)
        return book.answer("transactions")
    fit = formula.bgnbd(base.x, base.t_x, base.watched)
    if not fit.inside:
        book.none("no_buying_pattern", {}, {"repeaters": Count(Decimal(repeaters))})
        return book.answer("transactions")
    for name, value in zip(("r", "alpha", "a", "b"), fit.parameters, strict=True):
        book.values[name] = Ratio(_exactly(value))
    book.values["log_likelihood"] = Ratio(_exactly(fit.log_likelihood))
    book.assume("bgnbd_model")
    _ahead(given, base, fit.parameters, float(horizon), book)
    return book.answer("transactions")


def _base(data: Purchases | Summary, unit: Period, book: Book) -> Base:
    import numpy as np

    if isinstance(data, Summary):
        book.values["summary"] = {"customers": Count(Decimal(len(data.customers)))}
        spend = None if data.spend is None else np.array(data.spend)
        columns = (np.array(data.frequency), np.array(data.recency), np.array(data.watched))
        return Base(data.customers, *columns, spend, None)
    return _summed(data, unit, book)


def _summed(data: Purchases, unit: Period, book: Book) -> Base:
    """Purchases of one day are one; refunds and gifts are left out; time ends on the last day of all."""
    import numpy as np

    codes: dict[str, int] = {}
    who = np.array([codes.setdefault(name, len(codes)) for name in data.customers])
    days, amounts = np.array(data.days), None if data.amounts is None else np.array(data.amounts)
    skipped = dict(data.skipped)
    if amounts is not None and (amounts <= 0).any():
        paid = amounts > 0
        skipped["not_positive"] = skipped.get("not_positive", 0) + int((~paid).sum())
        who, days, amounts = who[paid], days[paid], amounts[paid]
    if not len(who):
        raise EconError("no_purchases", "rows")
    first_day, last_day = int(days.min()), int(days.max())
    book.values["summary"] = {
        "rows": Count(Decimal(len(data.days) + sum(data.skipped.values()))),
        "customers": Count(Decimal(len(np.unique(who)))),
        "first_date": date.fromordinal(first_day).isoformat(),
        "last_date": date.fromordinal(last_day).isoformat(),
        "currency": data.currency,
        "skipped": {reason: Count(Decimal(number)) for reason, number in skipped.items()},
    }
    book.assume("watched_until_last_date")
    reach = last_day - first_day + 1
    visits, place = np.unique(who * reach + (days - first_day), return_inverse=True)
    buyer, day = visits // reach, visits % reach
    starts = np.flatnonzero(np.r_[True, buyer[1:] != buyer[:-1]])
    ends = np.r_[starts[1:], len(buyer)]
    length = float(Decimal("365") / PER_YEAR[unit])
    x = (ends - starts - 1).astype(float)
    t_x = (day[ends - 1] - day[starts]) / length
    watched = (reach - 1 - day[starts]) / length
    names = list(codes)
    spend = None
    if amounts is not None:
        by_visit = np.bincount(place, weights=amounts)
        repeats = np.add.reduceat(by_visit, starts) - by_visit[starts]
        spend = np.divide(repeats, x, out=np.zeros_like(x), where=x > 0)
    return Base([names[code] for code in buyer[starts]], x, t_x, watched, spend, data.currency)


def _ahead(given: TransactionsInputs, base: Base, fit: tuple[float, ...], horizon: float, book: Book) -> None:
    """What each customer will buy and be worth, and all of them together."""
    alive = formula.p_alive(fit, base.x, base.t_x, base.watched)
    edges = [horizon * part / PARTS for part in range(1, PARTS + 1)]
    so_far = [formula.expected_purchases(fit, base.x, base.t_x, base.watched, edge) for edge in edges]
    bought = so_far[-1]
    book.values["p_alive"] = Rate(_exactly(float(alive.mean())))
    book.values["expected_purchases"] = Count(_exactly(float(bought.sum())))
    spend = _spend(base, book)
    worth = None if spend is None else _worth(given, so_far, edges, spend, book)
    if spend is not None and worth is not None:
        book.values["expected_value"] = Money(_exactly(float(spend.mean())), base.currency)
        book.values["clv"] = Money(_exactly(float(worth.sum())), base.currency)
    order = (bought if worth is None else worth).argsort()[::-1][: min(int(given.limit.value), 10_000)]
    book.values["customers"] = tuple(
        _customer(base, int(at), alive, bought, spend, worth) for at in order.tolist()
    )


def _customer(
    base: Base, at: int, alive: Array, bought: Array, spend: Array | None, worth: Array | None
) -> Value:
    return {
        "customer": base.names[at],
        "p_alive": Rate(_exactly(float(alive[at]))),
        "expected_purchases": Count(_exactly(float(bought[at]))),
        "expected_value": None if spend is None else Money(_exactly(float(spend[at])), base.currency),
        "clv": None if worth is None else Money(_exactly(float(worth[at])), base.currency),
    }


def _spend(base: Base, book: Book) -> Array | None:
    """The mean spend to expect of each customer; None where amounts don't tell."""
    if base.spend is None:
        book.warn("no_amounts")
        return None
    again = (base.x > 0) & (base.spend > 0)
    if int(again.sum()) < FEWEST_REPEATERS:
        book.warn("no_amounts")
        return None
    fit = formula.gamma_gamma(base.x[again], base.spend[again])
    if not fit.inside or fit.parameters[1] <= 1:
        book.warn("spend_too_uneven")
        return None
    for name, value in zip(("p", "q", "v"), fit.parameters, strict=True):
        book.values[name] = Ratio(_exactly(value))
    book.assume("gamma_gamma_model")
    return formula.expected_spend(fit.parameters, base.x, base.spend)


def _worth(
    given: TransactionsInputs, so_far: Sequence[Array], edges: Sequence[float], spend: Array, book: Book
) -> Array:
    """Spend × purchases of each part of the horizon, discounted to now; at the margin, where it was said."""
    yearly, per_year = float(given.discount.value), float(PER_YEAR[given.time_unit])
    margin = 1.0
    if given.margin is None:
        book.warn("revenue_only")
    else:
        margin = float(given.margin.value)
    book.assume("clv_discounted", discount=given.discount)
    total = so_far[0] * _now(yearly, edges[0] / per_year)
    for before, after, edge in zip(so_far, so_far[1:], edges[1:], strict=False):
        total = total + (after - before) * _now(yearly, edge / per_year)
    found: Array = total * spend * margin
    return found


def _now(yearly: float, years: float) -> float:
    """What money so many years from now is worth today."""
    return 1 / (1 - losing.compound(-yearly, years))


def _exactly(value: float) -> Decimal:
    if not math.isfinite(value):
        raise EconError("too_large", "horizon")
    return Decimal(f"{value:.10g}")
