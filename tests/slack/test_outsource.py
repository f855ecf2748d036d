"""Reps of one's own or a partner, and a partner's offer, through the front door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.calc import run_lines, to_json
from tests.slack.conftest import Seat


def calculated(metric: str, **inputs: Any) -> dict[str, Any]:
    """The same through `calc`: what the reply must agree with."""
    written: list[str] = []
    assert run_lines([to_json({"id": 1, "metric": metric, "inputs": inputs})], written.append)
    values: dict[str, Any] = json.loads(written[0])["values"]
    return values


def dollars(amount: float) -> str:
    return f"${round(amount):,}"


async def test_salary_and_fee_alone_answer_with_the_flip_point_in_meetings(ann: Seat) -> None:
    await ann.command("outsource hire two SDRs at $50k or pay an agency $6k a month?")
    assert ann.last.ephemeral
    found = calculated(
        "outsourcing",
        in_house={"base": 50000, "reps": 2, "country": "us", "role": "sdr"},
        partner={"retainer": 6000},
    )
    first = ann.last.text.split("\n")[0]
    assert first.startswith("*The partner is cheaper: $500 per qualified meeting against")
    assert dollars(found["in_house"]["cost_per_meeting"]) in first
    flip = found["flip_point"]["in_house_meetings_per_month"]
    assert f"each of your reps books more than {flip:.1f} meetings a month" in first
    assert "I took 12 a month for each rep and as many for the partner" in ann.last.text
    assert dollars(found["in_house"]["cost_total"]) in ann.last.text
    for stop in found["in_house"]["stopping"]:
        assert dollars(stop["cost_total"]) in ann.last.text


FORM = {
    "in_house.base": "$60,000",
    "in_house.reps": "2",
    "in_house.country": "none",
    "in_house.load_rate": "25%",
    "in_house.meetings_per_month": "10",
    "in_house.ramp_months": "3 months",
    "in_house.tenure_months": "18 months",
    "in_house.hiring_cost": "8k",
    "partner.retainer": "7k",
    "partner.setup": "3k",
    "partner.meetings_per_month": "15",
    "partner.start_delay_months": "1 month",
    "partner.minimum_term": "6 months",
    "partner.oversight": "500",
    "months": "24 months",
    "show_rate": "80%",
    "win_rate": "20%",
    "closing_cost": "500",
    "arpa": "900 a month",
    "margin": "80%",
    "churn": "2%",
}


async def test_the_whole_form_gives_cac_and_agrees_with_calc(ann: Seat) -> None:
    await ann.command("outsource")
    assert ann.person.view["title"]["text"] == "In-house or outsourced"
    await ann.submit(**FORM)
    assert ann.person.view is None
    found = calculated(
        "outsourcing",
        in_house={
            "base": 60000,
            "reps": 2,
            "load_rate": 0.25,
            "meetings_per_month": 10,
            "ramp_months": 3,
            "tenure_months": 18,
            "hiring_cost": 8000,
        },
        partner={
            "retainer": 7000,
            "setup": 3000,
            "meetings_per_month": 15,
            "start_delay_months": 1,
            "minimum_term": 6,
            "oversight": 500,
        },
        months=24,
        show_rate=0.8,
        win_rate=0.2,
        closing_cost=500,
        arpa=900,
        margin=0.8,
        churn=0.02,
    )
    said = ann.last.text
    assert "CAC" in said.split("\n")[0]
    for side in ("in_house", "partner"):
        for figure in ("cac", "cost_per_meeting", "cost_total", "peak_cash"):
            amount = found[side][figure]
            assert (dollars(amount) in said) or (f"${amount:,.2f}" in said), (side, figure)
        assert f"LTV:CAC {found[side]['ltv_cac']:.1f}" in said
        assert f"payback {found[side]['payback_months']:.1f} months" in said
    due = found["partner"]["stopping"][0]["cost_to_stop"]
    assert f"of which still due {dollars(due)}" in said
    winner = {"in_house": "Your own team", "partner": "The partner"}[found["winner"]]
    assert said.startswith(f"*{winner} is cheaper")


async def test_a_form_without_a_salary_or_a_fee_says_so_under_the_field(ann: Seat) -> None:
    await ann.command("outsource")
    done = await ann.submit(**{"partner.retainer": "6k"})
    assert "in_house.base" in done.errors
    done = await ann.submit(**{"partner.retainer": "", "in_house.base": "50k"})
    assert "partner.retainer" in done.errors
    done = await ann.submit(**{"partner.retainer": "6k", "months": "300"})
    assert "months" in done.errors


async def test_adjusting_keeps_every_figure(ann: Seat) -> None:
    await ann.command("outsource salary $50k, agency $6k a month, 15 meetings, win rate 20%")
    await ann.click("ltv.adjust")
    filled = ann.filled()
    assert (filled["in_house.base"], filled["partner.retainer"]) == ("50000", "6000")
    assert (filled["partner.meetings_per_month"], filled["win_rate"]) == ("15", "20%")


async def test_the_chart_draws_both_sides(ann: Seat) -> None:
    await ann.command("outsource salary $50k, agency $6k a month")
    await ann.click("ltv.chart")
    drawn = next(block for block in ann.last.blocks if block["type"] == "data_visualization")
    assert [line["name"] for line in drawn["chart"]["series"]] == ["Your own team", "The partner"]
    assert len(drawn["chart"]["series"][0]["data"]) == 12
    assert "The lines do not cross." in ann.last.text


async def test_a_long_comparison_still_fits_a_chart(ann: Seat) -> None:
    await ann.command("outsource")
    await ann.submit(**{"in_house.base": "50k", "partner.retainer": "6k", "months": "36"})
    await ann.click("ltv.chart")
    drawn = next(block for block in ann.last.blocks if block["type"] == "data_visualization")
    assert [point["label"] for point in drawn["chart"]["series"][0]["data"]][-2:] == ["34", "36"]


@pytest.mark.parametrize("words", ["now with an outsourced team at 6k/month", "and an agency at 6k a month?"])
async def test_a_partner_joins_the_rep_just_spoken_of(ann_dm: Seat, words: str) -> None:
    await ann_dm.say("what does an SDR on $50k base cost?")
    await ann_dm.say(words)
    assert "The partner is cheaper: $500 per qualified meeting" in ann_dm.last.text
    assert "salary $50,000" in ann_dm.last.text
    await ann_dm.say("no, the salary is 40k")
    assert "salary $40,000" in ann_dm.last.text
    assert "retainer 6,000 a month" in ann_dm.last.text


async def test_the_bare_command_opens_the_form_also_after_an_answer(ann: Seat) -> None:
    await ann.command("outsource salary $50k, agency $6k a month")
    await ann.command("outsource")
    assert ann.person.view["title"]["text"] == "In-house or outsourced"
    await ann.command("rep")
    assert ann.person.view["title"]["text"] == "What a rep costs"


async def test_after_a_rep_the_form_knows_the_salary(ann: Seat) -> None:
    await ann.command("rep $50k")
    await ann.command("outsource")
    assert ann.filled()["in_house.base"] == "50000"


async def test_an_italian_compares_and_reads_italian(luca_dm: Seat) -> None:
    await luca_dm.say("meglio assumere o esternalizzare?")
    assert "fisso" in luca_dm.last.text
    await luca_dm.say("RAL 30 mila €, agenzia 3.500 € al mese")
    said = luca_dm.last.plain()
    assert "La tua squadra costa meno: 287\xa0€ per incontro qualificato contro 292\xa0€" in said
    assert "La risposta cambia se ogni tuo venditore fissa meno di 11,8 incontri al mese" in said


async def test_whose_meetings_they_are_is_said_and_a_fee_by_the_meeting_is_no_retainer(ann: Seat) -> None:
    await ann.command("an SDR at $60k or an agency at $400 per meeting, 20 meetings a month?")
    assert "partner's meetings a month 20 (taken from how you write" in ann.last.text
    assert "fee per meeting $400" in ann.last.text
    assert "retainer" not in ann.last.text.split("I read:")[1].split("The partner's figures")[0]


async def test_meetings_a_week_are_brought_to_the_month(ann: Seat) -> None:
    await ann.command("offer agency $6,500 a month, 3 meetings a week")
    assert "*A qualified meeting costs $500.*" in ann.last.text


async def test_a_price_per_seat_is_that_of_all_seats(ann: Seat) -> None:
    await ann.command(
        "offer agency $6k a month, 15 meetings, price $50 per seat, 10 seats, 5% churn, 80% margin"
    )
    found = calculated("offer", retainer=6000, meetings_per_month=15, arpa=500, churn=0.05, margin=0.8)
    assert f"CAC within {dollars(found['target_cac'])}" in ann.last.text


async def test_an_offer_is_read_for_what_it_implies(ann: Seat) -> None:
    await ann.command("offer")
    assert ann.person.view["title"]["text"] == "Check an offer"
    await ann.submit(
        retainer="$6,000",
        setup="3k",
        meetings_per_month="15",
        ramp_months="2",
        minimum_term="6 months",
        show_rate="80%",
        acceptance_rate="75%",
        win_rate="20%",
        closing_cost="500",
        target_cac="5k",
    )
    found = calculated(
        "offer",
        retainer=6000,
        setup=3000,
        meetings_per_month=15,
        ramp_months=2,
        minimum_term=6,
        show_rate=0.8,
        acceptance_rate=0.75,
        win_rate=0.2,
        closing_cost=500,
        target_cac=5000,
    )
    said = ann.last.text
    assert f"*A qualified meeting costs {dollars(found['cost_per_meeting'])}," in said
    assert f"the {dollars(found['quoted_cost_per_meeting'])} the quote suggests" in said
    assert f"*A customer costs {dollars(found['cac'])} (CAC)*" in said
    assert f"{found['required_win_rate'] * 100:.1f}% of these meetings must be won" in said
    assert f"Signing binds you for {dollars(found['commitment'])}" in said


async def test_a_quote_without_a_number_of_meetings_is_asked_about(ann_dm: Seat) -> None:
    await ann_dm.say("check this quote: agency $6k a month")
    assert "meetings" in ann_dm.last.text
    await ann_dm.say("15 meetings")
    assert "*A qualified meeting costs $400.*" in ann_dm.last.text
