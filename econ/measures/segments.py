"""Segments side by side, and what their average hides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from econ.book import Book, sum_of
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import cac as formula
from econ.formula import funnel as stages
from econ.formula import goal
from econ.formula import payback as paying
from econ.inputs import LtvCacInputs
from econ.inputs_selling import Segment, SegmentsInputs
from econ.measures.ltv_cac import LTV_CAC, ltv_cac
from econ.measures.outsource import currency_of
from econ.outcome import Answer, Value
from econ.quantity import Count, Money, Quantity, Rate
from econ.terms import money, months, ratio, share, terms_of, tidy
from econ.verdict import verdict_of
from econ.work import worth

SEGMENTS = ("segments", "blend", "mix_warning")
#: Touches it takes to win a small customer; a budget for as many is one for people all along.
USUAL_TOUCHES = Decimal(8)
#: Shares as people write them: 0.33, 0.33, 0.34, give or take the rounding.
WHOLE = Decimal("0.011")


@dataclass(frozen=True, slots=True)
class Side:
    """One segment's figures; None where it has no finite value."""

    name: str
    share: Decimal
    ltv: Decimal | None
    cac: Decimal | None
    profit: Decimal | None
    five_years: Decimal | None = None

    @property
    def ratio(self) -> Decimal | None:
        return None if self.ltv is None or not self.cac else self.ltv / self.cac


def segments(given: SegmentsInputs) -> Answer:
    """LTV, CAC, ratio and payback of each segment and of the mix; a warning where the mix hides one."""
    book = Book(SEGMENTS)
    assert given.segments is not None
    currency = currency_of(given, *given.segments)
    shares = _shares(given.segments, book)
    shown: list[Value] = []
    found: list[Side] = []
    rows = [_in_currency(segment, currency) for segment in given.segments]
    for place, (segment, part) in enumerate(zip(rows, shares, strict=True)):
        side, figures = _figures(place, segment, part, given.target.value, book)
        touch = segment.cost_per_touch or given.cost_per_touch
        found.append(side)
        shown.append(figures | _motion(side, segment.conversion, touch, currency, given.target.value, book))
    book.values["segments"] = tuple(shown)
    _blend(found, currency, given.target.value, book)
    return book.answer("segments")


def _in_currency(segment: Segment, currency: str | None) -> Segment:
    """An amount said without a currency is in that of the others."""
    amounts = {name: value for name, value in vars(segment).items() if isinstance(value, Money)}
    return segment.model_copy(
        update={name: replace(value, currency=currency) for name, value in amounts.items()}
    )


def _shares(given: tuple[Segment, ...], book: Book) -> list[Decimal]:
    """Each segment's share of the new customers: as said, by their numbers, or (said so) equal."""
    said = [segment.share for segment in given]
    if any(part is not None for part in said):
        missing = next((place for place, part in enumerate(said) if part is None), None)
        if missing is not None:
            raise EconError("missing_input", f"segments[{missing}].share", inputs="share")
        parts = [part.value for part in said if part is not None]
        total = sum_of(parts)
        if abs(total - 1) > WHOLE:
            raise EconError("shares_not_whole", "segments", total=Rate(total))
        return [part / total for part in parts]
    counts = [segment.customers.value if segment.customers else None for segment in given]
    known = [count for count in counts if count is not None]
    if len(known) == len(counts) and sum_of(known) > 0:
        book.assume("shares_by_customers")
        return [count / sum_of(known) for count in known]
    book.assume("equal_shares")
    return [ONE / len(given)] * len(given)


def _figures(
    place: int, segment: Segment, part: Decimal, target: Decimal, book: Book
) -> tuple[Side, dict[str, Value]]:
    name = segment.name or str(place + 1)
    unit = LtvCacInputs.model_construct(
        _fields_set=segment.model_fields_set & set(LtvCacInputs.model_fields) | {"target"},
        **{field: getattr(segment, field) for field in LtvCacInputs.model_fields},
    )
    try:
        answer = ltv_cac(unit)
        profit = _profit(segment)
    except EconError as fault:
        raise EconError(fault.key, f"segments[{place}].{fault.field}", **fault.facts) from None
    if answer.no_value is not None:
        book.none(answer.no_value.key, dict(answer.no_value.facts), dict(answer.no_value.instead))
    kept = {note.key for note in (*book.assumptions, *book.warnings)}
    book.assumptions += [note for note in answer.assumptions if note.key not in kept]
    book.warnings += [note for note in answer.warnings if note.key not in kept]
    answered = {key: answer.values[key] for key in LTV_CAC}
    if answer.no_value is not None and "ltv_60" in answer.no_value.instead:
        answered["five_year_ltv"] = answer.no_value.instead["ltv_60"]
        answered["five_year_ltv_cac"] = answer.no_value.instead.get("ltv_cac_60")
    ltv, cac, capped = (_money(answered[key]) for key in ("ltv", "cac", "five_year_ltv"))
    side = Side(name, part, ltv, cac, profit, capped)
    book.steps += [replace(step, of=name) for step in answer.steps]
    back = paying.payback(side.cac, profit) if side.cac and profit and profit > 0 else None
    cycle = segment.sales_cycle_months
    figures: dict[str, Value] = {
        "name": name,
        "share": share(part),
        **answered,
        "meets_target": None if side.ratio is None else "yes" if side.ratio >= target else "no",
        "payback_months": None if back is None else months(back),
        "payback_from_first_spend": None if back is None or cycle is None else months(back + cycle.value),
    }
    return side, figures


