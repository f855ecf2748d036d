"""An outsourcer's quote, read for what it implies: the price of a meeting that counts, what it must win."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book
from econ.bounds import ONE, ZERO
from econ.formula import cac as ratios
from econ.formula import goal
from econ.formula import outsource as formula
from econ.formula import payback as paying
from econ.inputs_selling import OfferInputs
from econ.measures.outsource import Deal, currency_of, deal_of
from econ.outcome import Answer
from econ.quantity import Count, Money, Quantity
from econ.terms import money, months, ratio, share, tidy
from econ.work import sides
from econ.work.sides import Course

OFFER = (
    "cost_total",
    "booked_meetings",
    "qualified_meetings",
    "quoted_cost_per_meeting",
    "cost_per_meeting",
    "customers",
    "prospecting_cost_per_customer",
    "cac",
    "ltv",
    "ltv_cac",
    "payback_months",
    "target_cac",
    "required_win_rate",
    "required_meetings_per_month",
    "max_retainer",
    "commitment",
)


def offer(given: OfferInputs) -> Answer:
    """What the quote costs per held, accepted meeting and per customer; the close rate it needs to pay."""
    book = Book(OFFER)
    currency = currency_of(given)
    deal = deal_of(given, book)
    course = sides.partner(given, sides.chance_of(given, given), int(given.months.value))
    if given.retainer is not None and given.start_delay_months and given.retainer_from == "signature":
        book.assume("retainer_from_signature")
    if given.per_meeting is not None and not given.said("fee_on"):
        book.assume("fee_on_booked")
    for name in ("show_rate", "acceptance_rate"):
        if getattr(given, name) is None:
            book.assume(f"no_{name}")
    _totals(given, course, currency, book)
    target = _target(given, deal, currency, book)
    if course.per_meeting is None:
        facts: dict[str, Quantity | str] = {"months": given.months}
        book.none("no_meetings", facts, {"spend": money(course.cost, currency)})
        return book.answer("offer")
    _per_meeting(course, currency, book)
    _per_customer(course, deal, currency, book)
    if target is not None:
        _needed(given, course, target, currency, book)
    return book.answer("offer")


def _totals(given: OfferInputs, course: Course, currency: str | None, book: Book) -> None:
    """The seller's own arithmetic beside the whole: fees over meetings booked at full pace."""
    retainer = given.retainer.amount if given.retainer else ZERO
    fee = given.per_meeting.amount if given.per_meeting else ZERO
    booked = given.meetings_per_month.value if given.meetings_per_month else ZERO
    book.values["cost_total"] = money(course.cost, currency)
    book.values["booked_meetings"] = Count(tidy(sum(course.booked, ZERO)))
    book.values["qualified_meetings"] = Count(tidy(course.meetings))
    if booked:
        book.values["quoted_cost_per_meeting"] = money(retainer / booked + fee, currency)
    term = given.minimum_term.value if given.minimum_term else ZERO
    notice = given.notice.value if given.notice else ZERO
    setup = given.setup.amount if given.setup else ZERO
    over = given.hand_over.amount if given.hand_over else ZERO
    book.values["commitment"] = money(setup + retainer * max(term, notice) + over, currency)


def _target(given: OfferInputs, deal: Deal, currency: str | None, book: Book) -> Decimal | None:
    if given.target_cac is not None:
        found = given.target_cac.amount
    elif deal.ltv is not None and deal.ltv > 0:
        if not given.said("target"):
            book.assume("target_default", benchmark="ltv_cac_target", target=given.target)
        found = goal.max_cac(deal.ltv, given.target.value)
        ltv = book.values["ltv"]
        assert isinstance(ltv, Money)
        operands: dict[str, Quantity] = {"ltv": ltv, "target": given.target}
        book.step("target_cac", "{ltv} ÷ {target}", operands, money(found, currency))
    else:
        return None
    book.values["target_cac"] = money(found, currency)
    return found


def _per_meeting(course: Course, currency: str | None, book: Book) -> None:
    assert course.per_meeting is not None
    operands: dict[str, Quantity] = {
        "cost_total": money(course.cost, currency),
        "qualified_meetings": Count(tidy(course.meetings)),
    }
    found = money(course.per_meeting, currency)
    book.step("cost_per_meeting", "{cost_total} ÷ {qualified_meetings}", operands, found)


def _per_customer(course: Course, deal: Deal, currency: str | None, book: Book) -> None:
    chance, won = course.chance, course.customers
    if won is None:
        return
    book.values["customers"] = Count(tidy(won))
    if not won or course.per_customer is None or chance.win is None or course.per_meeting is None:
        return
    per_meeting = money(course.per_meeting, currency)
    operands: dict[str, Quantity] = {"cost_per_meeting": per_meeting, "win_rate": share(chance.win)}
    if not chance.closed:
        book.warn("prospecting_only")
        found = money(course.per_customer, currency)
        expression = "{cost_per_meeting} ÷ {win_rate}"
        book.step("prospecting_cost_per_customer", expression, operands, found)
        return
    book.values["prospecting_cost_per_customer"] = money(course.cost / won, currency)
    operands["closing_cost_per_meeting"] = money(chance.for_meeting, currency)
    operands["closing_cost"] = money(chance.for_customer, currency)
    expression = "({cost_per_meeting} + {closing_cost_per_meeting}) ÷ {win_rate} + {closing_cost}"
    book.step("cac", expression, operands, money(course.per_customer, currency))
    if deal.ltv is not None and course.per_customer:
        book.values["ltv_cac"] = ratio(ratios.ltv_cac(deal.ltv, course.per_customer))
    if deal.profit is not None and deal.profit > 0:
        book.values["payback_months"] = months(paying.payback(course.per_customer, deal.profit))


def _needed(given: OfferInputs, course: Course, target: Decimal, currency: str | None, book: Book) -> None:
    """The close rate, the meetings and the retainer at which a customer costs the target."""
    chance = course.chance
    assert course.per_meeting is not None
    if target <= chance.for_customer:
        facts: dict[str, Quantity | str] = {
            "closing_cost": money(chance.for_customer, currency),
            "target_cac": money(target, currency),
        }
        book.none("closing_over_target", facts, {"shortfall": money(chance.for_customer - target, currency)})
        return
    needed = formula.required_win(course.per_meeting, chance.for_meeting, target, chance.for_customer)
    if needed <= ONE:
        operands: dict[str, Quantity] = {
            "cost_per_meeting": money(course.per_meeting, currency),
            "closing_cost_per_meeting": money(chance.for_meeting, currency),
            "target_cac": money(target, currency),
            "closing_cost": money(chance.for_customer, currency),
        }
        expression = "({cost_per_meeting} + {closing_cost_per_meeting}) ÷ ({target_cac} − {closing_cost})"
        book.step("required_win_rate", expression, operands, share(needed))
    else:
        book.warn(
            "meeting_over_target", cost=money(course.per_meeting, currency), target=money(target, currency)
        )
    if chance.win is None:
        return
    allowed = formula.affordable_meeting(target, chance.win, chance.for_meeting, chance.for_customer)
    left = (allowed * chance.counts - sides.fee_of_booked(given, chance)) * course.pace
    if left > 0 and course.fixed > 0:
        book.values["required_meetings_per_month"] = Count(tidy(course.fixed / left))
    if course.retainers and given.retainer is not None:
        room = given.retainer.amount + (allowed * course.meetings - course.cost) / course.retainers
        if room >= 0:
            book.values["max_retainer"] = money(room, currency)
