"""Where the comparison of own reps and partner changes side: each figure at which both come to the same."""

from __future__ import annotations

from decimal import Decimal

from econ.bounds import ONE, ZERO
from econ.formula import outsource as formula
from econ.inputs_selling import Partner
from econ.outcome import Value
from econ.quantity import Count, Rate
from econ.terms import money, share, tidy
from econ.work import sides
from econ.work.sides import Course


def measured(course: Course, measure: str) -> Decimal | None:
    """One side's cost by what the two are compared by; None where it has none."""
    if measure == "cost_per_meeting":
        return course.per_meeting
    if measure == "cac":
        return course.per_customer
    return course.cost / course.customers if course.customers else None


def flip_points(
    given: Partner, pay: Decimal, ours: Course, theirs: Course, measure: str, currency: str | None
) -> dict[str, Value]:
    """Each figure at which the two cost the same by the measure, the rest held; None where none does."""
    flips: dict[str, Value] = dict.fromkeys(
        (
            "retainer",
            "per_meeting",
            "partner_meetings_per_month",
            "partner_win_rate",
            "in_house_cost_month",
            "in_house_meetings_per_month",
            "in_house_win_rate",
        )
    )
    own, other = measured(ours, measure), measured(theirs, measure)
    if own is not None:
        _partner_flips(given, theirs, own, measure, currency, flips)
    if other is not None:
        _in_house_flips(pay, ours, other, measure, currency, flips)
    return flips


def _affords(course: Course, target: Decimal, measure: str) -> Decimal:
    """What this side's meeting may cost to come to the target by the measure."""
    chance = course.chance
    if measure == "cost_per_meeting" or chance.win is None:
        return target
    if measure == "cac":
        return formula.affordable_meeting(target, chance.win, chance.for_meeting, chance.for_customer)
    return target * chance.win


def _partner_flips(
    given: Partner,
    theirs: Course,
    target: Decimal,
    measure: str,
    currency: str | None,
    flips: dict[str, Value],
) -> None:
    allowed = _affords(theirs, target, measure)
    quoted = given.retainer.amount if given.retainer else ZERO
    fee = given.per_meeting.amount if given.per_meeting else ZERO
    room = allowed * theirs.meetings - theirs.cost
    if theirs.retainers and quoted + room / theirs.retainers >= 0:
        flips["retainer"] = money(quoted + room / theirs.retainers, currency)
    billed = theirs.fees / fee if fee else ZERO
    if billed and fee + room / billed >= 0:
        flips["per_meeting"] = money(fee + room / billed, currency)
    left = (allowed * theirs.chance.counts - sides.fee_of_booked(given, theirs.chance)) * theirs.pace
    if left > 0 and theirs.fixed > 0:
        flips["partner_meetings_per_month"] = Count(tidy(theirs.fixed / left))
    flips["partner_win_rate"] = _win_flip(theirs, target, measure)


def _in_house_flips(
    pay: Decimal,
    ours: Course,
    target: Decimal,
    measure: str,
    currency: str | None,
    flips: dict[str, Value],
) -> None:
    allowed = _affords(ours, target, measure)
    if ours.retainers:
        found = pay + (allowed * ours.meetings - ours.cost) / ours.retainers
        flips["in_house_cost_month"] = money(found, currency) if found >= 0 else None
    left = allowed * ours.chance.counts * ours.pace
    if left > 0 and ours.cost > 0:
        flips["in_house_meetings_per_month"] = Count(tidy(ours.cost / left))
    flips["in_house_win_rate"] = _win_flip(ours, target, measure)


def _win_flip(course: Course, target: Decimal, measure: str) -> Rate | None:
    if measure == "cost_per_meeting" or course.per_meeting is None:
        return None
    chance = course.chance
    closing = chance.for_customer if measure == "cac" else ZERO
    per_meeting = chance.for_meeting if measure == "cac" else ZERO
    if target <= closing:
        return None
    found = formula.required_win(course.per_meeting, per_meeting, target, closing)
    return share(found) if 0 < found <= ONE else None
