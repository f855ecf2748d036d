"""Bilancia as processes: `python -m bot` in an empty folder with next to nothing in the environment."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from bot.playground import LocalSlack

ROOT = Path(__file__).parents[2]

#: What a slow machine may need to start or to end; nothing waits so long where all is well.
PATIENCE = 30

Environ = Mapping[str, str]
Bot = Callable[..., subprocess.CompletedProcess[str]]


class Running:
    """A process that serves: its output, log and all, is read as far as it is asked for."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""

    async def says(self, pattern: str) -> re.Match[str]:
        """Wait for a line that matches. Fails with what was said instead when the process ends."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode():
                self.output += line
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"ended before it said {pattern!r}:\n{self.output}")

    async def ended(self) -> int:
        """Wait until it has ended by itself; its exit status."""
        async with asyncio.timeout(PATIENCE):
            rest, _ = await self.process.communicate()
        self.output += rest.decode()
        assert self.process.returncode is not None
        return self.process.returncode

    async def stop(self) -> int:
        """Send SIGTERM, as `make`, honcho and every platform do; its exit status."""
        self.process.terminate()
        return await self.ended()


Start = Callable[..., Awaitable[Running]]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """No tokens, no proxy, no locale; this Python first in PATH."""
    return {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def bot(tmp_path: Path, environ: Environ) -> Bot:
    """Run `python -m bot ...` to its end."""

    def run(*arguments: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=given,
            capture_output=True,
            cwd=tmp_path,
            env={**environ, **more},
            timeout=PATIENCE,
            check=False,
        )
        assert b"Traceback" not in done.stdout + done.stderr, done.stderr.decode()
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture
async def start(tmp_path: Path, environ: Environ) -> AsyncIterator[Start]:
    """Start a command that serves; what a test leaves running is ended."""
    started: list[Running] = []

    async def run(*command: str, **more: str) -> Running:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
            env={**environ, **more},
        )
        started.append(Running(process))
        return started[-1]

    yield run
    for one in started:
        if one.process.returncode is None:
            one.process.kill()
            await one.ended()
        assert "Traceback" not in one.output, one.output


@pytest.fixture
def serve(start: Start) -> Start:
    """Start `python -m bot ...`."""

    async def run(*arguments: str, **more: str) -> Running:
        return await start(sys.executable, "-m", "bot", *arguments, **more)

    return run


@pytest.fixture
def tokens(slack: LocalSlack) -> dict[str, str]:
    """What connects the bot to the local Slack, over HTTP on a free port where it comes to that."""
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "PORT": "0",
        "HOST": "127.0.0.1",
    }
