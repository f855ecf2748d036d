"""The same customer under every convention."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.calc import run_lines, to_json
from bot.content import languages, table
from econ.arithmetic import exact
from econ.errors import EconError
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Money
from tests.econ.strategies import amounts, churns, margins, periods

D = Decimal
CUSTOMER: dict[str, Any] = {"arpa": D(100), "margin": D("0.8"), "churn": D("0.05")}


def answer(**inputs: Any) -> Answer:
    return METRICS["reconcile"].calculate(CUSTOMER | inputs)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    shown = found.values["conventions"]
    assert isinstance(shown, tuple)
    return {str(row["convention"]): dict(row) for row in shown if isinstance(row, dict)}


def amount(value: object) -> Decimal:
    assert isinstance(value, Money)
    return value.amount


def test_each_convention_is_the_metric_of_its_own_name() -> None:
    found = rows(answer())
    plain = METRICS["ltv"].calculate(CUSTOMER).values
    assert found["margin"]["ltv"] == plain["ltv"]
    assert found["revenue"]["ltv"] == plain["revenue_ltv"]
    capped = METRICS["ltv"].calculate(CUSTOMER | {"horizon_months": D(60)}).values
    assert found["capped"]["ltv"] == capped["ltv"]
    with exact():
        monthly = D("1.1") ** (D(1) / 12) - 1
    for timing in ("immediate", "end_of_period", "after_first_renewal"):
        inputs = {"margin_per_period": D(80), "retention": D("0.95"), "discount": monthly, "timing": timing}
        own = METRICS["ltv_discounted"].calculate(inputs).values["ltv"]
        assert abs(amount(found[f"discounted_{timing}"]["ltv"]) - amount(own)) < D("1e-20")


@given(amounts, margins, churns, periods, periods)
def test_gaps_are_differences_and_shops_agree_with_us(
    price: Decimal, margin: Decimal, churn: Decimal, arpa_period: str, churn_period: str
) -> None:
    found = rows(
        answer(arpa=price, margin=margin, churn=churn, arpa_period=arpa_period, churn_period=churn_period)
    )
    ours = amount(found["margin"]["ltv"])
    assert found["purchases"]["gap"] == Money(D(0))
    with exact():
        for row in found.values():
            if row["ltv"] is not None:
                apart = amount(row["ltv"]) - ours - amount(row["gap"])
                assert abs(apart) <= abs(ours) * D("1e-24")
        assert amount(found["revenue"]["gap"]) >= 0
        assert amount(found["capped"]["gap"]) <= 0
        now, later = (amount(found[f"discounted_{name}"]["ltv"]) for name in ("immediate", "end_of_period"))
        assert later < now <= ours


def test_the_founding_text_is_explained_and_never_computed() -> None:
    """Its literal sum, at 100 a month and 5 %, would give 4,420; no such figure may appear anywhere."""
    found = answer()
    assert rows(found)["founding_text"]["ltv"] is None
    assert "convention_founding" in [note.key for note in found.assumptions]
    written: list[str] = []
    run_lines([to_json({"metric": "reconcile", "inputs": CUSTOMER})], written.append)
    assert "4420" not in written[0].replace(",", "")


@pytest.mark.parametrize("lang", languages())
def test_every_convention_has_its_sentence(lang: str) -> None:
    found = answer(revenue_churn=D("0.02"))
    said = {note.key for note in found.assumptions}
    for name in rows(found):
        key = "convention_founding" if name == "founding_text" else f"convention_{name}"
        assert key in said
        assert table("econ", lang)["assumptions"][key]


def test_no_end_no_margin_and_bad_input() -> None:
    endless = answer(churn=D(0))
    assert endless.values["conventions"] is None
    assert endless.no_value is not None
    assert endless.no_value.key == "zero_churn"
    assert list(endless.no_value.instead) == ["ltv_36", "ltv_60", "ltv_84"]
    loss = answer(margin=D("-0.1")).no_value
    assert loss is not None
    assert loss.key == "no_margin"
    net = answer(revenue_churn=D("-0.02"))
    assert [note.key for note in net.warnings] == ["revenue_churn_not_positive"]
    for inputs, key in (
        ({"arpa": D(0)}, "price_zero"),
        ({"horizon_months": D(0)}, "span_zero"),
        ({"horizon_months": D(12001)}, "too_long"),
        ({"discount": D(2)}, "rate_over_one"),
        ({"margin": None}, "missing_input"),
    ):
        with pytest.raises(EconError, match=key):
            answer(**inputs)


def test_the_tiniest_churn_stays_a_number() -> None:
    written: list[str] = []
    for churn in (D("1e-12"), D(1), D("0.999999999999")):
        for discount in (D(0), D(1), D("1e-12")):
            inputs = CUSTOMER | {"churn": churn, "discount": discount, "arpa": D("1e15")}
            run_lines([to_json({"metric": "reconcile", "inputs": inputs})], written.append)
    for line in written:
        assert "values" in json.loads(line, parse_constant=pytest.fail)
