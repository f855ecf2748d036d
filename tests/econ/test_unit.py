"""The assessment of one customer: what it says with everything known, with little known, and at the edges."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ.arithmetic import exact
from econ.errors import EconError
from econ.outcome import Step
from econ.quantity import Count, Money, Months, Quantity, Rate, Ratio
from econ.unit import (
    OUTPUTS,
    UnitInputs,
    assess,
    chart_months,
    choose_horizon,
    cumulative_margin,
    range_from_counts,
)
from tests.econ.strategies import units
from tests.econ.test_identities import close, figure

D = Decimal


def unit(lost: str | None = "0.03", **changes: Any) -> UnitInputs:
    """500 a month, 80 % margin, 4,000 to win, and whatever is said otherwise."""
    known = UnitInputs(
        arpa=Money(D(500), "EUR", "month"),
        margin=Rate(D("0.8")),
        churn=None if lost is None else Rate(D(lost), "month"),
        cac=Money(D(4000)),
    )
    return replace(known, **changes)


def test_everything_known() -> None:
    found = assess(unit())
    shown = {
        name: round(figure(value), 2)
        for name, value in found.answer.values.items()
        if not isinstance(value, str | None)
    }
    assert shown == {
        "ltv": D("13333.33"),
        "revenue_ltv": D("16666.67"),
        "lifetime_months": D("33.33"),
        "gross_profit_month": D("400.00"),
        "cac": D("4000.00"),
        "ltv_cac": D("3.33"),
        "cac_ltv": D("0.30"),
        "payback_months": D("10.00"),
        "payback_months_churn_adjusted": D("11.71"),
        "max_cac": D("4444.44"),
        "max_churn": D("0.03"),
        "required_arpa": D("450.00"),
        "required_margin": D("0.72"),
        "churn_month": D("0.03"),
        "churn_year": D("0.31"),
    }
    assert tuple(found.answer.values) == OUTPUTS
    assert (found.verdict, found.target_met, found.currency) == ("healthy", True, "EUR")
    assert found.answer.no_value is None


@pytest.mark.parametrize(
    ("cac", "verdict"),
    [
        ("13334", "loses_money"),
        ("13333", "weak"),
        ("4445", "weak"),
        ("4444", "healthy"),
        ("2667", "healthy"),
        ("2666", "check"),
    ],
)
def test_bands_are_cut_on_the_unrounded_ratio(cac: str, verdict: str) -> None:
    assert assess(unit(cac=Money(D(cac)))).verdict == verdict


def test_a_ratio_of_exactly_three_is_healthy() -> None:
    """300 × 80 % ÷ 3 % is 8,000: no rounding on the way may make it 2.999…"""
    exactly = unit(arpa=Money(D(300), None, "month"), cac=Money(D(8000) / 3 * 1))
    assert assess(replace(exactly, cac=Money(D(4000)), target=D(2))).target_met is True
    assert assess(unit(arpa=Money(D(450), None, "month"))).verdict == "healthy"


def test_zero_churn_has_no_end_and_says_what_can_be_said() -> None:
    found = assess(unit("0"))
    none = found.answer.no_value
    assert none is not None
    assert none.key == "zero_churn"
    assert found.answer.values["ltv"] is None
    assert found.verdict is None
    # the annuity due of 400 a month at 10 % a year, added up payment by payment
    for months in (36, 60, 84):
        added = sum(400 / 1.1 ** (month / 12) for month in range(months))
        capped = none.instead[f"ltv_{months}"]
        assert float(figure(capped)) == pytest.approx(added, rel=1e-12)
        assert float(figure(none.instead[f"ltv_cac_{months}"])) == pytest.approx(added / 4000, rel=1e-12)
    assert figure(found.answer.values["payback_months_churn_adjusted"]) == 10


def test_net_churn_below_zero_is_never_put_into_one_over_churn() -> None:
    found = assess(unit("-0.02"))
    none = found.answer.no_value
    assert none is not None
    assert none.key == "negative_churn"
    assert found.answer.values["ltv"] is None
    assert found.answer.values["lifetime_months"] is None
    added = sum(400 * 1.02**month / 1.1 ** (month / 12) for month in range(60))
    assert float(figure(none.instead["ltv_60"])) == pytest.approx(added, rel=1e-12)


@pytest.mark.parametrize("margin", ["0", "-0.1"])
def test_without_margin_each_customer_loses_money(margin: str) -> None:
    found = assess(unit(margin=Rate(D(margin))))
    assert found.answer.no_value is not None
    assert found.answer.no_value.key == "no_margin"
    assert found.verdict == "loses_money"
    for name in ("ltv", "ltv_cac", "payback_months", "payback_months_churn_adjusted", "max_cac"):
        assert found.answer.values[name] is None


@pytest.mark.parametrize("churn", ["0.1", "0.2", "1"])
def test_a_cac_never_recovered(churn: str) -> None:
    found = assess(unit(churn))
    none = found.answer.no_value
    assert none is not None
    assert none.key == "never_paid_back"
    assert found.answer.values["payback_months_churn_adjusted"] is None
    assert figure(found.answer.values["payback_months"]) == 10
    worth = 400 / D(churn)
    assert figure(none.instead["break_even_cac"]) == worth
    assert figure(none.instead["shortfall"]) == 4000 - worth


def test_a_margin_over_one_is_not_offered() -> None:
    found = assess(unit("0.2"))
    assert found.answer.values["required_margin"] is None
    warning = next(note for note in found.answer.warnings if note.key == "required_margin_over_one")
    assert figure(warning.facts["needed"]) == D("4.8")
    assert figure(warning.facts["best_ratio"]) == D("0.625")


def test_goal_seek_bounds() -> None:
    """Where the first payment meets the target, even losing everyone at once does."""
    found = assess(unit(cac=Money(D(100))))
    assert figure(found.answer.values["max_churn"]) == 1
    assert "any_churn_meets_target" in {note.key for note in found.answer.warnings}


def test_a_life_over_five_years_has_the_five_year_verdict_beside_it() -> None:
    yearly = UnitInputs(
        Money(D(18000), "EUR", "year"), Rate(D("0.7")), Rate(D("0.1"), "year"), Money(D(14000))
    )
    values = assess(yearly).answer.values
    assert figure(values["ltv_cac"]) == 9
    five = sum(12600 * 0.9**year for year in range(5))
    assert float(figure(values["five_year_ltv"])) == pytest.approx(five, rel=1e-12)
    assert (values["verdict"], values["five_year_verdict"]) == ("check", "healthy")
    assert assess(unit("0.0167")).answer.values["five_year_ltv"] is None
    assert assess(unit("0.0166")).answer.values["five_year_ltv"] is not None


def test_ltv_runs_in_the_period_at_which_customers_can_leave() -> None:
    """A monthly price and churn with yearly contracts: nobody leaves within the year."""
    found = assess(unit(renewal_period="year"))
    lost = 1 - 0.97**12
    assert float(figure(found.answer.values["ltv"])) == pytest.approx(4800 / lost, rel=1e-12)
    assert [step.key for step in found.answer.steps[:2]] == ["arpa_run", "churn_run"]
    # all pay for the first year, so churn can't delay a payback within it
    assert figure(found.answer.values["payback_months_churn_adjusted"]) == 10
    highest = found.answer.values["max_churn"]
    assert isinstance(highest, Rate)
    assert highest.period == "month"


def test_a_yearly_price_runs_in_years_unless_told_otherwise() -> None:
    yearly = unit(arpa=Money(D(6000), None, "year"))
    lost = 1 - 0.97**12
    assert float(figure(assess(yearly).answer.values["ltv"])) == pytest.approx(4800 / lost, rel=1e-12)
    monthly = replace(yearly, renewal_period="month")
    assert close(figure(assess(monthly).answer.values["ltv"]), D(40000) / 3, 24)


def test_a_lifetime_stands_in_for_churn() -> None:
    values = assess(unit(None, lifetime=Months(D(40)))).answer.values
    assert figure(values["ltv"]) == 16000
    assert figure(values["churn_month"]) == D("0.025")


SUBSETS: list[tuple[str, set[str]]] = [
    ("arpa margin churn", {"ltv", "revenue_ltv", "lifetime_months", "gross_profit_month"}),
    ("arpa churn cac", {"revenue_ltv", "lifetime_months", "cac"}),
    ("arpa margin cac", {"gross_profit_month", "payback_months", "cac", "max_churn"}),
    ("churn", {"lifetime_months"}),
    ("cac", {"cac"}),
    ("margin churn cac", {"lifetime_months", "cac", "required_arpa"}),
    ("", set()),
]


@pytest.mark.parametrize(("given_names", "expected"), SUBSETS)
def test_works_with_whatever_is_known(given_names: str, expected: set[str]) -> None:
    full = {"arpa", "margin", "churn", "cac"}
    unknown: dict[str, Any] = dict.fromkeys(full - set(given_names.split()))
    known = replace(unit(), **unknown)
    values = assess(known).answer.values
    always = {"churn_month", "churn_year", "required_margin", "max_cac"}
    assert {name for name, value in values.items() if value is not None} - always == expected


def test_revenue_is_labelled_when_there_is_no_margin() -> None:
    found = assess(unit(margin=None))
    assert "revenue_only" in {note.key for note in found.answer.warnings}
    assert found.answer.values["ltv_cac"] is None
    assert found.verdict is None


def test_a_period_not_said_is_an_assumption_said() -> None:
    price = Money(D(6000), None, "year")
    found = assess(UnitInputs(price, Rate(D("0.8")), Rate(D("0.2"))))
    note = next(note for note in found.answer.assumptions if note.key == "churn_period_from_price")
    assert note.facts == {"period": "year"}
    assert figure(found.answer.values["ltv"]) == 24000


BAD: list[tuple[dict[str, Any], str, str | None]] = [
    ({"churn": Rate(D("1.2"), "month")}, "rate_over_one", "churn"),
    ({"churn": Rate(D("-1.5"), "month")}, "too_low", "churn"),
    ({"margin": Rate(D("1.01"))}, "margin_over_one", "margin"),
    ({"cac": Money(D(0))}, "cac_zero", "cac"),
    ({"cac": Money(D(-1))}, "negative", "cac"),
    ({"arpa": Money(D(0))}, "price_zero", "arpa"),
    ({"arpa": Money(D(-5))}, "negative", "arpa"),
    ({"arpa": Money(D("NaN"))}, "not_finite", "arpa"),
    ({"arpa": Money(D("-Infinity"))}, "not_finite", "arpa"),
    ({"arpa": Money(D("1e16"))}, "too_large", "arpa"),
    ({"churn": Rate(D("1e-13"))}, "too_small", "churn"),
    ({"arpa": Money(cast(Decimal, 500))}, "not_a_number", "arpa"),
    ({"cac": Money(D(4000), "USD")}, "mixed_currencies", None),
    ({"target": D(0)}, "target_zero", "target"),
    ({"target": D(-3)}, "negative", "target"),
    ({"lifetime": Months(D(40))}, "churn_and_lifetime", "lifetime_months"),
    ({"churn": None, "lifetime": Months(D(0))}, "span_zero", "lifetime_months"),
    ({"churn": None, "lifetime": Months(D(12001))}, "too_long", "lifetime_months"),
    ({"discount": Rate(D("1.5"))}, "rate_over_one", "discount_rate"),
]


@pytest.mark.parametrize(("changes", "key", "field"), BAD)
def test_contradictions_name_the_field(changes: dict[str, Any], key: str, field: str | None) -> None:
    with pytest.raises(EconError) as raised:
        unit(**changes)
    assert (raised.value.key, raised.value.field) == (key, field)


def test_mixed_currencies_name_both() -> None:
    with pytest.raises(EconError) as raised:
        unit(cac=Money(D(4000), "USD"))
    assert raised.value.facts == {"first": "EUR", "second": "USD"}


wild = st.decimals(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [D("1e15"), D("-1e15"), D("1e-12"), D(0), D(1), D(-1), D("0.999999999999"), D("1e12"), D("-1e-12")]
)


@given(wild, wild, wild, wild, st.sampled_from(["day", "week", "month", "quarter", "year", None]))
def test_no_numbers_whatever_break_it(
    price: Decimal, margin: Decimal, churn: Decimal, cac: Decimal, period: Any
) -> None:
    try:
        given_ = UnitInputs(Money(price, None, period), Rate(margin), Rate(churn, "month"), Money(cac))
    except EconError:
        return
    found = assess(given_)
    for value in found.answer.values.values():
        assert value is None or isinstance(value, str) or figure(value).is_finite()
    assert all(amount.is_finite() for amount in cumulative_margin(given_, 24))
    assert 0 < choose_horizon(given_) <= 120


def _numbers(step: Step) -> Decimal:
    """The step's expression worked out with its own numbers, as a doubting reader would."""
    code = re.sub(r"\{(\w+)\}", lambda mark: f"operand({mark[1]!r})", step.expression)
    code = code.replace("×", "*").replace("÷", "/").replace("−", "-").replace("^", "**")
    code = re.sub(r"(?<![\w'])(\d+)(?![\w'])", r"D(\1)", code)
    names: dict[str, Any] = {
        "operand": lambda name: _amount(step.operands[name]),
        "D": Decimal,
        "ln": Decimal.ln,
    }
    with exact():
        found = eval(code, {"__builtins__": {}}, names)  # our own expression
    assert isinstance(found, Decimal)
    return found


