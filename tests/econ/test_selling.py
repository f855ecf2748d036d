"""Selling oneself or through a partner, funnels, segments, markets: what must hold whatever the figures."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import presets
from bot.calc import run_lines, to_json
from bot.content import languages, table
from econ.arithmetic import exact
from econ.errors import EconError
from econ.formula import outsource as formula
from econ.measures.funnel import MOTIONS
from econ.metric import METRICS
from econ.outcome import Answer
from econ.quantity import Count, Money, Months, Rate, Ratio

D = Decimal
CLOSE = D("1e-20")

TEAM: dict[str, Any] = {"reps": 2, "cost_year": 90000, "meetings_per_month": 12}
OFFER: dict[str, Any] = {"retainer": 8000, "setup": 3000, "meetings_per_month": 20}
CHANCE: dict[str, Any] = {"show_rate": D("0.8"), "acceptance_rate": D("0.75"), "win_rate": D("0.2")}
DEAL: dict[str, Any] = {"arpa": 900, "margin": D("0.8"), "churn": D("0.02")}


def answer(metric: str, **inputs: Any) -> Answer:
    return METRICS[metric].calculate(decimals(inputs))


def decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: decimals(item) for name, item in value.items()}
    if isinstance(value, list):
        return [decimals(item) for item in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def bare(value: Any) -> Any:
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Rate | Count | Months | Ratio):
        return value.value
    if isinstance(value, tuple):
        return [bare(item) for item in value]
    return {name: bare(item) for name, item in value.items()} if isinstance(value, dict) else value


def values(metric: str, **inputs: Any) -> dict[str, Any]:
    found: dict[str, Any] = bare(dict(answer(metric, **inputs).values))
    return found


def near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), D(1))


amounts = st.decimals(1, 20000, places=2)
shares = st.decimals("0.05", 1, places=2)
spans = st.decimals(0, 6, places=1)


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    def side() -> dict[str, Any]:
        chance = {name: draw(shares) for name in ("show_rate", "acceptance_rate", "win_rate")}
        more = {name: draw(amounts) for name in ("closing_cost", "closing_cost_per_meeting")}
        spans_ = {name: draw(spans) for name in ("start_delay_months", "ramp_months", "sales_cycle_months")}
        return {
            **chance,
            **more,
            **spans_,
            "meetings_per_month": draw(st.integers(1, 60)),
            "oversight": draw(amounts),
        }

    team = side() | {
        "reps": draw(st.integers(1, 5)),
        "cost_month": draw(amounts),
        "hiring_cost": draw(amounts),
        "tenure_months": draw(st.none() | st.decimals(1, 40, places=1)),
        "vacancy_months": draw(spans),
    }
    offer = side() | {
        "retainer": draw(amounts),
        "setup": draw(amounts),
        "per_meeting": draw(amounts),
        "fee_on": draw(st.sampled_from(["booked", "held", "qualified"])),
        "retainer_from": draw(st.sampled_from(["signature", "start"])),
    }
    return {"months": draw(st.sampled_from([12, 24, 36])), "in_house": team, "partner": offer}


def changed(inputs: dict[str, Any], side: str, **new: Any) -> dict[str, Any]:
    return inputs | {side: inputs[side] | new}


@given(comparisons())
@settings(max_examples=60)
def test_the_break_even_retainer_makes_meetings_cost_the_same(inputs: dict[str, Any]) -> None:
    found = values("outsourcing", **inputs)
    if (retainer := found["break_even_retainer"]) is not None:
        again = values("outsourcing", **changed(inputs, "partner", retainer=retainer))
        assert near(again["in_house"]["cost_per_meeting"], again["partner"]["cost_per_meeting"])


FLIPS = {
    "retainer": ("partner", "retainer"),
    "per_meeting": ("partner", "per_meeting"),
    "partner_meetings_per_month": ("partner", "meetings_per_month"),
    "partner_win_rate": ("partner", "win_rate"),
    "in_house_cost_month": ("in_house", "cost_month"),
    "in_house_meetings_per_month": ("in_house", "meetings_per_month"),
    "in_house_win_rate": ("in_house", "win_rate"),
}


@given(comparisons(), st.sampled_from(["cac", "prospecting_cost_per_customer", "cost_per_meeting"]))
@settings(max_examples=60)
def test_every_flip_point_flips(inputs: dict[str, Any], measure: str) -> None:
    dropped = {
        "cac": (),
        "prospecting_cost_per_customer": ("closing_cost", "closing_cost_per_meeting"),
        "cost_per_meeting": ("win_rate",),
    }[measure]
    for side in ("in_house", "partner"):
        inputs = changed(inputs, side, **dict.fromkeys(dropped))
    found = values("outsourcing", **inputs)
    assert found["measure"] == measure
    assert found["winner"] in ("in_house", "partner", "even")
    for flip, (side, field) in FLIPS.items():
        at = found["flip_point"][flip]
        if at is None or (at and abs(at) < D("1e-6")) or at > D("1e12"):
            continue
        sides = values("outsourcing", **changed(inputs, side, **{field: at}))
        assert near(sides["in_house"][measure], sides["partner"][measure]), flip


@given(comparisons())
@settings(max_examples=40)
def test_neither_side_is_flattered(inputs: dict[str, Any]) -> None:
    """The same figures under either name come to the same: meetings, cost, customers, cash."""
    team = inputs["in_house"] | {
        "reps": 1,
        "tenure_months": None,
        "vacancy_months": None,
        "hiring_cost": None,
    }
    offer = {name: value for name, value in team.items() if name in OFFER or name not in inputs["in_house"]}
    shared = ("show_rate", "acceptance_rate", "win_rate", "closing_cost", "closing_cost_per_meeting")
    shared += ("start_delay_months", "ramp_months", "sales_cycle_months", "meetings_per_month", "oversight")
    offer |= {name: team[name] for name in shared}
    offer |= {"retainer": team["cost_month"], "retainer_from": "start"}
    found = values("outsourcing", months=inputs["months"], in_house=team, partner=offer, **DEAL)
    ours, theirs = found["in_house"], found["partner"]
    assert {**ours, "stopping": 0} == {**theirs, "stopping": 0}
    assert (found["winner"], found["break_even_month"]) == ("even", None)


@given(comparisons())
@settings(max_examples=40)
def test_the_months_add_up(inputs: dict[str, Any]) -> None:
    found = values("outsourcing", **inputs, **DEAL)
    for side in (found["in_house"], found["partner"]):
        assert near(sum(side["cost_per_month"]), side["cost_total"])
        assert near(sum(side["qualified_per_month"]), side["qualified_meetings"])
        assert len(side["cost_per_month"]) == len(side["cumulative_cash"]) == inputs["months"]
        assert sum(side["customers_per_month"]) <= side["customers"] + CLOSE
        assert near(side["peak_cash"], max(D(0), *(-balance for balance in side["cumulative_cash"])))
        assert [stop["month"] for stop in side["stopping"]] == [3, 6, 9]


def test_a_year_worked_by_hand() -> None:
    """Two reps at 90,000 a year, three months' ramp; a partner at 8,000 a month, one month late."""
    found = values(
        "outsourcing",
        **CHANCE,
        closing_cost=500,
        in_house=TEAM | {"ramp_months": 3, "hiring_cost": 5000},
        partner=OFFER | {"start_delay_months": 1, "oversight": 1000, "minimum_term": 6, "notice": 2},
    )
    ours, theirs = found["in_house"], found["partner"]
    assert ours["cost_total"] == 180000 + 10000
    assert ours["qualified_meetings"] == 2 * 12 * D("10.5") * D("0.6")
    assert theirs["cost_total"] == 3000 + 12 * 8000 + 11 * 1000
    assert theirs["qualified_meetings"] == 20 * 11 * D("0.6")
    assert near(theirs["cost_per_meeting"], D(110000) / 132)
    assert near(theirs["cac"], D(110000) / 132 * 5 + 500)
    assert (found["measure"], found["winner"]) == ("cac", "partner")
    # in month 3 three months of the term are left, in month 6 the two months' notice
    assert [stop["cost_to_stop"] for stop in theirs["stopping"]] == [24000, 16000, 16000]
    assert theirs["stopping"][0]["spent"] == 3000 + 24000 + 2000


