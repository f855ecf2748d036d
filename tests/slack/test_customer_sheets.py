"""The worksheets about one customer, and the metrics by name, through the front door."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from econ.metric import METRICS
from econ.quantity import Money, Rate, Ratio
from tests.slack.conftest import Seat

CUSTOMER = {"arpa": Decimal(500), "churn": Decimal("0.03"), "margin": Decimal("0.8")}


async def test_reconcile_answers_in_one_line_with_the_figures_of_calc(ann: Seat) -> None:
    await ann.command("reconcile 500 3% 80% 4k")
    assert ann.last.ephemeral
    rows = METRICS["reconcile"].calculate(CUSTOMER).values["conventions"]
    assert isinstance(rows, tuple)
    amounts = [row["ltv"] for row in rows if isinstance(row["ltv"], Money)]
    assert len(amounts) == 7
    for amount in amounts:
        assert f"{round(amount.amount):,}" in ann.last.text


async def test_reconcile_opens_with_the_last_customer_and_draws_the_conventions(luca: Seat) -> None:
    await luca.command("500 3% 80% 4k")
    await luca.command("azzera")
    await luca.command("riconcilia")
    filled = luca.filled()
    assert (filled["arpa"], filled["churn"], filled["margin"]) == ("500 al mese", "3% al mese", "80%")
    await luca.submit(arpa="6.000 l'anno", churn="20%", margin="75%")
    assert "22.500" in luca.last.text
    assert "churn 20% all'anno" in luca.last.text
    await luca.click("ltv.chart")
    assert any(block["type"] == "data_visualization" for block in luca.last.blocks)


async def test_reconcile_goes_on_from_the_running_figures(ann_dm: Seat) -> None:
    await ann_dm.say("500 a month, 3% churn, 80% margin, CAC 4k")
    await ann_dm.say("why does ChartMogul show another LTV?")
    assert "16,667" in ann_dm.last.text


async def test_a_range_in_words_is_answered_with_the_range_of_calc(ann: Seat) -> None:
    await ann.command("500 a month, churn between 2% and 4%, 80% margin, CAC 4k")
    given = CUSTOMER | {"churn": {"low": Decimal("0.02"), "high": Decimal("0.04")}, "cac": Decimal(4000)}
    values = METRICS["uncertainty"].calculate(given).values
    chance, ltv = values["probability_target"], values["ltv"]
    assert isinstance(chance, Rate)
    assert isinstance(ltv, dict)
    assert f"{round(chance.value * 100)}%" in ann.last.text
    assert f"{round(ltv['low'].amount):,} to {round(ltv['high'].amount):,}" in ann.last.text


async def test_the_ranges_form_takes_counts_and_ranges_and_keeps_them(ann: Seat) -> None:
    await ann.command("ranges")
    assert ann.person.view["title"]["text"] == "How sure is it?"
    await ann.submit(arpa="500", churn="18 of 600", margin="75-80%", cac="80k for 20 customers")
    assert "churn 18 of 600 a month" in ann.last.text
    assert "CAC 80,000 for 20 customers" in ann.last.text
    await ann.click("ltv.adjust")
    filled = ann.filled()
    assert filled["churn"] == "18 of 600"
    assert filled["margin"] == "75%-80%"
    await ann.submit(arpa="500", churn="2-4%", margin="80%", cac="3-5k")
    assert "churn 2%–4% a month" in ann.last.text


@pytest.mark.parametrize("typed", ["700 of 600", "plenty", "4-2%"])
async def test_a_churn_that_cannot_be_is_refused_under_its_field(ann: Seat, typed: str) -> None:
    await ann.command("ranges")
    done = await ann.submit(arpa="500", churn=typed, margin="80%", cac="4k")
    assert set(done.errors) == {"churn"}


async def test_counts_in_words_show_the_range_unasked(luca: Seat) -> None:
    await luca.command("500 al mese, il mese scorso abbiamo perso 18 clienti su 600, margine 80%, CAC 4k")
    assert "Quanto è sicuro?" in luca.last.text
    assert "da 2,2 a 5,4" in luca.last.text
    assert "ltv.count" not in str(luca.last.blocks)


async def test_a_metric_by_its_name_answers_opens_its_form_and_leaves_the_customer_be(ann: Seat) -> None:
    await ann.command("500 3% 80% 4k")
    await ann.command("quick_ratio new=30k expansion=5k churned=8k contraction=2k")
    found = METRICS["quick_ratio"].calculate(
        {"new": 30000, "expansion": 5000, "churned": 8000, "contraction": 2000}
    )
    ratio = found.values["quick_ratio"]
    assert isinstance(ratio, Ratio)
    assert f"Quick ratio: {ratio.value.normalize()}" in ann.last.text
    assert "÷" in ann.last.text
    await ann.command("magic number")
    await ann.submit(delta_arr="$200k", prior_quarter_spend="$150k")
    assert "Magic number: 1.3" in ann.last.text
    await ann.click("ltv.adjust")
    assert ann.filled()["delta_arr"] == "200000"
    await ann.command("what if churn is 2%")
    assert re.search(r"LTV:CAC 5(\.0)?", ann.last.text)


async def test_a_goal_names_two_levers_that_reach_it_together(ann: Seat) -> None:
    await ann.command("how low must churn be for 4:1? price 500, churn 4%, margin 80%, cac 4k")
    up, price, churn = re.search(
        r"price \+(\d+)% \(to ([\d,.]+) a month\).*\(to ([\d.]+)% a month\)", ann.last.text
    ).groups()  # type: ignore[union-attr]
    reached = Decimal(price) * Decimal("0.8") / (Decimal(churn) / 100) / 4000
    assert Decimal(price) == 500 * (1 + Decimal(up) / 100)
    assert Decimal(4) <= reached < Decimal("4.05")
