"""What is usual, from `content/benchmarks.toml`, and where the asker's own figure stands beside it.

A yardstick is never presented as a fact beyond its mark: each comes with its source, year and solidity.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from bot.advise.desk import Desk
from bot.advise.figures import last_said
from bot.advise.inputs import quantity, unit_inputs
from bot.advise.reply import Benchmarked, Standing, Yardstick
from bot.content import table
from bot.person import Person
from bot.understand.request import Slot
from econ.bounds import value_of
from econ.period import rate
from econ.quantity import Money, Months, Quantity, Rate, Ratio
from econ.unit import Assessment, assess

#: What "how do we compare?" goes through when no metric is named.
USUAL = ("ltv_cac", "payback", "churn", "margin")

#: Words for a metric that mean one of the yardsticks'.
ALIASES: Mapping[str, str] = {
    "sdr": "salary",
    "ldr": "salary",
    "ae": "salary",
    "customer_success": "salary",
    "rep_cost": "salary",
}

#: Roles that are measured by the same yardstick.
ROLES: Mapping[str, str] = {"bdr": "sdr", "rep": "ae"}


async def benchmark(desk: Desk, person: Person, slots: Mapping[str, Slot]) -> Benchmarked:
    """The yardsticks asked for, each with the person's own figure where it is known."""
    role = _word(slots, "role")
    named = _word(slots, "metric")
    metric = ALIASES.get(named, named)
    segment = _word(slots, "segment") or None
    own = await _own(desk, person, slots)
    metrics = (metric,) if metric else USUAL
    every = {one: yardsticks(one, segment, role) for one in metrics}
    standings = tuple(Standing(one, rows, own.get(one)) for one, rows in every.items() if rows)
    return Benchmarked(standings, named or "", segment)


def yardsticks(metric: str, segment: str | None = None, role: str = "") -> tuple[Yardstick, ...]:
    """Those of a metric, of a segment or role where there are some, else all of them.

    >>> [stick.segment for stick in yardsticks("churn", "smb")]
    ['smb']
    """
    rows = [(id_, row) for id_, row in table("benchmarks").items() if row.get("metric") == metric]
    if role:
        served = ROLES.get(role, role)
        theirs = [(id_, row) for id_, row in rows if served in row.get("default", {}).get("roles", ())]
        rows = theirs or rows
    near = [(id_, row) for id_, row in rows if row["segment"] in (segment, "any")]
    return tuple(_yardstick(id_, row) for id_, row in (near if segment and near else rows))


def _yardstick(id_: str, row: Mapping[str, Any]) -> Yardstick:
    roles = row.get("default", {}).get("roles", ())
    return Yardstick(
        id_,
        roles[0] if roles else row["segment"],
        _quantity(row, "low"),
        _quantity(row, "high"),
        _quantity(row, "value"),
        row["region"],
        row["source"],
        row["year"],
        row["mark"],
    )


def _quantity(row: Mapping[str, Any], name: str) -> Quantity | None:
    if name not in row:
        return None
    value = Decimal(str(row[name]))
    match row["unit"]:
        case "months":
            return Months(value)
        case "fraction per month":
            return Rate(value, "month")
        case "fraction":
            return Rate(value)
        case "money per year":
            return Money(value, row["currency"], "year")
        case _:
            return Ratio(value)


async def _own(desk: Desk, person: Person, slots: Mapping[str, Slot]) -> Mapping[str, Quantity]:
    """The asker's figures: those of the message, else what they last asked about."""
    said = {name: slots[name] for name in ("churn", "margin", "nrr", "salary") if _known(slots, name)}
    if _known(slots, "value"):
        said[_word(slots, "metric")] = slots["value"]
    own = {name: quantity(slot) for name, slot in said.items()}
    last = await last_said(desk, person)
    found = _of(assess(unit_inputs(last))) if last else {}
    return {**found, **{name: _monthly(name, value) for name, value in own.items()}}


def _known(slots: Mapping[str, Slot], name: str) -> bool:
    return name in slots and isinstance(slots[name].value, Decimal)


def _of(assessment: Assessment) -> dict[str, Quantity]:
    values, inputs = assessment.answer.values, assessment.inputs
    found = {
        "ltv_cac": values.get("ltv_cac"),
        "payback": values.get("payback_months"),
        "churn": values.get("churn_month"),
        "margin": inputs.margin,
    }
    return {name: value for name, value in found.items() if isinstance(value, Quantity)}


def _monthly(name: str, value: Quantity) -> Quantity:
    """Churn is compared per month, where nobody said otherwise it is one already."""
    return rate(value, "month") if name == "churn" and isinstance(value, Rate) else value


def place_of(own: Quantity, stick: Yardstick) -> Literal["below", "within", "above"] | None:
    """Where a figure stands beside a yardstick; None where the two cannot be compared.

    >>> place_of(Months(Decimal(9)), yardsticks("payback", "smb")[0])
    'within'
    """
    low, high = stick.low or stick.value, stick.high or stick.value
    if isinstance(own, Money) or any(end is not None and type(end) is not type(own) for end in (low, high)):
        return None
    if low is not None and value_of(own) < value_of(low):
        return "below"
    if high is not None and value_of(own) > value_of(high):
        return "above"
    return "within"


def _word(slots: Mapping[str, Slot], name: str) -> str:
    slot = slots.get(name)
    return str(slot.value) if slot and isinstance(slot.value, str) else ""