PAY: dict[str, Any] = {
    "base": 50000,
    "variable": 20000,
    "load_rate": D("0.25"),
    "tools": 3600,
    "manager_cost": 120000,
    "manager_span": 8,
}


@given(
    st.fixed_dictionaries(
        {"base": amounts, "variable": amounts, "load_rate": shares, "tools": amounts, "training": amounts}
    ),
    comparisons(),
)
@settings(max_examples=40)
def test_a_rep_made_up_of_parts_costs_what_rep_cost_says(pay: dict[str, Any], inputs: dict[str, Any]) -> None:
    """One formula: the comparison's rep is `rep_cost`'s, hiring apart, since that is paid when it happens."""
    cost = values("rep_cost", **pay)["cost_year"]
    team = {name: value for name, value in inputs["in_house"].items() if name != "cost_month"}
    whole = values("outsourcing", **inputs | {"in_house": team | {"cost_year": cost}})
    parts = values("outsourcing", **inputs | {"in_house": team | pay})
    assert near(parts["in_house"]["cost_total"], whole["in_house"]["cost_total"])
    assert parts["winner"] == whole["winner"]
    assert parts["partner"] == whole["partner"]


def test_hiring_is_paid_when_somebody_is_hired_and_not_twice() -> None:
    team = PAY | {"meetings_per_month": 12}
    without = values("outsourcing", in_house=team, partner=OFFER)["in_house"]["cost_total"]
    found = answer("outsourcing", in_house=team | {"hiring_cost": 9000}, partner=OFFER)
    assert bare(dict(found.values))["in_house"]["cost_total"] == without + 9000
    assert "hiring_when_hired" in [note.key for note in found.assumptions]
    # the working shows how the yearly cost came about, and no rule of thumb beside it
    steps = [step.key for step in found.steps]
    assert "itemised_year" in steps
    assert "seed_double_year" not in steps


