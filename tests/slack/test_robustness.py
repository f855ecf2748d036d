"""What a hostile caller, a half-broken Slack and odd but real payloads do to Bilancia: little."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.app import Built, build, run
from bot.local import connected_to
from bot.logs import Redacted
from bot.playground import LocalSlack
from bot.slack import forms, web
from bot.slack.after import After
from bot.slack.identify import sender_of
from bot.slack.web import BODY_LIMIT, EVENTS_PATH
from bot.speak.forms import SHARE
from bot.store.base import PlaceRow
from tests.slack.conftest import Seat

QUESTION = "500 3% 80% 4k"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Door:
    """The app's HTTP front, called as the server would."""

    slack: LocalSlack
    built: Built

    async def knock(
        self,
        body: bytes = b"",
        *,
        method: str = "POST",
        path: str = EVENTS_PATH,
        query: bytes = b"",
        headers: Mapping[str, str] | None = None,
        ends: bool = True,
    ) -> tuple[int, str]:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            if not ends:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        }
        await self.built.asgi()(scope, receive, send)
        text = b"".join(part.get("body", b"") for part in sent[1:])
        return sent[0]["status"], text.decode()

    async def deliver(self, body: bytes, kind: str = FORM) -> tuple[int, str]:
        """What Slack signed."""
        stamp = str(int(time.time()))
        verifier = SignatureVerifier(self.slack.signing_secret)
        signature = verifier.generate_signature(timestamp=stamp, body=body)
        headers = {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature or "",
            "content-type": kind,
        }
        answer = await self.knock(body, headers=headers)
        await self.built.front.after.drain()
        return answer

    async def command(self, **fields: str) -> dict[str, Any]:
        status, text = await self.deliver(urlencode({"command": "/ltv", **fields}).encode())
        assert status == 200
        return dict(json.loads(text))

    async def interact(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        return await self.deliver(urlencode({"payload": json.dumps(payload)}).encode())

    async def event(self, event: Mapping[str, Any], **around: Any) -> int:
        body = {"type": "event_callback", "event_id": "Ev1", "event": event, **around}
        status, _ = await self.deliver(json.dumps(body).encode(), "application/json")
        return status


@pytest.fixture
async def door(slack: LocalSlack, tmp_path: Path) -> AsyncIterator[Door]:
    settings = connected_to(slack).model_copy(update={"database": str(tmp_path / "door.db")})
    built = build(settings)
    yield Door(slack, built)
    await built.close()


class TestTheGuard:
    @pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"a":"\xff"}', b"[" * 9000, b"ssl_check=10"])
    async def test_what_is_not_signed_is_refused_whatever_it_holds(self, door: Door, body: bytes) -> None:
        assert (await door.knock(body))[0] == 401
        forged = {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=é"}
        assert (await door.knock(body, headers=forged))[0] == 401

    @pytest.mark.parametrize("stamp", ["", "abc", "nan", "1", "9" * 5000])
    async def test_a_timestamp_that_is_none_is_refused(self, door: Door, stamp: str) -> None:
        headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": "v0=0"}
        assert (await door.knock(b"a=b", headers=headers))[0] == 401

    async def test_slacks_look_at_the_certificate_is_answered(self, door: Door) -> None:
        assert (await door.knock(method="GET", query=b"ssl_check=1&token=x"))[0] == 200
        assert (await door.knock(b"token=x&ssl_check=1"))[0] == 200
        assert (await door.knock(method="GET"))[0] == 405

    async def test_a_body_too_large_or_never_sent_is_refused(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert (await door.knock(b"a" * (BODY_LIMIT + 1)))[0] == 413
        monkeypatch.setattr(web, "BODY_SECONDS", 0.01)
        assert (await door.knock(ends=False))[0] == 408

    async def test_other_addresses_do_not_exist(self, door: Door) -> None:
        for path in ("/", "/slack/install", "/slack/oauth_redirect", f"{EVENTS_PATH}/"):
            assert (await door.knock(path=path))[0] == 404
        assert await door.knock(path="/healthz", method="GET") == (200, "ok")

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"payload=%7B", FORM),
            (b"payload=[]", FORM),
            (b"payload=null", FORM),
            (b"{", "application/json"),
            (b"[" * 50_000, "application/json"),
            (b"9" * 9_000, "application/json"),
            (b'{"type":"event_callback"}', "application/json"),
            (b"", FORM),
        ],
    )
    async def test_nonsense_that_is_signed_is_refused(self, door: Door, body: bytes, kind: str) -> None:
        assert (await door.deliver(body, kind))[0] in (400, 404)


