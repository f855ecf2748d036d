"""How sure LTV, CAC, their ratio and the payback are, when what they come from is known only so well."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from econ import bounds
from econ.book import Book
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import uncertainty as formula
from econ.inputs import SpendFields
from econ.inputs_data import UncertaintyInputs
from econ.kinds_known import Counted, Known, Won
from econ.measures import cac as costs
from econ.outcome import Answer, Value
from econ.period import MONTHS
from econ.quantity import PER_YEAR, Count, Money, Months, Quantity, Rate, Ratio

if TYPE_CHECKING:
    import numpy as np

    from econ.formula.uncertainty import Array

#: Each output but the last is an object: low, low_80, median, high_80, high.
KINDS = {
    "ltv": "object",
    "cac": "object",
    "ltv_cac": "object",
    "payback_months": "object",
    "churn": "object",
    "probability_target": "rate",
}

FEWEST, MOST = 100, 1_000_000


def uncertainty(given: UncertaintyInputs) -> Answer:
    """Monte Carlo over the plain formulas, with a fixed seed: the same question gets the same answer."""
    import numpy as np

    book = Book(KINDS)
    assert given.arpa is not None
    assert given.margin is not None
    draws, level = _setting(given)
    rng = np.random.default_rng(int(given.seed.value))
    currency = _currency(given)
    run = given.run
    churn = _churn(given, rng, draws, book)
    flow = float(PER_YEAR[given.arpa_period] / PER_YEAR[run])
    arpa = formula.between(rng, float(given.arpa.low) * flow, float(given.arpa.high) * flow, draws)
    margin = formula.between(rng, float(given.margin.low), float(given.margin.high), draws)
    cac = _cac(given, rng, draws, book)
    found = formula.outcome(arpa, margin, _lost(given, churn), cac)
    marks = _marks(level)
    bands = {"churn": _churn_band(given, churn, level), "cac": formula.quantiles(cac, marks)}
    if _is_range(given.arpa) or _is_range(given.margin):
        bands["ltv"] = formula.quantiles(found.ltv, marks)
        bands["payback"] = formula.quantiles(found.payback, marks)
    else:
        # LTV falls with churn alone and payback rises with CAC alone: their places are known already
        ends = _lost(given, np.array(bands["churn"][::-1]))
        known = formula.outcome(arpa[:5], margin[:5], ends, np.array(bands["cac"]))
        bands["ltv"], bands["payback"] = tuple(known.ltv.tolist()), tuple(known.payback.tolist())
    book.values["churn"] = _range(bands["churn"], Rate)
    book.values["ltv"] = _range(bands["ltv"], Money, currency)
    book.values["cac"] = _range(bands["cac"], Money, currency)
    book.values["ltv_cac"] = _range(formula.quantiles(found.ltv_cac, marks), Ratio)
    book.values["payback_months"] = _range([float(MONTHS[run]) * at for at in bands["payback"]], Months)
    met = float(np.mean(found.ltv_cac >= float(given.target.value)))
    book.values["probability_target"] = Rate(_exactly(met))
    _say(given, draws, level, book)
    return book.answer("uncertainty")


def _churn_band(given: UncertaintyInputs, churn: Array, level: float) -> tuple[float, ...]:
    """The quantiles of the draws; with nobody lost, the rule of three says how far up the churn may be."""
    low, low_80, median, high_80, high = formula.quantiles(churn, _marks(level))
    known = given.churn
    if isinstance(known, Counted) and known.churned == 0:
        exposure = float(known.exposure)
        high_80, high = formula.rule_of_three(exposure, 0.8), formula.rule_of_three(exposure, level)
    return low, low_80, median, high_80, high


def _setting(given: UncertaintyInputs) -> tuple[int, float]:
    draws, level = given.draws.value, given.level.value
    if draws != draws.to_integral_value() or not FEWEST <= draws <= MOST:
        raise EconError("draws_out_of_range", "draws", low=Count(Decimal(FEWEST)), high=Count(Decimal(MOST)))
    if not Decimal("0.5") <= level <= Decimal("0.999"):
        raise EconError("level_out_of_range", "level")
    if given.cac is not None and given.history is not None:
        raise EconError("cac_and_spend", "history")
    return int(draws), float(level)


def _currency(given: UncertaintyInputs) -> str | None:
    said = [Money(Decimal(1), part.currency) for part in (given.arpa, given.cac) if part is not None]
    for row in given.history or ():
        said.extend(amount for name in costs.LOADED if (amount := getattr(row, name)) is not None)
    return bounds.one_currency(*said)


def _churn(given: UncertaintyInputs, rng: np.random.Generator, draws: int, book: Book) -> Array:
    known = given.churn
    if isinstance(known, Counted):
        book.assume("churn_from_counts", churned=Count(known.churned), exposure=Count(known.exposure))
        if known.churned < 30:
            book.warn("few_lost", lost=Count(known.churned))
        return formula.churn_draws(rng, float(known.churned), float(known.exposure), draws)
    assert known is not None
    return formula.between(rng, float(known.low), float(known.high), draws)


def _cac(given: UncertaintyInputs, rng: np.random.Generator, draws: int, book: Book) -> Array:
    known = given.cac
    if isinstance(known, Known):
        return formula.between(rng, float(known.low), float(known.high), draws)
    if isinstance(known, Won):
        book.assume("cac_from_count", customers=Count(known.customers))
        spread = formula.won_spread(float(known.customers))
        return formula.cac_draws(rng, float(known.spend / known.customers), spread, draws)
    spends, customers = _months(given.history or ())
    book.assume("cac_from_history", periods=Count(Decimal(len(spends))))
    mean = sum(spends) / sum(customers)
    if len(spends) < 2:
        return formula.cac_draws(rng, mean, formula.won_spread(sum(customers)), draws)
    return formula.cac_draws(rng, mean, formula.history_spread(spends, customers), draws)


def _months(rows: tuple[SpendFields, ...]) -> tuple[list[float], list[float]]:
    """Each month's whole spend and wins."""
    spends: list[float] = []
    customers: list[float] = []
    for place, row in enumerate(rows):
        spent = [amount.amount for name in costs.LOADED if (amount := getattr(row, name)) is not None]
        if not spent:
            raise EconError("missing_input", f"history[{place}].marketing_spend")
        if row.customers is None:
            raise EconError("missing_input", f"history[{place}].customers")
        spends.append(float(sum(spent)))
        customers.append(float(row.customers.value))
    if sum(customers) == 0:
        raise EconError("count_zero", "customers")
    if sum(spends) == 0:
        raise EconError("cac_zero", "history")
    return spends, customers


