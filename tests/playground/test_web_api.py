"""The Web API refuses what Slack refuses, in Slack's words."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import FakeClock, LocalSlack

from .tiny_app import MODAL, card, section

OTHERS_MESSAGE = "1.000001"


class Client:
    """Calls the Web API as any HTTP client would."""

    def __init__(self, slack: LocalSlack, session: aiohttp.ClientSession) -> None:
        self.slack, self.session = slack, session
        self.token: str | None = slack.bot_token
        self.status = 0
        self.headers: Any = {}

    async def __call__(self, method: str, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.post(self.slack.api_url + method, json=args, headers=headers) as answer:
            self.status, self.headers = answer.status, answer.headers
            return await answer.json()

    async def form(self, method: str, **args: Any) -> dict[str, Any]:
        fields = {k: v if isinstance(v, str) else json.dumps(v) for k, v in args.items()}
        data = {"token": self.token, **fields}
        async with self.session.post(self.slack.api_url + method, data=data) as answer:
            return await answer.json()

    async def hook(self, url: str, **body: Any) -> tuple[int, str]:
        async with self.session.post(url, json=body) as answer:
            return answer.status, await answer.text()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(clock=clock, ack_seconds=3) as slack:
        yield slack


@pytest.fixture
async def call(slack: LocalSlack) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(slack, session)


def sales(slack: LocalSlack) -> str:
    return slack.ws.id_of("sales")


async def test_tokens(slack: LocalSlack, call: Client) -> None:
    assert (await call("auth.test"))["user_id"] == slack.ws.bot_user
    assert "chat:write" in call.headers["x-oauth-scopes"]
    assert (await call.form("auth.test"))["ok"]
    assert (await call("apps.connections.open"))["error"] == "not_allowed_token_type"
    call.token = slack.app_token
    assert (await call("auth.test"))["error"] == "not_allowed_token_type"
    assert (await call("apps.connections.open"))["url"].startswith("ws://127.0.0.1:")
    call.token = "xoxb-stolen"
    assert (await call("auth.test"))["error"] == "invalid_auth"
    call.token = None
    assert (await call("auth.test"))["error"] == "not_authed"
    assert (await call("api.test", foo="bar"))["args"] == {"foo": "bar"}


async def test_no_token_is_ever_written_down(slack: LocalSlack, call: Client) -> None:
    await call.form("auth.test")
    assert slack.calls[-1].args["token"] == "xoxb-***"
    assert slack.bot_token not in repr(slack.calls)


@pytest.mark.parametrize("method", ["conversations.list", "conversations.members", "users.conversations"])
async def test_scopes(slack: LocalSlack, call: Client, method: str) -> None:
    answer = await call(method, channel=sales(slack))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")
    slack.ws.scopes += ("channels:read",)
    assert (await call(method, channel=sales(slack)))["ok"]


async def test_unknown_method(call: Client) -> None:
    assert (await call("chat.shout"))["error"] == "unknown_method"


async def test_users_info_gives_locale_only_when_asked(slack: LocalSlack, call: Client) -> None:
    luca = slack.person("luca")
    asked = await call.form("users.info", user=luca.id, include_locale="1")
    assert (asked["user"]["locale"], asked["user"]["tz"]) == ("it-IT", "Europe/Rome")
    assert "locale" not in (await call("users.info", user=luca.id))["user"]
    assert (await call("users.info", user="U0NOBODY"))["error"] == "user_not_found"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "#general", "text": "x"}, "not_in_channel"),
        ({"channel": "#sales"}, "no_text"),
        ({"channel": "#sales", "text": "  "}, "no_text"),
        ({"channel": "#sales", "text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"channel": "#sales", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "#sales", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"channel": "#sales", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "#sales", "markdown_text": "y" * 12_001}, "msg_too_long"),
    ],
)
async def test_post_refusals(slack: LocalSlack, call: Client, args: dict[str, Any], error: str) -> None:
    assert (await call("chat.postMessage", **args))["error"] == error
    assert slack.person("ann").sees("sales") == []
    assert slack.refusals[-1].where == "chat.postMessage"
    assert slack.calls[-1].error == error


async def test_invalid_blocks_name_the_place(slack: LocalSlack, call: Client) -> None:
    blocks = [section("fine"), {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    answer = await call("chat.postMessage", channel="#sales", text="x", blocks=blocks)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters (has 151) [json-pointer:/blocks/1/text/text]"
    ]
    assert slack.refusals[-1].path == "/blocks/1/text/text"


async def test_one_table_a_message(call: Client) -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    answer = await call("chat.postMessage", channel="#sales", text="x", blocks=[table, table])
    assert answer["error"] == "only_one_table_allowed"


async def test_blocks_without_text_are_written_down(slack: LocalSlack, call: Client) -> None:
    assert (await call("chat.postMessage", channel="#sales", blocks=[section("x")]))["ok"]
    assert "screen readers" in slack.refusals[0].reason


async def test_long_text_is_cut_when_posted_and_refused_when_updated(slack: LocalSlack, call: Client) -> None:
    posted = await call("chat.postMessage", channel="#sales", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert "cut" in slack.refusals[-1].reason
    answer = await call("chat.update", channel=sales(slack), ts=posted["ts"], text="x" * 4001)
    assert answer["error"] == "msg_too_long"


async def test_a_persons_id_is_their_dm(slack: LocalSlack, call: Client) -> None:
    luca = slack.person("luca")
    answer = await call("chat.postMessage", channel=luca.id, text="ciao")
    assert answer["channel"] == luca.profile.dm
    assert luca.sees("dm")[0].text == "ciao"


async def test_ephemeral(slack: LocalSlack, call: Client) -> None:
    ann, luca = slack.person("ann"), slack.person("luca")
    answer = await call("chat.postEphemeral", channel=sales(slack), user=ann.id, text="psst")
    assert [m.text for m in ann.sees("sales")] == ["psst"]
    assert luca.sees("sales") == []
    stranger = await call("chat.postEphemeral", channel=ann.profile.dm, user=luca.id, text="psst")
    assert stranger["error"] == "user_not_in_channel"
    update = await call("chat.update", channel=sales(slack), ts=answer["message_ts"], text="louder")
    assert update["error"] == "message_not_found"


async def test_update_and_delete_only_ones_own(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    await ann.say("sales", "mine")
    theirs = ann.sees("sales")[0]
    at = {"channel": sales(slack), "ts": theirs.ts}
    assert (await call("chat.update", **at, text="yours"))["error"] == "cant_update_message"
    assert (await call("chat.delete", **at))["error"] == "cant_delete_message"
    assert (await call("chat.update", channel=at["channel"], ts="1.1", text="x"))[
        "error"
    ] == "message_not_found"
    posted = await call("chat.postMessage", channel="#sales", text="one", blocks=card("one"))
    own = {"channel": sales(slack), "ts": posted["ts"]}
    assert (await call("chat.update", **own, text="two"))["ok"]
    message = ann.sees("sales")[-1]
    assert (message.text, message.blocks, message.edited) == ("two", [], True)
    assert (await call("chat.getPermalink", channel=own["channel"], message_ts=own["ts"]))["permalink"]
    assert (await call("chat.delete", **own))["ok"]
    assert message.deleted
    assert len(ann.sees("sales")) == 1


async def test_trigger_is_good_once_and_for_three_seconds(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    trigger = slack.ws.new_trigger(ann.id)
    assert (await call("views.open", trigger_id="1.2.x", view=MODAL))["error"] == "invalid_trigger_id"
    answer = await call("views.open", trigger_id=trigger, view=MODAL)
    assert answer["view"]["hash"]
    assert ann.view is not None
    assert ann.view["blocks"][0]["block_id"] == "price"
    assert (await call("views.open", trigger_id=trigger, view=MODAL))["error"] == "exchanged_trigger_id"
    late = slack.ws.new_trigger(ann.id)
    await slack.advance(3.1)
    assert (await call("views.open", trigger_id=late, view=MODAL))["error"] == "expired_trigger_id"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"submit": None}, "/view"),
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "/view/title/text"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
        ({"colour": "red"}, "/view/colour"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "/view/blocks/0"),
    ],
)
async def test_bad_views(slack: LocalSlack, call: Client, change: dict[str, Any], pointer: str) -> None:
    view = {k: v for k, v in {**MODAL, **change}.items() if v is not None}
    answer = await call("views.open", trigger_id=slack.ws.new_trigger(slack.person("ann").id), view=view)
    assert answer["error"] == "invalid_arguments"
    assert slack.refusals[-1].path == pointer
    assert slack.person("ann").view is None


async def test_view_too_large(slack: LocalSlack, call: Client) -> None:
    blocks = [section("x" * 3000, block_id=str(i)) for i in range(90)]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Big"}, "blocks": blocks}
    answer = await call("views.open", trigger_id=slack.ws.new_trigger(slack.person("ann").id), view=view)
    assert answer["error"] == "view_too_large"


async def test_hash_guards_races_and_typed_values_stay(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    opened = (await call("views.open", trigger_id=slack.ws.new_trigger(ann.id), view=MODAL))["view"]
    ann.fill({"price": "42"})
    answer = await call("views.update", view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert answer["view"]["state"]["values"]["price"]["v"]["value"] == "42"
    stale = await call("views.update", view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert stale["error"] == "hash_conflict"
    await ann.close_view()
    assert (await call("views.update", view_id=opened["id"], view=MODAL))["error"] == "not_found"


async def test_three_views_to_a_stack(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    await call("views.open", trigger_id=slack.ws.new_trigger(ann.id), view=MODAL)
    errors = [
        (await call("views.push", trigger_id=slack.ws.new_trigger(ann.id), view=MODAL)).get("error")
        for _ in range(3)
    ]
    assert errors == [None, None, "push_limit_reached"]
    twin = {**MODAL, "external_id": "one"}
    await call("views.open", trigger_id=slack.ws.new_trigger(ann.id), view=twin)
    again = await call("views.open", trigger_id=slack.ws.new_trigger(slack.person("luca").id), view=twin)
    assert again["error"] == "duplicate_external_id"


async def test_home_is_no_modal(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    home = {"type": "home", "blocks": [section("hello")]}
    assert (await call("views.publish", user_id=ann.id, view=MODAL))["error"] == "invalid_arguments"
    first = await call("views.publish", user_id=ann.id, view=home)
    assert (await call("views.publish", user_id=ann.id, view=home, hash="1.x"))["error"] == "hash_conflict"
    assert (await call("views.publish", user_id=ann.id, view=home, hash=first["view"]["hash"]))["ok"]
    assert (await call("views.publish", user_id="U0NOBODY", view=home))["error"] == "user_not_found"


async def test_faults_on_request(slack: LocalSlack, call: Client) -> None:
    slack.fail_next("chat.postMessage", error="ratelimited", retry_after=7)
    answer = await call("chat.postMessage", channel="#sales", text="x")
    assert (call.status, call.headers["Retry-After"], answer["error"]) == (429, "7", "ratelimited")
    slack.fail_next("chat.postMessage", status=500)
    await call("chat.postMessage", channel="#sales", text="x")
    assert call.status == 500
    assert (await call("chat.postMessage", channel="#sales", text="x"))["ok"]
    assert [c.injected for c in slack.calls] == [True, True, False]
    assert slack.refusals == []


async def test_strict_pace(slack: LocalSlack, call: Client) -> None:
    slack.ws.strict_pace = True
    assert (await call("chat.postMessage", channel="#sales", text="1"))["ok"]
    assert (await call("chat.postMessage", channel="#sales", text="2"))["error"] == "ratelimited"
    assert (call.status, call.headers["Retry-After"]) == (429, "1")
    assert (await call("chat.postMessage", channel="#vendite", text="3"))["ok"]
    await slack.advance(1.0)
    assert (await call("chat.postMessage", channel="#sales", text="4"))["ok"]


async def _hook(slack: LocalSlack, channel: str = "sales") -> str:
    """The response_url of a command nobody answers."""
    done = await slack.person("ann").command("/x", "1 & 2", channel=channel)
    slack.ws.messages.clear()
    return str(done.payload["response_url"])


async def test_response_url_five_times(slack: LocalSlack, call: Client) -> None:
    url = await _hook(slack, "general")  # works where the bot is no member
    assert [(await call.hook(url, text=str(i)))[0] for i in range(5)] == [200] * 5
    status, body = await call.hook(url, text="6")
    assert (status, json.loads(body)["error"]) == (404, "used_url")
    assert len(slack.person("ann").sees("general")) == 5
    assert slack.person("luca").sees("general") == []
    assert slack.refusals[-1].reason == "used_url"


async def test_response_url_thirty_minutes(slack: LocalSlack, call: Client) -> None:
    url = await _hook(slack)
    await slack.advance(30 * 60)
    assert (await call.hook(url, text="just in time"))[0] == 200
    await slack.advance(1)
    status, body = await call.hook(url, text="late")
    assert (status, json.loads(body)["error"]) == (404, "expired_url")


async def test_response_url_bad_blocks(slack: LocalSlack, call: Client) -> None:
    url = await _hook(slack)
    status, body = await call.hook(url, text="x", blocks=[{"type": "alert", "text": {}}])
    assert (status, json.loads(body)["error"]) == (400, "invalid_blocks")
    assert (await call.hook(url))[0] == 400
    assert slack.person("ann").sees("sales") == []
    slack.fail_next("response_url", error="invalid_blocks")
    assert (await call.hook(url, text="x"))[0] == 400
    assert (await call.hook(url, text="twin"))[0] == 200


async def test_response_url_in_channel_shows_the_command_once(slack: LocalSlack, call: Client) -> None:
    url = await _hook(slack)
    for text in ("a", "b"):
        await call.hook(url, text=text, response_type="in_channel")
    assert [m.text for m in slack.person("luca").sees("sales")] == ["/x 1 &amp; 2", "a", "b"]


async def test_response_url_deletes_and_replaces(slack: LocalSlack, call: Client) -> None:
    ann = slack.person("ann")
    await call("chat.postEphemeral", channel=sales(slack), user=ann.id, text="x", blocks=card("x"))
    message = ann.sees("sales")[0]
    url = (await ann.click(message, "again")).payload["response_url"]
    await call.hook(url, text="y", blocks=card("y"), replace_original=True)
    assert message.plain().startswith("y")
    await call.hook(url, text="beside")
    assert len(ann.sees("sales")) == 2
    await call.hook(url, delete_original=True)
    assert [m.text for m in ann.sees("sales")] == ["beside"]
    with pytest.raises(LookupError, match="does not see"):
        await ann.click(message, "again")
