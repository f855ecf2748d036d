"""The Procfile's lines, started as a platform starts them: by honcho, with PORT set."""

from __future__ import annotations

import re
import socket

import pytest

from bot.playground import LocalSlack
from bot.slack.web import EVENTS_PATH

from .conftest import ROOT, Start


def test_there_is_a_web_and_a_worker() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["web", "worker"]


@pytest.mark.parametrize("line", ["web", "worker"])
async def test_each_line_starts_and_answers(
    start: Start, slack: LocalSlack, tokens: dict[str, str], line: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    procfile = str(ROOT / "Procfile")
    running = await start(
        "honcho", "start", "--no-colour", "-f", procfile, line, **{**tokens, "PORT": str(port)}
    )
    if line == "web":
        await running.says(f"serving signed HTTP on port {port}")
        slack.deliver_by_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
    else:
        await running.says("connected by Socket Mode")
        await slack.until(lambda: slack.connected)
    done = await slack.person("ann").command("/ltv", "500 3% 80% 4k")
    assert done.ok
    assert "LTV:CAC 3.3" in slack.person("ann").sees("sales")[-1].text

    await running.stop()
    assert re.search(rf"{line}\.1 stopped \(rc=(0|-15)\)", running.output)
    with socket.create_server(("127.0.0.1", port)):
        pass  # whoever listened there is gone
    if line == "worker":
        await slack.until(lambda: not slack.connected)
