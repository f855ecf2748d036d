"""Segments, funnels and markets through the front door: in words, by form, and by the buttons below."""

from __future__ import annotations

from bot.calc import run_lines
from bot.content import table
from tests.slack.conftest import Seat

SMB = {
    "segments.0.arpa": "$100 a month",
    "segments.0.churn": "4%",
    "segments.0.margin": "75%",
    "segments.0.cac": "1,200",
    "segments.0.share": "90%",
    "segments.0.conversion": "2%",
}
LARGE = {
    "segments.1.arpa": "36k a year",
    "segments.1.churn": "20% a year",
    "segments.1.margin": "80%",
    "segments.1.cac": "30k",
    "segments.1.share": "10%",
    "segments.1.sales_cycle_months": "6 months",
    "segments.1.conversion": "10%",
}


async def test_segments_in_the_form_say_which_pays_and_what_the_mix_hides(ann: Seat) -> None:
    await ann.command("segments")
    assert ann.person.view["title"]["text"] == "Segments side by side"
    filled = ann.filled()
    assert (filled["segments.0.name"], filled["segments.1.name"]) == ("SMB", "Enterprise")
    await ann.submit(**SMB, **LARGE, cost_per_touch="20")
    assert ann.person.view is None
    assert ann.last.ephemeral
    assert ann.last.text.startswith("*SMB falls short (LTV:CAC 1.6), Enterprise pays (LTV:CAC 4.8)")
    assert "the average hides that SMB is below your target" in ann.last.text
    written: list[str] = []
    given = (
        '{"metric": "segments", "inputs": {"segments": [{"arpa": 100, "churn": 0.04, "margin": 0.75, '
        '"cac": 1200}, {"arpa": 36000, "arpa_period": "year", "churn": 0.2, "churn_period": "year", '
        '"margin": 0.8, "cac": 30000}]}}'
    )
    run_lines([given], written.append)
    assert '"ltv": 1875' in written[0]
    assert '"ltv": 144000' in written[0]
    assert "LTV $1,875" in ann.last.text
    assert "LTV $144,000" in ann.last.text


async def test_a_third_segment_joins_and_a_row_left_out_is_asked_for(ann: Seat) -> None:
    await ann.command("segments")
    third = {f"segments.2.{field.rpartition('.')[2]}": text for field, text in SMB.items()}
    done = await ann.submit(**{**SMB, **LARGE, **third, "segments.2.margin": ""})
    assert done.ok
    assert "100%" in str(ann.person.errors) or "margin" in str(ann.person.errors)
    shares = {"segments.0.share": "", "segments.1.share": "", "segments.2.share": ""}
    await ann.submit(**{**third, **shares, "segments.2.name": "Mid-market"})
    assert "Mid-market" in ann.last.text
    assert "the segments weigh the same" in str(ann.last.blocks) or ann.last.text.count("LTV:CAC") > 3


async def test_comparing_in_a_message_asks_for_the_figures_with_a_button(luca_dm: Seat) -> None:
    await luca_dm.say("confronta pmi e grandi aziende")
    assert "le cifre di ogni segmento" in luca_dm.last.text
    await luca_dm.click("sheet.open.segments")
    filled = luca_dm.filled()
    assert (filled["segments.0.name"], filled["segments.1.name"]) == ("PMI", "Grandi aziende")
    await luca_dm.submit(**SMB | LARGE)
    assert "PMI: rende poco" in luca_dm.last.text
    await luca_dm.click("ltv.chart")
    assert any(block["type"] == "data_visualization" for block in luca_dm.last.blocks)
    assert "PMI: LTV 1.875" in luca_dm.last.text


async def test_a_funnel_in_one_line_and_backwards(ann: Seat) -> None:
    await ann.command("funnel 2000 visitors, 5% become leads, 30% qualify, 20% close")
    assert "*2,000 visitors bring 6 customers: 0.3% of them.*" in ann.last.text
    await ann.command("how many leads do I need for 10 customers? 15% qualify and we close 20%")
    assert "*For 10 customers you need 334 leads.*" in ann.last.text


async def test_the_journey_is_chosen_in_the_form_which_changes_with_it(ann: Seat) -> None:
    await ann.command("funnel")
    assert "stages.4.conversion" not in ann.filled()
    ann.person.fill({"volume": "10,000"})
    await ann.person.click(ann.person.view, "motion", "smb")
    await ann.settle()
    filled = ann.filled()
    assert "stages.5.cost_per_entry" in filled
    labels = [block["label"]["text"] for block in ann.person.view["blocks"] if "label" in block]
    assert "Qualified by the LDR: share lost when handed over" in labels
    assert ann.person.view["state"]["values"]["volume"]["volume"]["value"] == "10,000"
    rates = {"0": "5%", "1": "60%", "2": "30%", "3": "50%", "4": "40%"}
    costs = {"0": "$0.50", "1": "12", "2": "2", "3": "40", "4": "150", "5": "100"}
    await ann.submit(
        **{f"stages.{n}.conversion": rate for n, rate in rates.items()},
        **{f"stages.{n}.cost_per_entry": cost for n, cost in costs.items()},
        **{"stages.1.hand_off_loss": "20%", "period": "month"},
    )
    assert "*10,000 visitors a month bring 14.4 customers" in ann.last.text
    assert "Hand-overs that go wrong add" in ann.last.text
    assert "With Customer Success: 14.4" in ann.last.text


async def test_adjusting_a_funnel_opens_it_as_it_was(luca: Seat) -> None:
    await luca.command("imbuto 1.000 lead al mese, il 15% diventa opportunità, tasso di chiusura 20%")
    await luca.click("ltv.adjust")
    filled = luca.filled()
    assert "stages.4.conversion" not in filled, "the plain journey"
    assert (filled["volume"], filled["stages.1.conversion"], filled["stages.3.conversion"]) == (
        "1000",
        "15%",
        "20%",
    )
    await luca.submit(fixed_cost="12 mila")
    assert "Ognuno ti costa 400 (CAC)" in luca.last.text


async def test_a_market_in_words_is_narrowed_down(ann_dm: Seat) -> None:
    await ann_dm.say("30 million firms, 1% reachable, $500 a month")
    assert "$1.8 billion a year (SAM)" in ann_dm.last.text
    await ann_dm.say("5% market share")
    assert "*You can win $90 million a year (SOM): 15,000 customers" in ann_dm.last.text


async def test_what_a_market_lacks_is_asked_for(luca_dm: Seat) -> None:
    await luca_dm.say("quanto è grande il nostro mercato? 30 milioni di aziende")
    assert table("strings", "it")["inputs"]["price"] in luca_dm.last.text
    await luca_dm.say("500 € al mese")
    assert "180 miliardi" in luca_dm.last.text
