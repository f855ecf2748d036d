"""The page in a real browser: a person types, clicks, fills in, switches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import async_playwright

from bot.playground import LocalSlack
from tests.browser import ARGUMENTS, chromium, listen

from .tiny_app import over_sockets

pytestmark = pytest.mark.journey


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(commands=[("/echo", "words", "Says it again")]) as slack:
        yield slack


@pytest.fixture
async def page(slack: LocalSlack) -> AsyncIterator[Any]:
    executable = chromium()
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.set_default_timeout(10_000)
        page.troubles = listen(page)
        yield page
        await browser.close()


async def test_a_morning_in_the_local_workspace(slack: LocalSlack, page: Any) -> None:
    message = "[data-testid=messages] [data-testid=message]"
    await page.goto(slack.page_url)
    await page.wait_for_selector("[data-testid=offline]")
    async with over_sockets(slack):
        await page.wait_for_selector("[data-testid=offline]", state="detached")

        await page.fill("[data-testid=composer]", "/e")
        await page.wait_for_selector("[data-testid=commands] li >> text=Says it again")
        await page.press("[data-testid=composer]", "Enter")
        await page.type("[data-testid=composer]", "once")
        await page.press("[data-testid=composer]", "Enter")
        await page.wait_for_selector(f"{message}[data-ephemeral=true] >> text=once")
        await page.click("[data-action-id=again]")
        await page.wait_for_selector(f"{message} >> text=Twice")
        assert await page.locator(message).count() == 1

        await page.click("[data-action-id=open]")
        await page.wait_for_selector("[data-testid=modal][open]")
        await page.click("[data-testid=modal-submit]")
        await page.wait_for_selector("[data-testid=error] >> text=required")
        await page.fill("[name=price]", "13")
        await page.select_option("[name=currency]", "EUR")
        await page.click("[data-testid=modal-submit]")
        await page.wait_for_selector("[data-testid=error] >> text=Not thirteen")
        assert await page.input_value("[name=price]") == "13"
        assert await page.input_value("[name=currency]") == "EUR"
        await page.fill("[name=price]", "14")
        await page.press("[name=price]", "Enter")
        await page.wait_for_selector("[data-testid=modal]", state="hidden")

        await page.click("[data-testid=person-luca]")
        await page.wait_for_selector("[data-testid=person-luca][aria-pressed=true]")
        await page.wait_for_function("document.querySelectorAll('#messages .msg').length === 0")
        await page.click("[data-channel=dm]")
        await page.fill("[data-testid=composer]", "ciao <b>")
        await page.press("[data-testid=composer]", "Shift+Enter")
        await page.type("[data-testid=composer]", "e due righe")
        await page.press("[data-testid=composer]", "Enter")
        await page.wait_for_selector(f"{message} >> text=Echo: ciao <b>")
        await page.click("[data-testid=tab-home]")
        await page.wait_for_selector("[data-testid=home] >> text=Tab home")

        await page.set_viewport_size({"width": 390, "height": 844})
        await page.click("[data-testid=menu]")
        await page.click("[data-channel=sales]")
        await page.wait_for_selector("#empty >> text=sales")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
    await page.wait_for_selector("[data-testid=offline]")
    assert page.troubles == []
    assert slack.refusals == []
