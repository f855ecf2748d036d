"""What surrounds a goal: what each lever usually is, what the asker last gave, and a mix of two levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from econ.quantity import Money, Quantity, Rate, Ratio
from econ.unit import Assessment, UnitInputs, assess

#: The figure of `content/benchmarks.toml` beside a lever; money levers have none that fits every firm.
USUAL: Mapping[str, str] = {"churn": "churn_smb", "margin": "margin_software"}

_PERCENT = Decimal("0.01")
_HUNDREDTH_OF_A_POINT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Mix:
    """Two levers moved together reach the target: the price up by a share, the churn down by points."""

    price: Money
    price_up: Rate
    churn: Rate
    churn_down: Rate


@dataclass(frozen=True, slots=True)
class Levers:
    """`own` are the asker's last figures where the question has none; `usual` names benchmarks by lever."""

    own: Mapping[str, Quantity]
    usual: Mapping[str, str]
    mix: Mix | None


def levers(assessment: Assessment, last: UnitInputs | None) -> Levers:
    """Everything beside a goal."""
    inputs = assessment.inputs
    own = {name: value for name, value in _said(last).items() if name not in _said(inputs)} if last else {}
    found = assessment.answer.values
    reached = {"churn": found.get("max_churn"), "margin": found.get("required_margin")}
    usual = {lever: USUAL[lever] for lever, value in reached.items() if value is not None}
    return Levers(own, usual, mix(assessment))


def _said(inputs: UnitInputs) -> dict[str, Quantity]:
    """The levers' values where they are known, with their periods."""
    price, churn = inputs.arpa, inputs.churn
    found: dict[str, Quantity | None] = {
        "cac": inputs.cac,
        "churn": churn and replace(churn, period=inputs.churn_period),
        "price": price and replace(price, period=inputs.price_period),
        "margin": inputs.margin,
    }
    return {name: value for name, value in found.items() if value is not None}


def mix(assessment: Assessment) -> Mix | None:
    """Half of the way by price (to a whole percent), the rest by churn (to a hundredth of a point).

    None where the target is met, or where one of the two is not known.
    """
    inputs, needed = assessment.inputs, assessment.answer.values.get("required_arpa")
    price, churn = inputs.arpa, inputs.churn
    if price is None or churn is None or not isinstance(needed, Money) or assessment.target_met is not False:
        return None
    up = ((needed.amount / price.amount).sqrt() - 1).quantize(_PERCENT, ROUND_CEILING)
    dearer = replace(price, amount=price.amount * (1 + up))
    most = assess(replace(inputs, arpa=dearer)).answer.values.get("max_churn")
    if not isinstance(most, Rate):
        return None
    lower = most.value.quantize(_HUNDREDTH_OF_A_POINT, ROUND_FLOOR)
    if not 0 < lower < churn.value:
        return None
    found = Rate(lower, inputs.churn_period)
    ratio = assess(replace(inputs, arpa=dearer, churn=found)).answer.values.get("ltv_cac")
    if not isinstance(ratio, Ratio) or ratio.value < inputs.target:
        return None
    return Mix(replace(dearer, period=inputs.price_period), Rate(up), found, Rate(churn.value - lower))
