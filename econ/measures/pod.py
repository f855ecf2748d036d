"""A team of LDRs, AEs and Customer Success: what each win costs, and what belongs elsewhere."""

from __future__ import annotations

from decimal import Decimal

from econ import bounds
from econ.book import Book
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import people as formula
from econ.inputs_people import Member, PodInputs
from econ.measures.people import REP_COST, work_out
from econ.outcome import Answer, Value
from econ.quantity import PER_YEAR, Money, Quantity
from econ.terms import money

POD = ("cac", "cost_per_win", "acquisition_cost", "cogs", "team_cost", "breakdown")


def pod(given: PodInputs) -> Answer:
    """What the team and its marketing cost for each win; the work that keeps customers stands apart."""
    book = Book(POD)
    assert given.members is not None
    assert given.wins is not None
    costs = [_member(member, book) for member in given.members]
    currency = bounds.one_currency(given.marketing, *(cost for _, cost in costs))
    years = PER_YEAR[given.period]
    lines: list[Value] = []
    winning, keeping = ZERO, ZERO
    for member, cost in costs:
        part = _winning_share(member, book)
        amount = member.count.value * cost.amount / years
        winning, keeping = winning + amount * part, keeping + amount * (1 - part)
        figures: dict[str, Value] = {"name": member.role or "member", "count": member.count}
        figures["cost"] = money(amount, currency, given.period)
        figures["winning"] = money(amount * part, currency, given.period)
        figures["keeping"] = money(amount * (1 - part), currency, given.period)
        lines.append(figures)
    if not given.said("period"):
        book.assume("wins_per_year")
    book.values["breakdown"] = tuple(lines)
    _per_win(given, book, money(winning, currency, given.period), money(keeping, currency, given.period))
    return book.answer("pod")


def _member(member: Member, book: Book) -> tuple[Member, Money]:
    """A member's yearly cost: as said, or worked out as `rep_cost` does."""
    if member.cost_year is not None:
        extra = next((name for name in ("base", "variable", "on_costs") if member.said(name)), None)
        if extra:
            raise EconError("cost_and_parts", extra)
        return member, member.cost_year
    inner = Book(REP_COST)
    cost = work_out(member, inner)
    book.steps += [step for step in inner.steps if step.key == "itemised_year"]
    quiet = ("seed_double_gap", "seed_double_bare")
    book.assumptions += [
        note for note in inner.assumptions if note not in book.assumptions and note.key not in quiet
    ]
    book.warnings += [note for note in inner.warnings if note not in book.warnings]
    return member, cost


def _winning_share(member: Member, book: Book) -> Decimal:
    """Of a member's work: all of it, but for Customer Success, whose work keeps customers."""
    if member.winning_share is not None:
        if member.role == "csm" and member.winning_share.value == 1:
            book.warn("csm_in_cac")
        return member.winning_share.value
    if member.role != "csm":
        return ONE
    book.assume("csm_in_cogs")
    return ZERO


def _per_win(given: PodInputs, book: Book, winning: Money, keeping: Money) -> None:
    assert given.wins is not None
    currency = winning.currency
    spent = given.marketing.amount if given.marketing else ZERO
    if given.marketing is None:
        book.warn("no_marketing")
    acquisition = money(winning.amount + spent, currency, given.period)
    operands: dict[str, Quantity] = {
        "winning_cost": winning,
        "keeping_cost": keeping,
        "marketing": money(spent, currency, given.period),
        "wins": given.wins,
    }
    team = money(winning.amount + keeping.amount, currency, given.period)
    book.step("team_cost", "{winning_cost} + {keeping_cost}", operands, team)
    book.step("acquisition_cost", "{winning_cost} + {marketing}", operands, acquisition)
    book.values["cogs"] = keeping
    if given.wins.value == 0:
        book.none("no_customers", {"customers": given.wins}, {"spend": acquisition})
        return
    cac = money(formula.per_win(winning.amount, spent, given.wins.value), currency)
    every = money(formula.per_win(team.amount, spent, given.wins.value), currency)
    book.step("cac", "({winning_cost} + {marketing}) ÷ {wins}", operands, cac)
    book.step("cost_per_win", "({winning_cost} + {keeping_cost} + {marketing}) ÷ {wins}", operands, every)
