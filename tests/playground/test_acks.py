"""What an acknowledgement may carry, and what Slack drops from it without a word."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.playground import LocalSlack

from .tiny_app import MODAL, card, section

CHART = {
    "type": "data_visualization",
    "title": "LTV",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}


class Scripted:
    """An app that gives the answers it is told to, and keeps what it was sent."""

    def __init__(self) -> None:
        self.answer: Any = None
        self.got: list[web.Request] = []

    async def receive(self, request: web.Request) -> web.Response:
        await request.read()
        self.got.append(request)
        if isinstance(self.answer, int):
            return web.Response(status=self.answer)
        if self.answer is None or isinstance(self.answer, str):
            return web.Response(text=self.answer or "")
        return web.json_response(self.answer)


@pytest.fixture
async def app() -> Scripted:
    return Scripted()


@pytest.fixture
async def slack(app: Scripted) -> AsyncIterator[LocalSlack]:
    served = web.Application()
    served.router.add_post("/", app.receive)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with LocalSlack() as slack:
        slack.deliver_by_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        yield slack
    await runner.cleanup()


async def test_text_ack(slack: LocalSlack, app: Scripted) -> None:
    app.answer = "plain words"
    done = await slack.person("ann").command("/x", "  two   words ")
    assert done.ack == {"text": "plain words"}
    assert slack.person("ann").sees("sales")[-1].text == "plain words"
    request = app.got[0]
    assert request.content_type == "application/x-www-form-urlencoded"
    form = await request.post()
    assert form["text"] == "two   words"
    assert set(form) == {
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name"),
        *("command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id"),
    }
    assert request.headers["X-Slack-Signature"].startswith("v0=")


async def test_empty_ack_shows_nothing(slack: LocalSlack, app: Scripted) -> None:
    done = await slack.person("ann").command("/x")
    assert (done.ok, done.ack) == (True, None)
    assert slack.person("ann").sees("sales") == []


async def test_in_channel_ack_is_public_with_the_command(slack: LocalSlack, app: Scripted) -> None:
    app.answer = {"response_type": "in_channel", "text": "for all"}
    await slack.person("ann").command("/x", "3%")
    assert [m.text for m in slack.person("luca").sees("sales")] == ["/x 3%", "for all"]


@pytest.mark.parametrize("block", [CHART, TABLE, {"type": "markdown", "text": "x"}, {"type": "nonsense"}])
async def test_such_blocks_in_an_ack_are_silently_not_shown(
    slack: LocalSlack, app: Scripted, block: dict[str, Any]
) -> None:
    app.answer = {"text": "x", "blocks": [section("x"), block]}
    done = await slack.person("ann").command("/x")
    assert done.ok
    assert slack.person("ann").sees("sales") == []
    refusal = slack.refusals[0]
    assert (refusal.where, refusal.path.startswith("/blocks/1")) == ("ack of /x", True)
    assert "silently not shown" in refusal.reason


async def test_a_body_for_a_button_is_ignored_and_written_down(slack: LocalSlack, app: Scripted) -> None:
    app.answer = {"text": "x", "blocks": card("x")}
    ann = slack.person("ann")
    await ann.command("/x")
    await ann.click(ann.sees("sales")[0], "again")
    assert "ignored" in slack.refusals[0].reason
    payload = json.loads(str((await app.got[1].post())["payload"]))
    assert payload["type"] == "block_actions"


async def _open(slack: LocalSlack) -> Any:
    from bot.playground import views

    views.open_view(slack.ws, slack.person("ann").id, MODAL, None)
    return slack.person("ann")


async def test_errors_must_name_inputs(slack: LocalSlack, app: Scripted) -> None:
    ann = await _open(slack)
    app.answer = {"response_action": "errors", "errors": {"nowhere": "bad"}}
    await ann.submit({"price": "1"})
    assert "names no input block: nowhere" in slack.refusals[0].reason
    assert ann.open_view.failed


async def test_update_push_clear(slack: LocalSlack, app: Scripted) -> None:
    ann = await _open(slack)
    app.answer = {"response_action": "update", "view": {**MODAL, "callback_id": "second"}}
    await ann.submit({"price": "1"})
    assert ann.view["callback_id"] == "second"
    app.answer = {"response_action": "push", "view": {**MODAL, "callback_id": "third"}}
    await ann.submit({})
    assert (ann.view["callback_id"], ann.view["previous_view_id"]) == ("third", ann.view["root_view_id"])
    app.answer = {"response_action": "push", "view": {**MODAL, "title": "no object"}}
    await ann.submit({"price": "1"})
    assert slack.refusals[-1].path == "/view/title"
    app.answer = {"response_action": "clear"}
    await ann.submit({"price": "1"})
    assert ann.view is None


async def test_unreachable_app_leaves_the_modal_open(slack: LocalSlack, app: Scripted) -> None:
    ann = await _open(slack)
    app.answer = 500
    done = await ann.submit({"price": "2"})
    assert (done.error, done.status) == ("dispatch_failed", 500)
    assert ann.view["state"]["values"]["price"]["v"]["value"] == "2"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", "required"), ("x", "valid number"), ("-1", "at least 0"), ("NaN", "valid number")],
)
async def test_slacks_own_client_checks_first(
    slack: LocalSlack, app: Scripted, typed: str, fault: str
) -> None:
    ann = await _open(slack)
    done = await ann.submit({"price": typed})
    assert fault in done.errors["price"]
    assert app.got == []


async def test_response_urls_of_a_modal(slack: LocalSlack, app: Scripted) -> None:
    from bot.playground import views

    menu = {"type": "conversations_select", "action_id": "v", "response_url_enabled": True}
    block = {
        "type": "input",
        "block_id": "where",
        "label": {"type": "plain_text", "text": "Where"},
        "element": menu,
    }
    views.open_view(slack.ws, slack.person("luca").id, {**MODAL, "blocks": [block]}, None)
    done = await slack.person("luca").submit({"where": "vendite"})
    (hook,) = done.payload["response_urls"]
    menu = {**menu, "default_to_current_conversation": True}
    opened = views.open_view(
        slack.ws, slack.person("luca").id, {**MODAL, "blocks": [{**block, "element": menu}]}, "C0SALES000"
    )
    assert opened.typed["where"]["v"]["selected_conversation"] == "C0SALES000"
    assert hook["channel_id"] == slack.ws.id_of("vendite")
    assert hook["response_url"].startswith(slack.page_url)


async def test_events_come_again_until_acknowledged(slack: LocalSlack, app: Scripted) -> None:
    slack.retry_failed_events()
    app.answer = 503
    done = await slack.person("ann").say("dm", "hello")
    assert not done.ok
    assert [r.headers.get("X-Slack-Retry-Num") for r in app.got] == [None, "1", "2", "3"]
    assert app.got[1].headers["X-Slack-Retry-Reason"] == "http_error"
    bodies = [await r.json() for r in app.got]
    assert len({b["event_id"] for b in bodies}) == 1


async def test_user_change(slack: LocalSlack, app: Scripted) -> None:
    await slack.person("ann").change(locale="it-IT")
    event = (await app.got[0].json())["event"]
    assert (event["type"], event["user"]["locale"]) == ("user_change", "it-IT")


async def test_tokens_revoked(slack: LocalSlack, app: Scripted) -> None:
    done = await slack.emit({"type": "tokens_revoked", "tokens": {"bot": [slack.ws.bot_user]}})
    envelope = await app.got[0].json()
    assert done.ok
    assert envelope["type"] == "event_callback"
    assert envelope["authorizations"][0]["is_bot"] is True
    assert envelope["event_id"].startswith("Ev")