def _amount(quantity: Quantity) -> Decimal:
    return quantity.amount if isinstance(quantity, Money) else quantity.value


@given(units(), st.booleans())
def test_every_step_gives_its_own_result(known: UnitInputs, rich: bool) -> None:
    """The passport must hold: the formula shown, with the numbers shown, is the figure shown."""
    if rich:
        known = replace(known, one_off_fee=Money(D(90)), discount=Rate(D("0.005")), horizon=Months(D(36)))
    for step in assess(known).answer.steps:
        assert set(re.findall(r"\{(\w+)\}", step.expression)) == set(step.operands)
        if "=" in step.expression:
            left, right = step.expression.split(" = ")
            assert close(_numbers(replace(step, expression=left)), _numbers(replace(step, expression=right)))
            continue
        assert step.result is not None
        floor = D("1e-15") * max(D(1), abs(_amount(step.result)))
        with exact():
            gap = abs(_numbers(step) - _amount(step.result))
        if step.key == "payback_months_churn_adjusted":
            # straight between two renewals where the formula bends, and never before the plain payback
            floor = D(12) if "months_per_period" in step.operands else D(1)
        assert gap <= floor, step


def test_the_range_of_eighteen_in_six_hundred() -> None:
    found = range_from_counts(unit(), churned=18, customers=600, periods=1)
    assert found.churn_low is not None
    assert found.exposure == Count(D(600))
    churns = (found.churn_low, found.churn_high)
    assert [round(figure(churn), 3) for churn in churns] == [D("0.019"), D("0.046")]
    ratios = (found.ltv_cac_low, found.ltv_cac_high)
    assert [round(figure(ratio), 1) for ratio in ratios] == [D("2.2"), D("5.4")]
    assert range_from_counts(unit(), 18, 50, 12).churn_high == found.churn_high


