"""Customers of every kind, for hypothesis."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from econ.quantity import Money, Period, Rate
from econ.unit import UnitInputs

PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "year")


def decimals(low: str, high: str, places: int = 4) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), allow_nan=False, allow_infinity=False, places=places)


periods = st.sampled_from(PERIODS)
amounts = decimals("0.01", "1000000", 2)
churns = decimals("0.0001", "0.9999")
margins = decimals("0.01", "1")
targets = decimals("0.1", "20", 2)


@st.composite
def units(draw: st.DrawFn) -> UnitInputs:
    """A whole customer: price, margin, churn and cost, in any periods."""
    return UnitInputs(
        arpa=Money(draw(amounts), None, draw(periods)),
        margin=Rate(draw(margins)),
        churn=Rate(draw(churns), draw(periods)),
        cac=Money(draw(amounts)),
        target=draw(targets),
        renewal_period=draw(st.none() | periods),
    )
