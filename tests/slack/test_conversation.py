"""Direct messages and mentions: the same questions in plain words."""

from __future__ import annotations

from bot.app import Built
from bot.playground import LocalSlack
from tests.slack.conftest import Seat


async def test_a_plain_question_gets_the_whole_answer(ann_dm: Seat) -> None:
    answer = await ann_dm.say("we charge $500 a month, lose 3% monthly, margin 80%, 4k to win one. healthy?")
    assert not answer.ephemeral
    assert "Healthy: LTV:CAC 3.3" in answer.text
    assert "$13,333" in answer.text


async def test_what_is_missing_is_asked_and_a_short_answer_completes_it(ann_dm: Seat) -> None:
    asked = await ann_dm.say("500 a month, 3% churn, 80% margin: worth it?")
    assert "CAC" in asked.text
    answer = await ann_dm.say("4k")
    assert "LTV:CAC 3.3" in answer.text


async def test_two_missing_values_in_one_follow_up(luca_dm: Seat) -> None:
    asked = await luca_dm.say("un cliente paga 500 euro al mese e il churn è 3%: vale la pena?")
    assert "margine lordo" in asked.text
    answer = await luca_dm.say("80% e 4k")
    assert "LTV:CAC 3,3" in answer.text


async def test_a_question_about_seats(ann_dm: Seat) -> None:
    asked = await ann_dm.say("$50 per seat a month, churn 2%, margin 80%, cac 900")
    assert "seats" in asked.text
    answer = await ann_dm.say("20 seats")
    assert "price $1,000 a month" in answer.text


async def test_an_answer_in_a_thread_stays_in_it(ann_dm: Seat) -> None:
    first = await ann_dm.say("hello")
    mine = ann_dm.seen[0]
    answer = await ann_dm.say("500 3% 80% 4k", thread_ts=mine.ts)
    assert answer.thread_ts == mine.ts
    assert first.thread_ts is None


async def test_a_mention_is_answered_in_the_thread_for_all(slack: LocalSlack, ann: Seat) -> None:
    await ann.say(f"<@{slack.ws.bot_user}> 500 3% 80% 4k")
    answer = slack.person("luca").sees("sales")[-1]
    assert answer.thread_ts == ann.seen[0].ts
    assert "LTV:CAC 3.3" in answer.text


async def test_a_public_answer_is_never_replaced_by_somebody_elses_click(
    slack: LocalSlack, ann: Seat
) -> None:
    await ann.say(f"<@{slack.ws.bot_user}> 500 3% 80% 4k")
    luca = slack.person("luca")
    public = luca.sees("sales")[-1]
    before = public.text
    await luca.click(public, "ltv.working")
    await ann.settle()
    assert public.text == before
    assert luca.sees("sales")[-1].ephemeral


async def test_a_repeated_event_is_answered_once(slack: LocalSlack, ann_dm: Seat) -> None:
    slack.duplicate_next()
    await ann_dm.say("500 3% 80% 4k")
    await slack.retry()
    await ann_dm.settle()
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_edits_deletions_and_its_own_words_are_left_alone(slack: LocalSlack, ann_dm: Seat) -> None:
    await ann_dm.say("500 3% 80% 4k")
    await ann_dm.person.edit(ann_dm.seen[0], "600 3% 80% 4k")
    await ann_dm.person.delete(ann_dm.seen[0])
    await ann_dm.settle()
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_off_topic_is_refused_plainly_with_something_to_do(ann_dm: Seat) -> None:
    answer = await ann_dm.say("what is the weather in Milan?")
    assert "500 3% 80% 4k" in answer.text
    assert "LTV:CAC" not in answer.text


async def test_a_greeting_gets_a_human_line(ann_dm: Seat, luca_dm: Seat) -> None:
    assert (await ann_dm.say("hi there")).text.startswith("Hello")
    assert (await luca_dm.say("ciao!")).text.startswith("Ciao")


async def test_sharing_from_a_direct_message_asks_where(slack: LocalSlack, ann_dm: Seat) -> None:
    await ann_dm.say("500 3% 80% 4k")
    await ann_dm.click("Share to channel")
    await ann_dm.submit(channel="sales")
    shared = slack.person("luca").sees("sales")[-1]
    assert "shared a calculation" in shared.text
    assert "Shared in" in ann_dm.last.text


async def test_home_shows_what_to_do_and_the_scenarios(
    slack: LocalSlack, ann_dm: Seat, luca_dm: Seat
) -> None:
    await ann_dm.say("500 3% 80% 4k")
    await ann_dm.say("save SMB plan")
    await ann_dm.person.open_home()
    await slack.until(lambda: ann_dm.person.home is not None)
    assert "SMB plan" in str(ann_dm.person.home)
    await luca_dm.person.open_home()
    await slack.until(lambda: luca_dm.person.home is not None)
    assert "Calcolo se un cliente" in str(luca_dm.person.home)
    assert "SMB plan" not in str(luca_dm.person.home)


async def test_a_new_locale_is_heard(slack: LocalSlack, bilancia: Built, ann_dm: Seat) -> None:
    await ann_dm.say("hi")
    await ann_dm.person.change(locale="it-IT")
    await ann_dm.settle()
    assert (await ann_dm.say("hi")).text.startswith("Ciao")


async def test_a_form_from_home_says_where_its_answer_went(slack: LocalSlack, ann_dm: Seat) -> None:
    await ann_dm.person.open_home()
    await slack.until(lambda: ann_dm.person.home is not None)
    await ann_dm.person.click(ann_dm.person.home, "form.open")
    await ann_dm.settle()
    await ann_dm.submit(price="500", churn="3%", margin="80%", cac="4k")
    assert "Healthy: LTV:CAC 3.3" in str(ann_dm.person.view["blocks"][0])
    assert "Messages" in str(ann_dm.person.view["blocks"][1])
    assert "LTV:CAC 3.3" in ann_dm.last.text


async def test_a_doubt_can_be_answered_in_words(ann_dm: Seat) -> None:
    asked = await ann_dm.say("churn 0.8, price 500 a month, margin 80%, cac 4k")
    assert "two ways" in asked.text
    answer = await ann_dm.say("0.8%")
    assert "churn 0.8% a month" in answer.text


async def test_a_loaded_scenario_is_what_the_next_what_if_varies(ann_dm: Seat) -> None:
    await ann_dm.say("500 a month, 3% churn, 80% margin, cac 4k")
    await ann_dm.say("save Plan A")
    await ann_dm.say("900 a month, 5% churn, 70% margin, cac 8k")
    await ann_dm.say("load Plan A")
    answer = await ann_dm.say("what if churn is 2%")
    assert "price 500" in answer.text
    assert "LTV:CAC 5.0" in answer.text
