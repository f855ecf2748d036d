"""Losses told as counts are a churn that knows how sure it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand import understand
from tests.understand.telling import slots_of


@pytest.mark.parametrize(
    ("text", "slot", "value", "period", "counts"),
    [
        ("we lost 18 of 600 customers last year", "churn", "0.03", "year", (18, 600, 1)),
        ("18 out of our 600 customers left last month", "churn", "0.03", "month", (18, 600, 1)),
        ("lost 0 of 50 customers in a year", "churn", "0", "year", (0, 50, 1)),
        ("we lost 3 of 40 customers over the last 6 months", "churn", "0.0125", "month", (3, 40, 6)),
        ("we kept 582 of 600 customers last year", "retention", "0.97", "year", (18, 600, 1)),
        ("abbiamo perso 18 clienti su 600 l'anno scorso", "churn", "0.03", "year", (18, 600, 1)),
        ("l'anno scorso se ne sono andati 18 clienti su 600", "churn", "0.03", "year", (18, 600, 1)),
        ("abbiamo perso 18 dei nostri 600 clienti in 3 mesi", "churn", "0.01", "month", (18, 600, 3)),
        ("perdiamo 30 clienti al mese su 600, margine 80%", "churn", "0.05", "month", (30, 600, 1)),
    ],
)
def test_counts_are_a_rate(text: str, slot: str, value: str, period: str, counts: tuple[int, ...]) -> None:
    got = understand(text)
    found = got.slots[slot]
    assert (found.value, found.period) == (Decimal(value), period)
    assert (found.lost, found.among, found.over) == counts
    assert not got.doubts


@pytest.mark.parametrize("text", ["we won 20 of 100 leads", "abbiamo chiuso 20 trattative su 100"])
def test_counts_of_something_else_are_no_churn(text: str) -> None:
    assert not {"churn", "retention"} & set(slots_of(understand(text)))
