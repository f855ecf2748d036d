"""What people cost and can do: identities over wide ranges, and every refusal and default in its place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot import presets
from bot.calc import run_lines, to_json
from bot.content import languages, table
from econ.errors import EconError
from econ.formula import people as formula
from econ.inputs_selling import InHouse
from econ.measures.people import RUNNING
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Count, Money, Quantity
from tests.econ.strategies import decimals

D = Decimal
amounts = decimals("1", "300000", 2)
loads = decimals("0", "2")
shares = decimals("0", "1")
spans = decimals("0.5", "120", 1)


def answer(metric: str, **inputs: Any) -> Answer:
    return METRICS[metric].calculate(inputs)


def value(found: Answer, name: str) -> Decimal:
    figure = found.values[name]
    assert isinstance(figure, Quantity)
    return figure.amount if isinstance(figure, Money) else figure.value


def cost(**inputs: Any) -> Decimal:
    return value(answer("rep_cost", **inputs), "cost_year")


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= D("1e-20") * max(abs(one), abs(other), D(1))


def calc(metric: str, lang: str = "en", **inputs: Any) -> dict[str, Any]:
    written: list[str] = []
    run_lines([to_json({"metric": metric, "lang": lang, "inputs": inputs})], written.append)
    found: dict[str, Any] = json.loads(written[0], parse_float=Decimal, parse_int=Decimal)
    return found


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A person with every part of the cost."""
    person: dict[str, Any] = {
        name: draw(amounts) for name in ("base", "variable", "manager_cost", "hiring_cost", *RUNNING)
    }
    bands: dict[str, Any] = {"name": "band", "rate": draw(loads), "above": draw(amounts)}
    bands["up_to"] = bands["above"] + draw(amounts)
    person["on_costs"] = [
        {"name": "inps", "rate": draw(loads)},
        {"name": "gift", "amount": draw(amounts)},
        bands,
    ]
    return person | {
        "attainment": draw(decimals("0", "2")),
        "manager_span": draw(decimals("1", "20", 1)),
        "tenure_months": draw(spans),
    }


@given(people(), st.sampled_from(["base", "variable", "manager_cost", "hiring_cost", *RUNNING]), amounts)
def test_cost_never_falls_when_a_part_rises(person: dict[str, Any], part: str, more: Decimal) -> None:
    raised = cost(**person | {part: person[part] + more})
    assert raised > cost(**person) or (part == "variable" and person["attainment"] == 0)


@given(people(), decimals("0.1", "50", 2))
def test_another_currency_scales_every_amount(person: dict[str, Any], rate: Decimal) -> None:
    plain = ("attainment", "manager_span", "tenure_months", "on_costs")
    scaled = {name: amount if name in plain else amount * rate for name, amount in person.items()}
    scaled["on_costs"] = [
        {name: v if name in ("name", "rate") else v * rate for name, v in row.items()}
        for row in person["on_costs"]
    ]
    assert close(cost(**scaled), cost(**person) * rate)
    one, other = answer("rep_cost", **person), answer("rep_cost", **scaled)
    assert close(value(one, "multiple"), value(other, "multiple"))


@given(people())
def test_the_breakdown_is_the_whole_cost(person: dict[str, Any]) -> None:
    found = answer("rep_cost", **person)
    lines: Any = found.values["breakdown"]
    parts = [line["amount"].amount for line in lines]
    assert close(sum(parts, D(0)), value(found, "cost_year"))
    assert close(sum((line["share"].value for line in lines), D(0)), D(1))
    assert close(value(found, "cost_month") * 12, value(found, "cost_year"))


@given(people())
def test_the_rule_of_thumb_is_twice_the_salary(person: dict[str, Any]) -> None:
    double, itemised = answer("rep_cost", **person, method="seed_double"), answer("rep_cost", **person)
    assert value(double, "cost_year") == 2 * person["base"] == value(itemised, "seed_double_year")
    assert value(double, "multiple") == 2
    assert value(double, "itemised_year") == value(itemised, "cost_year")
    gap = next(note for note in itemised.assumptions if note.key == "seed_double_gap")
    assert gap.facts["double"] == double.values["cost_year"]
    assert gap.facts["itemised"] == itemised.values["cost_year"]


@given(amounts, amounts, loads)
def test_one_rate_is_the_same_as_an_on_cost_of_it(base: Decimal, variable: Decimal, load: Decimal) -> None:
    one = cost(base=base, variable=variable, load_rate=load)
    assert close(one, cost(base=base, variable=variable, on_costs=[{"name": "x", "rate": load}]))
    assert close(one, (base + variable) * (1 + load))


