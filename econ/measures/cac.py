"""What winning a customer costs: blended, paid, fully loaded; lagged where the sale takes time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from econ import bounds
from econ.book import Book, sum_of
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import cac as formula
from econ.inputs import SpendFields, SpendInputs
from econ.outcome import Answer
from econ.quantity import Count, Money, Months, Quantity
from econ.terms import money

CAC = ("cac", "cac_paid", "cac_fully_loaded")

DIRECT = ("marketing_spend", "sales_spend")
LOADED = (*DIRECT, "tools", "overhead")


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of all months that count: each spend that was said, and the wins."""

    spend: dict[str, Money]
    customers: Count | None
    paid_customers: Count | None


def cac(given: SpendInputs) -> Answer:
    """Spend ÷ new customers. Marketing and sales make it blended; tools and overhead load it fully;
    marketing over the customers it brought makes it paid."""
    book = Book(CAC)
    totals = totals_of(given, book)
    work_out(totals, book)
    return book.answer("cac")


def totals_of(given: SpendInputs, book: Book) -> Totals:
    if given.history is None:
        if given.lag_months is not None and given.lag_months.value:
            raise EconError("missing_input", "history", inputs="history")
        return _totals([given], [given])
    mixed = next((name for name in SpendFields.model_fields if getattr(given, name) is not None), None)
    if mixed:
        raise EconError("history_and_totals", mixed)
    lag = int(given.lag_months.value) if given.lag_months else 0
    if lag >= len(given.history):
        months = Months(Decimal(len(given.history)))
        raise EconError("history_too_short", "history", months=months, lag=Months(Decimal(lag)))
    if lag:
        book.assume("lagged_spend", lag=Months(Decimal(lag)))
    return _totals(given.history[: len(given.history) - lag], given.history[lag:])


def _totals(spending: Sequence[SpendFields], winning: Sequence[SpendFields]) -> Totals:
    spend = {name: found for name in LOADED if (found := _spent(spending, name)) is not None}
    if not spend:
        raise EconError("missing_input", "marketing_spend", inputs=", ".join(LOADED))
    bounds.one_currency(*spend.values())
    paid, customers = _won(winning, "paid_customers"), _customers(winning)
    if customers is None and paid is None:
        raise EconError("missing_input", "customers", inputs="customers, paid_customers, organic_customers")
    return Totals(spend, customers, paid)


def _spent(rows: Iterable[SpendFields], name: str) -> Money | None:
    said: list[Money] = [amount for row in rows if (amount := getattr(row, name)) is not None]
    if not said:
        return None
    return Money(sum_of(amount.amount for amount in said), bounds.one_currency(*said))


def _won(rows: Iterable[SpendFields], name: str) -> Count | None:
    said: list[Count] = [count for row in rows if (count := getattr(row, name)) is not None]
    return Count(sum_of(count.value for count in said)) if said else None


def _customers(rows: Sequence[SpendFields]) -> Count | None:
    """All customers won: as said, or paid and organic together; never both in disagreement."""
    said, paid = _won(rows, "customers"), _won(rows, "paid_customers")
    organic = _won(rows, "organic_customers")
    if said is None:
        return Count(paid.value + organic.value) if paid and organic else None
    apart = (paid.value if paid else ZERO) + (organic.value if organic else ZERO)
    if apart > said.value or (paid and organic and apart != said.value):
        raise EconError("customers_disagree", "customers", customers=said, parts=Count(apart))
    return said


def work_out(totals: Totals, book: Book) -> None:
    direct = [name for name in DIRECT if name in totals.spend]
    loaded = [name for name in LOADED if name in totals.spend]
    if totals.customers is not None:
        if direct:
            _divided("cac", direct, totals, book)
        if loaded != direct:
            _divided("cac_fully_loaded", loaded, totals, book)
        else:
            book.warn("not_fully_loaded")
    if totals.paid_customers is not None and "marketing_spend" in totals.spend:
        _divided("cac_paid", ["marketing_spend"], totals, book)


def _divided(key: str, parts: list[str], totals: Totals, book: Book) -> None:
    """The named spends over the customers that belong to this CAC."""
    by = "paid_customers" if key == "cac_paid" else "customers"
    customers = totals.paid_customers if key == "cac_paid" else totals.customers
    assert customers is not None
    spent = sum_of(totals.spend[name].amount for name in parts)
    currency = bounds.one_currency(*totals.spend.values())
    if customers.value == 0:
        book.none("no_customers", {"customers": customers}, {"spend": money(spent, currency)})
        return
    marks = " + ".join(f"{{{name}}}" for name in parts)
    operands: dict[str, Quantity] = {name: totals.spend[name] for name in parts}
    operands[by] = customers
    expression = f"({marks}) ÷ {{{by}}}" if len(parts) > 1 else f"{marks} ÷ {{{by}}}"
    book.step(key, expression, operands, money(formula.cac(spent, customers.value), currency))
