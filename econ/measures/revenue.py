"""Churn out of data: of customers and of revenue, period by period and over all of them, and the cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from econ.book import Book
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import revenue as formula
from econ.inputs_churn import MOST_PERIODS, Losses, Payments
from econ.outcome import Value
from econ.quantity import Count, Money, Period, Quantity, Rate
from econ.terms import share
from econ.understood import Skipped, tell

if TYPE_CHECKING:
    from econ.inputs_churn import Ints

#: Months from one entry to the next, and what such a period is called.
_STEPS: dict[int, Period] = {1: "month", 3: "quarter", 12: "year"}


class Cohort(NamedTuple):
    """When they came, and how many were there then and after each period."""

    label: str
    survivors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Payments put in order: the periods they span, and how long one is."""

    paid: formula.Paid
    labels: list[str]
    period: Period


def read(data: Payments, today: int | None, period: Period | None, book: Book) -> Read:
    """Tells what was understood, and puts each payment in its period. Dates ahead are left out."""
    import numpy as np

    who, when, revenue = data.who, data.when, data.revenue
    skipped: list[Skipped] = []
    if today is not None and not data.pairs and (ahead := when > today).any():
        at = int(ahead.argmax())
        late = date.fromordinal(int(when[at])).isoformat()
        skipped.append(Skipped("future", int(ahead.sum()), data.names[int(who[at])][:40], late))
        who, when, revenue = who[~ahead], when[~ahead], revenue[~ahead]
    if not len(who):
        raise EconError("no_rows_left", "csv", value="–")
    months = when if data.pairs else _months(when)
    there, place = np.unique(months, return_inverse=True)
    labels = ["start", "end"] if data.pairs else [_label(month) for month in there.tolist()]
    if data.pairs:
        place = months
    if len(labels) > MOST_PERIODS:
        raise EconError("too_many", "csv", limit=Count(Decimal(MOST_PERIODS)))
    paid = formula.paid(who, place, revenue)
    length = period or ("month" if data.pairs else _length(there.tolist(), book))
    summary = tell(data.source, tuple(skipped), book)
    summary |= {"customers": Count(Decimal(len(np.unique(who)))), "currency": data.currency}
    if not data.pairs:
        summary |= {"first_period": labels[0], "last_period": labels[-1], "period": length}
    book.values["summary"] = summary
    zero = int((revenue <= 0).sum())
    if (double := len(who) - zero - len(paid.who)) > 0:
        book.warn("added_up", rows=Count(Decimal(double)))
    if not len(paid.who):
        raise EconError("no_rows_left", "csv", value="–")
    return Read(paid, labels, length)


def _months(days: Ints) -> Ints:
    """The month each day is in, counted from year 0."""
    import numpy as np

    distinct, place = np.unique(days, return_inverse=True)
    dates = [date.fromordinal(day) for day in distinct.tolist()]
    return np.array([day.year * 12 + day.month - 1 for day in dates])[place]