def test_the_seed_method_is_twice_the_salary() -> None:
    team = {"base": 50000, "method": "seed_double", "meetings_per_month": 12}
    assert values("outsourcing", in_house=team, partner=OFFER)["in_house"]["cost_total"] == 100000


def test_whole_cost_and_its_parts_exclude_each_other() -> None:
    for extra in ("base", "load_rate", "tools"):
        with pytest.raises(EconError) as caught:
            answer("outsourcing", in_house=TEAM | {extra: PAY[extra]}, partner=OFFER)
        assert (caught.value.key, caught.value.field) == ("cost_and_parts", f"in_house.{extra}")


SAID: dict[str, Any] = {"in_house": {"base": 50000}, "partner": {"retainer": 6000}}


def preset(metric: str, inputs: dict[str, Any]) -> tuple[Any, list[str]]:
    merged, notes = presets.merged(metric, decimals(inputs))
    return merged, [note.key for note in notes]


def test_salary_and_fee_alone_are_answered_with_the_usual_meetings_labelled() -> None:
    found = told("outsourcing", SAID)
    keys = [note["key"] for note in found["assumptions"]]
    assert {"preset_meetings_per_month", "preset_partner_meetings_per_month"} <= set(keys)
    assert found["values"]["in_house"]["qualified_meetings"] == 144
    assert found["values"]["partner"]["qualified_meetings"] == 144
    assert found["values"]["winner"] == "in_house"
    # 50,000 ÷ 12 a month against 500 a meeting: even at 8.33 meetings a month
    assert found["values"]["flip_point"]["in_house_meetings_per_month"] == pytest.approx(50000 / 12 / 500)


def test_a_partner_nobody_spoke_of_is_taken_at_ones_own_pace() -> None:
    merged, notes = preset("outsourcing", changed(SAID, "in_house", meetings_per_month=8, reps=3))
    assert merged["partner"]["meetings_per_month"] == 8
    assert notes == ["preset_partner_meetings_per_month"]
    merged, notes = preset("outsourcing", changed(SAID, "partner", meetings_per_month=20))
    assert (merged["in_house"]["meetings_per_month"], merged["partner"]["meetings_per_month"]) == (12, 20)
    assert notes == ["preset_meetings_per_month"]


@pytest.mark.parametrize("country", ["us", "it"])
def test_a_country_serves_ones_own_rep_and_never_the_partner(country: str) -> None:
    inputs = changed(SAID, "in_house", country=country, role="sdr", hiring_cost=5000)
    merged, notes = preset("outsourcing", inputs)
    assert merged["in_house"]["on_costs"]
    assert set(merged["partner"]) == {"retainer", "meetings_per_month"}
    beside, _ = preset("rep_cost", inputs["in_house"])
    assert {name: merged["in_house"][name] for name in beside} == beside
    assert told("outsourcing", inputs)["values"]["winner"]
    whole, notes = preset("outsourcing", {"in_house": TEAM | {"country": country}, "partner": OFFER})
    assert (whole["in_house"], notes) == (decimals(TEAM | {"country": country}), [])