@given(amounts, amounts, amounts, loads)
def test_bands_that_meet_are_one(pay: Decimal, cut: Decimal, wider: Decimal, rate: Decimal) -> None:
    top = cut + wider
    split = [
        {"name": "firr", "rate": rate, "up_to": cut},
        {"name": "firr", "rate": rate, "above": cut, "up_to": top},
        {"name": "firr", "rate": rate, "above": top},
    ]
    assert close(
        cost(variable=pay, on_costs=split), cost(variable=pay, on_costs=[split[0] | {"up_to": None}])
    )


@given(amounts, amounts)
def test_a_month_of_pay_is_a_twelfth_of_a_year(base: Decimal, tools: Decimal) -> None:
    year = cost(base=base * 12, tools=tools * 12, load_rate=D("0.3"))
    assert year == cost(
        base=base, tools=tools, load_rate=D("0.3"), pay_period="month", running_period="month"
    )


@given(spans, spans, decimals("0", "24", 1), decimals("1", "100", 1))
def test_availability_is_the_published_formula(
    stay: Decimal, ramp: Decimal, vacancy: Decimal, reps: Decimal
) -> None:
    assume(ramp <= stay)
    found = answer("capacity", reps=reps, ramp_months=ramp, tenure_months=stay, vacancy_months=vacancy)
    assert close(value(found, "availability"), (stay - ramp / 2) / (stay + vacancy))
    assert close(value(found, "ramped_equivalents"), reps * value(found, "availability"))
    assert close(value(found, "attrition_year") * stay, D(12))


@given(spans, st.lists(shares, min_size=1, max_size=12), decimals("0", "24", 1))
def test_availability_stays_within_the_whole(stay: Decimal, ramp: list[Decimal], vacancy: Decimal) -> None:
    found = value(
        answer("capacity", reps=1, ramp=ramp, tenure_months=stay, vacancy_months=vacancy), "availability"
    )
    assert 0 <= found <= 1
    more = [min(share + D("0.1"), D(1)) for share in ramp]
    assert (
        value(
            answer("capacity", reps=1, ramp=more, tenure_months=stay, vacancy_months=vacancy), "availability"
        )
        >= found
    )


@given(st.integers(4, 40), st.integers(1, 36))
def test_many_small_steps_are_a_line(steps: int, ramp: int) -> None:
    each = D(ramp) / steps
    climb = tuple((D(step) + D("0.5")) / steps for step in range(steps))
    stepped = formula.stepped_output(D(60), climb, each)
    assert abs(stepped - formula.linear_output(D(60), D(ramp))) < D("1e-15")


def test_arrays_and_numbers_agree() -> None:
    pay = np.array([5000.0, 7650.8, 20000.0])
    assert formula.charged(pay, np.full(3, 6200.0), np.full(3, 9300.0)) == pytest.approx([0, 1450.8, 3100])
    stays = np.array([2.0, 14.0])
    ramp = np.array([4.0, 3.0])
    assert formula.linear_output(stays, ramp) == pytest.approx([0.5, 12.5])


@given(amounts, amounts, decimals("1", "500", 0), shares)
def test_a_pods_cost_is_winning_and_keeping(ae: Decimal, csm: Decimal, wins: Decimal, share: Decimal) -> None:
    members = [
        {"role": "ae", "cost_year": ae, "count": 2},
        {"role": "csm", "cost_year": csm, "winning_share": share},
    ]
    found = answer("pod", members=members, wins=wins, marketing=1000)
    assert close(value(found, "cac") * wins, 2 * ae + csm * share + 1000)
    assert close(value(found, "cost_per_win") * wins, 2 * ae + csm + 1000)
    assert close(value(found, "cogs"), csm * (1 - share))


def test_customer_success_keeps_and_does_not_win() -> None:
    members = [{"role": "ldr", "cost_year": 80000}, {"role": "csm", "cost_year": 60000}]
    found = answer("pod", members=members, wins=40, marketing=20000)
    assert value(found, "cac") == 2500
    assert value(found, "cogs") == 60000
    assert "csm_in_cogs" in {note.key for note in found.assumptions}
    told = answer("pod", members=[members[1] | {"winning_share": 1}], wins=40)
    assert {note.key for note in told.warnings} == {"csm_in_cac", "no_marketing"}


def test_a_pod_that_wins_nobody_has_no_cost_per_win() -> None:
    found = answer("pod", members=[{"cost_year": 1000}], wins=0, marketing=0)
    assert found.values["cac"] is None
    assert found.no_value is not None
    assert found.no_value.key == "no_customers"
    assert found.no_value.instead["spend"] == Money(D(1000), None, "year")


