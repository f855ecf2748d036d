"""The real command in a process of its own, a browser, and two people who sit down at the page."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import ARGUMENTS, chromium
from tests.journeys.seat import Seat
from tests.journeys.words import EN, IT, Words

ROOT = Path(__file__).parents[2]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 30
STOP_SECONDS = 10

Sit = Callable[..., Seat]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives the page."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the local workspace, opened as `make run` opens it where no Slack token is set."""
    chromium()
    here = tmp_path_factory.mktemp("workspace")  # its database; no developer's .env is read
    with (here / "stderr").open("w+") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--or-playground", "--port", "0"],
            cwd=here,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            assert process.stdout is not None
            yield _address(process.stdout) or pytest.fail(f"the workspace did not open: {_said(complaints)}")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                status = process.wait(STOP_SECONDS)
            finally:
                process.kill()
        assert status == 0
        assert not re.search("WARNING|ERROR|CRITICAL|Traceback", _said(complaints)), _said(complaints)


def _environment() -> dict[str, str]:
    """This one without anything that could make the bot talk to a real Slack, or use a real database."""
    ours = ("SLACK_", "BILANCIA_", "PORT", "HOST", "LOG_LEVEL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def _address(output: IO[str]) -> str | None:
    """The address it prints, None if it ends or stays silent; what follows is read and dropped."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        with output:
            for line in output:
                lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    with contextlib.suppress(queue.Empty):
        while line := lines.get(timeout=START_SECONDS):
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return found[0]
    return None


def _said(complaints: IO[str]) -> str:
    complaints.seek(0)
    return complaints.read()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for these journeys. It ends with the package: while it lives, its thread has a loop
    running, in which no asynchronous test could run.
    """
    executable = chromium()
    expect.set_options(timeout=10_000)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def sit(browser: Browser, workspace: str) -> Iterator[Sit]:
    """Opens the page for a person in a window of their own; at the end none of them saw anything go wrong."""
    seats: list[Seat] = []

    def sit(words: Words, channel: str | None = None, size: dict[str, int] | None = None) -> Seat:
        window = browser.new_context(viewport=size or DESKTOP, reduced_motion="reduce")  # type: ignore[arg-type]
        window.set_default_timeout(10_000)
        page = window.new_page()
        if not seats:
            page.request.post(f"{workspace}control/reset", data={})
        seats.append(Seat(page, workspace, words, channel))
        return seats[-1]

    yield sit
    for seat in seats:
        seat.left_clean()
    for seat in seats:
        seat.page.context.close()


@pytest.fixture(params=[EN, IT], ids=["english", "italian"])
def words(request: pytest.FixtureRequest) -> Words:
    """Every journey is walked in both languages."""
    chosen: Words = request.param
    return chosen


@pytest.fixture
def seat(sit: Sit, words: Words) -> Seat:
    """That person at their desk, in their team's channel."""
    return sit(words)


@pytest.fixture
def other(words: Words) -> Words:
    """The one who speaks the other language."""
    return IT if words is EN else EN
