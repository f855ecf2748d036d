"""A Bolt app that knows nothing of the local workspace works with it, over both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.playground import FakeClock, LocalSlack
from bot.playground.courier import signature

from .tiny_app import over_http, over_sockets

WAYS = {"sockets": over_sockets, "http": over_http}


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as slack:
        yield slack


@pytest.fixture(params=list(WAYS))
async def heard(request: pytest.FixtureRequest, slack: LocalSlack) -> AsyncIterator[list[Any]]:
    async with WAYS[request.param](slack) as heard:
        yield heard


async def test_command_is_answered_privately(slack: LocalSlack, heard: list[Any]) -> None:
    ann, luca = slack.person("ann"), slack.person("luca")
    done = await ann.command("/echo", "hello & <you>", channel="sales")
    assert (done.ok, done.status, done.error) == (True, 200, None)
    message = ann.sees("sales")[-1]
    assert message.ephemeral
    assert message.plain() == "hello & <you>\n[Open] [Again]"
    assert luca.sees("sales") == []
    form = heard[0]
    assert form["text"] == "hello &amp; &lt;you&gt;"
    assert form["channel_name"] == "sales"
    assert form["is_enterprise_install"] == "false"
    assert slack.refusals == []


async def test_button_replaces_in_place(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.command("/echo", "once")
    message = ann.sees("sales")[-1]
    await ann.click(message, "Again")
    await slack.until(lambda: message.plain().startswith("Twice"))
    assert len(ann.sees("sales")) == 1
    payload = heard[-1]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert payload["actions"][0]["action_id"] == "again"
    assert slack.refusals == []


async def test_modal_errors_keep_what_was_typed(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.command("/echo", "open")
    assert ann.view is not None
    required = await ann.submit({})
    assert required.errors == {"price": "Please complete this required field."}
    done = await ann.submit({"price": "13", "currency": "Euro"})
    assert done.errors == {"price": "Not thirteen"}
    assert ann.errors == {"price": "Not thirteen"}
    values = ann.view["state"]["values"]
    assert values["price"]["v"]["value"] == "13"
    assert values["currency"]["v"]["selected_option"]["value"] == "EUR"
    done = await ann.submit({"price": "14"})
    assert done.ok
    assert ann.view is None
    assert heard[-1]["view"]["state"]["values"]["currency"]["v"]["selected_option"]["value"] == "EUR"
    assert slack.refusals == []


async def test_closing_a_modal_is_told(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.command("/echo", "open")
    await ann.close_view()
    assert heard[-1]["type"] == "view_closed"
    assert ann.view is None


async def test_direct_message_and_the_bots_own_echo(slack: LocalSlack, heard: list[Any]) -> None:
    luca = slack.person("luca")
    done = await luca.say("dm", "ciao https://example.com")
    assert done.ok
    await slack.until(lambda: len(luca.sees("dm")) == 2)
    await slack.idle()
    assert luca.sees("dm")[-1].text == "Echo: ciao <https://example.com>"
    assert [h["event"]["text"] for h in heard] == ["ciao <https://example.com>"]  # Bolt drops its own
    events = [d.payload["event"] for d in slack.deliveries]
    assert [e.get("bot_id") for e in events] == [None, slack.ws.bot_id]
    assert slack.person("ann").sees("dm") == []
    assert slack.refusals == []


async def test_mention_only_where_the_bot_is_a_member(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.say("sales", "hello <@BOT>")
    assert heard[-1]["event"]["type"] == "app_mention"
    count = len(heard)
    await ann.say("general", "@Bilancia are you here?")
    await ann.say("sales", "no mention")
    assert len(heard) == count
    assert "not in this channel" in ann.sees("general")[-1].text


async def test_home_tab(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.open_home()
    assert ann.home is not None
    assert ann.home["blocks"][0]["text"]["text"] == "Tab home"
    assert slack.payloads[-1]["surface"] == "home"


async def test_shortcuts(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    await ann.say("sales", "price is 500")
    await ann.shortcut("remember", ann.sees("sales")[0])
    assert heard[-1]["type"] == "message_action"
    assert heard[-1]["message"]["text"] == "price is 500"
    await ann.shortcut("remember")
    assert heard[-1]["type"] == "shortcut"
    assert "response_url" not in heard[-1]
    assert "channel" not in heard[-1]


async def test_duplicate_and_retry(slack: LocalSlack, heard: list[Any]) -> None:
    ann = slack.person("ann")
    slack.duplicate_next()
    await ann.say("dm", "twice")
    mine = [h for h in heard if not h["event"].get("bot_id")]
    await slack.until(lambda: len([h for h in heard if not h["event"].get("bot_id")]) == 2)
    heard.clear()
    await slack.idle()
    heard.clear()
    await slack.retry(2, "http_timeout")
    again = heard[0]
    assert again["event"]["ts"] == mine[0]["event"]["ts"]
    assert again["headers"]["x-slack-retry-num"] == ["2"]
    assert again["headers"]["x-slack-retry-reason"] == ["http_timeout"]


async def test_unanswered_command_fails_in_slacks_words() -> None:
    async with LocalSlack(ack_seconds=0.05) as slack:
        ann = slack.person("ann")
        done = await ann.command("/echo", "nobody there")
        assert done.error == "dispatch_failed"
        assert ann.sees("sales")[-1].text == '/echo failed with the error "dispatch_failed"'
        async with over_sockets(slack):
            done = await ann.command("/unknown", "nobody listens")
            assert (done.error, done.late) == ("operation_timeout", True)
        assert ann.sees("sales")[-1].text == '/unknown failed with the error "operation_timeout"'
        assert [r.reason for r in slack.refusals] == ["no acknowledgement within 3 seconds"]


async def test_http_statuses_that_are_no_acknowledgement(slack: LocalSlack) -> None:
    async with over_http(slack):
        done = await slack.person("ann").command("/unknown", "x")
        assert (done.status, done.error) == (404, "dispatch_failed")
    slack.deliver_by_http("http://127.0.0.1:9/nobody")
    done = await slack.person("ann").command("/echo", "x")
    assert done.error == "dispatch_failed"


def test_signature_is_that_of_slacks_published_example() -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signed = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert signed == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_url_verification(slack: LocalSlack) -> None:
    async with over_http(slack):
        assert await slack.verify_url()


async def test_wrong_signature_is_refused_by_the_app(slack: LocalSlack) -> None:
    async with over_http(slack):
        slack.ws.signing_secret = "another"
        done = await slack.person("ann").command("/echo", "x")
        assert done.status == 401


async def test_a_clock_of_ones_own_does_not_spoil_signatures() -> None:
    async with LocalSlack(clock=FakeClock(1_000_000_000.0)) as slack, over_http(slack):
        done = await slack.person("ann").command("/echo", "signed in real time")
        assert done.status == 200
        slack.courier.stamp = lambda: 1_000_000_000.0
        assert (await slack.person("ann").command("/echo", "a replay")).status == 401


async def test_sockets_come_again_after_a_disconnect(slack: LocalSlack) -> None:
    async with over_sockets(slack) as heard:
        first = slack.courier.sockets[0]
        await slack.disconnect()
        await slack.until(lambda: slack.courier.sockets and slack.courier.sockets[0] is not first)
        done = await slack.person("ann").command("/echo", "still here")
        assert done.ok
        assert heard


async def test_acks_expire_by_the_clock() -> None:
    clock = FakeClock()
    async with (
        LocalSlack(clock=clock) as slack,
        slack.courier.session.ws_connect(await _link(slack)) as socket,
    ):
        assert (await socket.receive_json())["type"] == "hello"
        pending = _task(slack.person("ann").command("/slow"))
        envelope = await socket.receive_json()
        assert envelope["accepts_response_payload"] is True
        await slack.advance(3.5)
        assert (await pending).error == "operation_timeout"
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "too late"}})
        await slack.until(lambda: any("too late" in r.reason for r in slack.refusals))
        assert "too late" not in [m.text for m in slack.person("ann").sees("sales")]


async def test_a_ticket_opens_one_socket() -> None:
    async with LocalSlack() as slack:
        link = await _link(slack)
        session = slack.courier.session
        async with session.ws_connect(link), session.get(link.replace("ws://", "http://")) as again:
            assert again.status == 403


async def test_ten_sockets_and_no_more() -> None:
    async with LocalSlack() as slack:
        sockets = [await slack.courier.session.ws_connect(await _link(slack)) for _ in range(11)]
        hellos = [(await socket.receive_json())["type"] for socket in sockets]
        assert hellos == ["hello"] * 10 + ["disconnect"]
        await sockets[0].send_str("nonsense")
        await sockets[1].send_json({"envelope_id": "never sent"})
        await slack.until(lambda: len(slack.refusals) == 2)
        assert {r.where for r in slack.refusals} == {"socket"}
        for socket in sockets:
            await socket.close()


async def test_any_socket_may_get_a_payload() -> None:
    async with LocalSlack(ack_seconds=0.05) as slack:
        sockets = [await slack.courier.session.ws_connect(await _link(slack)) for _ in range(2)]
        for socket in sockets:
            await socket.receive_json()
        for _ in range(2):
            await slack.person("ann").command("/x")
        envelopes = [await socket.receive_json() for socket in sockets]
        assert {e["type"] for e in envelopes} == {"slash_commands"}
        for socket in sockets:
            await socket.close()


async def _link(slack: LocalSlack) -> str:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with slack.courier.session.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        return (await answer.json())["url"]


def _task(work: Any) -> Any:
    import asyncio

    return asyncio.ensure_future(work)
