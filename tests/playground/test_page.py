"""The page: drawn on the server, escaped, closed to other sites; and the control API behind it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import LocalSlack
from bot.playground.content import Content
from bot.playground.model import with_ids
from bot.playground.render import Look
from bot.playground.render_text import Ink

from .test_acks import MODAL
from .test_blockkit import GOOD, SELECT, actions, button, chart, pie
from .tiny_app import card, over_sockets, section

EVIL = "<img src=x onerror=alert(1)> & \"quotes\" 'too'"


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(commands=[("/echo", "words", "Says it again")]) as slack:
        yield slack


@pytest.fixture
async def web(slack: LocalSlack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.page_url) as session:
        yield session


def drawn(slack: LocalSlack, blocks: list[dict[str, Any]], text: str = "x") -> str:
    """One message with these blocks, as HTML."""
    slack.messages.post(slack.ws.id_of("sales"), Content(text, blocks, given=frozenset({"text", "blocks"})))
    panes = Look(slack, slack.person("ann"), "sales").panes()
    return str(panes["messages"][-1]["html"])


async def test_index_is_whole_and_closed(slack: LocalSlack, web: aiohttp.ClientSession) -> None:
    async with web.get("/") as answer:
        html = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<title>#sales | Bilancia | Local workspace</title>" in html
    for hook in ("composer", "person-ann", "person-luca", "modal", "commands", "offline"):
        assert f'data-testid="{hook}"' in html
    for channel in ("sales", "vendite", "general", "dm"):
        assert f'data-channel="{channel}"' in html
    assert not re.search(r"\son\w+=|\sstyle=|<script>", html)
    for name, kind in (
        ("slack.css", "text/css"),
        ("slack.js", "text/javascript"),
        ("bilancia.svg", "image/svg+xml"),
    ):
        async with web.get(f"/static/{name}") as answer:
            assert (answer.status, answer.content_type) == (200, kind)
    async with web.get("/static/..%2Fpage.py") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_every_block_is_drawn(surface: str) -> None:
    slack = LocalSlack()
    for block in GOOD[surface]:
        html = drawn(slack, [block])
        assert 'class="b' in html, block["type"]


def test_nothing_gets_out_of_its_text() -> None:
    slack = LocalSlack()
    evil_chart = chart()
    evil_chart["title"] = evil_chart["chart"]["series"][0]["name"] = EVIL
    blocks = [
        section(EVIL),
        section(f"*{EVIL}* `{EVIL}` ```{EVIL}``` <https://a.b/?{EVIL}|{EVIL}> <javascript:alert(1)|click>"),
        {"type": "header", "text": {"type": "plain_text", "text": EVIL}},
        {
            "type": "markdown",
            "text": f"# {EVIL}\n**{EVIL}** [a](javascript:alert(1)) [b](https://a.b)\n- {EVIL}",
        },
        actions(
            button(
                action_id=EVIL,
                value=EVIL,
                confirm={
                    k: {"type": "plain_text", "text": EVIL} for k in ("title", "text", "confirm", "deny")
                },
            ),
            {**SELECT, "options": [{"text": {"type": "plain_text", "text": EVIL}, "value": EVIL}]},
        ),
        evil_chart,
    ]
    html = drawn(slack, blocks)
    assert "<img src=x" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)
    assert 'href="https://a.b"' in html
    look = Look(slack, slack.person("ann"), "sales")
    slack.ws.tell(slack.ws.id_of("sales"), slack.person("ann").id, EVIL)
    assert "<img src=x" not in look.index()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~no~ `a*b*`", "<strong>bold</strong> <em>it</em> <del>no</del> <code>a*b*</code>"),
        ("3 * 4 * 5 and snake_case_name", "3 * 4 * 5 and snake_case_name"),
        ("a\n&gt; q1\n&gt; q2\nb", "a<blockquote>q1<br>q2</blockquote>b"),
        (
            "<https://a.b|label> &amp; &lt;tag&gt;",
            '<a href="https://a.b" target="_blank" rel="noopener noreferrer">label</a> &amp; &lt;tag&gt;',
        ),
        (
            "<@U0LUCA4R8Z> <#C0SALES000> <!here>",
            " ".join(f'<span class="mention">{name}</span>' for name in ("@Luca Ferri", "#sales", "@here")),
        ),
        (":bulb: :not_one:", "💡 :not_one:"),
    ],
)
def test_mrkdwn(text: str, html: str) -> None:
    slack = LocalSlack()
    found = str(Ink(slack.ws, slack.person("ann").profile).mrkdwn(text))
    assert found == html


def test_times_and_dates_are_the_readers_own() -> None:
    slack = LocalSlack()
    ann, luca = (Ink(slack.ws, slack.person(key).profile) for key in ("ann", "luca"))
    text = "<!date^1795458437^{date_num} {time}|once>"
    assert str(ann.mrkdwn(text)).replace("\u202f", " ") == "2026-11-23 12:27 PM"
    assert str(luca.mrkdwn(text)) == "2026-11-23 19:27"
    assert str(luca.mrkdwn("<!date^1795458437^{date_short}|once>")) == "23 nov 2026"
    assert str(luca.mrkdwn("<!date^soon^{time}|once>")) == "once"


def test_charts_say_their_numbers() -> None:
    slack = LocalSlack()
    html = drawn(slack, [chart("line"), pie(62, 38)])
    assert html.count("<svg") >= 2
    assert 'aria-label="LTV. LTV: A 5, B -2.5"' in html
    assert "62%" in html
    assert "nan" not in html.lower()


def test_charts_say_them_in_the_readers_own_way() -> None:
    slack = LocalSlack()
    slack.messages.post(slack.ws.id_of("sales"), Content("x", [chart("line")]))
    drawn_for = {key: Look(slack, slack.person(key), "sales").panes()["messages"] for key in ("ann", "luca")}
    assert "A 5, B -2.5" in drawn_for["ann"][0]["html"]
    assert "A 5, B -2,5" in drawn_for["luca"][0]["html"]


def test_private_messages_are_marked_and_others_do_not_see_them() -> None:
    slack = LocalSlack()
    ann, luca = slack.person("ann"), slack.person("luca")
    slack.messages.post(slack.ws.id_of("sales"), Content("psst", []), only_for=ann.id)
    assert "Only visible to you" in Look(slack, ann, "sales").panes()["messages"][0]["html"]
    assert Look(slack, luca, "sales").panes()["messages"] == []


def test_thread_replies_stay_in_their_thread() -> None:
    slack = LocalSlack()
    sales = slack.ws.id_of("sales")
    root = slack.messages.post(sales, Content("root", []))
    slack.messages.post(sales, Content("reply", []), thread_ts=root.ts)
    panes = Look(slack, slack.person("luca"), "sales").panes()
    assert len(panes["messages"]) == 1
    assert "1 reply" in panes["messages"][0]["html"]
    panes = Look(slack, slack.person("luca"), "sales", thread=root.ts).panes()
    first, _ = panes["thread"]
    assert first["ts"] == root.ts


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
@pytest.mark.parametrize("path", ["/", "/api/auth.test", "/control/state", "/page/panes"])
async def test_other_names_are_refused(web: aiohttp.ClientSession, host: str, path: str) -> None:
    async with web.get(path, headers={"Host": host}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ],
)
async def test_other_sites_cannot_steer(
    slack: LocalSlack, web: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    body = json.dumps({"text": "hello", "channel": "sales"})
    sent = {"Content-Type": "application/json", **headers}
    async with web.post("/control/ann/type", data=body, headers=sent) as answer:
        assert answer.status == 403
    assert slack.person("ann").sees("sales") == []


class Control:
    """Drives the workspace over HTTP."""

    def __init__(self, web: aiohttp.ClientSession) -> None:
        self.web = web

    async def __call__(self, path: str, **body: Any) -> dict[str, Any]:
        async with self.web.post(f"/control/{path}", json=body) as answer:
            return await answer.json()

    async def state(self, **query: str) -> dict[str, Any]:
        async with self.web.get("/control/state", params=query) as answer:
            return await answer.json()


async def test_everything_can_be_driven_over_http(slack: LocalSlack, web: aiohttp.ClientSession) -> None:
    control = Control(web)
    async with over_sockets(slack):
        assert (await control("ann/type", channel="sales", text="/echo once"))["ok"]
        state = await control.state(person="ann", channel="sales")
        message = state["messages"][-1]
        assert message["plain"].startswith("once")
        assert (await control("ann/click", message=message["ts"], action="open"))["ok"]
        await slack.until(lambda: slack.person("ann").view)
        refused = await control("ann/submit", values={"price": "13"})
        assert refused["errors"] == {"price": "Not thirteen"}
        state = await control.state(person="ann")
        assert state["errors"] == {"price": "Not thirteen"}
        assert (await control("ann/fill", values={"price": "7"}))["ok"]
        assert (await control("ann/close"))["ok"]
        assert (await control.state(person="ann"))["view"] is None
        await control("duplicate_next")
        await control("fail_next", method="chat.postMessage", error="ratelimited", retry_after=1)
        assert slack.messages.faults["chat.postMessage"][0].retry_after == 1
        assert (await control("luca/home"))["ok"]
        assert (await control.state(person="luca"))["home"]["type"] == "home"
    assert (await control("ann/type", channel="sales", text="/echo x"))["error"] == "dispatch_failed"
    assert (await control("reset"))["ok"]
    assert slack.person("ann").sees("sales") == []


async def test_a_taken_port_is_said_and_another_can_be_tried(slack: LocalSlack) -> None:
    taken = int(slack.page_url.rsplit(":", 1)[1].strip("/"))
    other = LocalSlack()
    with pytest.raises(OSError, match=str(taken)):
        await other.start(port=taken)
    await other.start(port=0)
    assert other.page_url != slack.page_url
    await other.close()


async def test_mistakes_are_explained(slack: LocalSlack, web: aiohttp.ClientSession) -> None:
    control = Control(web)
    assert "no person 'bob'" in (await control("bob/type", text="x", channel="sales"))["error"]
    assert (await control("ann/type", text="x"))["error"] == "missing: channel"
    assert "no channel 'nowhere'" in (await control("ann/type", text="x", channel="nowhere"))["error"]
    assert "no message" in (await control("ann/click", message="1.1", action="x"))["error"]
    assert "no modal open" in (await control("ann/submit"))["error"]
    assert "cannot be moved" in (await control("advance", seconds=1))["error"]
    async with web.post("/control/reset", data="{", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400


async def test_unknown_commands_and_commands_in_threads(
    slack: LocalSlack, web: aiohttp.ClientSession
) -> None:
    control, ann = Control(web), slack.person("ann")
    await control("ann/type", channel="sales", text="/nothing")
    assert ann.sees("sales")[-1].text == "`/nothing` is not a valid command."
    await ann.say("sales", "root")
    root = ann.sees("sales")[-1]
    await control("ann/type", channel="sales", text="/echo x", thread_ts=root.ts)
    assert "not supported in threads" in ann.sees("sales", thread_ts=root.ts)[-1].text


async def test_clicking_what_is_not_there_names_what_is(slack: LocalSlack) -> None:
    ann = slack.person("ann")
    slack.messages.post(slack.ws.id_of("sales"), Content("x", card("x")))
    with pytest.raises(
        LookupError, match=r"nothing answers to 'Nope'; there are: open \(Open\), again \(Again\)"
    ):
        await ann.click(ann.sees("sales")[0], "Nope")


async def test_until_times_out_with_a_dump(slack: LocalSlack) -> None:
    slack.ws.tell(slack.ws.id_of("sales"), slack.person("ann").id, "the last thing said")
    with pytest.raises(TimeoutError, match="the last thing said"):
        await slack.until(lambda: False, seconds=0.01)


def test_ids_are_given_and_kept() -> None:
    kept = with_ids([*card("x"), {"type": "markdown", "text": "x", "block_id": "mine"}])
    assert kept[1]["elements"][0]["action_id"] == "open"
    assert kept[0]["block_id"] != kept[1]["block_id"]
    assert kept[2]["block_id"] != "mine"


def test_modal_shows_errors_under_their_fields() -> None:
    from bot.playground import views

    slack = LocalSlack()
    ann = slack.person("ann")
    opened = views.open_view(slack.ws, ann.id, MODAL, None)
    ann.fill({"price": "13"})
    opened.errors = {"price": "Not <thirteen>"}
    html = Look(slack, ann, "sales").panes()["modal"]
    assert 'value="13"' in html
    assert "Not &lt;thirteen&gt;" in html
    assert 'aria-invalid="true"' in html
    assert 'name="price"' in html
