"""Shortcuts: a form from anywhere, and a form with the figures of a message."""

from __future__ import annotations

from bot.slack.shortcuts import MATH, NEW
from tests.slack.conftest import Seat


async def test_a_new_calculation_opens_the_form_and_answers_by_direct_message(
    ann: Seat, ann_dm: Seat
) -> None:
    await ann.person.shortcut(NEW)
    await ann.settle()
    assert ann.person.view["callback_id"] == "ltv.form"
    await ann.submit(price="$500", churn="3%", margin="80%", cac="$4k")
    assert "LTV:CAC 3.3" in ann_dm.last.text


async def test_the_math_of_a_message_is_a_form_with_its_figures(ann: Seat, luca: Seat) -> None:
    luca.channel = ann.channel
    said = await luca.say("we charge $500 a month, lose 3% monthly, margin 80%, 4k to win one")
    await ann.person.shortcut(MATH, message=said)
    await ann.settle()
    filled = ann.filled()
    assert (filled["price"], filled["churn"], filled["margin"], filled["cac"]) == ("500", "3%", "80%", "4000")
    await ann.submit()
    assert ann.last.ephemeral
    assert "LTV:CAC 3.3" in ann.last.text


async def test_the_math_of_a_salary_is_the_form_of_a_rep(ann: Seat) -> None:
    said = await ann.say("what would an SDR on $50k base cost us?")
    await ann.person.shortcut(MATH, message=said)
    await ann.settle()
    assert ann.person.view["callback_id"] == "sheet.form.rep"
    assert ann.filled()["base"] == "50000"


async def test_a_message_without_figures_gives_an_empty_form(ann: Seat) -> None:
    said = await ann.say("lunch?")
    await ann.person.shortcut(MATH, message=said)
    await ann.settle()
    assert ann.filled()["price"] is None
