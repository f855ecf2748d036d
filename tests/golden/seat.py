"""One person's talk with Bilancia without Slack: things said, buttons pressed, what is shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.advise import figures, scenarios, worked
from bot.advise.desk import Desk
from bot.advise.recall import recall
from bot.advise.reply import Assessed, Listed, Reply, Worked
from bot.advise.route import choose, converse
from bot.advise.worksheet import worksheets
from bot.advise.worksheet_form import read_worksheet
from bot.person import Person, Tenant
from bot.speak.assessed import say_shared
from bot.speak.message import Message
from bot.speak.say import say
from bot.speak.sheets import chart_of
from bot.speak.words import words
from bot.speak.worked import say_worked_shared
from bot.store.memory import MemoryStore
from bot.understand import understand

HERE = Path(__file__).parent
LANGUAGES = ("en", "it")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLACE = "thread:D1:main"
SHARER = "<@U0ANN>"

KINDS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "kinds.toml").read_text("utf-8"))

#: The buttons and forms behind `press`, by the label or title a person reads.
PRESSED = {
    "working": "buttons.working",
    "what_if": "buttons.what_if",
    "chart": "buttons.chart",
    "share": "buttons.share",
    "count": "buttons.count",
    "try": "buttons.what_if",
    "save": "buttons.save",
}


@dataclass
class Talk:
    """A fresh desk with a fixed clock and ids; `reply` is the last answer."""

    lang: str
    desk: Desk = field(init=False)
    reply: Reply | None = None

    def __post_init__(self) -> None:
        numbers = count(1)
        self.desk = Desk(MemoryStore(), lambda: NOON, lambda: f"id{next(numbers):07}")
        self.person = Person(Tenant("T1"), "U0ANN", self.lang)

    async def say(self, text: str) -> Message:
        _, _, self.reply = await converse(self.desk, self.person, text, PLACE)
        return say(self.reply, self.lang)

    async def answer_anyway(self, text: str) -> Message:
        said = understand(text, lang=self.lang)
        self.reply = await figures.answer(self.desk, self.person, said.slots, intent=said.intent)
        return say(self.reply, self.lang)

    async def fill(self, sheet: str, typed: Mapping[str, str]) -> Message:
        """A worksheet's form, filled in."""
        asked = worksheets()[sheet]
        filled = read_worksheet(asked, typed)
        assert not filled.unreadable, filled.unreadable
        self.reply = await worked.answer(self.desk, self.person, worked.Asked(asked, filled.inputs), PLACE)
        return say(self.reply, self.lang)

    async def press(self, what: str) -> Message:
        name, _, detail = what.partition("=")
        if name == "choose":
            self.reply = await choose(self.desk, self.person, PLACE, int(detail))
            assert self.reply is not None, "no doubt was open"
            return say(self.reply, self.lang)
        if name == "open":
            assert isinstance(self.reply, Listed), self.reply
            self.reply = await scenarios.load_by_id(self.desk, self.person, self.reply.scenarios[0][0])
            return say(self.reply, self.lang)
        assert isinstance(self.reply, Assessed | Worked), self.reply
        id_ = self.reply.analysis_id
        assert id_ is not None
        found: Assessed | Worked | None
        if name == "chart":
            chart = chart_of(words(self.lang), self.reply)
            assert chart is not None
            return chart
        if name == "share":
            shared = say_worked_shared if isinstance(self.reply, Worked) else say_shared
            return shared(words(self.lang), self.reply, SHARER, id_)  # type: ignore[arg-type]
        if name == "save":
            self.reply = await scenarios.save(self.desk, self.person, detail, id_)
            return say(self.reply, self.lang)
        if name == "count":
            customers, _, periods = detail.partition("×")
            found = await figures.count(self.desk, self.person, id_, int(customers), int(periods))
        elif name == "try":
            found = await figures.what_if(self.desk, self.person, id_, detail)
        else:
            found = await recall(self.desk, self.person, id_, name)  # type: ignore[arg-type]
        assert found is not None
        self.reply = found
        return say(found, self.lang)


async def spoken(kind: str, lang: str) -> Message:
    """The message of that kind: the answer to its last turn, or what its button shows."""
    talk, given = Talk(lang), KINDS[kind]
    if "sheet" in given:
        message = await talk.fill(given["sheet"], given.get("both", {}) | given[lang])
    for turn in () if "sheet" in given else given[lang]:
        message = await (talk.answer_anyway(turn) if given.get("anyway") else talk.say(turn))
    if "press" in given:
        message = await talk.press(given["press"])
    if "then" in given:
        message = await talk.say(given["then"][lang])
    return await talk.press("open") if given.get("open") else message


def opening(kind: str, lang: str) -> list[str]:
    """What was said and pressed, as the head of the transcript."""
    given = KINDS[kind]
    if "sheet" in given:
        typed = given.get("both", {}) | given[lang]
        lines = [f"> {name}: {text}" for name, text in typed.items()]
    else:
        lines = [f"> {turn}" for turn in given[lang]]
    name, _, detail = given.get("press", "").partition("=")
    if name in PRESSED:
        lines.append(f"> [{words(lang).label(PRESSED[name])}]{f' {detail}' if detail else ''}")
    elif name:
        lines.append(f"> {name} {detail}")
    if "then" in given:
        lines.append(f"> {given['then'][lang]}")
    if given.get("open"):
        lines.append(f"> [{words(lang).label('lists.scenario_button')}]")
    return lines
