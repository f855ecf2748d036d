"""`python -m bot playground`, and `run --or-playground` behind `make run`: one command gives a Slack."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from .conftest import Running, Start


async def page_of(running: Running) -> str:
    return (await running.says(r"(http://127\.0\.0\.1:\d+)/"))[1]


async def answer(client: aiohttp.ClientSession, text: str) -> dict[str, Any]:
    """Type that as Luca in #vendite; the last message he sees."""
    typed = {"text": text, "channel": "vendite"}
    async with client.post("/control/luca/type", json=typed) as done:
        assert (await done.json())["ok"] is True
    async with client.get("/control/state", params={"person": "luca", "channel": "vendite"}) as state:
        last: dict[str, Any] = (await state.json())["messages"][-1]
        return last


@pytest.mark.parametrize(
    "arguments",
    [("playground",), ("playground", "--http"), ("run", "--or-playground")],
    ids=["socket", "http", "or-playground"],
)
async def test_it_opens_a_workspace_with_bilancia_in_it(serve: Start, arguments: tuple[str, ...]) -> None:
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    running = await serve(*arguments, "--port", "0", **proxy)
    async with aiohttp.ClientSession(await page_of(running)) as client:
        async with client.get("/") as page:
            assert page.status == 200
            assert "Bilancia" in await page.text()
        last = await answer(client, "/ltv 500 3% 80% 4k")
        async with client.get("/control/records") as records:
            assert (await records.json())["refusals"] == []
    assert last["ephemeral"] is True
    assert "LTV:CAC 3,3" in last["text"]
    assert await running.stop() == 0


async def test_a_taken_port_gives_way_to_a_free_one(serve: Start) -> None:
    first = await serve("playground", "--port", "0")
    url = await page_of(first)
    second = await serve("playground", "--port", url.rpartition(":")[2])
    assert await page_of(second) != url
    assert (await first.stop(), await second.stop()) == (0, 0)