def test_no_default_joins_amounts_in_another_currency() -> None:
    """A US rep's tools and manager are in dollars: beside a partner paid in euros they are left out."""
    inputs = changed(SAID, "in_house", country="us", role="sdr") | {
        "partner": {"retainer": {"amount": 4000, "currency": "EUR"}}
    }
    merged, _ = preset("outsourcing", inputs)
    assert not {"tools", "manager_cost", "manager_span"} & set(merged["in_house"])
    assert "error" not in told("outsourcing", inputs)


def test_an_offer_by_the_meeting_needs_no_number_of_them() -> None:
    found = told("offer", {"per_meeting": 300, "show_rate": D("0.75")})
    assert found["values"]["cost_per_meeting"] == 400
    assert "preset_meetings_per_month" in [note["key"] for note in found["assumptions"]]
    with pytest.raises(EconError, match="missing_input"):
        answer("offer", retainer=6000)
    assert told("offer", {"retainer": 6000})["error"]["key"] == "missing_input"


def told(metric: str, inputs: dict[str, Any]) -> Any:
    """The answer as `calc` gives it, defaults and all."""
    written: list[str] = []
    run_lines([to_json({"id": 1, "metric": metric, "inputs": inputs})], written.append)
    return json.loads(written[0])


def test_an_empty_seat_is_not_paid_and_turnover_reaches_the_long_run() -> None:
    with exact():
        months = formula.seat_months(1200, D(0), D(3), D(14), D(2))
        late = months[-240:]
        paid = sum((share for share, _, _ in late), D(0)) / 240
        worked = sum((pace for _, pace, _ in late), D(0)) / 240
    assert float(paid) == pytest.approx(14 / 16, rel=1e-9)
    # leavers who never finished the ramp make it cost a little less than half of it
    assert float(formula.availability(14.0, 3.0, 2.0)) < float(worked) < float(paid)
    steady = TEAM | {"tenure_months": 10}
    unpaid = values("outsourcing", in_house=steady | {"vacancy_months": 3}, partner=OFFER)["in_house"]
    filled = values("outsourcing", in_house=steady, partner=OFFER)["in_house"]
    assert unpaid["cost_total"] < filled["cost_total"]
    assert unpaid["cost_per_meeting"] == filled["cost_per_meeting"]


def test_without_closing_cost_it_is_no_cac_and_says_so() -> None:
    found = answer("outsourcing", **CHANCE, in_house=TEAM, partner=OFFER, **DEAL)
    shown = bare(dict(found.values))
    assert shown["in_house"]["cac"] is None
    assert shown["in_house"]["ltv_cac"] is None
    assert shown["in_house"]["prospecting_cost_per_customer"] > 0
    assert shown["measure"] == "prospecting_cost_per_customer"
    assert "prospecting_only" in [note.key for note in found.warnings]
    one = answer("outsourcing", **CHANCE, in_house=TEAM | {"closing_cost": 9}, partner=OFFER)
    assert "closing_one_sided" in [note.key for note in one.warnings]
    free = values("outsourcing", **CHANCE, closing_cost=0, in_house=TEAM, partner=OFFER, **DEAL)
    assert near(free["in_house"]["ltv_cac"], D(36000) / free["in_house"]["cac"])


def test_a_rate_said_of_one_side_only_is_pointed_out() -> None:
    found = answer("outsourcing", in_house=TEAM | {"show_rate": D("0.8")}, partner=OFFER)
    assert "show_one_sided" in [note.key for note in found.warnings]
    assert "no_acceptance_rate" in [note.key for note in found.assumptions]


def test_the_sides_cross_in_the_month_the_cash_does() -> None:
    slow = TEAM | {"ramp_months": 6, "hiring_cost": 8000, "meetings_per_month": 20}
    found = values("outsourcing", **CHANCE, closing_cost=300, months=36, in_house=slow, partner=OFFER, **DEAL)
    month = int(found["break_even_month"])
    ours, theirs = (found[side]["cumulative_cash"] for side in ("in_house", "partner"))
    assert ours[0] < theirs[0]
    assert all(own <= other for own, other in zip(ours[: month - 1], theirs[: month - 1], strict=True))
    assert ours[month - 1] > theirs[month - 1]