def test_a_new_team_is_judged_over_its_first_year() -> None:
    found = answer("capacity", reps=4, ramp=[0, D("0.25"), D("0.5"), 1], period="quarter", productivity=300)
    assert value(found, "ramped_equivalents") == D("1.75")
    assert value(found, "output_year") == 2100
    assert [note.key for note in found.assumptions] == ["reps_start_together"]


def test_who_leaves_before_the_ramp_is_over_is_warned_of() -> None:
    found = answer("capacity", reps=1, ramp_months=4, tenure_months=2)
    assert value(found, "availability") == D("0.25")
    assert [note.key for note in found.warnings] == ["leaves_before_ramped"]
    assert answer("capacity", reps=3).values["ramped_equivalents"] == Count(D(3))


TWO_CURRENCIES = {"base": {"amount": 1, "currency": "EUR"}, "tools": {"amount": 1, "currency": "USD"}}
UPSIDE_DOWN = {"name": "a", "rate": 1, "above": 9, "up_to": 1}
NOTHING = {"name": "a", "rate": 0}
REFUSED: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("rep_cost", {"base": 1, "load_rate": 0, "on_costs": [NOTHING]}, "load_and_on_costs", "on_costs"),
    ("rep_cost", {"base": 1, "load_rate": 30}, "load_too_heavy", "load_rate"),
    ("rep_cost", {"base": 1, "on_costs": [{"name": "", "rate": 0}]}, "not_a_name", "on_costs[0].name"),
    ("rep_cost", {"base": 1, "on_costs": [{"name": "a"}]}, "missing_input", "on_costs[0].rate"),
    ("rep_cost", {"base": 1, "on_costs": [UPSIDE_DOWN]}, "band_upside_down", "above"),
    ("rep_cost", {"variable": 1, "method": "seed_double"}, "missing_input", "base"),
    ("rep_cost", {"base": 1, "manager_cost": 1}, "missing_input", "manager_span"),
    ("rep_cost", {"base": 1, "hiring_cost": 1}, "missing_input", "tenure_months"),
    ("rep_cost", {"base": 1, "hiring_cost": 1, "tenure_months": 0}, "span_zero", "tenure_months"),
    ("rep_cost", {"tools": 1}, "missing_input", "base"),
    ("rep_cost", TWO_CURRENCIES, "mixed_currencies", None),
    ("capacity", {"reps": 2, "ramp": [1], "ramp_months": 1}, "two_ramps", "ramp_months"),
    ("capacity", {"reps": 2, "ramp": [D("1.5")]}, "rate_over_one", "ramp[0]"),
    ("capacity", {"reps": 2, "ramp": [1], "ramping": [3]}, "ramping_over_reps", "ramping"),
    ("capacity", {"reps": 9, "ramp": [1], "ramping": [3, 3]}, "ramping_beyond_ramp", "ramping"),
    ("capacity", {"reps": 9, "ramping": [3], "tenure_months": 2}, "ramping_and_tenure", "ramping"),
    ("capacity", {"reps": 9, "vacancy_months": 3}, "missing_input", "tenure_months"),
    ("pod", {"members": [{"cost_year": 1, "base": 1}], "wins": 1}, "cost_and_parts", "base"),
    ("pod", {"members": [{"role": "ae"}], "wins": 1}, "missing_input", "members[0].cost_year"),
]  # fmt: skip


@pytest.mark.parametrize(("metric", "inputs", "key", "field"), REFUSED)
def test_what_contradicts_itself_is_refused(
    metric: str, inputs: dict[str, Any], key: str, field: str | None
) -> None:
    with pytest.raises(EconError) as fault:
        answer(metric, **inputs)
    assert (fault.value.key, fault.value.field) == (key, field)


def test_an_italian_employee_costs_inps_inail_and_tfr() -> None:
    found = calc("rep_cost", "it", country="it", base=30000)
    assert found["values"]["cost_year"] == D("41344.2")
    told = {note["key"]: note for note in found["assumptions"]}
    assert told["preset_inail"]["source"]["mark"] == "A"
    assert "tredicesima" in told["gross_pay_has_extra_months"]["message"]


def test_an_italian_agent_costs_enasarco_and_firr_in_their_bands() -> None:
    found = calc("rep_cost", "it", country="it_agent", variable=60000)
    assert found["values"]["on_costs_year"] == D("45717") * D("0.085") + 960 + 240 + 240
    assert found["values"]["seed_double_year"] is None
    assert {note["key"] for note in found["assumptions"]} >= {"agent_is_no_employee", "preset_firr"}
    assert found["currency"] == "EUR"


