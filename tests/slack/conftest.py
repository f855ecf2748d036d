"""Steps that the Slack journeys share."""

from __future__ import annotations

import pytest

from bot.app import Built
from bot.playground import LocalSlack
from bot.playground.model import Message


class Seat:
    """A person at their Slack, in one channel: they act, and wait until Bilancia has nothing more to do."""

    def __init__(self, slack: LocalSlack, built: Built, name: str, channel: str) -> None:
        self.slack, self.built, self.channel = slack, built, channel
        self.person = slack.person(name)

    async def settle(self) -> None:
        await self.slack.idle()
        await self.built.front.after.drain()
        await self.slack.idle()

    async def command(self, text: str):
        done = await self.person.command("/ltv", text, channel=self.channel)
        await self.settle()
        return done

    async def say(self, text: str, thread_ts: str | None = None) -> Message:
        await self.person.say(self.channel, text, thread_ts=thread_ts)
        await self.settle()
        return self.last

    async def click(self, what: str, on: Message | None = None):
        done = await self.person.click(on or self.last, what)
        await self.settle()
        return done

    async def submit(self, **values: str):
        done = await self.person.submit(values)
        await self.settle()
        return done

    @property
    def seen(self) -> list[Message]:
        return [message for message in self.person.sees(self.channel) if not message.deleted]

    @property
    def last(self) -> Message:
        return self.seen[-1]

    def filled(self) -> dict[str, str | None]:
        """The open form's fields with what stands in them."""
        elements = {
            block["block_id"]: block["element"] for block in self.person.view["blocks"] if "element" in block
        }
        chosen = {name: element.get("initial_option", {}).get("value") for name, element in elements.items()}
        return {name: element.get("initial_value") or chosen[name] for name, element in elements.items()}


@pytest.fixture
def ann(slack: LocalSlack, bilancia: Built) -> Seat:
    return Seat(slack, bilancia, "ann", "sales")


@pytest.fixture
def luca(slack: LocalSlack, bilancia: Built) -> Seat:
    return Seat(slack, bilancia, "luca", "vendite")


@pytest.fixture
def ann_dm(slack: LocalSlack, bilancia: Built) -> Seat:
    return Seat(slack, bilancia, "ann", "dm")


@pytest.fixture
def luca_dm(slack: LocalSlack, bilancia: Built) -> Seat:
    return Seat(slack, bilancia, "luca", "dm")