class TestOddPayloads:
    @pytest.mark.parametrize("without", ["channel_id", "response_url", "trigger_id", "team_id", "user_name"])
    async def test_a_command_is_answered_with_what_it_has(self, door: Door, without: str) -> None:
        fields = {
            "channel_id": "C1",
            "response_url": "https://hooks.slack.test/1",
            "trigger_id": "1.2.x",
            "team_id": "T1",
            "user_name": "ann",
        }
        del fields[without]
        answer = await door.command(user_id=door.slack.person("ann").id, text=QUESTION, **fields)
        assert "LTV:CAC 3.3" in answer["text"]

    @pytest.mark.parametrize("name", ["doubt.x", "doubt.-1", "learn.", "ltv.try.zzz", "zzz", "share.undo"])
    @pytest.mark.parametrize("value", [None, "", 5, {"a": 1}])
    async def test_a_button_with_nonsense_in_it_is_acknowledged(
        self, door: Door, name: str, value: object
    ) -> None:
        action = {"type": "button", "action_id": name, "block_id": "b", "value": value}
        user = {"id": door.slack.person("ann").id}
        body = {"type": "block_actions", "user": user, "team": {"id": "T1"}, "actions": [action]}
        assert await door.interact(body) == (200, "")

    async def test_messages_of_nobody_are_left_alone(self, door: Door) -> None:
        message = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "text": QUESTION}
        for author in ({}, {"user": "USLACKBOT"}, {"user": "U1", "bot_id": "B1"}):
            assert await door.event({**message, **author}, team_id="T1") == 200
        assert door.slack.calls_of("chat.postMessage") == []

    async def test_the_bots_own_message_is_left_alone_even_without_its_bot_id(self, door: Door) -> None:
        own = {"user": door.slack.ws.bot_user, "channel_type": "im", "channel": "D1", "ts": "1.1"}
        assert await door.event({"type": "message", "text": QUESTION, **own}, team_id="T1") == 200
        assert door.slack.calls_of("chat.postMessage") == []


COMMAND = {"team_id": "T1", "enterprise_id": "E1", "user_id": "U1", "is_enterprise_install": "true"}


@pytest.mark.parametrize(
    "body",
    [
        {"team": {"id": "T1"}, "enterprise": {"id": "E1"}, "user": {"id": "U1", "team_id": "T1"}},
        {"team": None, "enterprise": {"id": "E1"}, "user": {"id": "U1", "team_id": "T1"}},
        {"team": {"id": "T1", "enterprise_id": "E1"}, "user": {"id": "U1"}},
        {
            "team": None,
            "enterprise": {"id": "E1"},
            "user": {"id": "U1"},
            "view": {"app_installed_team_id": "E1", "team_id": "T1"},
        },
        {
            "team": {"id": "T9"},
            "enterprise": {"id": "E1"},
            "user": {"id": "U1", "team_id": "T9"},
            "view": {"app_installed_team_id": "T1"},
        },
        {
            "team_id": "T9",
            "enterprise_id": "E9",
            "event": {"user": "U1"},
            "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}],
        },
        {
            "team_id": "T9",
            "context_team_id": "T1",
            "event": {"user": {"id": "U1"}},
            "authorizations": [{"team_id": None, "enterprise_id": "E1"}],
        },
    ],
)
def test_the_same_person_comes_out_of_every_kind_of_payload(body: dict[str, Any]) -> None:
    assert sender_of(body) == sender_of(COMMAND)


def test_a_shared_channels_other_side_is_not_our_tenant() -> None:
    event = {"team_id": "T9", "enterprise_id": "E9", "authorizations": [{"team_id": "T1"}]}
    assert sender_of({**event, "event": {"user": "U1"}}).tenant.key == "T1"