def _motion(
    side: Side,
    conversion: Rate | None,
    touch: Money | None,
    currency: str | None,
    target: Decimal,
    book: Book,
) -> dict[str, Value]:
    """What a customer of the segment may cost at the target, so what each prospect may, won or not, and who
    can look after it.

    Where customers are expected to stay longer than five years, only those five are spent.
    """
    found: dict[str, Value] = dict.fromkeys(("max_cac", "budget_per_prospect", "touches", "motion"))
    worth_it = side.ltv if side.five_years is None else side.five_years
    if worth_it is None or worth_it <= 0:
        return found
    if side.five_years is not None:
        book.assume("budget_on_five_years", name=side.name)
    most = money(goal.max_cac(worth_it, target), currency)
    found["max_cac"] = most
    if conversion is None:
        return found
    budget = money(stages.budget_per_prospect(most.amount, conversion.value), currency)
    operands: dict[str, Quantity] = {"max_cac": most, "conversion": conversion}
    book.step("budget_per_prospect", "{max_cac} × {conversion}", operands, budget, side.name)
    found["budget_per_prospect"] = budget
    if touch is not None:
        each: dict[str, Quantity] = {"budget_per_prospect": budget, "cost_per_touch": touch}
        touches = budget.amount / touch.amount
        book.step(
            "touches", "{budget_per_prospect} ÷ {cost_per_touch}", each, Count(tidy(touches)), side.name
        )
        found["touches"] = Count(tidy(touches))
        found["motion"] = "automated" if touches < 1 else "mixed" if touches < USUAL_TOUCHES else "people"
        if all(note.key != "usual_touches" for note in book.assumptions):
            book.assume("usual_touches", benchmark="touches_per_prospect", touches=Count(USUAL_TOUCHES))
    return found


def _money(value: Value) -> Decimal | None:
    return value.amount if isinstance(value, Money) else None


def _profit(segment: Segment) -> Decimal | None:
    if segment.arpa is None or segment.margin is None or segment.ltv is not None:
        return None
    inner = Book(("gross_profit_month",))
    worth.gross_profit_month(terms_of(segment.unit(), inner), inner)
    found = inner.values["gross_profit_month"]
    return found.amount if isinstance(found, Money) else None


def _blend(found: list[Side], currency: str | None, target: Decimal, book: Book) -> None:
    """Averages weighted by share: the ratio is that of the averages, never the average of the ratios."""
    ltv = _mean([(side.share, side.ltv) for side in found])
    cac = _mean([(side.share, side.cac) for side in found])
    profit = _mean([(side.share, side.profit) for side in found])
    whole = ltv / cac if ltv is not None and cac else None
    back = paying.payback(cac, profit) if cac and profit and profit > 0 else None
    if whole is not None and ltv is not None and cac is not None:
        operands: dict[str, Quantity] = {"ltv": money(ltv, currency), "cac": money(cac, currency)}
        book.step("blend", "{ltv} ÷ {cac}", operands, ratio(formula.ltv_cac(ltv, cac)))
        _mix(found, whole, target, book)
    book.values["blend"] = {
        "ltv": None if ltv is None else money(ltv, currency),
        "cac": None if cac is None else money(cac, currency),
        "ltv_cac": None if whole is None else ratio(whole),
        "verdict": None if whole is None else verdict_of(whole),
        "payback_months": None if back is None else months(back),
    }


def _mean(parts: list[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    known = [weight * value for weight, value in parts if value is not None]
    return sum_of(known) if len(known) == len(parts) else None


def _mix(found: list[Side], whole: Decimal, target: Decimal, book: Book) -> None:
    """The mix hides a segment when it stands on the other side of the target, or of losing money."""
    ordered = sorted((side for side in found if side.share), key=lambda side: side.ratio or ZERO)
    if not ordered:
        return
    worst, best = ordered[0], ordered[-1]
    low, high = worst.ratio or ZERO, best.ratio or ZERO
    blend = ratio(whole)
    if low < 1 <= whole:
        book.values["mix_warning"] = "hides_losing"
        book.warn("mix_hides_losing", name=worst.name, ratio=ratio(low), blend=blend)
    elif low < target <= whole:
        book.values["mix_warning"] = "hides_weak"
        book.warn("mix_hides_weak", name=worst.name, ratio=ratio(low), blend=blend)
    elif whole < target <= high:
        book.values["mix_warning"] = "hides_strong"
        book.warn("mix_hides_strong", name=best.name, ratio=ratio(high), blend=blend)
