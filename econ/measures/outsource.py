"""Selling with reps of one's own or through a partner: both sides by the same definitions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from econ import bounds
from econ.book import Book
from econ.bounds import ZERO
from econ.errors import EconError
from econ.formula import cac as ratios
from econ.formula import outsource as formula
from econ.formula import payback as paying
from econ.inputs_people import RepCostInputs
from econ.inputs_selling import DealInputs, InHouse, OutsourcingInputs
from econ.measures.people import REP_COST
from econ.measures.people import work_out as rep_cost
from econ.outcome import Answer, Value
from econ.period import rate
from econ.quantity import Count, Money, Months, Quantity, Rate
from econ.terms import money, months, ratio, share, terms_of, tidy
from econ.work import flips, life, sides, worth
from econ.work.sides import Course

OUTSOURCING = (
    "in_house",
    "partner",
    "measure",
    "winner",
    "break_even_month",
    "break_even_retainer",
    "flip_point",
    "ltv",
)
STOPS = (3, 6, 9)


@dataclass(frozen=True, slots=True)
class Deal:
    """What a customer brings: worth in all, gross profit a month, churn a month; None where not known."""

    ltv: Decimal | None
    profit: Decimal | None
    churn: Decimal


def outsourcing(given: OutsourcingInputs) -> Answer:
    """Each side's cost, meetings, customers and cash, month by month; which is cheaper; where that flips."""
    book = Book(OUTSOURCING)
    assert given.in_house is not None
    assert given.partner is not None
    currency = currency_of(given, given.in_house, given.partner, *(given.in_house.on_costs or ()))
    run = int(given.months.value)
    deal = deal_of(given, book)
    team = _team(given.in_house, book)
    ours = sides.in_house(team, sides.chance_of(team, given), run)
    theirs = sides.partner(given.partner, sides.chance_of(given.partner, given), run)
    _assume(given, book)
    for course in (ours, theirs):
        book.values[course.name] = _shown(course, deal, run, currency)
        _steps(course, currency, book)
    measure = _measure(ours, theirs)
    book.values["measure"] = measure
    _prospecting_only(ours, theirs, book)
    _compared(ours, theirs, measure, deal, book)
    _break_even_retainer(given, ours, theirs, currency, book)
    book.values["flip_point"] = flips.flip_points(
        given.partner, sides.pay_month(team), ours, theirs, measure, currency
    )
    _committed(given, run, currency, book)
    return book.answer("outsourcing")


#: What makes up a rep's cost; said beside the whole cost, it would be counted twice or not at all.
_PARTS = tuple(
    name
    for name in RepCostInputs.model_fields
    if name not in ("country", "role", "hiring_cost", "tenure_months", "method")
)


def _team(given: InHouse, book: Book) -> InHouse:
    """The team with what a rep costs a year: as said, or worked out as `rep_cost` does."""
    if given.cost_year is not None or given.cost_month is not None:
        if extra := next((name for name in _PARTS if given.said(name)), None):
            raise EconError("cost_and_parts", f"in_house.{extra}")
        return given
    inner = Book(REP_COST)
    cost = rep_cost(given, inner, hiring=False)
    quiet = ("seed_double_gap", "seed_double_bare", "seed_double_year", "multiple")
    book.steps += [step for step in inner.steps if step.key not in quiet]
    book.assumptions += [note for note in inner.assumptions if note.key not in quiet]
    book.warnings += inner.warnings
    if given.hiring_cost is not None:
        book.assume("hiring_when_hired")
    return given.model_copy(update={"cost_year": Money(cost.amount, cost.currency)})


def currency_of(*models: object) -> str | None:
    """The one currency of every amount in these inputs; two are an error."""
    return bounds.one_currency(
        *(
            amount
            for model in models
            for amount in vars(model).values()
            if hasattr(amount, "amount") and hasattr(amount, "currency")
        )
    )


def deal_of(given: DealInputs, book: Book) -> Deal:
    """LTV as said, or worked out of the price; gross profit where price and margin are there."""
    if given.ltv is not None:
        if given.arpa is not None:
            raise EconError("ltv_and_inputs", "arpa")
        book.values["ltv"] = given.ltv
        return Deal(given.ltv.amount, None, ZERO)
    if given.arpa is None:
        return Deal(None, None, ZERO)
    inner = Book(("ltv", "gross_profit_month", "lifetime_months"))
    unit = given.unit()
    terms = terms_of(unit, inner)
    life.work_out(unit, terms, inner)
    worth.work_out(terms, inner)
    book.steps += [step for step in inner.steps if step.key in ("ltv", "gross_profit_month")]
    book.assumptions += inner.assumptions
    book.warnings += inner.warnings
    if inner.no_value is not None:
        book.none(inner.no_value.key, dict(inner.no_value.facts), dict(inner.no_value.instead))
    found = inner.values["ltv"]
    book.values["ltv"] = found
    profit = None if terms.lasting_profit is None else terms.lasting_profit / terms.months
    churn = ZERO if terms.churn is None else rate(Rate(terms.churn, terms.run), "month").value
    known = found.amount if isinstance(found, Money) else None
    return Deal(known, profit, churn)


