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
from econ.quantity import PER_YEAR, Count, Money, Quantity, Rate, Ratio
from econ.understood import Skipped, tell

if TYPE_CHECKING:
    from econ.formula.transactions import Array
    from econ.inputs_transactions import Ints

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
#: Parameters beyond this: customers hardly differ, and only their ratios mean anything.
ALIKE = 1e4
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
    if given.rows is not None and given.csv is not None:
        raise EconError("rows_and_csv", "csv")
    base = _base(given.data, given, book)
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
    if _no_rhythm(fit, base):
        book.none("no_buying_pattern", {}, {"repeaters": Count(Decimal(repeaters))})
        return book.answer("transactions")
    for name, value in zip(("r", "alpha", "a", "b"), fit.parameters, strict=True):
        book.values[name] = Ratio(_exactly(value))
    book.values["log_likelihood"] = Ratio(_exactly(fit.log_likelihood))
    book.assume("bgnbd_model")
    if max(fit.parameters[0], fit.parameters[2] + fit.parameters[3]) > ALIKE:
        book.warn("buyers_alike")
    _ahead(given, base, fit.parameters, float(horizon), book)
    return book.answer("transactions")


def _no_rhythm(fit: formula.Fitted, base: Base) -> bool:
    """Whether the rates of purchase themselves ran to nothing. That customers don't differ, or never leave,
    or leave at once, is an answer."""
    r, alpha = fit.parameters[:2]
    return not fit.inside and min(r, alpha / float(base.watched.mean())) < 3 * formula.LEAST


def _base(data: Purchases | Summary, given: TransactionsInputs, book: Book) -> Base:
    if isinstance(data, Summary):
        found = tell(data.source, (), book)
        book.values["summary"] = found | {"customers": Count(Decimal(len(data.names)))}
        return Base(data.names, data.frequency, data.recency, data.watched, data.spend, data.currency)
    return _summed(data, given, book)


def _summed(data: Purchases, given: TransactionsInputs, book: Book) -> Base:
    """Purchases of one day are one; refunds and what lies ahead are left out; time ends on the last
    day there is, or on `observed_until`."""
    import numpy as np

    who, days, amounts, skipped = _counted(data, given)
    if not len(who):
        raise EconError("no_purchases", "rows")
    first_day, last_day = int(days.min()), int(days.max())
    summary = tell(data.source, tuple(skipped), book)
    until = given.observed_until or last_day
    if given.observed_until is None:
        book.assume("watched_until_last_date", date=date.fromordinal(last_day).isoformat())
    reach = until - first_day + 1
    visit = who * reach + (days - first_day)
    order = np.argsort(visit)
    ordered = visit[order]
    new = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    buyer, day = ordered[new] // reach, ordered[new] % reach
    starts = np.flatnonzero(np.r_[True, buyer[1:] != buyer[:-1]])
    ends = np.r_[starts[1:], len(buyer)]
    length = float(Decimal("365") / PER_YEAR[given.time_unit]) if given.time_unit != "week" else 7.0
    x = (ends - starts - 1).astype(float)
    t_x = (day[ends - 1] - day[starts]) / length
    watched = (reach - 1 - day[starts]) / length
    book.values["summary"] = summary | {
        "customers": Count(Decimal(len(starts))),
        "first_date": date.fromordinal(first_day).isoformat(),
        "last_date": date.fromordinal(last_day).isoformat(),
        "currency": data.currency,
        "repeat_purchases": Count(Decimal(int(x.sum()))),
        "amount": None if amounts is None else Money(_exactly(float(amounts.sum())), data.currency),
    }
    spend = None
    if amounts is not None:
        by_visit = np.add.reduceat(amounts[order], new)
        repeats = np.add.reduceat(by_visit, starts) - by_visit[starts]
        spend = np.divide(repeats, x, out=np.zeros_like(x), where=x > 0)
    names = [data.names[code] for code in buyer[starts].tolist()]
    return Base(names, x, t_x, watched, spend, data.currency)


def _counted(data: Purchases, given: TransactionsInputs) -> tuple[Ints, Ints, Array | None, list[Skipped]]:
    """The rows that count, and those that don't with their first example."""
    who, days, amounts = data.who, data.days, data.amounts
    skipped: list[Skipped] = []
    for reason, limit in (("future", given.today), ("after_end", given.observed_until)):
        if limit is not None and (ahead := days > limit).any():
            at = int(ahead.argmax())
            late = date.fromordinal(int(days[at])).isoformat()
            skipped.append(Skipped(reason, int(ahead.sum()), data.names[int(who[at])][:40], late))
            who, days = who[~ahead], days[~ahead]
            amounts = None if amounts is None else amounts[~ahead]
    if amounts is not None and (refunds := amounts < 0).any():
        at = int(refunds.argmax())
        example = f"{amounts[at]:g}"
        skipped.append(Skipped("refund", int(refunds.sum()), data.names[int(who[at])][:40], example))
        who, days, amounts = who[~refunds], days[~refunds], amounts[~refunds]
    return who, days, amounts, skipped


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
    """The mean spend to expect of each customer; None where amounts don't tell. Where customers hardly differ
    it is the mean of all repeat purchases, as it is of the model in that limit."""
    import numpy as np

    if base.spend is None:
        book.warn("no_amounts")
        return None
    again = (base.x > 0) & (base.spend > 0)
    if int(again.sum()) < FEWEST_REPEATERS:
        book.warn("no_amounts")
        return None
    fit = formula.gamma_gamma(base.x[again], base.spend[again])
    q = fit.parameters[1]
    if q <= 1:
        book.warn("spend_too_uneven")
        return None
    if q > ALIKE:
        each = float((base.x[again] * base.spend[again]).sum() / base.x[again].sum())
        book.assume("spend_alike")
        return np.full(len(base.x), each)
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
