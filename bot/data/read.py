"""The door for `calc`: a metric's inputs with its file read, and the day it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.data.purchases import purchases
from bot.data.revenue import losses_or_payments
from bot.data.survivors import survivors

#: The metrics that take a file, and what reads theirs.
READERS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "transactions": purchases,
    "churn": losses_or_payments,
    "cohorts": survivors,
}


def with_data(metric: str, given: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """The same inputs, the file in them read; untouched where the metric takes none. Raises `EconError`.

    >>> found = with_data("churn", {"csv": "start,churned\\n200,6\\n"}, date(2026, 1, 31))["csv"]
    >>> found.start, found.churned
    ([200], [6])
    """
    reader = READERS.get(metric)
    if reader is None:
        return given
    dated = {"today": today.isoformat(), **given}
    return dated if given.get("csv") is None else {**dated, "csv": reader(given)}