def _assume(given: OutsourcingInputs, book: Book) -> None:
    ours, theirs = given.in_house, given.partner
    assert ours is not None
    assert theirs is not None
    book.assume("both_go_on")
    book.assume("customers_of_meetings")
    if ours.tenure_months is None:
        book.assume("nobody_leaves")
    else:
        book.assume("departures_spread", tenure=ours.tenure_months)
    if theirs.retainer is not None and theirs.start_delay_months and theirs.retainer_from == "signature":
        book.assume("retainer_from_signature")
    if theirs.per_meeting is not None and not theirs.said("fee_on"):
        book.assume("fee_on_booked")
    for name, key in (("show_rate", "show_one_sided"), ("acceptance_rate", "acceptance_one_sided")):
        if getattr(given, name) is None:
            said = [side for side in (ours, theirs) if getattr(side, name) is not None]
            if not said:
                book.assume(f"no_{name}")
            elif len(said) == 1:
                book.warn(key)


def _measure(ours: Course, theirs: Course) -> str:
    """What the two are compared by: the farthest down the road that both sides' figures go."""
    if ours.chance.win is None or theirs.chance.win is None:
        return "cost_per_meeting"
    return "cac" if ours.chance.closed and theirs.chance.closed else "prospecting_cost_per_customer"


def _prospecting_only(ours: Course, theirs: Course, book: Book) -> None:
    if ours.chance.win is None and theirs.chance.win is None:
        return
    if not ours.chance.closed and not theirs.chance.closed:
        book.warn("prospecting_only")
    elif ours.chance.closed != theirs.chance.closed:
        book.warn("closing_one_sided")


def _shown(course: Course, deal: Deal, run: int, currency: str | None) -> dict[str, Value]:
    signed = sides.won(course, run)
    cash = sides.cash(course, signed, deal.profit, deal.churn)
    won, chance = course.customers, course.chance
    prospecting = course.cost / won if won else None
    cac = course.per_customer if chance.closed else None
    closing = None
    if chance.closed and won is not None:
        closing = course.meetings * chance.for_meeting + won * chance.for_customer
    back = paying.payback(cac, deal.profit) if cac is not None and deal.profit and deal.profit > 0 else None

    def amount(found: Decimal | None) -> Value:
        return None if found is None else money(found, currency)

    return {
        "cost_total": amount(course.cost),
        "cost_per_month": tuple(money(cost, currency) for cost in course.costs),
        "qualified_meetings": Count(tidy(course.meetings)),
        "qualified_per_month": tuple(Count(tidy(count)) for count in course.qualified),
        "cost_per_meeting": amount(course.per_meeting),
        "customers": None if won is None else Count(tidy(won)),
        "customers_per_month": None if won is None else tuple(Count(tidy(count)) for count in signed),
        "prospecting_cost_per_customer": amount(prospecting),
        "closing_total": amount(closing),
        "cac": amount(cac),
        "ltv_cac": ratio(ratios.ltv_cac(deal.ltv, cac)) if deal.ltv is not None and cac else None,
        "payback_months": None if back is None else months(back),
        "cumulative_cash": tuple(money(balance, currency) for balance in cash),
        "peak_cash": amount(-min(ZERO, *cash)),
        "stopping": tuple(_stopped(course, month, currency) for month in STOPS if month <= run),
    }


def _stopped(course: Course, month: int, currency: str | None) -> dict[str, Value]:
    """Ending it after so many months: what has been spent, what is still due, what it has brought."""
    spent, due = sum(course.costs[:month], ZERO), course.stop[month - 1]
    meetings = sum(course.qualified[:month], ZERO)
    return {
        "month": Months(Decimal(month)),
        "spent": money(spent, currency),
        "cost_to_stop": money(due, currency),
        "cost_total": money(spent + due, currency),
        "qualified_meetings": Count(tidy(meetings)),
        "cost_per_meeting": money((spent + due) / meetings, currency) if meetings else None,
    }


