"""`manifest`: within Slack's limits, and all that is needed: Slack grants no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground import LocalSlack
from bot.slack.web import EVENTS_PATH

from .conftest import Bot, Start

ADDRESS = "https://bilancia.example.com"

#: Length limits of the manifest reference, as (least, most) characters.
TEXTS = {"name": (1, 35), "description": (1, 140), "long_description": (175, 4000)}


def made(bot: Bot, *arguments: str) -> dict[str, Any]:
    done = bot("manifest", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def urls_in(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every entry whose name says that it is a URL."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("url"):
                yield f"{path}{name}", inner
            yield from urls_in(inner, f"{path}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from urls_in(inner, path)


@pytest.mark.parametrize("arguments", [(), ("--http", f"{ADDRESS}/")], ids=["socket", "http"])
def test_it_keeps_within_slacks_limits(bot: Bot, arguments: tuple[str, ...]) -> None:
    manifest = made(bot, *arguments)
    assert manifest["_metadata"]["major_version"] == 2
    assert manifest.keys() == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    shown = manifest["display_information"]
    for name, (least, most) in TEXTS.items():
        assert least <= len(shown[name]) <= most
    assert re.fullmatch("#[0-9a-fA-F]{6}", shown["background_color"])
    assert 1 <= len(manifest["features"]["bot_user"]["display_name"]) <= 80
    commands = manifest["features"]["slash_commands"]
    assert 1 <= len(commands) <= 50
    for command in commands:
        assert re.fullmatch(r"/[a-z][a-z_-]{0,30}", command["command"])
        assert 1 <= len(command["description"]) <= 2000
        assert 1 <= len(command["usage_hint"]) <= 1000
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert len(set(scopes)) == len(scopes)
    assert len(set(events)) == len(events)


def test_only_http_mode_has_addresses(bot: Bot) -> None:
    over_sockets, over_http = made(bot), made(bot, "--http", f"{ADDRESS}/")
    assert dict(urls_in(over_sockets)) == {}
    assert over_sockets["settings"]["socket_mode_enabled"] is True
    assert over_http["settings"]["socket_mode_enabled"] is False
    assert dict(urls_in(over_http)) == dict.fromkeys(
        (
            "features.slash_commands.url",
            "settings.event_subscriptions.request_url",
            "settings.interactivity.request_url",
        ),
        f"{ADDRESS}{EVENTS_PATH}",
    )


@pytest.mark.parametrize("address", ["http://bilancia.example.com", "bilancia.example.com", ""])
def test_slack_takes_nothing_but_https(bot: Bot, address: str) -> None:
    done = bot("manifest", "--http", address)
    assert (done.returncode, done.stdout) == (2, "")
    assert "https://" in done.stderr


async def test_a_slack_that_grants_what_it_asks_for_hears_an_answer_to_all_it_sends(
    bot: Bot, serve: Start
) -> None:
    """Each command and event of the manifest has an effect; none is missing, no scope either."""
    manifest = made(bot)
    commands = [
        (one["command"], one["usage_hint"], one["description"])
        for one in manifest["features"]["slash_commands"]
    ]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    granted = LocalSlack(commands=commands, events=events, scopes=manifest["oauth_config"]["scopes"]["bot"])
    async with granted as slack:
        ann = slack.person("ann")
        running = await serve(
            "run",
            SLACK_API_URL=slack.api_url,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
        )
        await slack.until(lambda: slack.connected)

        def said_by_bot(channel: str) -> bool:
            last = ann.sees(channel)[-1:]
            return bool(last) and last[0].user != ann.id

        for command, _, _ in commands:
            assert (await ann.command(command, "help")).ok
            assert said_by_bot("sales")

        await ann.say("dm", "ltv 500 3% 80% 4k")
        await slack.until(lambda: said_by_bot("dm"))
        mentioned = f"<@{slack.ws.bot_user}> ltv 500 3% 80% 4k"
        await ann.say("sales", mentioned)
        await slack.until(lambda: slack.calls_of("chat.postMessage")[-1].args["channel"].startswith("C"))
        await ann.open_home()
        await slack.until(lambda: ann.home is not None)
        assert (await ann.change(locale="it-IT")).ok
        await slack.idle()
        assert (await ann.command("/ltv", "500 3% 80% 4k")).ok
        assert "3,3" in ann.sees("sales")[-1].text

        heard = {
            delivery.payload["event"]["type"]
            for delivery in slack.deliveries
            if delivery.kind == "events_api"
        }
        assert heard == {event.partition(".")[0] for event in events}
        assert slack.refusals == []
        assert await running.stop() == 0
