"""Lessons in Slack: under answers without repeating themselves, on request, along the path, or not at all."""

from __future__ import annotations

from bot.lessons import lessons
from bot.playground import LocalSlack
from tests.slack.conftest import Seat

QUESTION = "500 3% 80% 4k"


def shown(seat: Seat) -> str | None:
    """The lesson in the last message, by its id."""
    said = seat.last.plain()
    return next((one.id for one in lessons("en").values() if one.title in said), None)


async def test_the_same_question_teaches_something_new_each_time(ann: Seat, slack: LocalSlack) -> None:
    taught = []
    for _ in range(4):
        await ann.command(QUESTION)
        taught.append(shown(ann))
    assert taught[0] == "ratio-three-to-five"
    assert None not in taught
    assert len(set(taught)) == 4


async def test_what_others_have_read_is_no_matter(ann: Seat, slack: LocalSlack) -> None:
    await ann.command(QUESTION)
    luca = slack.person("luca")
    await luca.command("/ltv", QUESTION, channel="sales")
    await ann.settle()
    assert lessons("it")["ratio-three-to-five"].title in luca.sees("sales")[-1].plain()


async def test_an_answer_keeps_its_lesson_when_its_working_is_hidden_again(ann: Seat) -> None:
    await ann.command(QUESTION)
    first = shown(ann)
    await ann.click("ltv.working")
    await ann.click("ltv.hide")
    assert shown(ann) == first


async def test_lessons_can_be_hidden_and_shown_again(ann: Seat) -> None:
    await ann.command("hide lessons")
    assert "without a lesson" in ann.last.text
    await ann.command(QUESTION)
    assert shown(ann) is None
    await ann.click("ltv.working")
    await ann.click("ltv.hide")
    assert shown(ann) is None
    await ann.command("learn churn")
    assert shown(ann) == "churn"
    await ann.command("show lessons")
    await ann.command(QUESTION)
    assert shown(ann) is not None


async def test_the_path_counts_what_was_read_and_leads_on(ann: Seat) -> None:
    await ann.command("learn path")
    assert "Read so far: 0 of 10" in ann.last.text
    await ann.click("learn.next")
    assert shown(ann) == "cac"
    await ann.click("learn.next")
    assert shown(ann) == "gross-margin"
    await ann.command("learn path")
    assert "Read so far: 2 of 10" in ann.last.text
    assert "✓ 2. Gross margin" in ann.last.text
    assert "○ 3. Churn" in ann.last.text


async def test_who_has_read_all_ten_is_told_so(luca_dm: Seat) -> None:
    await luca_dm.say("impara percorso")
    for _ in range(10):
        await luca_dm.click("learn.next")
    await luca_dm.say("impara percorso")
    assert "Lette finora: 10 su 10" in luca_dm.last.text
    assert "Le hai lette tutte" in luca_dm.last.text


async def test_words_lead_to_a_lesson_with_two_beside_it(luca_dm: Seat) -> None:
    answer = await luca_dm.say("impara costo di acquisizione")
    assert lessons("it")["cac"].title in answer.text
    beside = [f"learn.{n}" for n in range(2)]
    buttons = [
        one["action_id"] for block in answer.blocks for one in block.get("elements", ()) if "action_id" in one
    ]
    assert buttons == [*beside, "learn.next"]