def _steps(course: Course, currency: str | None, book: Book) -> None:
    operands: dict[str, Quantity] = {
        "cost_total": money(course.cost, currency),
        "qualified_meetings": Count(tidy(course.meetings)),
    }
    if course.per_meeting is None:
        book.none(
            "no_meetings", {"months": Months(Decimal(len(course.costs)))}, {"spend": operands["cost_total"]}
        )
        return
    per_meeting = money(course.per_meeting, currency)
    expression = "{cost_total} ÷ {qualified_meetings}"
    if course.name == "in_house":
        book.step("in_house_cost_per_meeting", expression, operands, per_meeting)
    else:
        book.step("partner_cost_per_meeting", expression, operands, per_meeting)
    if course.per_customer is None or course.chance.win is None:
        return
    operands = {"cost_per_meeting": per_meeting, "win_rate": share(course.chance.win)}
    expression = "{cost_per_meeting} ÷ {win_rate}"
    if course.chance.closed:
        operands["closing_cost_per_meeting"] = money(course.chance.for_meeting, currency)
        operands["closing_cost"] = money(course.chance.for_customer, currency)
        expression = "({cost_per_meeting} + {closing_cost_per_meeting}) ÷ {win_rate} + {closing_cost}"
    found = money(course.per_customer, currency)
    book.step(
        f"{course.name}_{'cac' if course.chance.closed else 'prospecting'}", expression, operands, found
    )


def _compared(ours: Course, theirs: Course, measure: str, deal: Deal, book: Book) -> None:
    """The cheaper by the measure, and the month in which the one that leads at first is overtaken."""
    own, other = flips.measured(ours, measure), flips.measured(theirs, measure)
    if own is not None and other is not None:
        book.values["winner"] = "even" if own == other else "in_house" if own < other else "partner"
    by_cash = deal.profit is not None and measure != "cost_per_meeting"
    leads = _leads_in_cash(ours, theirs, deal) if by_cash else _leads_in_cost(ours, theirs)
    book.assume("crossing_of_cash" if by_cash else "crossing_of_cost")
    first = next((lead for lead in leads if lead), 0)
    for month, lead in enumerate(leads, start=1):
        if lead and lead != first:
            book.values["break_even_month"] = Months(Decimal(month))
            return


def _leads_in_cash(ours: Course, theirs: Course, deal: Deal) -> list[int]:
    run = len(ours.costs)
    both = [sides.cash(side, sides.won(side, run), deal.profit, deal.churn) for side in (ours, theirs)]
    return [_sign(own - other) for own, other in zip(*both, strict=True)]


def _leads_in_cost(ours: Course, theirs: Course) -> list[int]:
    """By cumulative cost per meeting, from the month in which both have had one."""
    leads = []
    spent, met = [ZERO, ZERO], [ZERO, ZERO]
    for month in range(len(ours.costs)):
        for place, side in enumerate((ours, theirs)):
            spent[place] += side.costs[month]
            met[place] += side.qualified[month]
        leads.append(_sign(spent[1] / met[1] - spent[0] / met[0]) if all(met) else 0)
    return leads


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def _break_even_retainer(
    given: OutsourcingInputs, ours: Course, theirs: Course, currency: str | None, book: Book
) -> None:
    """The retainer at which a meeting costs the same on both sides, whatever becomes of it."""
    assert given.partner is not None
    if ours.per_meeting is None or not theirs.retainers:
        return
    other = theirs.cost - theirs.retainers * (
        given.partner.retainer.amount if given.partner.retainer else ZERO
    )
    found = money(
        formula.break_even_retainer(ours.per_meeting, theirs.meetings, other, theirs.retainers), currency
    )
    if found.amount < 0:
        book.warn("partner_dearer_for_nothing", other=money(other, currency))
        return
    operands: dict[str, Quantity] = {
        "cost_per_meeting": money(ours.per_meeting, currency),
        "qualified_meetings": Count(tidy(theirs.meetings)),
        "other_costs": money(other, currency),
        "months_paid": Count(tidy(theirs.retainers)),
    }
    expression = "({cost_per_meeting} × {qualified_meetings} − {other_costs}) ÷ {months_paid}"
    book.step("break_even_retainer", expression, operands, found)


def _committed(given: OutsourcingInputs, run: int, currency: str | None, book: Book) -> None:
    """A term that outlasts the comparison is money already promised."""
    partner = given.partner
    if partner is None or partner.minimum_term is None or partner.retainer is None:
        return
    beyond = partner.minimum_term.value - run
    if beyond > 0:
        book.warn("term_beyond_months", amount=money(beyond * partner.retainer.amount, currency))
