"""A journey in stages with its cost, and what a prospect may cost on the way."""

from __future__ import annotations

from decimal import Decimal

from econ.book import Book, sum_of
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import cac as costs
from econ.formula import funnel as formula
from econ.formula import goal
from econ.inputs_selling import FunnelInputs, Stage, TouchInputs
from econ.measures.outsource import currency_of
from econ.outcome import Answer, Value
from econ.quantity import Count, Money, Quantity
from econ.terms import money, share, tidy

FUNNEL = ("cac", "customers", "volume_needed", "cost_total", "conversion", "hand_off_cost", "cost_per_stage")
TOUCH_BUDGET = ("target_cac", "budget_per_prospect", "prospects_per_customer", "touches")

#: The journeys by the names their stages are worded under: the plain one, and the two of the founding text.
MOTIONS = {
    "leads": ("visitor", "lead", "meeting", "opportunity"),
    "smb": ("visitor", "ldr_qualified", "nurtured", "trial", "ae_close", "customer_success"),
    "enterprise": ("suspect", "prospect", "approach", "negotiate", "close", "order"),
}
#: The stages from which customers come: where a journey ends before, that is said.
CLOSING = frozenset({"opportunity", "ae_close", "customer_success", "close", "order"})


def funnel(given: FunnelInputs) -> Answer:
    """CAC = all the stages cost ÷ those who come out as customers, hand-off losses priced in. Without a cost
    there is no CAC, only the numbers at each stage."""
    book = Book(FUNNEL)
    assert given.stages is not None
    currency = currency_of(given, *given.stages)
    names, stages = _journey(given)
    if given.motion in MOTIONS and names[-1] in {*MOTIONS[given.motion]} - CLOSING:
        book.warn("journey_ends_early", stage=names[-1])
    volume = _volume(given, stages, book)
    if "customer_success" in names:
        book.assume("success_cost_in_cac")
    counts = _counts(stages, volume)
    customers = Count(tidy(counts[-1]))
    book.values["customers"] = customers
    book.values["conversion"] = share(counts[-1] / volume)
    if given.fixed_cost is None and not any(stage.cost_per_entry for stage in stages):
        book.values["cost_per_stage"] = tuple(
            {"name": name, "entries": Count(tidy(count))} for name, count in zip(names, counts, strict=False)
        )
        return book.answer("funnel")
    fixed = given.fixed_cost.amount if given.fixed_cost else ZERO
    spent = [count * _each(stage) for count, stage in zip(counts, stages, strict=False)]
    total = sum_of(spent) + fixed
    book.values["cost_total"] = money(total, currency)
    book.values["cost_per_stage"] = _stages(names, counts, spent, fixed, currency)
    if customers.value == 0:
        book.none("no_customers", {"customers": customers}, {"spend": money(total, currency)})
        return book.answer("funnel")
    operands: dict[str, Quantity] = {"cost_total": money(total, currency), "customers": customers}
    found = costs.cac(total, counts[-1])
    book.step("cac", "{cost_total} ÷ {customers}", operands, money(found, currency))
    _hand_off(stages, volume, fixed, found, currency, book)
    return book.answer("funnel")


def _volume(given: FunnelInputs, stages: tuple[Stage, ...], book: Book) -> Decimal:
    """Entries at the top: as said, those it takes for the customers wanted, or (said so) one."""
    if given.customers_wanted is None:
        if given.volume is None:
            book.assume("per_entrant")
        return given.volume.value if given.volume else ONE
    if given.volume is not None:
        raise EconError("volume_and_wanted", "customers_wanted")
    overall = _counts(stages, ONE)[-1]
    if overall == 0:
        raise EconError("wanted_at_zero", "customers_wanted", wanted=given.customers_wanted)
    found = formula.entries_needed(given.customers_wanted.value, overall)
    operands: dict[str, Quantity] = {
        "customers_wanted": given.customers_wanted,
        "conversion": share(overall),
    }
    book.step("volume_needed", "{customers_wanted} ÷ {conversion}", operands, Count(tidy(found)))
    return found


def _journey(given: FunnelInputs) -> tuple[list[str], tuple[Stage, ...]]:
    """The stages with their names; those of a named journey that hold nothing are left out."""
    assert given.stages is not None
    known = MOTIONS.get(given.motion, ())
    if known and len(given.stages) > len(known) and any(stage.name is None for stage in given.stages):
        raise EconError("too_many_stages", "stages", limit=Count(Decimal(len(known))))
    places = [place for place, stage in enumerate(given.stages) if not known or vars(stage) != vars(Stage())]
    for place in places[:-1] or ([] if places else [0]):
        if given.stages[place].conversion is None:
            raise EconError("missing_input", f"stages[{place}].conversion", inputs="conversion")
    names = [
        given.stages[place].name or (known[place] if place < len(known) else str(place + 1))
        for place in places
    ]
    return names, tuple(given.stages[place] for place in places)