def _lost(given: UncertaintyInputs, churn: Array) -> Array:
    """The churn in the period at which customers can leave."""
    import numpy as np

    run = given.run
    there = float(PER_YEAR[given.churn_period] / PER_YEAR[run])
    return churn if there == 1 else formula.at_least(losing.compound(churn, np.array(there)))


def _marks(level: float) -> tuple[float, ...]:
    """The shares of the draws below the bounds: those of the level, those of 80 %, the median between."""
    tail = (1 - level) / 2
    return (tail, 0.1, 0.5, 0.9, 1 - tail)


def _range(
    found: Sequence[float], kind: type[Money | Rate | Ratio | Months], unit: str | None = None
) -> Value:
    names = ("low", "low_80", "median", "high_80", "high")
    return {name: _quantity(kind, _exactly(value), unit) for name, value in zip(names, found, strict=True)}


def _quantity(kind: type[Money | Rate | Ratio | Months], value: Decimal, unit: str | None) -> Quantity:
    if kind is Money:
        return Money(value, unit)
    if kind is Rate:
        return Rate(value)
    return Months(value) if kind is Months else Ratio(value)


def _exactly(value: float) -> Decimal:
    """Six digits: more than any number of draws can vouch for."""
    return Decimal(f"{value:.6g}")


def _say(given: UncertaintyInputs, draws: int, level: float, book: Book) -> None:
    ranged = [name for name in ("arpa", "margin", "churn", "cac") if _is_range(getattr(given, name))]
    if ranged:
        book.assume("range_even")
    if isinstance(given.churn, Counted) and given.churn.churned == 0:
        for name in ("ltv", "ltv_cac"):
            shown = book.values[name]
            assert isinstance(shown, dict)
            book.values[name] = shown | {"high": None, "high_80": None}
        churn = book.values["churn"]
        assert isinstance(churn, dict)
        book.values["churn"] = churn | {"low": None, "low_80": None}
        book.warn("nobody_lost_no_top", churn_high=churn["high"])
    book.assume("monte_carlo", draws=Count(Decimal(draws)), seed=given.seed, level=Rate(_exactly(level)))
    book.assume("constant_churn")


def _is_range(known: object) -> bool:
    return isinstance(known, Known) and known.low != known.high
