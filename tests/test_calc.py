"""The JSON lines face: what scripts send and get, and that nothing they send breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calc import list_metrics, run_lines, to_json
from econ.metric import METRICS


def run(*asked: object) -> list[dict[str, Any]]:
    """The answers to these objects (or raw lines), parsed with exact numbers."""
    lines = [line if isinstance(line, str) else to_json(line) for line in asked]
    written: list[str] = []
    run_lines(lines, written.append)
    assert all("\n" not in line for line in written)
    return [
        json.loads(line, parse_float=Decimal, parse_int=Decimal, parse_constant=refuse) for line in written
    ]


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def ask(metric: str, lang: str | None = None, **inputs: Any) -> dict[str, Any]:
    asked = {"id": "x", "metric": metric, "inputs": inputs} | ({"lang": lang} if lang else {})
    return run(asked)[0]


def values(metric: str, **inputs: Any) -> dict[str, Any]:
    answer = ask(metric, **inputs)
    assert "error" not in answer, answer
    found: dict[str, Any] = answer["values"]
    return found


D = Decimal
FULL: dict[str, Any] = {"arpa": 500, "margin": D("0.8"), "churn": D("0.03"), "cac": 4000}


def test_an_answer_has_its_shape() -> None:
    answer = ask("ltv", arpa=500, margin=D("0.8"), churn=D("0.05"))
    assert answer["id"] == "x"
    assert answer["metric"] == "ltv"
    assert answer["values"] == {
        "ltv": 8000,
        "revenue_ltv": 10000,
        "lifetime_months": 20,
        "gross_profit_month": 400,
        "five_year_ltv": None,
    }
    last = answer["steps"][-1]
    assert last == {
        "key": "ltv",
        "name": "LTV",
        "formula": "price × gross margin ÷ churn",
        "numbers": "500 a month × 80% ÷ 5% a month",
        "result": 8000,
        "unit": "money",
    }
    assert [note["key"] for note in answer["assumptions"]] == [
        "price_period_month",
        "churn_period_month",
        "constant_churn",
    ]
    assert answer["warnings"] == []


def test_italian_is_italian() -> None:
    price = {"amount": D("1250.5"), "currency": "eur"}
    answer = ask("ltv", "it", arpa=price, margin=D("0.8"), churn=D("0.03"))
    assert answer["currency"] == "EUR"
    assert answer["steps"][-1]["formula"] == "prezzo × margine lordo ÷ churn"
    numbers = answer["steps"][-1]["numbers"].replace("\N{NO-BREAK SPACE}", " ")
    assert numbers == "1.250,50 € al mese × 80% ÷ 3% al mese"
    error = ask("ltv", "it", arpa=500, churn=D("1.2"))["error"]
    assert "churn" in error["message"]
    assert "120%" in error["message"]


def test_full_precision_comes_through_untouched() -> None:
    raw = '{"metric": "ltv_cac", "inputs": {"ltv": 0.1234567890123456789, "cac": 0.1}}'
    assert run(raw)[0]["values"]["ltv_cac"] == D("1.234567890123456789")
    assert values("ltv", **FULL | {"arpa": D("0.3")} | {"cac": None})["ltv"] == 8
    assert values("churn", monthly=D("0.05"))["annual"] == D("0.459639912337363037109375")


def test_order_is_kept_and_a_bad_line_stops_nothing() -> None:
    fine = {"id": 1, "metric": "churn", "inputs": {"monthly": D("0.5")}}
    answers = run(fine, "{nonsense", "", "[1]", {"id": 2, "metric": "nope"}, fine | {"id": 3})
    assert [answer["id"] for answer in answers] == [1, None, None, 2, 3]
    assert [answer.get("error", {}).get("key") for answer in answers] == [
        None,
        "not_json",
        "not_json",
        "unknown_metric",
        None,
    ]


def test_answers_stream() -> None:
    """Each line is answered before the next is read."""
    written: list[str] = []

    def lines() -> Iterable[str]:
        for count in range(3):
            assert len(written) == count
            yield '{"metric": "churn", "inputs": {"monthly": 0.5}}'

    assert run_lines(lines(), written.append)


def test_the_return_tells_whether_all_went_well() -> None:
    good = '{"metric": "ltv", "inputs": {"arpa": 500, "churn": 0}}'
    assert run_lines([good], lambda line: None) is True
    assert run_lines([good, "{}", good], lambda line: None) is False


ERRORS: list[tuple[str, dict[str, object], str, str]] = [
    ("ltv", {}, "missing_input", "arpa"),
    ("ltv", {"arpa": 500}, "missing_input", "churn"),
    ("ltv", {"arpa": 5, "churn": D("0.03"), "lifetime_months": 12}, "churn_and_lifetime", "lifetime_months"),
    ("ltv", {"arpa": 500, "churn": 3}, "rate_over_one", "churn"),
    ("ltv", {"arpa": 500, "churn": D("0.03"), "margin": 80}, "margin_over_one", "margin"),
    ("ltv", {"arpa": "500", "churn": D("0.03")}, "not_a_number", "arpa"),
    ("ltv", {"arpa": True, "churn": D("0.03")}, "not_a_number", "arpa"),
    ("ltv", {"arpa": [500], "churn": D("0.03")}, "not_a_number", "arpa"),
    ("ltv", {"arpa": 0, "churn": D("0.03")}, "price_zero", "arpa"),
    ("ltv", {"arpa": {"amount": 5, "currency": "euros"}, "churn": 1}, "bad_currency", "arpa.currency"),
    ("ltv", {"arpa": {"amount": 5, "curency": "EUR"}, "churn": 1}, "unknown_input", "arpa.curency"),
    ("ltv", {"arpa": {"currency": "EUR"}, "churn": 1}, "missing_input", "arpa.amount"),
    ("ltv", {"arpa": 500, "churn": D("0.03"), "churn_period": "decade"}, "not_a_choice", "churn_period"),
    ("ltv", {"arpa": 500, "churn": D("0.03"), "pippo": 1}, "unknown_input", "pippo"),
    ("ltv_cac", {"arpa": 500, "churn": D("0.03"), "cac": 100}, "missing_input", "margin"),
    ("ltv_cac", {"arpa": 500, "churn": D("0.03"), "margin": D("0.8")}, "missing_input", "cac"),
    ("ltv_cac", {"ltv": 500, "arpa": 20, "cac": 100}, "ltv_and_inputs", "arpa"),
    ("ltv_cac", {"ltv": 500, "cac": 100, "customers": 20}, "cac_and_spend", "customers"),
    ("ltv_cac", {"ltv": 500, "cac": 0}, "cac_zero", "cac"),
    ("payback", {"arpa": 500, "margin": D("0.8")}, "missing_input", "cac"),
    ("payback", FULL | {"prepaid_months": D("1.5")}, "not_whole", "prepaid_months"),
    ("cac", {"customers": 5}, "missing_input", "marketing_spend"),
    ("cac", {"marketing_spend": 5}, "missing_input", "customers"),
    ("cac", {"marketing_spend": 5, "customers": 3, "paid_customers": 9}, "customers_disagree", "customers"),
    ("cac", {"marketing_spend": -5, "customers": 3}, "negative", "marketing_spend"),
    ("cac", {"history": []}, "not_a_list", "history"),
    ("cac", {"history": [3]}, "not_an_object", "history[0]"),
    ("cac", {"history": [{"customers": -1}]}, "negative", "history[0].customers"),
    ("cac", {"history": [{"marketing_spend": 5, "customers": 1}], "tools": 3}, "history_and_totals", "tools"),
    (
        "cac",
        {"history": [{"marketing_spend": 5, "customers": 1}], "lag_months": 1},
        "history_too_short",
        "history",
    ),
    ("churn", {}, "missing_input", "start"),
    ("churn", {"start": 10}, "missing_input", "churned"),
    ("churn", {"start": 10, "churned": 11}, "churned_over_start", "churned"),
    ("churn", {"start": 10, "churned": 1, "reactivated": 2}, "more_back_than_lost", "churned"),
    ("churn", {"monthly": D("0.1"), "annual": D("0.1")}, "several_ways", "annual"),
    ("churn", {"customers": [{"mrr_start": 5}]}, "missing_input", "customers[0].mrr_end"),
    ("ltv_purchases", {"purchase_value": 5, "purchases_per_period": 2}, "missing_input", "lifetime_years"),
    ("ltv_discounted", {"margin_per_period": 5, "retention": 2, "discount": 0}, "rate_over_one", "retention"),
    ("goal_seek", {"arpa": 500, "solve_for": "luck"}, "not_a_choice", "solve_for"),
    ("goal_seek", {"arpa": 500, "solve_for": "churn"}, "missing_input", "margin"),
]


@pytest.mark.parametrize(("metric", "inputs", "key", "field"), ERRORS)
@pytest.mark.parametrize("lang", ["en", "it"])
def test_errors_say_which_and_why(
    metric: str, inputs: dict[str, object], key: str, field: str, lang: str
) -> None:
    error = ask(metric, lang, **inputs)["error"]
    assert error["key"] == key
    assert error["facts"]["field"] == field
    assert error["message"]
    assert "{" not in error["message"]


def test_mixed_currencies_name_both() -> None:
    error = ask("ltv_cac", ltv={"amount": 9, "currency": "USD"}, cac={"amount": 3, "currency": "EUR"})[
        "error"
    ]
    assert error["key"] == "mixed_currencies"
    assert error["facts"] == {"first": "EUR", "second": "USD"}


def test_no_value_comes_with_what_can_be_said() -> None:
    answer = ask("ltv", arpa=500, margin=D("0.8"), churn=0)
    assert answer["values"]["ltv"] is None
    assert answer["no_value"]["key"] == "zero_churn"
    assert set(answer["no_value"]["instead"]) == {"ltv_36", "ltv_60", "ltv_84"}
    forever = ask("ltv_discounted", margin_per_period=100, retention=1, discount=0)
    assert forever["no_value"]["instead"]["ltv_60_periods"] == 6000
    assert ask("cac", marketing_spend=900, customers=0)["no_value"]["instead"] == {"spend": 900}
    assert ask("churn", start=0, churned=0)["no_value"]["key"] == "nobody_at_start"
    assert ask("payback", cac=4000, arpa=500, margin=0)["no_value"]["key"] == "no_margin"
    assert ask("ltv_purchases", purchase_value=9, purchases_per_period=4, churn=0)["no_value"]


def test_ltv_in_all_its_inputs() -> None:
    base = {"arpa": 500, "margin": D("0.8"), "churn": D("0.05")}
    assert values("ltv", **base | {"one_off_fee": 1000})["ltv"] == 8800
    # a tenth off the price, all of it off the margin: 500 × (80 % − 10 %) × 20
    assert values("ltv", **base | {"discount_rate": D("0.1")})["ltv"] == 7000
    # a tenth of each renewal: 19 of the 20 payments expected
    assert values("ltv", **base | {"renewal_commission": D("0.1")})["ltv"] == 8000 - 50 * 19
    capped = values("ltv", **base | {"horizon_months": 12})["ltv"]
    assert float(capped) == pytest.approx(sum(400 * 0.95**month for month in range(12)), rel=1e-15)
    assert values("ltv", **base | {"churn": 0, "horizon_months": 12})["ltv"] == 4800
    assert values("ltv", arpa=500, margin=D("0.8"), lifetime_months=20)["ltv"] == 8000
    by_year = {"arpa_period": "year", "churn_period": "year"}
    yearly = values("ltv", arpa=6000, margin=D("0.8"), churn=D("0.2"), **by_year)
    assert (yearly["ltv"], yearly["lifetime_months"]) == (24000, 60)


def test_revenue_alone_is_labelled() -> None:
    answer = ask("ltv", arpa=500, churn=D("0.05"))
    assert (answer["values"]["ltv"], answer["values"]["revenue_ltv"]) == (None, 10000)
    assert [note["key"] for note in answer["warnings"]] == ["revenue_only"]


def test_cac_in_its_variants() -> None:
    found = values(
        "cac",
        marketing_spend=30000,
        sales_spend=10000,
        tools=2000,
        overhead=3000,
        paid_customers=6,
        organic_customers=4,
    )
    assert found == {"cac": 4000, "cac_paid": 5000, "cac_fully_loaded": 4500}
    months = [{"marketing_spend": spend, "customers": won} for spend, won in ((1000, 5), (2000, 10), (9, 20))]
    assert values("cac", history=months, lag_months=1)["cac"] == 100
    by_spend = FULL | {"cac": None, "sales_spend": 8000, "customers": 2}
    assert values("ltv_cac", **by_spend)["cac"] == 4000


def test_payback_in_cash_is_simulated() -> None:
    """A CAC of 8,000 and 400 a month prepaid yearly come back in month 12: not in 20, nor in 8."""
    found = values("payback", cac=8000, arpa=500, margin=D("0.8"), prepaid_months=12)
    assert found == {"payback_months": 20, "payback_months_churn_adjusted": None, "payback_months_cash": 12}
    later = values("payback", cac=8000, arpa=500, margin=D("0.8"), prepaid_months=12, sales_cycle_months=3)
    assert later["payback_months_cash"] == 15


def test_goal_seek_tells_the_way_from_today() -> None:
    found = values("goal_seek", **FULL | {"churn": D("0.05")})
    assert round(found["max_cac"], 2) == D("2666.67")
    assert (found["required_arpa"], found["required_arpa_change"]) == (750, 250)
    assert found["required_arpa_change_share"] == D("0.5")
    assert round(found["max_churn_change"], 4) == D("-0.0167")
    assert found["required_margin"] is None
    one = values("goal_seek", cac=4000, margin=D("0.8"), churn=D("0.05"), solve_for="arpa")
    assert one == {"required_arpa": 750, "required_arpa_change": None, "required_arpa_change_share": None}
    answer = ask("goal_seek", **FULL | {"churn": D("0.05"), "solve_for": "margin"})
    assert answer["no_value"]["key"] == "required_margin_over_one"
    assert answer["no_value"]["instead"]["needed"] == D("1.2")


def test_churn_in_its_ways() -> None:
    found = values("churn", start=500, churned=30, reactivated=3, joined_and_churned=2)
    assert (found["churn"], found["monthly"]) == (D("0.05"), D("0.05"))
    yearly = values("churn", start=100, churned=20, period="year")
    assert yearly["annual"] == D("0.2")
    assert float(yearly["monthly"]) == pytest.approx(1 - 0.8 ** (1 / 12), rel=1e-15)
    rows = [(100, 0), (100, 150), (200, 120), (0, 50)]
    by_revenue = values("churn", customers=[{"mrr_start": a, "mrr_end": b} for a, b in rows])
    assert round(by_revenue["churn"], 4) == D("0.3333")
    assert by_revenue["revenue_churn"] == D("0.45")
    assert by_revenue["net_revenue_churn"] == D("0.325")


def test_the_list_is_the_registry() -> None:
    listed = {metric["metric"]: metric for metric in json.loads(json.dumps(list_metrics()))}
    assert set(listed) == set(METRICS)
    inputs = {given["name"]: given for given in listed["ltv"]["inputs"]}
    assert inputs["arpa"] == {
        "name": "arpa",
        "kind": "money",
        "unit": "currency",
        "required": True,
        "default": None,
    }
    assert inputs["churn"]["one_of"] == ["churn", "lifetime_months"]
    assert inputs["churn_period"]["default"] == "month"
    assert "year" in inputs["churn_period"]["choices"]
    target = next(given for given in listed["ltv_cac"]["inputs"] if given["name"] == "target")
    assert target["default"] == 3
    discount = next(given for given in listed["reconcile"]["inputs"] if given["name"] == "discount")
    assert discount["default"] == 0.1
    for key, metric in listed.items():
        assert {output["name"] for output in metric["outputs"]} == set(METRICS[key].outputs)


def test_huge_and_tiny_numbers_stay_numbers() -> None:
    answer = ask("ltv", arpa=D("1e15"), margin=1, churn=D("1e-12"))
    assert answer["values"]["ltv"] == D("1e27")
    assert ask("ltv", arpa=D("1e13"), margin=1, churn=D("-1"))["no_value"]["instead"]["ltv_36"] > 0
    raw = '{"metric": "ltv", "inputs": {"arpa": 1e99999999999999999999, "churn": 0.1}}'
    assert run(raw)[0]["error"]["key"] == "not_finite"
    assert run('{"id": NaN, "metric": "ltv", "inputs": {"arpa": NaN}}')[0]["error"]["key"] == "not_finite"


def test_odd_ids_come_back() -> None:
    answers = run('{"id": "\\ud800è", "metric": "x"}', '{"id": {"a": [1.50, null, true]}, "metric": "x"}')
    assert answers[0]["id"] == "\ud800è"
    assert answers[1]["id"] == {"a": [D("1.5"), None, True]}


def test_an_unknown_language_is_said_so() -> None:
    assert ask("ltv", "fr", arpa=500, churn=1)["error"]["facts"] == {"choices": "en, it", "field": "lang"}


scalars: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.text(max_size=5)
    | st.decimals()
    | st.integers()
    | st.sampled_from([0, 1, -1, D("0.5"), D("1e15"), D("1e-12"), D("-0.3"), "month", "year", "EUR"])
)
anything = st.recursive(
    scalars | st.fixed_dictionaries({"amount": scalars, "currency": scalars}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
plausible = st.sampled_from([D("0.05"), D("0.8"), D(500), 4000, 12, 1, 0, D("-0.02"), D("1e12")])


def _answered_well(line: str) -> None:
    """Whatever the line: one valid JSON object, finite numbers, an answer or a worded error of ours."""
    answer = run(line)[0]
    if "error" in answer:
        assert answer["error"]["key"] != "internal"
        assert answer["error"]["message"]
    else:
        assert {"metric", "values", "steps", "assumptions", "warnings"} <= set(answer)


def _line(asked: object) -> str:
    """JSON as careless scripts write it: NaN and Infinity too."""
    return json.dumps(asked, default=lambda number: float("nan" if number.is_nan() else number))


@pytest.mark.parametrize("metric", METRICS)
@given(st.data())
@settings(max_examples=150)
def test_no_input_whatever_breaks_a_metric(metric: str, data: st.DataObject) -> None:
    names = [given_.name for given_ in METRICS[metric].inputs]
    rows = st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("mrr_start", "mrr_end", "marketing_spend", "customers", "tools"), plausible | anything
            ),
        ),
        max_size=3,
    )
    inputs = data.draw(
        st.dictionaries(st.sampled_from(names) | st.text(max_size=4), plausible | anything | rows, max_size=8)
    )
    _answered_well(_line({"id": 1, "metric": metric, "inputs": inputs, "lang": "it"}))


@pytest.mark.parametrize("metric", METRICS)
@given(st.data())
@settings(max_examples=150)
def test_no_plausible_figures_break_a_metric(metric: str, data: st.DataObject) -> None:
    """Only what the metric knows, mostly in range: these get past the reading and into the formulas."""
    kinds = {
        "money": st.decimals(0, 100000, places=2) | plausible,
        "rate": st.decimals(0, 1, places=3) | plausible,
        "duration": st.decimals(0, 200, places=1) | plausible,
        "count": st.integers(0, 100) | plausible,
        "ratio": st.decimals("0.1", 20, places=1) | plausible,
    }
    inputs = {}
    for given_ in METRICS[metric].inputs:
        if given_.kind.name in kinds and data.draw(st.integers(0, 3)):
            inputs[given_.name] = data.draw(kinds[given_.kind.name])
        elif given_.kind.choices and not data.draw(st.integers(0, 3)):
            inputs[given_.name] = data.draw(st.sampled_from(given_.kind.choices))
    _answered_well(to_json({"id": 1, "metric": metric, "inputs": inputs}))


@given(anything)
@settings(max_examples=150)
def test_no_line_whatever_breaks_the_run(asked: object) -> None:
    line = _line(asked)
    if line.strip():
        _answered_well(line)
    _answered_well(_line({"metric": asked, "inputs": asked, "lang": asked, "id": asked}))


@given(st.text().filter(lambda text: text.strip()))
@settings(max_examples=100)
def test_no_text_whatever_breaks_the_run(text: str) -> None:
    _answered_well(text)


def test_deep_nesting_is_only_a_bad_line() -> None:
    assert run("[" * 100000)[0]["error"]["key"] == "not_json"
