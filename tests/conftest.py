"""Bilancia behind the local Slack: every test that goes through the front door starts here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.app import Built, build
from bot.local import connected_to
from bot.playground import LocalSlack
from bot.slack.serve import serve
from bot.slack.web import EVENTS_PATH

hypothesis_settings.register_profile("bilancia", deadline=None, max_examples=100, derandomize=True)
hypothesis_settings.load_profile("bilancia")

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A strict local Slack; a test that made it refuse something fails, unless it clears `refusals`."""
    async with LocalSlack() as local:
        yield local
        assert local.refusals == []


@pytest.fixture(params=["http", "socket"])
async def bilancia(request: pytest.FixtureRequest, slack: LocalSlack, tmp_path: Path) -> AsyncIterator[Built]:
    """The app of production, talking to the local Slack over the wire, both ways it can."""
    numbers = count(1)
    settings = connected_to(slack).model_copy(update={"database": str(tmp_path / "test.db")})
    built = build(settings, clock=lambda: NOON, new_id=lambda: f"id{next(numbers):07}")
    if request.param == "http":
        port, close = await serve(built.asgi(), "127.0.0.1", 0)
        slack.deliver_by_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
    else:
        close = await built.connect()
        await slack.until(lambda: slack.connected)
    yield built
    await built.front.after.drain()
    await close()
    await built.close()