def test_the_range_with_nobody_lost() -> None:
    found = range_from_counts(unit(), churned=0, customers=300)
    assert found.churn_low is None
    assert found.ltv_high is None
    assert found.churn_high == Rate(D("0.01"), "month")
    assert figure(found.ltv_low) == 40000


@pytest.mark.parametrize(
    ("churned", "customers", "periods", "level", "key"),
    [
        (-1, 10, 1, "0.95", "negative"),
        (11, 10, 1, "0.95", "churned_over_start"),
        (1, 0, 1, "0.95", "count_zero"),
        (1, 10, 0, "0.95", "count_zero"),
        (1, 10, 1, "1", "level_out_of_range"),
        (1, 10, 1, "NaN", "level_out_of_range"),
    ],
)
def test_impossible_counts(churned: int, customers: int, periods: int, level: str, key: str) -> None:
    with pytest.raises(EconError) as raised:
        range_from_counts(unit(), churned, customers, periods, D(level))
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("known", "horizon"),
    [
        (unit(), 18),
        (unit("0"), 18),
        (unit(None), 18),
        (unit("0.2"), 12),
        (unit("0.001", cac=Money(D(40000))), 120),
        (unit(cac=None), 60),
        (unit(cac=Money(D(400000))), 60),
    ],
)
def test_the_chart_looks_far_enough(known: UnitInputs, horizon: int) -> None:
    assert choose_horizon(known) == horizon
    assert len(chart_months(horizon)) <= 20
    assert chart_months(horizon)[-1] == horizon


def test_the_curve_needs_a_margin() -> None:
    with pytest.raises(EconError, match="missing_input") as raised:
        cumulative_margin(unit(margin=None), 12)
    assert raised.value.field == "margin"


def test_both_ways_of_the_ratio_agree() -> None:
    found = assess(unit()).answer.values
    assert isinstance(found["cac_ltv"], Ratio)
    assert round(found["cac_ltv"].value, 28) == D("0.3")
    assert close(figure(found["cac_ltv"]) * figure(found["ltv_cac"]), D(1))
