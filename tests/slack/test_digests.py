"""Digests through the front door: asked for, set up, sent, answered, steered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app import Built, build
from bot.digest.pace import Pace
from bot.digest.worker import Worker
from bot.local import connected_to
from bot.playground import LocalSlack
from bot.playground.model import Message
from bot.slack.serve import serve
from bot.slack.web import EVENTS_PATH
from tests.slack.conftest import Seat

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
MONTH = {
    "digest.which": "2026-10",
    "digest.start": "200",
    "digest.lost": "6",
    "digest.new": "10",
    "digest.spend": "40k",
    "digest.revenue": "101,000",
}


@dataclass
class Desk:
    """The app with a clock of the test's, and its worker."""

    slack: LocalSlack
    built: Built
    worker: Worker
    now: list[datetime]

    def seat(self, name: str, channel: str) -> Seat:
        return Seat(self.slack, self.built, name, channel)

    async def at(self, moment: datetime) -> None:
        """Time goes on to that moment, and a minute more for what leaves within it."""
        self.now[0] = moment
        await self.worker.turn()
        self.now[0] = moment + timedelta(minutes=1)
        await self.worker.turn()

    async def work(self) -> None:
        await self.worker.turn()


@pytest.fixture
def scopes() -> tuple[str, ...]:
    return ("commands", "chat:write", "app_mentions:read", "im:history", "users:read")


@pytest.fixture
async def desk(scopes: tuple[str, ...], tmp_path: Path) -> AsyncIterator[Desk]:
    now, numbers = [MONDAY], count(1)
    async with LocalSlack(scopes=scopes) as slack:
        settings = connected_to(slack).model_copy(update={"database": str(tmp_path / "test.db")})
        built = build(settings, clock=lambda: now[0], new_id=lambda: f"id{next(numbers):07}")
        port, close = await serve(built.asgi(), "127.0.0.1", 0)
        slack.deliver_by_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
        try:
            yield Desk(slack, built, built.worker(pace=Pace(0, 0)), now)
        finally:
            await built.front.after.drain()
            await close()
            await built.close()
        assert slack.refusals == []


def public(seat: Seat) -> list[Message]:
    return [message for message in seat.seen if not message.ephemeral and message.thread_ts is None]


async def set_up(seat: Seat, text: str = "digest", **values: Any) -> None:
    await seat.command(text)
    assert seat.person.view is not None
    done = await seat.submit(**values)
    assert done.errors == {}


@pytest.fixture
async def ann(desk: Desk) -> Seat:
    return desk.seat("ann", "sales")


@pytest.fixture
async def luca(desk: Desk) -> Seat:
    return desk.seat("luca", "vendite")


# -- setting up -------------------------------------------------------------------------------------------


async def test_the_form_shows_the_zone_and_the_next_three_dates_and_follows_each_choice(ann: Seat) -> None:
    await ann.command("$500 2.4% 80% 4k")
    await ann.command("digest")
    view = ann.person.view
    preview = view["blocks"][0]["text"]["text"]
    assert preview == (
        "*every Monday at 9:00 (America/Chicago time)*\n"
        "Next: Mon, Nov 23, 9:00; Mon, Nov 30, 9:00; Mon, Dec 7, 9:00"
    )
    assert view["blocks"][1]["element"]["initial_conversation"] == ann.person.ws.channel("sales").id
    await ann.person.click(view, "digest.rhythm", "monthly_weekday")
    await ann.settle()
    await ann.person.click(ann.person.view, "digest.weekday", "fri")
    await ann.settle()
    await ann.person.click(ann.person.view, "digest.nth", "-1")
    await ann.settle()
    await ann.person.click(ann.person.view, "digest.time", "17:30")
    await ann.settle()
    assert ann.person.view["blocks"][0]["text"]["text"] == (
        "*on the last Friday of every month at 17:30 (America/Chicago time)*\n"
        "Next: Fri, Nov 27, 17:30; Fri, Dec 25, 17:30; Fri, Jan 29, 17:30"
    )
    await ann.person.click(ann.person.view, "digest.rhythm", "cron")
    await ann.settle()
    done = await ann.submit(**{"digest.cron": "* * * * *", "digest.zone": "Mars/Olympus"})
    assert "digest.zone" in done.errors
    done = await ann.submit(**{"digest.cron": "* * * * *", "digest.zone": "Europe/Rome"})
    assert "at most once a day" in done.errors["digest.cron"]
    done = await ann.submit(**{"digest.cron": "0 9 1,15 * *", "digest.alert_churn": "banana"})
    assert "digest.alert_churn" in done.errors
    done = await ann.submit(**{"digest.alert_churn": "3%"})
    assert done.errors == {}
    assert ann.person.view is None
    assert "by the rule `0 9 1,15 * *` (Europe/Rome time)" in ann.last.text
    assert "Tue, Dec 1, 9:00; Tue, Dec 15, 9:00; Fri, Jan 1, 9:00" in ann.last.text


