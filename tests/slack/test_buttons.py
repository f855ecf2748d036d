"""The buttons under an answer: each does what it says, in place where that is quieter."""

from __future__ import annotations

import pytest

from bot.app import Built
from bot.playground import LocalSlack
from tests.slack.conftest import Seat

QUESTION = "500 3% 80% 4k"


@pytest.fixture
async def answered(ann: Seat) -> Seat:
    await ann.command(QUESTION)
    return ann


async def test_the_working_opens_and_closes_in_place(answered: Seat) -> None:
    await answered.click("Show the working")
    assert len(answered.seen) == 1
    working = answered.last.plain()
    assert "LTV = price × gross margin ÷ churn = 500 × 80% ÷ 3% = 13,333" in working
    assert "Every customer has the same chance of leaving" in working
    await answered.click("Hide the working")
    assert "price × gross margin ÷ churn" not in answered.last.plain()


async def test_what_if_shows_three_moves_and_tries_one_in_place(answered: Seat) -> None:
    await answered.click("What if")
    moves = answered.last.plain()
    for line in ("Churn −1 pt: LTV:CAC 5.0", "Price +10%: LTV:CAC 3.7", "CAC −25%: LTV:CAC 4.4"):
        assert line in moves
    await answered.click("CAC −25%")
    assert len(answered.seen) == 1
    assert "LTV:CAC goes from 3.3 to 4.4, payback from 10 months to 7.5 months" in answered.last.plain()
    await answered.click("Back to my figures")
    assert answered.last.text.startswith("*Healthy: LTV:CAC 3.3")


async def test_the_chart_follows_with_its_text_twin(answered: Seat) -> None:
    await answered.click("Chart")
    chart = answered.last
    assert [block["type"] for block in chart.blocks] == ["section", "data_visualization", "context"]
    assert "passes its CAC of 4,000 after 11.7 months" in chart.text
    assert "month 12: 4,082" in chart.text
    points = chart.blocks[1]["chart"]["series"][0]["data"]
    assert points[0]["value"] == 0
    assert points[1]["value"] == 400
    assert len(points) <= 20


async def test_a_workspace_without_charts_gets_the_twin(slack: LocalSlack, answered: Seat) -> None:
    slack.fail_next("response_url", error="invalid_blocks")
    await answered.click("Chart")
    assert [block["type"] for block in answered.last.blocks] == ["section", "context"]
    assert "month 12: 4,082" in answered.last.plain()


async def test_adjust_prefills_refuses_and_answers_in_place(answered: Seat) -> None:
    await answered.click("Adjust")
    assert answered.filled()["cac"] == "4000"
    done = await answered.submit(price="banana", churn="0.8")
    assert set(done.errors) == {"price", "churn"}
    assert "banana" in done.errors["price"]
    assert "0.8% or 80%" in done.errors["churn"]
    done = await answered.submit(price="600", churn="120%")
    assert list(done.errors) == ["churn"]
    done = await answered.submit(churn="3%", cac="£4000", currency="EUR")
    assert "EUR" in str(done.errors)
    assert "GBP" in str(done.errors)
    await answered.submit(cac="4,000", currency="USD", target="4")
    assert len(answered.seen) == 1
    assert "LTV:CAC 4.0" in answered.last.text
    assert "$16,000" in answered.last.text
    assert "Your target of 4 is met." in answered.last.text


async def test_a_typed_period_wins_over_the_menu(answered: Seat) -> None:
    await answered.click("Adjust")
    await answered.submit(price="6000 a year")
    assert "price 6,000 a year" in answered.last.text


async def test_how_many_customers_gives_the_range(answered: Seat) -> None:
    await answered.click("Of how many customers?")
    done = await answered.submit(customers="many", periods="0")
    assert set(done.errors) == {"customers", "periods"}
    await answered.submit(customers="50", periods="12")
    assert len(answered.seen) == 1
    said = answered.last.plain()
    assert "About 18 lost in 600 customer-months" in said
    assert "between 1.9% a month and 4.6% a month" in said
    assert "anywhere from 2.2 to 5.4" in said


async def test_share_says_who_and_only_they_can_undo(slack: LocalSlack, answered: Seat) -> None:
    luca = slack.person("luca")
    await answered.click("Share to channel")
    shared = next(message for message in luca.sees("sales") if not message.ephemeral)
    assert f"<@{answered.person.id}> shared" in shared.text
    assert "13,333" in shared.plain()
    await luca.click(shared, "Undo")
    await answered.settle()
    assert "Solo" in luca.sees("sales")[-1].text
    assert shared in luca.sees("sales")
    await answered.click("Undo", on=shared)
    assert all(message.ephemeral for message in luca.sees("sales"))


async def test_share_where_the_bot_is_no_member(slack: LocalSlack, bilancia: Built) -> None:
    ann = Seat(slack, bilancia, "ann", "general")
    await ann.command(QUESTION)
    await ann.click("Share to channel")
    shared = next(message for message in slack.person("luca").sees("general"))
    assert not shared.ephemeral
    await ann.click("Undo", on=shared)
    assert slack.person("luca").sees("general") == []


async def test_save_lists_opens_and_deletes_a_scenario(answered: Seat) -> None:
    await answered.click("Save")
    await answered.submit(name="SMB <plan> & co")
    assert "Saved as *SMB &lt;plan&gt; &amp; co*" in answered.last.text
    await answered.command("list")
    assert "SMB &lt;plan&gt; &amp; co*: LTV:CAC 3.3" in answered.last.text
    await answered.click("Open")
    assert "LTV:CAC 3.3" in answered.last.text
    await answered.command("500 2% 80% 4k")
    await answered.command("save SMB &lt;plan&gt; &amp; co")
    assert "in place of" in answered.last.text
    await answered.command("delete SMB &lt;plan&gt; &amp; co")
    assert "is gone" in answered.last.text
    await answered.command("list")
    assert "no scenario yet" in answered.last.text


async def test_the_form_alone_is_prefilled_with_the_last_figures(answered: Seat) -> None:
    await answered.command("")
    assert answered.filled()["price"] == "500"
    await answered.submit(cac="2000")
    assert "LTV:CAC 6.7" in answered.last.text
    assert answered.last.ephemeral


async def test_another_tenants_ids_mean_nothing(slack: LocalSlack, answered: Seat, bilancia: Built) -> None:
    analysis = answered.last.button("Chart")["value"]
    found = await bilancia.front.desk.store.analysis("T0OTHER", analysis)
    assert found is None


async def test_no_button_or_form_carries_data_or_secrets(slack: LocalSlack, answered: Seat) -> None:
    for label in ("What if", "Adjust"):
        await answered.click(label)
    shown = str(list(slack.payloads))
    values = [
        element["value"]
        for message in answered.seen
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]
    assert values
    assert all(value.startswith("id") for value in values)
    assert answered.person.view["private_metadata"].startswith("id")
    for secret in (slack.bot_token, slack.signing_secret, "/commands/", "/actions/"):
        assert secret not in shown
