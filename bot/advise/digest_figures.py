"""Tracked figures: what follows from a reading, the range its counts allow, and what is more than noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from bot.advise.desk import Desk
from bot.advise.digest_moves import ratio_of
from bot.advise.inputs import unit_inputs
from bot.advise.slots import all_from_wire, all_to_wire
from bot.digest.months import LONG, SHORT, Month, Trailing, from_wire, trailing
from bot.store.digest_rows import ReadingRow
from bot.understand.request import Slot
from econ.errors import EconError
from econ.quantity import Money, Months, Rate
from econ.unit import Assessment, assess, range_from_counts

#: So many readings are looked back on: two years of months.
LOOKED_BACK = 24

Metric = Literal["ltv_cac", "payback", "churn", "cac"]

#: On which side of its limit a figure is bad.
BAD_BELOW: Mapping[Metric, bool] = {"ltv_cac": True, "payback": False, "churn": False, "cac": False}


@dataclass(frozen=True)
class Read:
    """A reading with what follows from it; `months` are all the months known by then."""

    row: ReadingRow
    months: tuple[Month, ...] = ()

    @cached_property
    def assessment(self) -> Assessment:
        """Worked out when first asked for: of two years' readings two or three are."""
        return assess(unit_inputs(all_from_wire(self.row.inputs["slots"])))

    @property
    def ratio(self) -> Decimal | None:
        """LTV:CAC as it was worked out then."""
        kept = self.row.inputs.get("ratio")
        return Decimal(kept) if kept else None

    @property
    def short(self) -> Trailing | None:
        """The last three months, where the figures were counted."""
        return trailing(self.months, SHORT) if self.months else None

    @property
    def long(self) -> Trailing | None:
        """The last twelve."""
        return trailing(self.months, LONG) if self.months else None


async def read(desk: Desk, tenant: str, track: str | None) -> list[Read]:
    """A track's readings, the newest first."""
    if not track:
        return []
    rows = await desk.store.readings(tenant, track, LOOKED_BACK)
    every = [from_wire(row.inputs["month"]) if row.inputs.get("month") else None for row in rows]
    found = []
    for place, row in enumerate(rows):
        # Oldest first: of two readings of one month the newer counts.
        known = tuple(month for month in reversed(every[place:]) if month) if every[place] else ()
        found.append(Read(row, known))
    return found


def with_month(readings: Sequence[Read], month: Month, currency: str | None) -> dict[str, Slot]:
    """The figures with that month counted in: churn, CAC and price of the last three months, the rest kept.

    What three months cannot tell (nobody won, no revenue) stays as it was. Raises EconError.
    """
    kept = dict(all_from_wire(readings[0].row.inputs["slots"])) if readings else {}
    known = [one for one in (readings[0].months if readings else ()) if one.name != month.name]
    over = trailing([*known, month], SHORT)
    currency = currency or next((kept[name].unit for name in ("price", "cac") if name in kept), None)
    slots = {name: slot for name, slot in kept.items() if name not in ("retention", "lifetime", "seats")}
    if over.churn is not None:
        slots["churn"] = Slot("rate", over.churn, unit="ratio", period="month")
    if over.price is not None:
        slots["price"] = Slot("money", over.price, unit=currency, period="month")
    if over.cac is not None:
        slots = {name: slot for name, slot in slots.items() if name not in ("spend", "new_customers")}
        slots["cac"] = Slot("money", over.cac, unit=currency)
    for name in ("price", "cac"):
        if name in slots and slots[name].unit is None and currency:
            slots[name] = replace(slots[name], unit=currency)
    unit_inputs(slots)
    return slots


def as_inputs(slots: Mapping[str, Slot], month: Month | None = None) -> dict[str, Any]:
    """What a reading's row keeps. Raises EconError."""
    ratio = ratio_of(assess(unit_inputs(slots)))
    counted = {"month": month.wire()} if month else {}
    return {"slots": all_to_wire(slots), "ratio": str(ratio) if ratio is not None else None, **counted}


def value_of(metric: Metric, assessment: Assessment) -> Decimal | None:
    """The figure an alert watches: a ratio, months, a month's share, an amount."""
    values = assessment.answer.values
    match metric:
        case "ltv_cac":
            return ratio_of(assessment)
        case "payback":
            found = values.get("payback_months")
            return found.value if isinstance(found, Months) else None
        case "churn":
            churn = values.get("churn_month")
            return churn.value if isinstance(churn, Rate) else None
        case _:
            cac = values.get("cac")
            return cac.amount if isinstance(cac, Money) else None


def is_bad(metric: Metric, value: Decimal, limit: Decimal) -> bool:
    """Beyond the limit, on its bad side."""
    return value < limit if BAD_BELOW[metric] else value > limit


def allowed(metric: Metric, reading: Read) -> tuple[Decimal, Decimal] | None:
    """The range in which the counts leave that figure, at 95 %; None where nothing was counted.

    Churn's is Jeffreys' (`econ.counts`), CAC's the exact Poisson range of the customers won. A ratio's takes
    both at their worst, which is wider than it need be: better no alarm than a false one.
    """
    over = reading.short
    if over is None or over.exposure < 1:
        return None
    churn = _churn_range(reading, over)
    cac = _cac_range(reading, over)
    value = value_of(metric, reading.assessment)
    if value is None:
        return None
    if metric == "churn":
        return churn
    low, high = cac or (Decimal(1), Decimal(1))
    if metric in ("cac", "payback"):
        return (value * low, value * high) if cac else None
    ratios = _ratio_range(reading, over)
    return (ratios[0] / high, ratios[1] / low) if ratios else None


def _churn_range(reading: Read, over: Trailing) -> tuple[Decimal, Decimal] | None:
    try:
        found = range_from_counts(reading.assessment.inputs, over.lost, over.exposure)
    except EconError:
        return None
    return (found.churn_low.value if found.churn_low else Decimal(0)), found.churn_high.value


def _ratio_range(reading: Read, over: Trailing) -> tuple[Decimal, Decimal] | None:
    try:
        found = range_from_counts(reading.assessment.inputs, over.lost, over.exposure)
    except EconError:
        return None
    low, high = found.ltv_cac_low, found.ltv_cac_high
    if low is None:
        return None
    return low.value, high.value if high else Decimal("Infinity")


def _cac_range(reading: Read, over: Trailing) -> tuple[Decimal, Decimal] | None:
    """As multiples of the CAC: Garwood's range (1936, "Fiducial limits for the Poisson distribution")."""
    if over.new < 1 or over.cac is None or reading.assessment.inputs.cac is None:
        return None
    from scipy.special import gammaincinv

    fewest, most = float(gammaincinv(over.new, 0.025)), float(gammaincinv(over.new + 1, 0.975))
    return Decimal(f"{over.new / most:.12g}"), Decimal(f"{over.new / fewest:.12g}")


def is_noise(metric: Metric, before: Read, after: Read) -> bool:
    """Whether the counts behind the newer figure would allow the older one just as well."""
    span, was = allowed(metric, after), value_of(metric, before.assessment)
    return span is not None and was is not None and span[0] <= was <= span[1]
