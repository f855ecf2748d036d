"""Conversations in a direct message, as transcripts, through the front door in both languages.

A line `> …` is said by the person (`> [Label]` presses that button of the last reply), `< …` stands in the
one reply to it, `! …` does not, `# …` is a remark.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import Built
from bot.playground import LocalSlack
from bot.playground.model import Message
from tests.slack.conftest import Seat

HERE = Path(__file__).parent
WHO = {"en": "ann", "it": "luca"}
EVERY = sorted(path.relative_to(HERE).as_posix() for lang in WHO for path in (HERE / lang).glob("*.txt"))


def test_both_languages_tell_the_same_stories() -> None:
    english, italian = (sorted(path.name for path in (HERE / lang).glob("*.txt")) for lang in WHO)
    assert english == italian
    for name in english:
        turns = [[line[:1] for line in _lines(f"{lang}/{name}")] for lang in WHO]
        assert turns[0] == turns[1], name


@pytest.mark.parametrize("bilancia", ["socket"], indirect=True)
@pytest.mark.parametrize("story", EVERY)
async def test_dialogue(slack: LocalSlack, bilancia: Built, story: str) -> None:
    seat = Seat(slack, bilancia, WHO[story.partition("/")[0]], "dm")
    reply = ""
    for line in _lines(story):
        mark, _, words = line.partition(" ")
        match mark:
            case ">":
                reply = (await _turn(seat, words)).plain().replace("\u00a0", " ")
            case "<":
                assert words in reply, f"{story}: {words!r} is not in\n{reply}"
            case "!":
                assert words not in reply, f"{story}: {words!r} is in\n{reply}"
            case _:
                pytest.fail(f"{story}: neither said nor answered: {line}")


def _lines(story: str) -> list[str]:
    lines = (HERE / story).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


async def _turn(seat: Seat, words: str) -> Message:
    """The one reply to what was said; a button's answer takes the place of the question."""
    before = _replies(seat)
    if words.startswith("["):
        await seat.click(words.strip("[]"))
        assert len(_replies(seat)) == len(before), "a button of a question is answered in its place"
    else:
        await seat.say(words)
        assert len(_replies(seat)) == len(before) + 1, f"one reply to {words!r}"
    return seat.last


def _replies(seat: Seat) -> list[Message]:
    return [message for message in seat.seen if message.user != seat.person.id]