@given(comparisons(), amounts)
@settings(max_examples=40)
def test_the_offer_agrees_with_the_comparison(inputs: dict[str, Any], target: Decimal) -> None:
    offer = inputs["partner"]
    found = values("offer", months=inputs["months"], target_cac=target, **offer)
    beside = values("outsourcing", **inputs)["partner"]
    for name in ("cost_total", "qualified_meetings", "cost_per_meeting", "customers", "cac"):
        assert found[name] == beside[name]
    for name, field in (("required_win_rate", "win_rate"), ("max_retainer", "retainer")):
        if found[name] is not None:
            at = values("offer", months=inputs["months"], target_cac=target, **offer | {field: found[name]})
            assert abs(at["cac"] - target) <= D("1e-15") * target
    needed = found["required_meetings_per_month"]
    if needed is not None and needed < D("1e9"):
        at = values("offer", months=inputs["months"], **offer | {"meetings_per_month": needed})
        assert abs(at["cac"] - target) <= D("1e-15") * target


stage_lists = st.lists(
    st.fixed_dictionaries(
        {"conversion": shares, "cost_per_entry": amounts, "hand_off_loss": shares.map(lambda s: s / 2)}
    ),
    min_size=1,
    max_size=8,
)


@given(stage_lists, st.integers(1, 10**6), amounts)
def test_funnel_cac_is_total_cost_over_customers(stages: list[Any], volume: int, fixed: Decimal) -> None:
    found = values("funnel", stages=stages, volume=volume, fixed_cost=fixed)
    assert near(found["cac"], found["cost_total"] / found["customers"])
    each = sum(stage["cost_per_customer"] for stage in found["cost_per_stage"])
    assert near(each + fixed / found["customers"], found["cac"])
    assert near(found["conversion"] * volume, found["customers"])
    lossless = [stage | {"hand_off_loss": D(0)} for stage in stages]
    without = values("funnel", stages=lossless, volume=volume, fixed_cost=fixed)
    assert near(found["cac"] - found["hand_off_cost"], without["cac"])
    assert found["hand_off_cost"] >= 0


def test_the_two_journeys_have_names_in_every_language() -> None:
    smb = values(
        "funnel", motion="smb", volume=1000, stages=[{"conversion": D("0.5"), "cost_per_entry": 1}] * 6
    )
    assert [stage["name"] for stage in smb["cost_per_stage"]] == list(MOTIONS["smb"])
    for lang in languages():
        named = table("econ", lang)["stages"]
        assert set(named) == {name for names in MOTIONS.values() for name in names}
    own = values("funnel", stages=[{"name": "Fiera", "conversion": D("0.1")}, {"cost_per_entry": 50}])
    assert [stage["name"] for stage in own["cost_per_stage"]] == ["Fiera", "2"]
    nobody = answer("funnel", stages=[{"conversion": D(0), "cost_per_entry": 5}])
    assert nobody.no_value is not None


@given(st.integers(2, 6), amounts, shares, shares, amounts)
def test_the_mix_of_equal_segments_is_the_segment(
    count: int, arpa: Decimal, margin: Decimal, churn: Decimal, cac: Decimal
) -> None:
    segment = {"arpa": arpa, "margin": margin, "churn": churn, "cac": cac}
    found = answer("segments", segments=[segment] * count)
    shown = bare(dict(found.values))
    alone = shown["segments"][0]
    for name in ("ltv", "cac", "ltv_cac", "payback_months"):
        assert near(shown["blend"][name], alone[name])
    assert shown["mix_warning"] is None
    assert near(alone["ltv_cac"], values("ltv_cac", **segment)["ltv_cac"])


def test_the_mix_is_weighed_and_says_what_it_hides() -> None:
    """The published three segments (see the oracles), and a fourth that loses money behind them."""
    year = {"arpa_period": "year", "churn_period": "year"}
    rows = [(185000, "0.78", "0.048"), (44000, "0.82", "0.12"), (12000, "0.85", "0.26")]
    segments = [
        {"arpa": arpa, "margin": D(margin), "churn": D(churn), "cac": 40000, "share": D(share)} | year
        for (arpa, margin, churn), share in zip(rows, ("0.1", "0.3", "0.6"), strict=True)
    ]
    segments[2]["name"] = "PMI"
    found = answer("segments", segments=segments)
    shown = bare(dict(found.values))
    assert [round(segment["ltv"]) for segment in shown["segments"]] == [3006250, 300667, 39231]
    assert round(shown["blend"]["ltv"]) == round(300625 + D("0.3") * D(300666.67) + D("0.6") * D(39230.77))
    assert shown["mix_warning"] == "hides_losing"
    assert found.warnings[-1].facts["name"] == "PMI"


