"""Text objects, options, confirmations: the small parts of Block Kit that others are made of, as data."""

from __future__ import annotations

from typing import Any

from .blockkit_shapes import Check, Problem, boolean, by_type, fault, items, one_of, string, thing, url

STYLE = one_of("primary", "danger")
ACTION_ID = string(1, 255)
BLOCK_ID = string(1, 255)


def plain(hi: int) -> Check:
    """A plain_text object of at most `hi` characters."""
    return thing({"type": one_of("plain_text"), "text": string(1, hi)}, {"emoji": boolean})


def mrkdwn(hi: int) -> Check:
    """A mrkdwn object of at most `hi` characters."""
    return thing({"type": one_of("mrkdwn"), "text": string(1, hi)}, {"verbatim": boolean})


def text(hi: int) -> Check:
    """Either kind of text object."""
    return by_type({"plain_text": plain(hi), "mrkdwn": mrkdwn(hi)}, "text object")


CONFIRM = thing(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE}
)
_OPTION = {"value": string(1, 150)}
OPTION = thing({"text": plain(75), **_OPTION}, {"description": plain(75)})
RICH_OPTION = thing({"text": text(75), **_OPTION}, {"description": text(75)})
LINK_OPTION = thing({"text": plain(75), **_OPTION}, {"description": plain(75), "url": url()})
OPTION_GROUP = thing({"label": plain(75), "options": items(OPTION, 1, 100, "options")})
DISPATCH = thing(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2, "triggers")}
)
SLACK_FILE = thing(
    {}, {"url": url(), "id": string(1)}, also=[lambda v, p, o: exactly_one(v, p, o, "url", "id")]
)


def exactly_one(value: dict[str, Any], path: str, out: list[Problem], *names: str) -> None:
    """One of these properties, not none and not several."""
    if sum(name in value for name in names) != 1:
        fault(out, path, "one_of", f"needs exactly one of {', '.join(names)}")
