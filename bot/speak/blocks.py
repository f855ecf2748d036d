"""Slack's blocks as plain dicts, made by builders that keep Slack's limits.

Text that is too long is shortened with an ellipsis (people's own names may be any length); a count that is
too large is our own mistake and raises `BlockLimitError`. Limits: docs.slack.dev/reference/block-kit (2026).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

Block = dict[str, Any]

SECTION_TEXT = 3000
FIELD_TEXT = 2000
FIELDS = 10
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
HEADER_TEXT = 150
OPTION_TEXT = 75
OPTIONS = 100
LABEL = 2000
PLACEHOLDER = 150
VIEW_TITLE = 24
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 4000
CHART_TITLE = 50
CHART_LABEL = 20
CHART_AXIS = 50
CHART_POINTS = 20
CHART_SERIES = 12
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30


class BlockLimitError(ValueError):
    """More items than Slack takes: a mistake of ours, caught by the tests."""


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one is near.

    >>> shorten("a healthy ratio", 12)
    'a healthy…'
    """
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"


def at_most(limit: int, items: Sequence[Any]) -> list[Any]:
    """The items, if Slack takes that many."""
    if not 1 <= len(items) <= limit:
        raise BlockLimitError(f"{len(items)} items where Slack takes 1 to {limit}")
    return list(items)


def mrkdwn(text: str, limit: int = SECTION_TEXT) -> Block:
    """Formatted text. Names and links in it were escaped where the words were made."""
    return {"type": "mrkdwn", "text": shorten(text, limit), "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """Plain text, shown as it is."""
    return {"type": "plain_text", "text": shorten(text, limit), "emoji": True}


def section(text: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(text)}


def fields(texts: Sequence[str]) -> Block:
    """Short paragraphs in two columns (one on a phone)."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD_TEXT) for text in at_most(FIELDS, texts)]}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in at_most(CONTEXT_ELEMENTS, texts)]}


def header(text: str) -> Block:
    """A title."""
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


@lru_cache(maxsize=1024)
def _labelled(text: str, action_id: str) -> Block:
    """A button before it carries anything: most labels come with every answer. Not to be changed."""
    return {"type": "button", "text": plain(text, BUTTON_TEXT), "action_id": action_id}


def button(text: str, action_id: str, value: str | None = None, *, style: str | None = None) -> Block:
    """A button that carries an id, never data."""
    made: Block = {**_labelled(text, action_id)}
    if value:
        if len(value) > BUTTON_VALUE:
            raise BlockLimitError("a button's value is an id, and this one is too long")
        made["value"] = value
    if style:
        made["style"] = style
    return made


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """A row of buttons and menus."""
    made: Block = {"type": "actions", "elements": at_most(ACTION_ELEMENTS, elements)}
    return {**made, "block_id": block_id} if block_id else made


def option(text: str, value: str) -> Block:
    """One choice of a menu."""
    return {"text": plain(text, OPTION_TEXT), "value": value}


def select(action_id: str, choices: Sequence[tuple[str, str]], chosen: str | None, placeholder: str) -> Block:
    """A menu of (value, text) choices."""
    options = [option(text, value) for value, text in at_most(OPTIONS, choices)]
    made: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": options,
    }
    initial = next((one for one in options if one["value"] == chosen), None)
    return {**made, "initial_option": initial} if initial else made


def text_input(action_id: str, initial: str | None = None, placeholder: str | None = None) -> Block:
    """A line to type in. `initial` is what was typed or understood before."""
    made: Block = {"type": "plain_text_input", "action_id": action_id, "max_length": 150}
    if initial:
        made["initial_value"] = initial
    if placeholder:
        made["placeholder"] = plain(placeholder, PLACEHOLDER)
    return made


def entry(
    block_id: str, label: str, element: Block, *, hint: str | None = None, optional: bool = False
) -> Block:
    """A labelled input of a form; its errors are shown under it by `block_id`."""
    made: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    return {**made, "hint": plain(hint, LABEL)} if hint else made


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None,
    close: str,
    metadata: str = "",
) -> Block:
    """A form. `metadata` is an id; no secret ever travels in it."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, VIEW_TITLE),
        "close": plain(close, VIEW_TITLE),
        "blocks": at_most(VIEW_BLOCKS, blocks),
        "private_metadata": metadata,
    }
    return {**view, "submit": plain(submit, VIEW_TITLE)} if submit else view


def home(blocks: Sequence[Block]) -> Block:
    """The Home tab."""
    return {"type": "home", "blocks": at_most(VIEW_BLOCKS, blocks)}


def chart(
    kind: Literal["line", "bar"],
    title: str,
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    x_label: str,
    y_label: str,
) -> Block:
    """A native chart: every series has one point per category. Always sent with a text twin."""
    labels = [shorten(label, CHART_LABEL) for label in at_most(CHART_POINTS, categories)]
    return {
        "type": "data_visualization",
        "title": shorten(title, CHART_TITLE),
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": shorten(name, CHART_LABEL),
                    "data": [
                        {"label": label, "value": value} for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in at_most(CHART_SERIES, series)
            ],
            "axis_config": {
                "categories": labels,
                "x_label": shorten(x_label, CHART_AXIS),
                "y_label": shorten(y_label, CHART_AXIS),
            },
        },
    }
