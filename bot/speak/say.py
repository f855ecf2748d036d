"""From a reply to a message, in the person's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from bot.advise.reply import (
    AskFor,
    AskWhich,
    Assessed,
    Benchmarked,
    DigestReply,
    Explained,
    Figured,
    Helped,
    Listed,
    Path,
    Reply,
    Taught,
    Told,
    Understood,
    Worked,
)
from bot.speak import others
from bot.speak.assessed import say_assessed
from bot.speak.benchmarks import say_benchmarked
from bot.speak.message import Message
from bot.speak.teaching import say_path, say_taught
from bot.speak.words import Words, words


def _worked(words: Words, reply: Worked) -> Message:
    from bot.speak.worked import (
        say_worked,  # with the models of every calculation: loaded with the first answer
    )

    return say_worked(words, reply)


_SAY: dict[type, Callable[[Words, Any], Message]] = {
    Assessed: say_assessed,
    Worked: _worked,
    Benchmarked: say_benchmarked,
    Figured: others.say_figured,
    AskFor: others.say_ask_for,
    AskWhich: others.say_ask_which,
    Explained: others.say_explained,
    Taught: say_taught,
    Path: say_path,
    Helped: others.say_helped,
    Told: others.say_told,
    Listed: others.say_listed,
    Understood: others.say_understood,
}


def say(reply: Reply, lang: str) -> Message:
    """The reply as a message."""
    spoken = reply.lang if isinstance(reply, Told) and reply.lang else lang
    found = _SAY.get(type(reply))
    if found is None:
        from bot.speak.digest import say_digest

        return say_digest(spoken, cast("DigestReply", reply))
    return found(words(spoken), reply)
