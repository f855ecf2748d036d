"""Meetings and their cost, the same for reps of one's own and for a partner's. Money and months in.

A meeting counts when it was held (show) and was with the buyer agreed on (acceptance). Every cost per
meeting here is per meeting that counts, on both sides.
"""

from __future__ import annotations

from decimal import Decimal

from econ.arithmetic import Num

#: Far below any share of a seat that matters: cohorts of leavers thinner than this are done.
THIN = Decimal("1e-30")


def ramped(worked: Decimal, ramp: Decimal) -> Decimal:
    """Full-pace months in the first `worked` months of a straight-line ramp: w² ÷ 2ρ, then w − ρ ÷ 2.

    Convention: pace rises evenly from nothing to full over `ramp` months.
    Source: the area under the line (our convention; ramp and tenure as in Bridge Group's SDR reports).

    >>> ramped(Decimal(2), Decimal(4)), ramped(Decimal(12), Decimal(3)), ramped(Decimal(-1), Decimal(3))
    (Decimal('0.5'), Decimal('10.5'), Decimal('0'))
    """
    if worked <= 0:
        return Decimal(0)
    return worked - ramp / 2 if worked >= ramp else worked * worked / (2 * ramp)


def availability(tenure: Num, ramp: Num, vacancy: Num) -> Num:
    """Share of full pace a seat gives in the long run: (τ − ρ ÷ 2) ÷ (τ + v), in months.

    Each rep stays τ months of which the ramp costs half its length; then the seat is empty for v.
    Source: the plain average over one cycle of hiring.

    >>> availability(14.0, 3.0, 2.0)
    0.78125
    """
    return (tenure - ramp / 2) / (tenure + vacancy)


def seat_months(
    months: int, delay: Decimal, ramp: Decimal, tenure: Decimal | None, vacancy: Decimal
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """One seat, month by month: (share of the month paid for, full-pace months worked, hires made).

    The first rep starts after `delay` months. Each month worked, a rep leaves with chance 1 ÷ tenure (the
    expected tenure, at least one month; None: nobody leaves); the seat stays empty and unpaid for `vacancy`
    months and is filled by somebody new, who ramps up again. These are expected values, so a team's
    departures are spread, not all at once, and none is hidden by a horizon shorter than the tenure.

    >>> [tuple(map(str, month)) for month in seat_months(2, Decimal("0.5"), Decimal(1), None, Decimal(0))]
    [('0.5', '0.125', '1'), ('1', '0.875', '0')]
    """
    begun: dict[Decimal, Decimal] = {delay: Decimal(1)}
    present: dict[Decimal, Decimal] = {}
    seen = []
    for month in map(Decimal, range(months)):
        end = month + 1
        hired = {start: share for start, share in begun.items() if start < end}
        for start, share in hired.items():
            present[start] = present.get(start, Decimal(0)) + share
            del begun[start]
        paid = worked = left = Decimal(0)
        for start, share in present.items():
            part = end - max(start, month)
            paid += share * part
            worked += share * (ramped(end - start, ramp) - ramped(month - start, ramp))
            if tenure is not None:
                gone = share * part / max(tenure, Decimal(1))
                present[start] = share - gone
                left += gone
        if left > THIN:
            begun[end + vacancy] = begun.get(end + vacancy, Decimal(0)) + left
        seen.append((paid, worked, sum(hired.values(), Decimal(0))))
    return seen


def break_even_retainer(cost_per_meeting: Num, meetings: Num, other_costs: Num, months: Num) -> Num:
    """The retainer at which the partner's meeting costs what one's own does: (c × Q − other) ÷ months.

    `meetings` and `other_costs` (setup, fees, oversight) are the partner's, all months together; below zero
    the partner would be dearer even for nothing. Source: algebra on cost ÷ meetings.

    >>> break_even_retainer(600.0, 120.0, 12000.0, 12.0)
    5000.0
    """
    return (cost_per_meeting * meetings - other_costs) / months


def held_cost(fee: Num, show: Num, acceptance: Num) -> Num:
    """What a meeting that counts costs where each booked one is paid: fee ÷ (show × acceptance).

    >>> held_cost(300.0, 0.75, 1.0)
    400.0
    """
    return fee / (show * acceptance)


def cost_per_customer(per_meeting: Num, win: Num, closing_per_meeting: Num, closing: Num) -> Num:
    """CAC from the cost of a meeting that counts: (cost + closing per meeting) ÷ win rate + closing cost.

    >>> cost_per_customer(600.0, 0.25, 200.0, 800.0)
    4000.0
    """
    return (per_meeting + closing_per_meeting) / win + closing


def affordable_meeting(cac: Num, win: Num, closing_per_meeting: Num, closing: Num) -> Num:
    """The same turned round: what a meeting may cost for this CAC. Below zero closing alone costs more.

    >>> affordable_meeting(4000.0, 0.25, 200.0, 800.0)
    600.0
    """
    return (cac - closing) * win - closing_per_meeting


def required_win(per_meeting: Num, closing_per_meeting: Num, cac: Num, closing: Num) -> Num:
    """The share of meetings that must be won for this CAC. Over 1 it can't be. Needs CAC > closing.

    >>> required_win(600.0, 200.0, 4000.0, 800.0)
    0.25
    """
    return (per_meeting + closing_per_meeting) / (cac - closing)
