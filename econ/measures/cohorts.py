"""How long customers on contracts stay, told from how many of a cohort were left after each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from econ.book import Book, named
from econ.bounds import ONE, ZERO
from econ.errors import EconError
from econ.formula import churn as losing
from econ.formula import cohorts as formula
from econ.inputs_data import CohortInputs, SurvivorTable
from econ.measures import revenue
from econ.outcome import Answer
from econ.period import MONTHS
from econ.quantity import Count, Period, Quantity, Rate
from econ.terms import ratio, share
from econ.understood import tell
from econ.work import worth

COHORTS = (
    "alpha",
    "beta",
    "log_likelihood",
    "survival",
    "retention",
    "derl",
    "churn_constant",
    "survival_constant",
    "derl_constant",
    "derl_difference",
    "cohort_table",
    "summary",
)
#: Two parameters need three periods of losses at least.
FEWEST = 3
#: As far as a projection goes, and as many renewals as a customer may have made.
FURTHEST = 1200
#: Horizons, in periods, shown where the expected residual life has no end.
CAPS = (36, 60, 84)


@dataclass(frozen=True, slots=True)
class Table:
    """The cohorts added up by age: in each period, customers who could leave, and those who stayed."""

    at_risk: tuple[int, ...]
    kept: tuple[int, ...]

    @property
    def lost(self) -> int:
        return sum(self.at_risk) - sum(self.kept)


def cohorts(given: CohortInputs) -> Answer:
    """The shifted-beta-geometric model fitted by maximum likelihood, its projection and the residual life,
    beside what one churn for all would say."""
    book = Book(COHORTS)
    survivors, period = _survivors(given, book)
    if given.dry_run:
        book.assume("dry_run")
        return book.answer("cohorts")
    table = _table(survivors)
    renewals = given.renewals_made.value if given.renewals_made else Decimal(len(table.at_risk))
    for name, number in (("renewals_made", renewals), ("project_periods", given.project_periods.value)):
        if number > FURTHEST:
            raise EconError("too_many", name, limit=Count(Decimal(FURTHEST)))
    discount = _discount(given, period, book)
    periods = len(table.at_risk) + int(given.project_periods.value)
    churn = _constant(table, discount, periods, book)
    if table.lost < 30:
        book.warn("few_lost", lost=Count(Decimal(table.lost)))
    if table.lost == 0:
        most = share(min(Decimal(3) / sum(table.at_risk), ONE), period)
        book.none("nobody_lost", {"churn_high": most}, {"churn_high": most})
    elif len(table.at_risk) < FEWEST:
        book.none("too_few_periods", {"periods": Count(Decimal(len(table.at_risk)))}, _instead(churn, book))
    elif table.lost == sum(table.at_risk):
        book.none("everybody_lost", {}, _instead(churn, book))
    else:
        _fitted(table, discount, renewals, periods, book)
    return book.answer("cohorts")


def _survivors(given: CohortInputs, book: Book) -> tuple[tuple[tuple[int, ...], ...], Period]:
    """The counts by cohort, as given or out of a file, and how long a period is."""
    data = given.csv
    if data is None:
        assert given.survivors is not None
        return given.survivors, given.period
    if given.survivors is not None:
        raise EconError("rows_and_csv", "csv")
    if isinstance(data, SurvivorTable):
        book.values["summary"] = tell(data.source, (), book) | {"cohorts": Count(Decimal(len(data.rows)))}
        found = [revenue.Cohort(*pair) for pair in zip(data.labels, data.rows, strict=True)]
        period = given.period if given.said("period") or data.period is None else data.period
        if not given.said("period") and data.period is None:
            book.assume("cohort_period_year")
    else:
        read = revenue.read(data, given.today, given.period if given.said("period") else None, book)
        found, period = _old_enough(revenue.cohorts_of(read), read, book), read.period
    book.values["cohort_table"] = tuple(
        {"cohort": label, "survivors": tuple(Count(Decimal(number)) for number in row)}
        for label, row in found
    )
    return tuple(row for _, row in found), period


def _old_enough(found: list[revenue.Cohort], read: revenue.Read, book: Book) -> list[revenue.Cohort]:
    """Cohorts seen for a period at least; not the first, whose customers may have come long before, unless
    it is all there is."""
    seen = [one for one in found if len(one.survivors) > 1]
    if not seen:
        raise EconError("one_period_list", "csv", period=read.labels[0])
    if len(seen) > FEWEST and seen[0].label == read.labels[0]:
        book.warn(
            "first_cohort_left_out", cohort=seen[0].label, customers=Count(Decimal(seen[0].survivors[0]))
        )
        return seen[1:]
    if seen[0].label == read.labels[0]:
        book.warn("first_cohort_kept", cohort=seen[0].label)
    return seen


def _instead(churn: Rate, book: Book) -> dict[str, Quantity]:
    said: dict[str, Quantity] = {"churn_constant": churn}
    residual = book.values["derl_constant"]
    if isinstance(residual, Count):
        said["derl_constant"] = residual
    return said


def _table(rows: tuple[tuple[int, ...], ...]) -> Table:
    """By age: what all cohorts old enough show."""
    longest = max(len(row) for row in rows)
    old = [[row for row in rows if len(row) > age] for age in range(1, longest)]
    at_risk = tuple(sum(row[age] for row in rows if len(row) > age + 1) for age in range(longest - 1))
    kept = tuple(sum(row[age] for row in group) for age, group in enumerate(old, 1))
    while at_risk and at_risk[-1] == 0:  # everybody had left before
        at_risk, kept = at_risk[:-1], kept[:-1]
    return Table(at_risk, kept)


def _discount(given: CohortInputs, period: Period, book: Book) -> Rate:
    if given.discount is not None:
        return Rate(given.discount.value, period)
    if not given.said("period") and given.csv is None:
        book.assume("cohort_period_year")
    yearly = -losing.compound(-worth.CAP_DISCOUNT, MONTHS[period] / 12)
    found = share(yearly, period)
    book.assume("discount_ten", benchmark="cap_discount", discount=found)
    return found


def _constant(table: Table, discount: Rate, periods: int, book: Book) -> Rate:
    """One churn for everybody, and what it makes of survival and residual life."""
    lost, there = Count(Decimal(table.lost)), Count(Decimal(sum(table.at_risk)))
    churn = share(losing.lost_share(lost.value, there.value), discount.period)
    operands: dict[str, Quantity] = {"churned": lost, "at_risk": there}
    book.step("churn_constant", "{churned} ÷ {at_risk}", operands, churn)
    alive = [ONE]
    for _ in range(periods):
        alive.append(alive[-1] * (1 - churn.value))
    book.values["survival_constant"] = tuple(share(still) for still in alive)
    if churn.value > 0 or discount.value > 0:
        known: dict[str, Quantity] = {"churn_constant": churn, "discount": discount}
        expression = "(1 − {churn_constant}) × (1 + {discount}) ÷ ({churn_constant} + {discount})"
        residual = ratio(formula.derl_constant(churn.value, discount.value)).value
        book.step("derl_constant", expression, known, Count(residual))
    return churn


def _fitted(table: Table, discount: Rate, renewals: Decimal, periods: int, book: Book) -> None:
    found = formula.fit(table.at_risk, table.kept)
    if not found.inside:
        _at_the_edge(found, book)
        return
    alpha, beta = ratio(_exactly(found.alpha)), ratio(_exactly(found.beta))
    book.values["alpha"], book.values["beta"] = alpha, beta
    book.values["log_likelihood"] = ratio(_exactly(found.log_likelihood))
    book.values["survival"] = _shares(formula.survival(found.alpha, found.beta, periods))
    book.values["retention"] = _shares(
        [formula.retention(found.alpha, found.beta, float(period)) for period in range(1, periods + 1)]
    )
    book.assume("sbg_model")
    if found.alpha < 1 and found.beta < 1:
        book.warn("two_kinds_of_customer")
    operands: dict[str, Quantity] = {
        "alpha": alpha,
        "beta": beta,
        "renewals_made": Count(renewals),
        "discount": discount,
    }
    expression = "({beta} + {renewals_made}) ÷ ({alpha} + {beta} + {renewals_made})"
    coming = share(formula.retention(alpha.value, beta.value, renewals + 1))
    book.step("retention_next", expression, named(operands, expression), coming)
    operands["retention_next"] = coming
    _residual(found, discount, renewals, operands, book)


_DERL = (
    "{retention_next} × ₂F₁(1, {beta} + {renewals_made} + 1; {alpha} + {beta} + {renewals_made} + 1; "
    "1 ÷ (1 + {discount}))"
)


def _residual(
    found: formula.Fit, discount: Rate, renewals: Decimal, operands: dict[str, Quantity], book: Book
) -> None:
    book.assume("next_renewal_now")
    if discount.value < formula.LEAST_DISCOUNT and found.alpha <= 1:
        shares = formula.survival(found.alpha, found.beta, int(renewals) + max(CAPS))
        start = shares[int(renewals)]
        instead: dict[str, Quantity] = {
            f"derl_{cap}": Count(_exactly(sum(shares[int(renewals) + 1 : int(renewals) + cap + 1]) / start))
            for cap in CAPS
        }
        book.none("life_without_end", {"alpha": operands["alpha"]}, instead)
        return
    residual = Count(_exactly(formula.derl(found.alpha, found.beta, float(renewals), float(discount.value))))
    book.step("derl", _DERL, named(operands, _DERL), residual)
    beside = book.values["derl_constant"]
    if isinstance(beside, Count) and beside.value > 0:
        known: dict[str, Quantity] = {"derl": residual, "derl_constant": beside}
        apart = share(residual.value / beside.value - 1)
        book.step("derl_difference", "{derl} ÷ {derl_constant} − 1", known, apart)


def _at_the_edge(found: formula.Fit, book: Book) -> None:
    """The data say that all customers are alike, or that all who would leave have left."""
    if found.alpha + found.beta < 1:
        book.none("only_stayers", {}, {})
        return
    constant = book.values["survival_constant"]
    assert isinstance(constant, tuple)
    churn = book.values["churn_constant"]
    assert isinstance(churn, Rate)
    book.values["survival"] = constant
    book.values["retention"] = (share(1 - churn.value),) * (len(constant) - 1)
    book.values["derl"] = book.values["derl_constant"]
    book.values["derl_difference"] = Rate(ZERO) if book.values["derl_constant"] else None
    book.warn("all_alike")


def _exactly(value: float) -> Decimal:
    """A fitted figure to 12 digits, more than the data vouch for; what no float holds is an error."""
    found = Decimal(f"{value:.12g}")
    if not found.is_finite():
        raise EconError("too_large", "discount")
    return found


def _shares(values: Sequence[float]) -> tuple[Rate, ...]:
    return tuple(Rate(_exactly(value)) for value in values)