def _each(stage: Stage) -> Decimal:
    return stage.cost_per_entry.amount if stage.cost_per_entry else ZERO


def _counts(stages: tuple[Stage, ...], volume: Decimal, *, lossless: bool = False) -> list[Decimal]:
    """Entries of each stage and the customers at its end; the last stage keeps all, unless it says not."""
    passed = [
        formula.passing(
            stage.conversion.value if stage.conversion else ONE,
            stage.hand_off_loss.value if stage.hand_off_loss and not lossless else ZERO,
        )
        for stage in stages
    ]
    return formula.entries(volume, passed)


def _stages(
    names: list[str], counts: list[Decimal], spent: list[Decimal], fixed: Decimal, currency: str | None
) -> tuple[Value, ...]:
    """For each stage: who enters, what it costs, what one who gets there has cost so far and will cost."""
    shown: list[Value] = []
    so_far = fixed
    for place, name in enumerate(names):
        count, customers = counts[place], counts[-1]
        so_far += spent[place]
        reached = so_far - spent[place]
        row: dict[str, Value] = {
            "name": name,
            "entries": Count(tidy(count)),
            "cost": money(spent[place], currency),
            "cost_to_reach": money(reached / count, currency) if count else None,
            "cost_per_customer": money(spent[place] / customers, currency) if customers else None,
        }
        shown.append(row)
    return tuple(shown)


def _hand_off(
    stages: tuple[Stage, ...],
    volume: Decimal,
    fixed: Decimal,
    found: Decimal,
    currency: str | None,
    book: Book,
) -> None:
    """What the losses in handing over add to each customer: CAC with them less CAC without."""
    if not any(stage.hand_off_loss for stage in stages):
        return
    counts = _counts(stages, volume, lossless=True)
    spent = sum_of(count * _each(stage) for count, stage in zip(counts, stages, strict=False))
    whole = costs.cac(spent + fixed, counts[-1])
    operands: dict[str, Quantity] = {
        "cac": money(found, currency),
        "cac_without_loss": money(whole, currency),
    }
    book.step("hand_off_cost", "{cac} − {cac_without_loss}", operands, money(found - whole, currency))


def touch_budget(given: TouchInputs) -> Answer:
    """What may be spent on a prospect, won or not, and how many touches that buys."""
    book = Book(TOUCH_BUDGET)
    assert given.conversion is not None
    currency = currency_of(given)
    target = _target_cac(given, currency, book)
    book.values["target_cac"] = target
    closing = given.closing_cost.amount if given.closing_cost else ZERO
    if closing > target.amount:
        facts: dict[str, Quantity | str] = {"closing_cost": money(closing, currency), "target_cac": target}
        book.none("closing_over_target", facts, {"shortfall": money(closing - target.amount, currency)})
        return book.answer("touch_budget")
    budget = money(formula.budget_per_prospect(target.amount - closing, given.conversion.value), currency)
    operands: dict[str, Quantity] = {"target_cac": target, "conversion": given.conversion}
    expression = "{target_cac} × {conversion}"
    if given.closing_cost is not None:
        operands["closing_cost"] = money(closing, currency)
        expression = "({target_cac} − {closing_cost}) × {conversion}"
    book.step("budget_per_prospect", expression, operands, budget)
    if given.conversion.value:
        book.values["prospects_per_customer"] = Count(tidy(1 / given.conversion.value))
    if given.cost_per_touch is not None:
        each: dict[str, Quantity] = {"budget_per_prospect": budget, "cost_per_touch": given.cost_per_touch}
        found = Count(tidy(budget.amount / given.cost_per_touch.amount))
        book.step("touches", "{budget_per_prospect} ÷ {cost_per_touch}", each, found)
        if found.value < 1:
            book.warn("under_one_touch", touch=money(given.cost_per_touch.amount, currency), budget=budget)
    return book.answer("touch_budget")


def _target_cac(given: TouchInputs, currency: str | None, book: Book) -> Money:
    if given.target_cac is not None:
        if given.ltv is not None:
            raise EconError("target_and_ltv", "ltv")
        return money(given.target_cac.amount, currency)
    assert given.ltv is not None
    if not given.said("target"):
        book.assume("target_default", benchmark="ltv_cac_target", target=given.target)
    found = money(goal.max_cac(given.ltv.amount, given.target.value), currency)
    book.step("target_cac", "{ltv} ÷ {target}", {"ltv": given.ltv, "target": given.target}, found)
    return found
