"""The two ways to get meetings, month by month, in the same terms: what each costs and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from econ import bounds
from econ.book import sum_of
from econ.bounds import ONE, ZERO
from econ.formula import outsource as formula
from econ.inputs_selling import InHouse, Partner, Side, Yield
from econ.quantity import Count, Money, Months, Rate

Name = Literal["in_house", "partner"]


@dataclass(frozen=True, slots=True)
class Chance:
    """What becomes of a booked meeting on one side: shares, months, closers' cost (None: not said)."""

    counts: Decimal
    held: Decimal
    win: Decimal | None
    cycle: Decimal
    closing: Decimal | None
    closing_per_meeting: Decimal | None

    @property
    def closed(self) -> bool:
        """Whether any closing cost was said, be it zero."""
        return self.closing is not None or self.closing_per_meeting is not None

    @property
    def for_meeting(self) -> Decimal:
        return self.closing_per_meeting or ZERO

    @property
    def for_customer(self) -> Decimal:
        return self.closing or ZERO


@dataclass(frozen=True, slots=True)
class Course:
    """One side's months. `fixed` is what doesn't vary with its meetings; `fees` is what does.

    `retainers` is how many months' retainer (in-house: months of pay for one rep) are in the costs;
    `booked_per_unit` the meetings booked in all for each meeting a month at full pace.
    """

    name: Name
    chance: Chance
    costs: tuple[Decimal, ...]
    booked: tuple[Decimal, ...]
    pace: Decimal
    fees: Decimal
    retainers: Decimal
    stop: tuple[Decimal, ...]

    @property
    def cost(self) -> Decimal:
        return sum_of(self.costs)

    @property
    def fixed(self) -> Decimal:
        return self.cost - self.fees

    @property
    def qualified(self) -> tuple[Decimal, ...]:
        return tuple(count * self.chance.counts for count in self.booked)

    @property
    def meetings(self) -> Decimal:
        return sum_of(self.qualified)

    @property
    def per_meeting(self) -> Decimal | None:
        return self.cost / self.meetings if self.meetings else None

    @property
    def customers(self) -> Decimal | None:
        return None if self.chance.win is None else self.meetings * self.chance.win

    @property
    def per_customer(self) -> Decimal | None:
        """The cost of a customer, closing included as far as it was said."""
        if self.per_meeting is None or not self.chance.win:
            return None
        chance = self.chance
        return formula.cost_per_customer(
            self.per_meeting, self.chance.win, chance.for_meeting, chance.for_customer
        )


def _value(said: Rate | Months | Money | Count | None, default: Decimal = ZERO) -> Decimal:
    return default if said is None else bounds.value_of(said)


def chance_of(side: Yield, both: Yield) -> Chance:
    """A side's own figures, and where it has none those said for both."""

    def said(name: str) -> Decimal | None:
        own = getattr(side, name)
        found = getattr(both, name) if own is None else own
        return None if found is None else bounds.value_of(found)

    show, accepted = said("show_rate"), said("acceptance_rate")
    held = ONE if show is None else show
    return Chance(
        held * (ONE if accepted is None else accepted),
        held,
        said("win_rate"),
        said("sales_cycle_months") or ZERO,
        said("closing_cost"),
        said("closing_cost_per_meeting"),
    )


def pay_month(given: InHouse) -> Decimal:
    """One rep's cost a month."""
    if given.cost_month is not None:
        return given.cost_month.amount
    assert given.cost_year is not None
    return given.cost_year.amount / 12