def test_what_is_given_wins_over_the_preset() -> None:
    own = calc("rep_cost", country="it", base=30000, on_costs=[{"name": "inps", "rate": D("0.2")}])
    assert own["values"]["cost_year"] == D(30000) * (1 + D("0.2") + D("0.00404") + D("0.0741"))
    assert "preset_inps" not in {note["key"] for note in own["assumptions"]}
    flat = calc("rep_cost", country="it", base=30000, load_rate=D("0.4"))
    assert flat["values"]["cost_year"] == 42000
    assert not [note for note in flat["assumptions"] if note["key"].startswith("preset")]


def test_no_default_joins_amounts_of_another_currency() -> None:
    found = calc("rep_cost", country="us", role="ldr", base={"amount": 30000, "currency": "GBP"})
    assert found["currency"] == "GBP"
    assert {line["name"] for line in found["values"]["breakdown"]}.isdisjoint({"tools", "manager"})


def test_a_role_without_a_country_has_no_defaults() -> None:
    assert calc("rep_cost", role="ldr")["error"]["key"] == "missing_input"


@pytest.mark.parametrize("country", ["us", "it", "it_agent", "it_agent_multi"])
@pytest.mark.parametrize("lang", languages())
def test_every_default_names_its_source(country: str, lang: str) -> None:
    for role in ("ldr", "ae", "csm"):
        pay = {"variable": 50000} if country.startswith("it") else {}
        found = calc("rep_cost", lang, country=country, role=role, hiring_cost=0, tenure_months=12, **pay)
        defaults = [note for note in found["assumptions"] if note["key"].startswith("preset_")]
        assert defaults
        assert all(note["source"]["source"] and "{{" not in note["message"] for note in defaults)


def test_every_default_serves_an_input_that_exists() -> None:
    names = {given_.name for given_ in METRICS["rep_cost"].inputs}
    country = next(given_ for given_ in METRICS["rep_cost"].inputs if given_.name == "country")
    for id_, figure in presets.figures().items():
        default = figure["default"]
        if "metric" in default:
            assert default["input"] in InHouse.model_fields, id_
            assert default["metric"] in METRICS, id_
            continue
        assert default["country"] in country.kind.choices, id_
        assert "on_cost" in default or default["input"] in names, id_
        assert figure["mark"] == "D" or figure["url"].startswith("https://"), id_
    assert {row["mark"] for row in table("benchmarks").values()} <= set("ABCD")


@given(
    st.dictionaries(
        st.sampled_from(
            ["country", "role", "base", "on_costs", "load_rate", "members", "in_house", "partner"]
        ),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=3)
        | st.lists(st.integers(), max_size=2)
        | st.sampled_from(
            ["us", "it", "ldr", "ae", D("NaN"), D("1e40"), {"amount": None}, [{"name": []}], {"base": 5}]
        ),
    )
)
def test_no_input_breaks_the_merge(inputs: dict[str, object]) -> None:
    for metric in ("rep_cost", "pod", "outsourcing", "offer"):
        presets.merged(metric, inputs)


wild = st.sampled_from(
    [0, 1, D("1e15"), D("1e-12"), D("-1"), D("0.3"), D("1e12"), None, "pay", {"amount": 5}]
)


@given(
    st.sampled_from(["rep_cost", "capacity", "pod"]),
    st.sampled_from(["none", "us", "it", "it_agent"]),
    st.lists(st.dictionaries(st.sampled_from(["name", "rate", "amount", "on", "above", "up_to"]), wild)),
    st.dictionaries(
        st.sampled_from(["base", "variable", "attainment", "reps", "wins", "tenure_months"]), wild
    ),
    st.lists(wild, max_size=4),
)
def test_no_figures_whatever_break_people(
    metric: str, country: str, rows: list[Any], inputs: dict[str, Any], ramp: list[Any]
) -> None:
    named = [{"name": "inps", **row} for row in rows]
    if metric == "rep_cost":
        found = calc(metric, "it", **inputs, country=country, on_costs=named)
    elif metric == "capacity":
        found = calc(metric, "it", **inputs, ramp=ramp, ramping=ramp, productivity=D("1e15"))
    else:
        member = {**inputs, "role": "csm", "on_costs": named}
        member.pop("wins", None)
        found = calc(metric, "it", country=country, members=[member], wins=inputs.get("wins"), marketing=1)
    assert found.get("error", {"key": "fine"})["key"] != "internal"