async def test_in_words_in_a_direct_message_a_draft_is_shown_and_started(desk: Desk) -> None:
    luca = desk.seat("luca", "dm")
    await luca.say("500 euro al mese, churn 2,4%, margine 80%, cac 4k")
    draft = await luca.say("manda questo in #vendite ogni primo lunedì del mese alle 8:30")
    channel = desk.slack.ws.channel("vendite").id
    assert draft.text.startswith(
        f"*Un riepilogo per <#{channel}>, ogni primo lunedì del mese alle 8:30 (ora di Europe/Rome).*"
    )
    assert "lun 7 dic, 8:30; lun 4 gen, 8:30; lun 1 feb, 8:30" in draft.text
    await luca.click("Avvialo")
    assert "*Fatto:" in luca.last.text
    await desk.at(datetime(2026, 12, 7, 7, 30, tzinfo=UTC))
    sent = public(desk.seat("luca", "vendite"))[-1]
    assert sent.text.startswith("*Il rapporto CAC:LTV è a 1:4,2.*")
    assert "Impostato da" in sent.plain()


async def test_where_the_bot_is_no_member_it_says_how_to_invite_it(desk: Desk) -> None:
    ann = desk.seat("ann", "general")
    await ann.command("$500 2.4% 80% 4k")
    await set_up(ann)
    assert "/invite @Bilancia" in ann.last.text
    desk.slack.refusals.clear()


async def test_under_an_answer_it_starts_from_those_figures(desk: Desk, ann: Seat) -> None:
    await ann.command("$500 2.4% 80% 4k")
    await ann.click("Send regularly")
    await ann.submit()
    await desk.at(MONDAY + timedelta(hours=3))
    assert public(ann)[-1].text.startswith("*CAC:LTV stands at 1:4.2.*")


async def test_lessons_alone_need_no_figures(desk: Desk, ann: Seat) -> None:
    await set_up(ann, "digest every day at 10")
    await desk.at(datetime(2026, 11, 23, 16, tzinfo=UTC))
    await desk.at(datetime(2026, 11, 24, 16, tzinfo=UTC))
    first, second = public(ann)
    assert first.text.split("\n")[0] != second.text.split("\n")[0]
    assert first.button("New figures") is None


# -- what comes -------------------------------------------------------------------------------------------