def test_markets_and_touches() -> None:
    found = values(
        "market",
        firms=20000,
        spend_per_firm=100,
        spend_period="month",
        share_reachable=D("0.25"),
        share_won=D("0.1"),
        margin=D("0.8"),
        churn=D(0),
        cac=600,
        horizon_months=36,
    )
    assert (found["tam"], found["sam"], found["som"]) == (24_000_000, 6_000_000, 600_000)
    assert found["customers"] == 500
    assert found["cumulative_profit"] == 500 * (80 * 36 - 600)
    assert values("touch_budget", target_cac=3000, conversion=D("0.02"), cost_per_touch=4) == {
        "target_cac": 3000,
        "budget_per_prospect": 60,
        "prospects_per_customer": 50,
        "touches": 15,
    }
    assert (
        values("touch_budget", ltv=9000, closing_cost=1000, conversion=D("0.1"))["budget_per_prospect"] == 200
    )


def test_a_segment_says_what_each_prospect_may_cost_and_who_can_look_after_it() -> None:
    small = {
        "name": "S",
        "arpa": 100,
        "churn": D("0.04"),
        "margin": D("0.75"),
        "cac": 600,
        "conversion": D("0.02"),
    }
    large = {
        "name": "L",
        "arpa": 3000,
        "churn": D("0.01"),
        "margin": D("0.8"),
        "cac": 30000,
        "conversion": D("0.1"),
    }
    found = answer("segments", segments=[small, large], cost_per_touch=20)
    first, second = (dict(row) for row in found.values["segments"])  # type: ignore[union-attr, arg-type]
    assert (first["max_cac"].amount, first["budget_per_prospect"].amount) == (625, D("12.5"))
    assert first["motion"] == "automated"
    spent = round(second["five_year_ltv"].amount / 3, 6)
    assert round(second["max_cac"].amount, 6) == spent, "a long life is spent five years far"
    assert second["motion"] == "people"
    assert {step.of for step in found.steps if step.key == "ltv"} == {"S", "L"}
    assert {note.key for note in found.assumptions} >= {"usual_touches", "budget_on_five_years"}


def test_a_segment_nobody_leaves_is_budgeted_on_five_years() -> None:
    found = answer("segments", segments=[{"arpa": 100, "churn": 0, "margin": D("0.5"), "cac": 600}])
    (only,) = (dict(row) for row in found.values["segments"])  # type: ignore[union-attr, arg-type]
    assert only["ltv"] is None
    assert round(only["max_cac"].amount, 6) == round(only["five_year_ltv"].amount / 3, 6)
    assert found.no_value is not None


@given(st.lists(st.decimals("0.01", "1", places=2), min_size=1, max_size=5), st.integers(1, 10_000))
def test_backwards_undoes_forwards(shares: list[Decimal], customers: int) -> None:
    stages = [{"conversion": share} for share in shares]
    needed = values("funnel", stages=stages, customers_wanted=customers)["volume_needed"]
    again = values("funnel", stages=stages, volume=needed)
    assert abs(again["customers"] - customers) <= D("1e-12") * customers
    assert again["cac"] is None, "no cost, no CAC"


