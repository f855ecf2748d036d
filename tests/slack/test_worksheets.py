"""Worksheets through the front door: a command, a form, the buttons under the answer."""

from __future__ import annotations

from tests.slack.conftest import Seat


async def test_a_rep_in_one_line_answers_privately_with_the_items(ann: Seat) -> None:
    await ann.command("rep $50k")
    assert ann.last.ephemeral
    assert "$61,675 a year" in ann.last.text
    assert "Expect double" in ann.last.text
    assert "United States (taken from how you write" in ann.last.text


async def test_without_figures_the_form_opens_and_answers_where_it_was_asked(ann: Seat) -> None:
    await ann.command("rep")
    assert ann.person.view["title"]["text"] == "What a rep costs"
    await ann.submit(country="us", role="sdr", base="$45,000", variable="15k", tools="300 a month")
    assert ann.person.view is None
    assert ann.last.ephemeral
    assert "*An SDR on $45,000 costs you" in ann.last.text
    assert "Tools: $3,600" in ann.last.text


async def test_a_field_that_cannot_be_read_is_refused_under_it_and_keeps_what_was_typed(luca: Seat) -> None:
    await luca.command("venditore")
    done = await luca.submit(base="tanto", attainment="80%")
    assert "tanto" in done.errors["base"]
    assert luca.person.view is not None
    await luca.submit(base="30 mila", country="it")
    assert "INPS: 9.000" in luca.last.text


async def test_what_econ_refuses_is_said_under_the_field_at_fault(ann: Seat) -> None:
    await ann.command("rep")
    done = await ann.submit(base="50k", load_rate="2000%")
    assert "load_rate" in done.errors


async def test_the_buttons_show_the_working_the_chart_and_the_filled_form(ann: Seat) -> None:
    await ann.command("sdr $50k, commission $20k")
    await ann.click("ltv.working")
    assert any("The working" in str(block) for block in ann.last.blocks)
    await ann.click("ltv.hide")
    await ann.click("ltv.chart")
    assert any(block["type"] == "data_visualization" for block in ann.last.blocks)
    answer = next(message for message in reversed(ann.seen) if "costs you" in message.text)
    await ann.click("ltv.adjust", on=answer)
    filled = ann.filled()
    assert (filled["base"], filled["variable"], filled["role"]) == ("50000", "20000", "sdr")


async def test_a_rep_is_shared_saved_and_found_again(ann: Seat) -> None:
    await ann.command("rep $50k")
    answer = ann.last
    await ann.click("ltv.share", on=answer)
    assert not ann.last.ephemeral
    assert "shared a calculation" in ann.last.text
    await ann.click("ltv.save", on=answer)
    await ann.submit(name="first hire")
    await ann.command("list")
    assert "first hire" in ann.last.text
    assert "$61,675" in ann.last.text
    await ann.command("load first hire")
    assert "Item by item" in ann.last.text


async def test_a_conversation_goes_on_from_the_last_worksheet(ann_dm: Seat) -> None:
    await ann_dm.say("what does an SDR on $50k base cost?")
    assert "Variable pay: $26,923" in ann_dm.last.text
    await ann_dm.say("commission 20k")
    assert "Variable pay: $20,000" in ann_dm.last.text


async def test_a_rep_does_not_change_what_the_customer_form_begins_with(ann: Seat) -> None:
    await ann.command("500 3% 80% 4k")
    await ann.command("rep $50k")
    await ann.command("")
    assert ann.filled()["price"] == "500"


async def test_a_team_is_a_form_and_customer_success_is_kept_out_of_cac(ann: Seat) -> None:
    await ann.command("team")
    assert ann.person.view["title"]["text"] == "What a win costs a team"
    values = {"members.1.count": "2", "members.1.cost_year": "$140k", "members.2.count": "1"}
    await ann.submit(**values, **{"members.2.cost_year": "$110k", "marketing": "$20k", "wins": "60"})
    assert "Each customer won costs this team $5,000" in ann.last.text
    assert "LDR" not in ann.last.text
    answer = ann.last
    await ann.click("ltv.chart")
    assert "Customer Success $0 to win, $110,000 to keep" in ann.last.text
    await ann.click("ltv.adjust", on=answer)
    filled = ann.filled()
    assert (filled["members.1.count"], filled["members.0.count"], filled["wins"]) == ("2", None, "60")


async def test_a_row_at_fault_is_refused_under_its_own_field(luca: Seat) -> None:
    await luca.command("squadra")
    done = await luca.submit(**{"members.2.count": "1", "members.2.cost_year": "-5000", "wins": "10"})
    assert list(done.errors) == ["members.2.cost_year"]
