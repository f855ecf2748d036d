"""`python -m bot run`: refuses in plain words, serves Slack both ways, ends without losing a word."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest

from bot.playground import LocalSlack
from bot.slack.web import EVENTS_PATH, HEALTH_PATH

from .conftest import Bot, Running, Start

ASKED = "500 3% 80% 4k"
MODES = ("--socket", "--http")

Tokens = Mapping[str, str]


async def connected(slack: LocalSlack, running: Running, mode: str) -> None:
    """Wait until the process is there for Slack."""
    if mode == "--http":
        said = await running.says(r"serving signed HTTP on port (\d+)")
        slack.deliver_by_http(f"http://127.0.0.1:{said[1]}{EVENTS_PATH}")
    else:
        await running.says("connected by Socket Mode")
        await slack.until(lambda: slack.connected)


def untold(running_or_done: str, tokens: Tokens) -> bool:
    """No secret stands in that output."""
    names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
    return not any(tokens[name] in running_or_done for name in names)


# -- what it needs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}),
        (("--socket",), {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}),
        (("--http",), {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}),
    ],
)
def test_without_tokens_it_says_what_to_set(bot: Bot, arguments: tuple[str, ...], named: set[str]) -> None:
    done = bot("run", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    every = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}
    assert {name for name in every if name in done.stderr} == named
    assert "python -m bot playground" in done.stderr


def test_every_wrong_setting_is_told_at_once_and_no_value(bot: Bot) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "xapp-9-notabottoken",
        "SLACK_APP_TOKEN": "xoxb-9-notanapptoken",
        "SLACK_API_URL": "ftp://slack.example",
        "PORT": "lots",
        "LOG_LEVEL": "LOUD",
    }
    done = bot("run", **wrong)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 + len(wrong)
    for name, value in wrong.items():
        assert name in done.stderr
        assert value not in done.stderr


def test_an_unreadable_env_file_is_named(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    done = bot("run")
    assert done.returncode == 2
    assert ".env" in done.stderr


async def test_the_env_file_is_read_and_the_environment_goes_first(
    serve: Start, slack: LocalSlack, tokens: Tokens, tmp_path: Path
) -> None:
    in_file = {**tokens, "SLACK_BOT_TOKEN": "xoxb-from-the-file"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in in_file.items()))
    running = await serve("run", SLACK_BOT_TOKEN=tokens["SLACK_BOT_TOKEN"])
    await connected(slack, running, "--socket")
    done = await slack.person("ann").command("/ltv", ASKED)
    assert done.ok
    assert await running.stop() == 0


# -- serving ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
async def test_it_answers_and_what_was_saved_outlives_the_process(
    serve: Start, slack: LocalSlack, tokens: Tokens, mode: str
) -> None:
    luca = slack.person("luca")
    running = await serve("run", mode, **tokens)
    await connected(slack, running, mode)
    assert (await luca.command("/ltv", ASKED, channel="vendite")).ok
    assert "3,3" in luca.sees("vendite")[-1].text
    await luca.say("dm", "ltv " + ASKED)
    await slack.until(lambda: luca.sees("dm")[-1].user != luca.id)
    assert await running.stop() == 0
    assert untold(running.output, tokens)

    again = await serve("run", mode, **tokens)
    await connected(slack, again, mode)
    assert (await luca.command("/ltv", channel="vendite")).ok
    await slack.until(lambda: luca.view is not None)
    filled = [block.get("element", {}).get("initial_value") for block in luca.view["blocks"]]
    assert "500" in filled
    assert await again.stop() == 0


@pytest.mark.parametrize("mode", MODES)
async def test_an_answer_under_way_is_given_before_it_ends(
    serve: Start, slack: LocalSlack, tokens: Tokens, mode: str
) -> None:
    ann = slack.person("ann")
    running = await serve("run", mode, **tokens)
    await connected(slack, running, mode)
    slack.fail_next("chat.postMessage", error="ratelimited", retry_after=1)
    assert (await ann.say("sales", f"<@{slack.ws.bot_user}> ltv {ASKED}")).ok
    await slack.until(lambda: slack.calls_of("chat.postMessage"))
    assert ann.sees("sales")[-1].user == ann.id  # the first try was turned away
    assert await running.stop() == 0
    assert "3.3" in ann.sees("sales")[-1].text


async def test_a_balancer_sees_it_is_well_and_nobody_gets_in_unsigned(
    serve: Start, slack: LocalSlack, tokens: Tokens
) -> None:
    running = await serve("run", "--http", **tokens)
    port = (await running.says(r"serving signed HTTP on port (\d+)"))[1]
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        async with client.get(HEALTH_PATH) as well:
            assert well.status == 200
        async with client.post(EVENTS_PATH, data={"command": "/ltv"}) as unsigned:
            assert unsigned.status == 401
    assert await running.stop() == 0


# -- what may be in the way -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "variable", "wrong"),
    [
        ("--socket", "SLACK_BOT_TOKEN", "xoxb-0-revoked"),
        ("--socket", "SLACK_APP_TOKEN", "xapp-0-revoked"),
        ("--http", "SLACK_BOT_TOKEN", "xoxb-0-revoked"),
    ],
)
async def test_a_refused_token_ends_it_with_a_plain_sentence(
    serve: Start, slack: LocalSlack, tokens: Tokens, mode: str, variable: str, wrong: str
) -> None:
    given = {**tokens, variable: wrong}
    running = await serve("run", mode, **given)
    assert await running.ended() == 1
    assert "Slack refused the tokens: invalid_auth" in running.output
    assert untold(running.output, given)
    slack.refusals.clear()


@pytest.mark.parametrize("mode", MODES)
async def test_a_slack_out_of_reach_is_waited_for_until_it_is_told_to_stop(
    serve: Start, slack: LocalSlack, tokens: Tokens, mode: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    running = await serve("run", mode, **{**tokens, "SLACK_API_URL": f"http://127.0.0.1:{port}/api/"})
    await running.says("auth.test failed")
    assert await running.stop() == 0


async def test_a_taken_port_is_named(serve: Start, slack: LocalSlack, tokens: Tokens) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        running = await serve("run", "--http", **{**tokens, "PORT": port})
        assert await running.ended() == 1
    assert f"PORT={port}" in running.output


def test_an_unusable_database_is_named(bot: Bot, tokens: Tokens) -> None:
    done = bot("run", **{**tokens, "BILANCIA_DB": "no/such/folder/bilancia.db"})
    assert done.returncode == 1
    assert "BILANCIA_DB=no/such/folder/bilancia.db" in done.stderr
    assert untold(done.stderr, tokens)