async def test_what_is_saved_by_a_command_is_on_the_home_tab_of_an_organisation(door: Door) -> None:
    ann = door.slack.person("ann")
    await door.command(team_id="T5", enterprise_id="E1", user_id=ann.id, channel_id="C1", text=QUESTION)
    await door.command(
        team_id="T5", enterprise_id="E1", user_id=ann.id, channel_id="C1", text="save spring plan"
    )
    around = {"team_id": "T5", "authorizations": [{"enterprise_id": "E1", "team_id": "T5"}]}
    await door.event({"type": "app_home_opened", "user": ann.id, "tab": "home"}, **around)
    assert "spring plan" in json.dumps(ann.home)


class TestWhoSeesIt:
    async def test_what_follows_a_command_in_a_direct_message_stays_private(
        self, slack: LocalSlack, ann_dm: Seat
    ) -> None:
        """The D… channel of a command may be two other people's."""
        await ann_dm.command(QUESTION)
        await ann_dm.click("Chart")
        assert ann_dm.last.ephemeral
        await ann_dm.command("")
        await ann_dm.submit(price="600")
        assert "LTV:CAC 4" in ann_dm.last.text
        assert ann_dm.last.ephemeral

    async def test_what_follows_the_bots_own_message_stays_in_the_conversation(self, ann_dm: Seat) -> None:
        asked = await ann_dm.say(QUESTION)
        await ann_dm.click("Chart", on=asked)
        assert not ann_dm.last.ephemeral
        await ann_dm.click("Adjust", on=asked)
        await ann_dm.submit(price="600")
        assert "LTV:CAC 4" in asked.text

    async def test_a_threads_buttons_answer_in_the_thread(self, ann_dm: Seat) -> None:
        opening = await ann_dm.say("hello")
        await ann_dm.say(QUESTION, thread_ts=opening.ts)
        answer = ann_dm.person.sees("dm", opening.ts)[-1]
        assert "LTV:CAC 3.3" in answer.text
        await ann_dm.click("Chart", on=answer)
        assert ann_dm.person.sees("dm", opening.ts)[-1].thread_ts == opening.ts
        assert "data_visualization" in [
            block["type"] for block in ann_dm.person.sees("dm", opening.ts)[-1].blocks
        ]

    async def test_who_shares_anothers_answer_can_take_it_back_and_only_they(
        self, slack: LocalSlack, ann: Seat, luca: Seat
    ) -> None:
        luca.channel = "sales"
        await ann.say(f"<@{slack.ws.bot_user}> {QUESTION}")
        answer = next(message for message in ann.seen if "LTV:CAC 3.3" in message.text)
        await luca.click("ltv.share", on=answer)
        shared = next(message for message in luca.seen if f"<@{luca.person.id}>" in message.text)
        await ann.click("share.undo", on=shared)
        assert not shared.deleted
        await luca.click("share.undo", on=shared)
        assert shared.deleted
        assert not answer.deleted

    async def test_a_channel_chosen_without_a_response_url_is_shared_to(
        self, door: Door, slack: LocalSlack
    ) -> None:
        ann, store = slack.person("ann"), door.built.front.desk.store
        await door.command(team_id="T1", user_id=ann.id, channel_id="D1", text=QUESTION)
        asked = await store.last_analysis("T1", ann.id)
        assert asked is not None
        now = door.built.front.desk.clock()
        await store.keep_place(PlaceRow("p1", "T1", ann.id, now, "D1", "", asked.id))
        chosen = {"type": "conversations_select", "selected_conversation": slack.ws.id_of("sales")}
        view = {"type": "modal", "callback_id": SHARE, "private_metadata": "p1"}
        view["state"] = {"values": {"channel": {"channel": chosen}}}
        body = {"type": "view_submission", "user": {"id": ann.id}, "team": {"id": "T1"}, "view": view}
        assert (await door.interact(body))[0] == 200
        assert any("LTV:CAC 3.3" in message.text for message in slack.person("luca").sees("sales"))