def in_house(given: InHouse, chance: Chance, months: int) -> Course:
    """Reps of one's own: paid while there, slower while new, replaced when they leave."""
    tenure = None if given.tenure_months is None else given.tenure_months.value
    delay, ramp = _value(given.start_delay_months), _value(given.ramp_months)
    seats = formula.seat_months(months, delay, ramp, tenure, _value(given.vacancy_months))
    reps, pay, hiring = given.reps.value, pay_month(given), _value(given.hiring_cost)
    costs = [
        reps * (paid * pay + hired * hiring) + _running(given, delay, month)
        for month, (paid, _, hired) in enumerate(seats)
    ]
    pace = reps * sum_of(worked for _, worked, _ in seats)
    booked = tuple(reps * worked * _value(given.meetings_per_month) for _, worked, _ in seats)
    leaving = reps * pay * _value(given.notice)
    stop = tuple(leaving * paid + (_value(given.hand_over) if paid else ZERO) for paid, _, _ in seats)
    years = reps * sum_of(paid for paid, _, _ in seats)
    return Course("in_house", chance, tuple(costs), booked, pace, ZERO, years, stop)


def partner(given: Partner, chance: Chance, months: int) -> Course:
    """A partner: setup, retainer and fees, with the delay, the ramp and the watching that go with it."""
    delay, ramp = _value(given.start_delay_months), _value(given.ramp_months)
    paced = [ramped_in(month, delay, ramp) for month in range(months)]
    booked = tuple(pace * _value(given.meetings_per_month) for pace in paced)
    billed = [_billed(given, delay, month) for month in range(months)]
    retainer, setup = _value(given.retainer), _value(given.setup)
    fees = [count * fee_of_booked(given, chance) for count in booked]
    costs = [
        share * retainer + fee + _running(given, delay, month) + (setup if month == 0 else ZERO)
        for month, (share, fee) in enumerate(zip(billed, fees, strict=True))
    ]
    term, notice = _value(given.minimum_term), _value(given.notice)
    stop = tuple(
        retainer * max(notice, term - month) + _value(given.hand_over) for month in range(1, months + 1)
    )
    return Course("partner", chance, tuple(costs), booked, sum_of(paced), sum_of(fees), sum_of(billed), stop)


def ramped_in(month: int, delay: Decimal, ramp: Decimal) -> Decimal:
    return formula.ramped(month + 1 - delay, ramp) - formula.ramped(month - delay, ramp)


def fee_of_booked(given: Partner, chance: Chance) -> Decimal:
    """What the fee comes to for each meeting booked, whichever meetings it is paid on."""
    paid_on = {"booked": ONE, "held": chance.held, "qualified": chance.counts}
    return _value(given.per_meeting) * paid_on[given.fee_on]


def _worked(delay: Decimal, month: int) -> Decimal:
    """The part of the month after the start."""
    return min(ONE, max(ZERO, month + 1 - delay))


def _billed(given: Partner, delay: Decimal, month: int) -> Decimal:
    return ONE if given.retainer_from == "signature" else _worked(delay, month)


def _running(given: Side, delay: Decimal, month: int) -> Decimal:
    """One's own time spent on it, from the start."""
    return _value(given.oversight) * _worked(delay, month)


def won(course: Course, months: int) -> list[Decimal]:
    """Customers signed in each month, a sales cycle after their meeting; a part of a month is split."""
    signed = [ZERO] * months
    if course.chance.win is None:
        return signed
    whole = int(course.chance.cycle)
    part = course.chance.cycle - whole
    for month, count in enumerate(course.qualified):
        for later, share in ((whole, 1 - part), (whole + 1, part)):
            if share and month + later < months:
                signed[month + later] += count * course.chance.win * share
    return signed


def cash(course: Course, signed: Sequence[Decimal], profit: Decimal | None, churn: Decimal) -> list[Decimal]:
    """Cumulative cash: gross profit from the month after signing, less all costs in the month they fall."""
    balance, paying, seen = ZERO, ZERO, []
    for month, cost in enumerate(course.costs):
        chance = course.chance
        balance += paying * (profit or ZERO) - cost
        balance -= course.qualified[month] * chance.for_meeting + signed[month] * chance.for_customer
        paying = paying * (1 - churn) + signed[month]
        seen.append(balance)
    return seen
