"""The Home tab: what Bilancia does, how to ask, and the person's scenarios."""

from __future__ import annotations

from bot.advise.reply import Listed
from bot.speak.blocks import Block, actions, context, divider, header, home, section
from bot.speak.others import form_button, say_listed
from bot.speak.words import Words


def home_tab(words: Words, listed: Listed | None) -> Block:
    """The view to publish."""
    said = words.say("help", {"near": (), "said": ""})
    blocks = [
        header(words.label("home.title")),
        section(said["help"]),
        actions(form_button(words)),
        section(said["ask"]),
        section(said["more"]),
    ]
    if listed:
        blocks += [divider(), *say_listed(words, listed).blocks]
    return home([*blocks, context(said["private"])])