class TestAHalfBrokenSlack:
    async def test_a_command_is_answered_where_slack_cannot_say_who_the_bot_is(
        self, slack: LocalSlack, ann: Seat
    ) -> None:
        slack.fail_next("auth.test", status=503)
        await ann.command(QUESTION)
        assert "LTV:CAC 3.3" in ann.last.text
        slack.refusals.clear()

    async def test_a_form_that_slack_holds_back_is_not_waited_for(
        self, slack: LocalSlack, ann: Seat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms, "TRIGGER_SECONDS", 0.05)
        slack.fail_next("views.open", error="ratelimited", retry_after=30)
        await ann.command("")
        assert ann.last.ephemeral
        assert ann.last.button("form.open")
        slack.refusals.clear()

    async def test_a_proxys_page_in_place_of_slacks_answer_is_a_form_not_opened(
        self, slack: LocalSlack, ann: Seat
    ) -> None:
        slack.fail_next("views.open", status=503)
        await ann.command("")
        assert ann.last.button("form.open")
        slack.refusals.clear()

    async def test_stopping_does_not_wait_for_a_slack_that_cannot_be_reached(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        settings = _settings(f"http://127.0.0.1:{port}/", tmp_path)
        async with asyncio.timeout(10):
            running = asyncio.create_task(run(settings, "socket"))
            await asyncio.sleep(0)  # it has its signal handlers before it first waits
            os.kill(os.getpid(), signal.SIGTERM)
            await running

    @pytest.mark.parametrize("mode", ["socket", "http"])
    async def test_a_refused_token_ends_the_start(self, slack: LocalSlack, tmp_path: Path, mode: Any) -> None:
        settings = _settings(slack.api_url, tmp_path)
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await run(settings, mode)
        slack.refusals.clear()

    async def test_an_app_token_refused_ends_the_start(self, slack: LocalSlack, tmp_path: Path) -> None:
        good = {"bot_token": SecretStr(slack.bot_token)}
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await run(_settings(slack.api_url, tmp_path).model_copy(update=good), "socket")
        slack.refusals.clear()


def _settings(api_url: str, folder: Path) -> Any:
    from bot.settings import read_settings

    return read_settings(
        {
            "SLACK_BOT_TOKEN": "xoxb-no",
            "SLACK_APP_TOKEN": "xapp-no",
            "SLACK_SIGNING_SECRET": "no",
            "SLACK_API_URL": api_url,
            "BILANCIA_DB": str(folder / "run.db"),
            "PORT": "0",
            "HOST": "127.0.0.1",
        }
    )


async def test_what_is_under_way_is_acknowledged_before_the_end() -> None:
    after, done = After(), []

    async def request() -> None:
        after.follow()
        await asyncio.sleep(0)
        done.append("acknowledged")

    under_way = asyncio.create_task(request())
    await asyncio.sleep(0)
    await after.drain()
    assert done == ["acknowledged"]
    await under_way


async def test_no_log_line_holds_a_secret_or_a_response_url(slack: LocalSlack, bilancia: Built) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Redacted("%(name)s %(message)s", known=[slack.signing_secret]))
    root, level = logging.getLogger(), logging.getLogger().level
    loud = [root, logging.getLogger("bot.bolt"), logging.getLogger("slack_sdk.web.async_base_client")]
    root.addHandler(handler)
    for logger in loud:
        logger.setLevel(logging.DEBUG)
    try:
        ann = Seat(slack, bilancia, "ann", "sales")
        await ann.command(QUESTION)
        await ann.click("Adjust")
        await ann.submit(price="600")
    finally:
        root.removeHandler(handler)
        for logger in loud:
            logger.setLevel(level if logger is root else logging.NOTSET)
    said = lines.getvalue()
    assert "views.open" in said
    secrets = {slack.bot_token, slack.app_token, slack.signing_secret, slack.ws.verification_token}
    assert not [secret for secret in secrets if secret in said]
    assert not [hook for hook in slack.ws.hooks if hook in said]
    assert not [trigger for trigger in slack.ws.triggers if trigger in said]
