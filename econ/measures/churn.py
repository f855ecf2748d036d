"""The share of customers, and of their revenue, lost in a period; and churn taken from month to year."""

from __future__ import annotations

from decimal import Decimal

from econ import bounds
from econ.book import Book, sum_of
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import churn as formula
from econ.inputs_churn import ChurnInputs, Losses, MrrRow, Payments
from econ.measures import revenue
from econ.outcome import Answer
from econ.period import MONTHS, rate
from econ.quantity import Count, Money, Period, Quantity, Rate
from econ.terms import share
from econ.understood import tell

CHURN = (
    "churn",
    "revenue_churn",
    "net_revenue_churn",
    "annual",
    "monthly",
    "by_period",
    "cohort_table",
    "summary",
)

#: The five ways to ask, by the input that tells which.
WAYS = ("start", "customers", "csv", "monthly", "annual")


def churn(given: ChurnInputs) -> Answer:
    """Churn from counts, or from each customer's MRR, or a rate to convert. Rates compound."""
    book = Book(CHURN)
    ways = [name for name in WAYS if getattr(given, name) is not None]
    if not ways:
        raise EconError("missing_input", "start", inputs=", ".join(WAYS))
    if len(ways) > 1:
        raise EconError("several_ways", ways[1], inputs=", ".join(ways))
    if ways[0] in ("monthly", "annual"):
        _convert(given, book)
        return book.answer("churn")
    if given.csv is not None:
        return _from_file(given, book)
    if given.customers is not None:
        _from_mrr(given.customers, given, book)
    else:
        _from_counts(given, book)
    found = book.values["churn"]
    if isinstance(found, Rate):
        _both_periods(found, given.period, book)
    return book.answer("churn")


def _from_file(given: ChurnInputs, book: Book) -> Answer:
    """What the edge read: payments or losses; with `dry_run` only what was understood."""
    data = given.csv
    assert isinstance(data, (Payments, Losses))
    said = given.period if given.said("period") else None
    if given.dry_run:
        book.assume("dry_run")
        if isinstance(data, Losses):
            book.values["summary"] = tell(data.source, (), book)
        else:
            revenue.read(data, given.today, said, book)
        return book.answer("churn")
    if isinstance(data, Losses):
        period = given.period
        revenue.from_losses(data, period, book)
    else:
        period = revenue.from_payments(data, given.today, said, book).period
    found = book.values["churn"]
    if isinstance(found, Rate):
        _both_periods(found, period, book)
    return book.answer("churn")


def _from_counts(given: ChurnInputs, book: Book) -> None:
    given.require("churned")
    assert given.start is not None
    assert given.churned is not None
    back = given.reactivated or Count(ZERO)
    brief = given.joined_and_churned or Count(ZERO)
    lost = given.churned.value - back.value - brief.value
    if lost < 0:
        parts = Count(back.value + brief.value)
        raise EconError("more_back_than_lost", "churned", churned=given.churned, parts=parts)
    if lost > given.start.value:
        raise EconError("churned_over_start", "churned", value=Count(lost), start=given.start)
    operands: dict[str, Quantity] = {"churned": given.churned, "start": given.start}
    marks = "{churned}"
    for name, count in (("reactivated", back), ("joined_and_churned", brief)):
        if count.value:
            operands[name] = count
            marks += f" − {{{name}}}"
    if given.start.value == 0:
        book.none("nobody_at_start", {"start": given.start}, {})
        return
    expression = f"({marks}) ÷ {{start}}" if len(operands) > 2 else f"{marks} ÷ {{start}}"
    found = share(formula.lost_share(lost, given.start.value), given.period)
    book.step("churn", expression, operands, found)
    if lost < 30:
        book.warn("few_lost", lost=Count(lost))


def _from_mrr(rows: tuple[MrrRow, ...], given: ChurnInputs, book: Book) -> None:
    """Logos: those who paid at the start and pay nothing at the end. Revenue: what those of the start pay
    less, gross of what others of them pay more (net of it in `net_revenue_churn`)."""
    pairs = [_pair(row) for row in rows]
    bounds.one_currency(*(amount for row in rows for amount in (row.mrr_start, row.mrr_end)))
    there = [(before, after) for before, after in pairs if before > 0]
    if not there:
        book.none("nobody_at_start", {"start": Count(ZERO)}, {})
        return
    lost = Decimal(sum(1 for _, after in there if after == 0))
    counts: dict[str, Quantity] = {"churned": Count(lost), "start": Count(Decimal(len(there)))}
    found = share(formula.lost_share(lost, Decimal(len(there))), given.period)
    book.step("churn", "{churned} ÷ {start}", counts, found)
    if lost < 30:
        book.warn("few_lost", lost=Count(lost))
    _revenue(there, given, book)


def _pair(row: MrrRow) -> tuple[Decimal, Decimal]:
    assert row.mrr_start is not None
    assert row.mrr_end is not None
    return row.mrr_start.amount, row.mrr_end.amount


def _revenue(there: list[tuple[Decimal, Decimal]], given: ChurnInputs, book: Book) -> None:
    assert given.customers is not None
    currency = bounds.one_currency(*(row.mrr_start for row in given.customers))
    start = Money(sum_of(before for before, _ in there), currency, "month")
    less = Money(sum_of(max(before - after, ZERO) for before, after in there), currency, "month")
    more = Money(sum_of(max(after - before, ZERO) for before, after in there), currency, "month")
    gross = share(formula.lost_share(less.amount, start.amount), given.period)
    lost: dict[str, Quantity] = {"mrr_lost": less, "mrr_start": start}
    book.step("revenue_churn", "{mrr_lost} ÷ {mrr_start}", lost, gross)
    net = share(formula.lost_share(less.amount - more.amount, start.amount), given.period)
    both: dict[str, Quantity] = {"mrr_lost": less, "mrr_gained": more, "mrr_start": start}
    book.step("net_revenue_churn", "({mrr_lost} − {mrr_gained}) ÷ {mrr_start}", both, net)


def _convert(given: ChurnInputs, book: Book) -> None:
    said = given.monthly if given.monthly is not None else given.annual
    assert said is not None
    period: Period = "month" if given.monthly is not None else "year"
    _both_periods(Rate(said.value, period), period, book)


def _both_periods(found: Rate, period: Period, book: Book) -> None:
    targets: tuple[tuple[str, Period], ...] = (("monthly", "month"), ("annual", "year"))
    for name, target in targets:
        converted = share(rate(found, target).value, target)
        if period == target:
            book.values[name] = found
            continue
        longer = _per(target) >= _per(period)
        times = _per(target) / _per(period) if longer else _per(period) / _per(target)
        power = "{periods}" if longer else "(1 ÷ {periods})"
        operands: dict[str, Quantity] = {"churn": found, "periods": Count(times)}
        book.step(name, f"1 − (1 − {{churn}}) ^ {power}", operands, converted)


def _per(period: Period) -> Decimal:
    """Its length, in months."""
    return MONTHS[period]