def test_empty_stages_of_a_named_journey_are_not_part_of_it() -> None:
    found = answer(
        "funnel",
        motion="leads",
        volume=1000,
        stages=[{}, {"conversion": D("0.15")}, {}, {"conversion": D("0.2")}],
    )
    rows: Any = found.values["cost_per_stage"]
    assert [row["name"] for row in rows] == ["lead", "opportunity"]
    assert found.values["customers"].value == 30  # type: ignore[union-attr]
    assert not found.warnings
    early = answer("funnel", motion="leads", volume=1000, stages=[{"conversion": D("0.15")}])
    assert [note.key for note in early.warnings] == ["journey_ends_early"]


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("outsourcing", {"partner": OFFER}, "missing_input", "in_house"),
    ("outsourcing", {"in_house": 3, "partner": OFFER}, "not_an_object", "in_house"),
    ("outsourcing", {"in_house": {"reps": 1}, "partner": OFFER}, "missing_input", "in_house.base"),
    ("outsourcing", {"in_house": TEAM, "partner": OFFER, "months": 500}, "months_out_of_range", "months"),
    ("offer", OFFER | {"fee_on": "luck"}, "not_a_choice", "fee_on"),
    ("offer", OFFER | {"show_rate": 80}, "rate_over_one", "show_rate"),
    ("funnel", {"stages": [{}, {}]}, "missing_input", "stages[0].conversion"),
    ("funnel", {"stages": [{"conversion": 1}] * 51}, "too_many_rows", "stages"),
    ("funnel", {"motion": "smb", "stages": [{"conversion": 1}] * 7}, "too_many_stages", "stages"),
    ("funnel", {"motion": "leads", "stages": [{}, {}]}, "missing_input", "stages[0].conversion"),
    ("funnel", {"stages": [{}], "volume": 5, "customers_wanted": 2}, "volume_and_wanted", "customers_wanted"),
    ("funnel", {"stages": [{"conversion": 0}], "customers_wanted": 2}, "wanted_at_zero", "customers_wanted"),
    ("segments", {"segments": [{"cac": 5}]}, "missing_input", "segments[0].arpa"),
    ("segments", {"segments": [{"ltv": 5, "cac": 2, "share": D("0.4")}] * 2}, "shares_not_whole", "segments"),
    ("touch_budget", {"target_cac": 5, "ltv": 9, "conversion": 1}, "target_and_ltv", "ltv"),
]


@pytest.mark.parametrize(("metric", "inputs", "key", "field"), BAD)
def test_bad_input_says_which(metric: str, inputs: dict[str, Any], key: str, field: str) -> None:
    with pytest.raises(EconError) as caught:
        answer(metric, **inputs)
    assert (caught.value.key, caught.value.field) == (key, field)


def test_mixed_currencies_are_refused_across_sides() -> None:
    with pytest.raises(EconError, match="mixed_currencies"):
        answer(
            "outsourcing",
            in_house=TEAM | {"cost_year": {"amount": 9, "currency": "EUR"}},
            partner=OFFER | {"retainer": {"amount": 9, "currency": "USD"}},
        )


def test_lists_and_sides_come_through_as_json() -> None:
    line = to_json(
        {"id": 1, "metric": "outsourcing", "inputs": {"in_house": TEAM, "partner": OFFER}, "lang": "it"}
    )
    written: list[str] = []
    assert run_lines([line], written.append)
    assert '"cost_per_month": [15000, 15000' in written[0]
    assert '"flip_point": {"retainer": ' in written[0]


MODELS = ("outsourcing", "offer", "funnel", "segments", "market", "touch_budget")


@pytest.mark.parametrize("lang", languages())
def test_everything_inside_has_a_name(lang: str) -> None:
    """What stands in nested inputs and outputs is worded like the rest."""
    words = table("econ", lang)
    for metric in MODELS:
        for given_ in METRICS[metric].inputs:
            if given_.kind.of is not None:
                assert set(given_.kind.of.model_fields) <= set(words["inputs"])  # type: ignore[attr-defined]
    found = answer("outsourcing", **CHANCE, in_house=TEAM, partner=OFFER)
    known = set(words["outputs"]) | set(words["parts"])
    for name in ("in_house", "partner", "flip_point"):
        side: Any = found.values[name]
        assert set(side) <= known
    stop: Any = found.values["partner"]
    assert set(stop["stopping"][0]) <= known


anything = st.sampled_from([None, 0, 1, D("0.5"), D("1e15"), D("1e-12"), D(-1), "x", [], {}, 3, D("7.5")])


def nested(metric: str) -> st.SearchStrategy[dict[str, Any]]:
    def fields(model: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({}, optional=dict.fromkeys(model.model_fields, anything))

    inner = {
        given_.name: (
            fields(given_.kind.of)
            if given_.kind.name == "object"
            else st.lists(fields(given_.kind.of), max_size=3)
        )
        for given_ in METRICS[metric].inputs
        if given_.kind.of is not None
    }
    return st.tuples(fields(METRICS[metric].model), st.fixed_dictionaries(inner)).map(
        lambda two: two[0] | two[1]
    )


@pytest.mark.parametrize("metric", MODELS)
@given(st.data())
@settings(max_examples=80)
def test_nothing_nested_breaks_it(metric: str, data: st.DataObject) -> None:
    written: list[str] = []
    run_lines([to_json({"metric": metric, "inputs": data.draw(nested(metric))})], written.append)
    assert '"internal"' not in written[0]
    assert "NaN" not in written[0]
    assert "Infinity" not in written[0]
