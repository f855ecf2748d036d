"""The value of a customer beside its cost, and what would bring the two to the target."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from econ.book import Book
from econ.errors import EconError
from econ.inputs import GoalInputs, LtvCacInputs, LtvInputs, SpendFields
from econ.measures import cac as costs
from econ.measures.ltv import assume_periods
from econ.outcome import Answer, Note
from econ.quantity import Money, Quantity, Rate, Ratio
from econ.terms import Terms, terms_of, tidy
from econ.unit_inputs import UnitInputs
from econ.work import goal, life, worth

LTV_CAC = (
    "ltv",
    "cac",
    "ltv_cac",
    "cac_ltv",
    "verdict",
    "five_year_ltv",
    "five_year_ltv_cac",
    "five_year_verdict",
)
#: Each lever's output, its input in `UnitInputs`, and the inputs it can't do without.
LEVERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "cac": ("max_cac", ("arpa", "margin", "churn")),
    "churn": ("max_churn", ("arpa", "margin", "cac")),
    "arpa": ("required_arpa", ("margin", "churn", "cac")),
    "margin": ("required_margin", ("arpa", "churn", "cac")),
}
FOUND = tuple(output for output, _ in LEVERS.values())
GOAL_SEEK = tuple(name for output in FOUND for name in (output, f"{output}_change", f"{output}_change_share"))
_HIDDEN = ("lifetime_months", "churn_month", "churn_year", "revenue_ltv", "gross_profit_month")


def ltv_cac(given: LtvCacInputs) -> Answer:
    """LTV ÷ CAC both ways, with the verdict; the LTV given or worked out, the CAC too."""
    book = Book((*LTV_CAC, *_HIDDEN))
    unit = _unit(given, book)
    terms = terms_of(unit, book)
    if terms.cac is None and book.no_value is None:
        raise EconError("missing_input", "cac", inputs="cac, marketing_spend, customers")
    if given.ltv is not None:
        book.values["cac"] = terms.operands.get("cac")
        _beside(given.ltv, terms, book)
        return book.answer("ltv_cac", LTV_CAC)
    _require_value(given)
    life.work_out(unit, terms, book)
    worth.work_out(terms, book)
    return book.answer("ltv_cac", LTV_CAC)


def _require_value(given: LtvCacInputs) -> None:
    for group in (("arpa", "ltv"), ("margin", "ltv"), ("churn", "lifetime_months", "ltv")):
        given.require(*group)


def _beside(ltv: Money, terms: Terms, book: Book) -> None:
    known = Money(ltv.amount, terms.currency or ltv.currency)
    book.values["ltv"] = known
    worth.compare(known, terms, book)


def _unit(given: LtvCacInputs, book: Book) -> UnitInputs:
    """The customer, its cost worked out from the spend where only that was said."""
    if given.ltv is not None:
        extra = next((name for name in LtvInputs.model_fields if given.said(name)), None)
        if extra is not None:
            raise EconError("ltv_and_inputs", extra)
        paid = _cost(given, book)
        UnitInputs(arpa=replace(given.ltv, amount=Decimal(1)), cac=paid)  # one currency for both
        return UnitInputs(cac=paid, target=given.target.value)
    assume_periods(given, book)
    if not given.said("target"):
        book.assume("target_default", benchmark="ltv_cac_target", target=given.target)
    return given.unit(_cost(given, book), given.target.value)


def _cost(given: LtvCacInputs, book: Book) -> Money | None:
    spent = next((name for name in _SPENDING if given.said(name)), None)
    if given.cac is not None:
        if spent is not None:
            raise EconError("cac_and_spend", spent)
        return given.cac
    if spent is None:
        return None
    inner = Book(costs.CAC)
    costs.work_out(costs.totals_of(given, inner), inner)
    book.steps.extend(step for step in inner.steps if step.key != "cac_paid")
    book.assumptions.extend(inner.assumptions)
    if inner.no_value is not None:
        book.none(inner.no_value.key, dict(inner.no_value.facts), dict(inner.no_value.instead))
        return None
    found = inner.values["cac_fully_loaded"] or inner.values["cac"] or inner.values["cac_paid"]
    return found if isinstance(found, Money) and found.amount > 0 else _free(found)


def _free(found: object) -> Money | None:
    if isinstance(found, Money):
        raise EconError("cac_zero", "marketing_spend")
    return None


_SPENDING = (*SpendFields.model_fields, "history", "lag_months")


def goal_seek(given: GoalInputs) -> Answer:
    """The value of each lever at which LTV ÷ CAC is the target, the others held; or of the one asked for."""
    book = Book((*GOAL_SEEK, *LTV_CAC, *_HIDDEN))
    unit = _unit(given, book)
    _require_levers(given, unit)
    terms = terms_of(unit, book)
    if given.ltv is not None:
        book.values["ltv"] = given.ltv
    else:
        life.work_out(unit, terms, book)
        worth.work_out(terms, book)
    goal.work_out(unit, terms, book)
    _changes(unit, book)
    wanted = [LEVERS[given.solve_for][0]] if given.solve_for else list(FOUND)
    _impossible(wanted, book)
    return book.answer("goal_seek", [name for name in GOAL_SEEK if name.startswith(tuple(wanted))])


def _require_levers(given: GoalInputs, unit: UnitInputs) -> None:
    """What the lever asked for needs; with none asked for, enough for one of them."""
    known = {
        "arpa": unit.arpa is not None or given.ltv is not None,
        "margin": unit.margin is not None or given.ltv is not None,
        "churn": unit.churn is not None or unit.lifetime is not None or given.ltv is not None,
        "cac": unit.cac is not None,
    }
    lacking = {lever: [name for name in needs if not known[name]] for lever, (_, needs) in LEVERS.items()}
    wanted = [given.solve_for] if given.solve_for else list(LEVERS)
    if given.ltv is not None and given.solve_for not in (None, "cac"):
        raise EconError("ltv_and_inputs", "ltv")
    fewest = min((lacking[lever] for lever in wanted), key=len)
    if fewest:
        raise EconError("missing_input", fewest[0], inputs=", ".join(fewest))


def _changes(unit: UnitInputs, book: Book) -> None:
    """How far each lever is from today: the difference, and as a share of today's."""
    today: dict[str, Quantity | None] = {
        "max_cac": unit.cac,
        "max_churn": unit.churn,
        "required_arpa": unit.arpa,
        "required_margin": unit.margin,
    }
    for name, now in today.items():
        then = book.values[name]
        if isinstance(then, Money) and isinstance(now, Money):
            change = then.amount - now.amount
            book.values[f"{name}_change"] = Money(tidy(change), then.currency, then.period)
            book.values[f"{name}_change_share"] = Ratio(tidy(change / now.amount))
        elif isinstance(then, Rate) and isinstance(now, Rate):
            change = then.value - now.value
            book.values[f"{name}_change"] = Rate(tidy(change), then.period)
            if now.value:
                book.values[f"{name}_change_share"] = Ratio(tidy(change / abs(now.value)))


def _impossible(wanted: list[str], book: Book) -> None:
    """A lever that can't reach the target alone is a result, told with what it can reach."""
    for note in book.warnings:
        lever = _REACHES.get(note.key)
        if lever in wanted:
            book.none(note.key, dict(note.facts), _numbers(note))


_REACHES = {"required_margin_over_one": "required_margin", "target_beyond_horizon": "max_churn"}


def _numbers(note: Note) -> dict[str, Quantity]:
    return {name: fact for name, fact in note.facts.items() if not isinstance(fact, str)}