@pytest.fixture
async def tracking(desk: Desk, ann: Seat) -> Desk:
    """A weekly digest of a named scenario, its first issue sent."""
    await ann.command("$500 2.4% 80% 4k")
    await ann.command("save SMB plan")
    await ann.command("digest")
    source = next(b for b in ann.person.view["blocks"] if b.get("block_id") == "digest.source")
    value = next(o["value"] for o in source["element"]["options"] if o["text"]["text"] == "SMB plan")
    await ann.submit(**{"digest.source": value, "digest.lesson": "none", "digest.alert_churn": "4%"})
    await desk.at(datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert public(ann)[-1].text.startswith("*SMB plan: CAC:LTV stands at 1:4.2.*")
    return desk


async def test_new_figures_are_asked_by_five_numbers_and_told_with_what_moved(
    tracking: Desk, ann: Seat
) -> None:
    await ann.click("New figures", on=public(ann)[-1])
    done = await ann.submit(**{**MONTH, "digest.lost": "300", "digest.start": "200", "digest.new": "x"})
    assert set(done.errors) == {"digest.lost", "digest.new"}
    await ann.submit(**MONTH)
    assert "CAC:LTV slipped from 1:4.2 to 1:3.3: churn rose 0.6 pt" in ann.last.text
    assert ann.last.ephemeral
    await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    sent = public(ann)[-1]
    assert sent.text.startswith("*SMB plan: CAC:LTV slipped from 1:4.2 to 1:3.3: churn rose 0.6 pt.*")
    assert "6 of 200 customers lost, 10 won: churn 3% a month · $495 a month" in sent.text
    assert "it may be chance" in sent.text
    assert [block["type"] for block in sent.blocks][:3] == ["section", "data_visualization", "section"]
    thread = [message for message in ann.seen if message.thread_ts == sent.ts]
    assert "took 0.83 off the ratio" in thread[-1].text
    assert "figures of Nov 23, from" in sent.plain()


async def test_nothing_is_said_twice_and_silence_is_said_once_a_month(tracking: Desk, ann: Seat) -> None:
    said = []
    for week in range(1, 10):
        await tracking.at(datetime(2026, 11, 23, 15, tzinfo=UTC) + timedelta(weeks=week))
        said.append(len(public(ann)) - 1)
    assert said == [0, 0, 0, 1, 2, 2, 2, 2, 3]
    quiet, ask, again = public(ann)[1:]
    assert quiet.text.startswith("*SMB plan: nothing new since Nov 23.*")
    assert ask.text.startswith("*SMB plan: these figures are from Nov 23. How did last month go?*")
    assert again.text == ask.text


async def test_a_scenario_saved_again_is_news(tracking: Desk, ann: Seat) -> None:
    await ann.command("$500 2% 80% 4k")
    await ann.command("save SMB plan")
    await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert public(ann)[-1].text.startswith(
        "*SMB plan: CAC:LTV improved from 1:4.2 to 1:5.0: churn fell 0.4 pt.*"
    )


async def test_an_alert_comes_at_once_when_it_is_no_noise_and_then_rests(tracking: Desk, ann: Seat) -> None:
    async def month(name: str, start: str, lost: str) -> None:
        await ann.click("New figures", on=public(ann)[0])
        await ann.submit(**{**MONTH, "digest.which": name, "digest.start": start, "digest.lost": lost})
        await tracking.work()

    await month("2026-10", "50", "3")  # 6 % of 50: anything from 2 % on
    assert len(public(ann)) == 1
    await month("2026-11", "2000", "140")
    alert = public(ann)[-1]
    assert alert.text.startswith("*SMB plan: churn passed your limit of 4% a month: from 2.4% to")
    assert "larger than the counts behind it would make by chance" in alert.text
    await month("2026-11", "2000", "150")
    assert len(public(ann)) == 2


async def test_an_hour_before_the_owner_may_skip_or_send(desk: Desk, ann: Seat) -> None:
    await ann.command("$500 2.4% 80% 4k")
    await set_up(ann, **{"digest.options": ["open", "pre_read"], "digest.lesson": "none"})
    dm = desk.seat("ann", "dm")
    await desk.at(datetime(2026, 11, 23, 14, tzinfo=UTC))
    assert dm.last.text.startswith("*In an hour, at 9:00, <#")
    assert public(ann) == []
    await dm.click("Skip this one")
    assert "Skipped, this once; the next comes on Mon, Nov 30, 9:00" in dm.last.text
    await desk.at(datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert public(ann) == []
    await desk.at(datetime(2026, 11, 30, 14, tzinfo=UTC))
    await dm.click("Send now", on=dm.last)
    await desk.work()
    assert len(public(ann)) == 1
    await desk.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert len(public(ann)) == 1


# -- steering ---------------------------------------------------------------------------------------------


async def test_snooze_stop_and_start_again_from_the_message_itself(tracking: Desk, ann: Seat) -> None:
    message = public(ann)[-1]
    await ann.person.click(message, "2 weeks")
    await ann.settle()
    assert "it comes again on Mon, Dec 7, 9:00" in ann.last.text
    await ann.click("Wake it now")
    assert "next on Mon, Nov 30, 9:00" in ann.last.text
    await ann.click("Stop", on=message)
    assert ann.last.text == "Stopped. Nothing more is sent."
    await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert public(ann) == [message]
    await ann.click("Resume")
    assert "next on Mon, Dec 7, 9:00" in ann.last.text


async def test_the_list_steers_and_tells_the_history(tracking: Desk, ann: Seat) -> None:
    await ann.command("digests")
    assert "the figures of SMB plan and what changed" in ann.last.text
    assert "every Monday at 9:00 (America/Chicago time) · next Mon, Nov 30, 9:00" in ann.last.text
    listed = ann.last
    await ann.person.click(listed, "Pause")
    await ann.settle()
    assert ann.last.text.startswith("Paused")
    await ann.click("Resume")
    await ann.person.click(listed, "Send now")
    await ann.settle()
    await tracking.work()
    await ann.person.click(listed, "History")
    await ann.settle()
    assert "Mon, Nov 23, 9:00: sent" in ann.last.text
    assert "silent: nothing new" in ann.last.text


async def test_it_is_moved_and_changed_in_its_form(tracking: Desk, ann: Seat) -> None:
    await ann.click("Change", on=public(ann)[-1])
    await ann.submit(**{"digest.channel": "vendite", "digest.lang": "it"})
    vendite = tracking.slack.ws.channel("vendite").id
    assert f"<#{vendite}> gets it every Monday" in ann.last.text
    await ann.command("$500 3% 80% 4k")
    await ann.command("save SMB plan")
    await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert len(public(ann)) == 1
    moved = public(tracking.seat("ann", "vendite"))[-1]
    assert moved.text.startswith("*SMB plan: il rapporto CAC:LTV è sceso da 1:4,2 a 1:3,3")


async def test_words_stop_the_only_one_and_ask_which_of_several(tracking: Desk, ann: Seat) -> None:
    await set_up(ann, "digest every day at 10")
    await ann.command("cancel the weekly report")
    assert ann.last.text.startswith("*Which one?*")
    await ann.click("Stop")
    await ann.command("cancel the weekly report")
    assert ann.last.text == "Stopped. Nothing more is sent."


async def test_who_may_what(tracking: Desk, ann: Seat) -> None:
    luca = tracking.seat("luca", "sales")
    message = public(ann)[-1]
    await luca.click("Stop", on=message)
    assert luca.last.text.startswith("Fermato")
    told = tracking.seat("ann", "dm").last
    assert told.text.startswith(f"<@{luca.person.id}> stopped your digest")
    await tracking.seat("ann", "dm").click("Resume", on=told)
    await ann.click("Change", on=message)
    await ann.submit(**{"digest.options": []})
    await luca.click("Stop", on=message)
    assert "Può farlo solo" in luca.last.text
    await luca.click("Change", on=message)
    assert luca.person.view is None


async def test_an_admin_may_what_its_owner_kept_to_themselves(desk: Desk, luca: Seat) -> None:
    await luca.command("500 euro 2,4% 80% 4k")
    await set_up(luca, "invia", **{"digest.options": []})
    await desk.at(datetime(2026, 11, 30, 8, tzinfo=UTC))
    ann = desk.seat("ann", "vendite")
    await ann.click("Ferma", on=public(luca)[-1])
    assert ann.last.text.startswith("Stopped")


# -- when it breaks ---------------------------------------------------------------------------------------


async def test_the_owner_hears_once_why_and_after_three_failures_it_rests(tracking: Desk, ann: Seat) -> None:
    channel, dm = tracking.slack.ws.channel("sales"), tracking.seat("ann", "dm")
    channel.members.discard(tracking.slack.ws.bot_user)
    told = []
    for week in range(1, 5):
        await ann.command(f"$50{week} 2% 80% 4k")
        await ann.command("save SMB plan")
        await tracking.at(datetime(2026, 11, 23, 15, tzinfo=UTC) + timedelta(weeks=week))
        told.append(len(dm.seen))
    assert told == [1, 1, 2, 2]
    first, paused = dm.seen
    assert "did not go out: I am not in that channel" in first.text
    assert "/invite @Bilancia" in first.text
    assert "I have paused it" in paused.text
    channel.members.add(tracking.slack.ws.bot_user)
    await dm.click("Resume", on=paused)
    await tracking.at(datetime(2026, 12, 28, 15, tzinfo=UTC))
    assert public(ann)[-1].text.startswith("*SMB plan: CAC:LTV")
    tracking.slack.refusals.clear()


PLAIN = ("commands", "chat:write", "app_mentions:read", "im:history", "users:read")
WITH_CHANNELS = (*PLAIN, "channels:read", "channels:history")


class TestWithMoreScopes:
    """What the optional scopes bring: strangers are noticed before anything is posted."""

    @pytest.fixture
    def scopes(self) -> tuple[str, ...]:
        return WITH_CHANNELS

    async def test_a_channel_shared_with_strangers_gets_nothing_until_confirmed(
        self, tracking: Desk, ann: Seat
    ) -> None:
        dm = tracking.seat("ann", "dm")
        tracking.slack.ws.channel("sales").ext_shared = True
        tracking.worker.carrier.forget(tracking.slack.ws.channel("sales").id)
        await ann.command("$500 2% 80% 4k")
        await ann.command("save SMB plan")
        await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
        assert len(public(ann)) == 1
        assert "now shared with another organisation" in dm.last.text
        await dm.click("Resume")
        await tracking.at(datetime(2026, 12, 7, 15, tzinfo=UTC))
        assert len(public(ann)) == 2


async def test_a_workspace_without_charts_gets_the_figures_in_words(tracking: Desk, ann: Seat) -> None:
    await ann.command("$500 2% 80% 4k")
    await ann.command("save SMB plan")
    tracking.slack.fail_next("chat.postMessage", error="invalid_blocks")
    await tracking.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    sent = public(ann)[-1]
    assert "data_visualization" not in [block["type"] for block in sent.blocks]
    assert "Nov 23: 1:4.2; Nov 23: 1:5.0" in sent.plain()