def _label(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _length(months: Sequence[int], book: Book) -> Period:
    """A month, a quarter or a year, as the entries follow each other; said where they don't do so evenly."""
    steps = sorted({later - earlier for earlier, later in pairwise(months)})
    if len(steps) > 1:
        book.warn("uneven_periods")
    return _STEPS.get(steps[0], "month") if steps else "month"


def cohorts_of(found: Read) -> list[Cohort]:
    """Customers by the period they first paid in; periods in which nobody came are left out."""
    table = formula.survivors(found.paid, len(found.labels))
    return [Cohort(label, row) for label, row in zip(found.labels, table, strict=True) if row[0]]


def from_payments(data: Payments, today: int | None, period: Period | None, book: Book) -> Read:
    """Customer, revenue and net revenue churn over all periods, and each of them alone."""
    found = read(data, today, period, book)
    if len(found.labels) < 2:
        raise EconError("one_period_list", "csv", period=found.labels[0])
    flows = formula.flows(found.paid, len(found.labels))
    lost, there = int(flows.lost.sum()), int(flows.customers.sum())
    if there == 0:
        book.none("nobody_at_start", {"start": Count(Decimal(0))}, {})
        return found
    _rates(flows, found, data.currency, book)
    if lost < 30:
        book.warn("few_lost", lost=Count(Decimal(lost)))
    book.values["by_period"] = tuple(
        _one_period(flows, at, label, data.currency, found.period)
        for at, label in enumerate(found.labels[1:])
    )
    if not data.pairs:
        book.values["cohort_table"] = tuple(
            {"cohort": label, "survivors": tuple(Count(Decimal(number)) for number in row)}
            for label, row in cohorts_of(found)
        )
    return found


def _rates(flows: formula.Flows, found: Read, currency: str | None, book: Book) -> None:
    lost, there = Count(Decimal(int(flows.lost.sum()))), Count(Decimal(int(flows.customers.sum())))
    churn = share(losing.lost_share(lost.value, there.value), found.period)
    name = "start" if len(found.labels) == 2 else "at_risk"
    operands: dict[str, Quantity] = {"churned": lost, name: there}
    book.step("churn", f"{{churned}} ÷ {{{name}}}", operands, churn)
    start = _money(float(flows.revenue.sum()), currency, found.period)
    less = _money(float(flows.revenue_lost.sum() + flows.shrunk.sum()), currency, found.period)
    more = _money(float(flows.grown.sum()), currency, found.period)
    gross = share(min(losing.lost_share(less.amount, start.amount), Decimal(1)), found.period)
    known: dict[str, Quantity] = {"mrr_lost": less, "mrr_start": start}
    book.step("revenue_churn", "{mrr_lost} ÷ {mrr_start}", known, gross)
    net = share(losing.lost_share(less.amount - more.amount, start.amount), found.period)
    both: dict[str, Quantity] = {"mrr_lost": less, "mrr_gained": more, "mrr_start": start}
    book.step("net_revenue_churn", "({mrr_lost} − {mrr_gained}) ÷ {mrr_start}", both, net)


def _one_period(
    flows: formula.Flows, at: int, label: str, currency: str | None, period: Period
) -> dict[str, Value]:
    customers, revenue = int(flows.customers[at]), float(flows.revenue[at])
    less = float(flows.revenue_lost[at] + flows.shrunk[at])
    row: dict[str, Value] = {
        "period": label,
        "customers": Count(Decimal(customers)),
        "lost": Count(Decimal(int(flows.lost[at]))),
        "new": Count(Decimal(int(flows.came[at]))),
        "mrr": _money(revenue, currency, period),
        "mrr_lost": _money(less, currency, period),
        "mrr_gained": _money(float(flows.grown[at]), currency, period),
        "mrr_new": _money(float(flows.revenue_new[at]), currency, period),
        "churn": None,
        "revenue_churn": None,
        "net_revenue_churn": None,
    }
    if customers:
        row["churn"] = Rate(_exactly(int(flows.lost[at]) / customers))
        row["revenue_churn"] = Rate(_exactly(min(less / revenue, 1.0)))
        row["net_revenue_churn"] = Rate(_exactly((less - float(flows.grown[at])) / revenue))
    return row


def from_losses(data: Losses, period: Period, book: Book) -> None:
    """Churn from counts of each period: all lost ÷ all who were there, and each period alone."""
    book.values["summary"] = tell(data.source, (), book)
    lost, there = Count(Decimal(sum(data.churned))), Count(Decimal(sum(data.start)))
    if there.value == 0:
        book.none("nobody_at_start", {"start": there}, {})
        return
    operands: dict[str, Quantity] = {"churned": lost, "at_risk": there}
    found = share(losing.lost_share(lost.value, there.value), period)
    book.step("churn", "{churned} ÷ {at_risk}", operands, found)
    if lost.value < 30:
        book.warn("few_lost", lost=lost)
    book.values["by_period"] = tuple(
        {
            "period": label,
            "customers": Count(Decimal(start)),
            "lost": Count(Decimal(gone)),
            "churn": Rate(_exactly(gone / start)) if start else None,
        }
        for label, start, gone in zip(data.labels, data.start, data.churned, strict=True)
    )


def _money(amount: float, currency: str | None, period: Period) -> Money:
    return Money(_exactly(amount), currency, period)


def _exactly(value: float) -> Decimal:
    """Twelve digits: a sum of amounts in cents is right to the cent."""
    return Decimal(f"{value:.12g}")
