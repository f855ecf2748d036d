"""What moved between two readings: the ratio by how much, and how much of it each input did."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from econ.formula.decomposition import effect
from econ.quantity import Money, Quantity, Rate, Ratio
from econ.unit import Assessment

Lever = Literal["price", "margin", "churn", "lifetime", "cac"]


@dataclass(frozen=True, slots=True)
class Move:
    """One input's move, and what it did to LTV:CAC (in the ratio's own units)."""

    lever: Lever
    was: Quantity
    now: Quantity
    effect: Decimal


def ratio_of(assessment: Assessment | None) -> Decimal | None:
    """LTV:CAC, None where there is none."""
    found = assessment.answer.values.get("ltv_cac") if assessment else None
    return found.value if isinstance(found, Ratio) else None


def moves(before: Assessment, after: Assessment) -> tuple[Move, ...]:
    """Every input that moved, the greatest effect first; none where a ratio is missing or not positive."""
    first, second = ratio_of(before), ratio_of(after)
    was, now = _factors(before), _factors(after)
    if first is None or second is None or first <= 0 or second <= 0 or not (was and now):
        return ()
    found = []
    for lever, (factor, quantity) in now.items():
        old_factor, old_quantity = was[lever]
        if factor != old_factor:
            did = effect(float(first), float(second), float(old_factor), float(factor))
            name: Lever = "lifetime" if lever == "churn" and not isinstance(quantity, Rate) else lever
            found.append(Move(name, old_quantity, quantity, Decimal(f"{did:.6f}")))
    return tuple(sorted(found, key=lambda move: abs(move.effect), reverse=True))


def _factors(assessment: Assessment) -> dict[Lever, tuple[Decimal, Quantity]]:
    """LTV:CAC as a product of positive factors: monthly price × margin × life × 1/CAC."""
    inputs, values = assessment.inputs, assessment.answer.values
    profit, ltv = values.get("gross_profit_month"), values.get("ltv")
    stays = inputs.churn or inputs.lifetime
    if not (isinstance(profit, Money) and isinstance(ltv, Money) and inputs.margin and inputs.cac and stays):
        return {}
    if min(profit.amount, ltv.amount, inputs.margin.value, inputs.cac.amount) <= 0 or inputs.arpa is None:
        return {}
    price = profit.amount / inputs.margin.value
    kept: Quantity = Rate(inputs.churn.value, inputs.churn_period) if inputs.churn else stays
    currency = inputs.currency
    return {
        "price": (price, Money(inputs.arpa.amount, currency, inputs.price_period)),
        "margin": (inputs.margin.value, inputs.margin),
        "churn": (ltv.amount / profit.amount, kept),
        "cac": (1 / inputs.cac.amount, Money(inputs.cac.amount, currency)),
    }
