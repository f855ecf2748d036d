"""`/ltv` through the front door: a command in, an answer out, in the language of who asked."""

from __future__ import annotations

from bot.app import Built
from bot.playground import LocalSlack

QUESTION = "500 3% 80% 4k"


async def test_figures_in_order_are_answered_in_private(slack: LocalSlack, bilancia: Built) -> None:
    ann = slack.person("ann")
    done = await ann.command("/ltv", QUESTION, channel="sales")
    assert done.ok
    answer = ann.sees("sales")[-1]
    assert answer.ephemeral
    assert answer.text.startswith("*Healthy: LTV:CAC 3.3 (CAC:LTV 1:3.3).*")
    for figure in ("13,333", "4,000", "10 months", "33.3 months", "4,444", "3.3% a month", "450 a month", "72%"):
        assert figure in answer.plain(), figure
    assert slack.person("luca").sees("sales") == []


async def test_the_same_question_in_italian(slack: LocalSlack, bilancia: Built) -> None:
    luca = slack.person("luca")
    await luca.command("/ltv", "€1.250,50 al mese, churn 3%, margine 80%, CAC 4 mila", channel="vendite")
    said = luca.sees("vendite")[-1].plain()
    assert "LTV:CAC 8,3" in said
    assert "33.347\xa0€" in said
