"""What each customer paid, or how many were lost, period by period, out of a CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.data.cells import NO_DAY
from bot.data.columns import find, required
from bot.data.purchases import Reading, whose
from econ.errors import EconError
from econ.inputs_churn import Losses, Payments


def losses_or_payments(given: Mapping[str, Any]) -> Losses | Payments:
    """The file of `churn`: customers at the start and lost, or revenue at the start and the end, or what each
    customer paid when."""
    reading = Reading.of(given)
    headers, said = reading.file.headers, reading.said

    def there(*roles: str) -> bool:
        return all(find(role, headers, said) is not None for role in roles)

    if there("start", "churned"):
        return _losses(reading)
    if there("mrr_start", "mrr_end"):
        return _pairs(reading)
    return payments(reading)


def payments(reading: Reading, *, needs_revenue: bool = True) -> Payments:
    """One row for each customer and period; without a column of revenue each counts as one."""
    import numpy as np

    headers, said = reading.file.headers, reading.said
    role = "mrr" if find("mrr", headers, said) is not None else "amount"
    if needs_revenue and find(role, headers, said) is None:
        required("mrr", headers, said)
    places = reading.places(("customer", "date"), (role, "currency"))
    columns = reading.file.columns(places)
    who, names = whose(columns["customer"])
    kept = reading.leave_out("no_customer", who < 0, who >= -1, columns["customer"])
    on = reading.days(columns["date"])
    kept = reading.leave_out("bad_date", on == NO_DAY, kept, columns["date"])
    revenue, currency = np.ones(len(who)), None
    if role in columns:
        found = reading.numbers(columns[role])
        kept = reading.leave_out("bad_amount", found.values != found.values, kept, columns[role])
        kept = reading.leave_out("negative", found.values < 0, kept, columns[role])
        currency = reading.currency(found, columns.get("currency"), headers[places[role]])
        revenue = found.values
    reading.judge_left(kept)
    source = reading.source(len(kept), places)
    return Payments(names, who[kept], on[kept], revenue[kept], currency, source)


def _pairs(reading: Reading) -> Payments:
    """One row a customer: revenue at the start of the period and at its end; empty is nothing paid."""
    import numpy as np

    places = reading.places(("mrr_start", "mrr_end"), ("customer", "currency"))
    columns = reading.file.columns(places)
    count = len(columns["mrr_start"].codes)
    kept = np.ones(count, dtype=bool)
    sides = []
    currencies: list[str] = []
    for role in ("mrr_start", "mrr_end"):
        column = columns[role]
        found = reading.numbers(column)
        empty = np.array([not cell.strip() for cell in column.distinct])[column.codes]
        values = np.where(empty, 0.0, found.values)
        kept = reading.leave_out("bad_amount", np.isnan(values), kept, column)
        kept = reading.leave_out("negative", values < 0, kept, column)
        sides.append(values)
        header = reading.file.headers[places[role]]
        if code := reading.currency(found, columns.get("currency"), header):
            currencies.append(code)
    if len(set(currencies)) > 1:
        raise EconError("mixed_currencies", None, first=currencies[0], second=currencies[1])
    if "customer" in columns:
        who, names = whose(columns["customer"])
        kept = reading.leave_out("no_customer", who < 0, kept, columns["customer"])
    else:
        who, names = np.arange(count), [str(row) for row in range(1, count + 1)]
    reading.judge_left(kept)
    when = np.repeat(np.array([0, 1]), int(kept.sum()))
    both = np.concatenate([side[kept] for side in sides])
    source = reading.source(count, places)
    currency = next(iter(currencies), None)
    return Payments(names, np.tile(who[kept], 2), when, both, currency, source, pairs=True)


def _losses(reading: Reading) -> Losses:
    """One row a period: customers at its start and lost in it, less those who came back."""
    import numpy as np

    places = reading.places(("start", "churned"), ("age", "date", "reactivated"))
    columns = reading.file.columns(places)
    count = len(columns["start"].codes)
    kept = np.ones(count, dtype=bool)
    read = {}
    for role in ("start", "churned", "reactivated"):
        if role in columns:
            values = reading.numbers(columns[role], whole=True).values
            whole = (values >= 0) & (values == np.floor(values))
            kept = reading.leave_out("bad_number", ~whole, kept, columns[role])
            read[role] = values
    lost = read["churned"] - read.get("reactivated", np.zeros(count))
    kept = reading.leave_out("impossible", ~((lost >= 0) & (lost <= read["start"])), kept, columns["churned"])
    reading.judge_left(kept)
    label = columns.get("date") or columns.get("age")
    rows = kept.nonzero()[0].tolist()
    labels = [label.distinct[int(label.codes[row])].strip() if label else str(row + 1) for row in rows]
    source = reading.source(count, places)
    start, gone = read["start"], lost
    return Losses(labels, [int(start[row]) for row in rows], [int(gone[row]) for row in rows], source)
