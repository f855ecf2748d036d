"""Every block of Block Kit by its type, and the surfaces it may stand on, as data."""

from __future__ import annotations

from typing import Any

from .blockkit_data import CHART, DATA_TABLE, TABLE
from .blockkit_elements import CHOICES, ELEMENTS, INPUTS, MENUS, elements
from .blockkit_rich import RICH_TEXT
from .blockkit_shapes import (
    Check,
    Problem,
    boolean,
    by_type,
    fault,
    integer,
    items,
    later,
    one_of,
    string,
    thing,
    url,
)
from .blockkit_texts import BLOCK_ID, SLACK_FILE, exactly_one, mrkdwn, plain, text

_ALL = frozenset({"message", "ack", "modal", "home"})
_MESSAGE = frozenset({"message"})

#: Where each block may stand. Tables in a Home tab are listed by Slack but seen not to render: refused.
SURFACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("section", "header", "context", "actions", "divider", "rich_text", "image", "input", "video"), _ALL
    ),
    **dict.fromkeys(
        ("markdown", "table", "data_table", "data_visualization", "container", "context_actions", "plan"),
        _MESSAGE,
    ),
    "task_card": _MESSAGE,
    "card": frozenset({"message", "home"}),
    "carousel": frozenset({"message", "home"}),
    "alert": frozenset({"modal"}),
}


def _block(
    name: str, required: dict[str, Check], optional: dict[str, Check] | None = None, *also: Check
) -> tuple[str, Check]:
    return name, thing(
        {"type": one_of(name), **required}, {"block_id": BLOCK_ID, **(optional or {})}, also=also
    )


def _text_or_fields(block: dict[str, Any], path: str, out: list[Problem]) -> None:
    if "text" not in block and "fields" not in block:
        fault(out, path, "missing", "a section needs text or fields")


def _some_content(block: dict[str, Any], path: str, out: list[Problem]) -> None:
    if not {"hero_image", "title", "actions", "body"} & set(block):
        fault(out, path, "missing", "a card needs hero_image, title, actions or body")


def _no_pending(block: dict[str, Any], path: str, out: list[Problem]) -> None:
    if block["status"] == "pending" and "/tasks/" not in path:
        fault(out, f"{path}/status", "enum", "pending is only for a task inside a plan")


def _unique_actions(block: dict[str, Any], path: str, out: list[Problem]) -> None:
    seen: set[str] = set()
    for i, element in enumerate(block["elements"]):
        name = element.get("action_id")
        if name in seen:
            fault(out, f"{path}/elements/{i}/action_id", "unique", f"action_id repeats in a block: {name}")
        seen.add(name)


_CHILDREN = (
    *("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video"),
)
_TASK_STATUS = one_of("pending", "in_progress", "complete", "error")

#: Every block by its type.
BLOCKS: dict[str, Check] = dict(
    [
        _block(
            "section",
            {},
            {
                "text": text(3000),
                "fields": items(text(2000), 1, 10, "fields"),
                "accessory": elements("button", "workflow_button", "image", *MENUS, *CHOICES),
                "expand": boolean,
            },
            _text_or_fields,
        ),
        _block("header", {"text": plain(150)}, {"level": integer(1, 4)}),
        _block("context", {"elements": items(elements("plain_text", "mrkdwn", "image"), 1, 10, "elements")}),
        _block(
            "actions",
            {
                "elements": items(
                    elements(
                        "button", "workflow_button", *MENUS, *CHOICES, "datetimepicker", "rich_text_input"
                    ),
                    1,
                    25,
                    "elements",
                )
            },
            {},
            _unique_actions,
        ),
        _block(
            "context_actions",
            {"elements": items(elements("feedback_buttons", "icon_button"), 1, 5, "elements")},
            {},
            _unique_actions,
        ),
        _block("divider", {}),
        _block(
            "image",
            {"alt_text": string(1, 2000)},
            {"image_url": url(), "slack_file": SLACK_FILE, "title": plain(2000)},
            lambda v, p, o: exactly_one(v, p, o, "image_url", "slack_file"),
        ),
        _block(
            "input",
            {"label": plain(2000), "element": elements(*INPUTS)},
            {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        _block("markdown", {"text": string(1, 12_000)}),
        ("rich_text", RICH_TEXT),
        ("table", TABLE),
        ("data_table", DATA_TABLE),
        ("data_visualization", CHART),
        _block(
            "alert",
            {"text": text(200)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
        _block(
            "card",
            {},
            {
                "hero_image": ELEMENTS["image"],
                "icon": ELEMENTS["image"],
                "title": mrkdwn(150),
                "subtitle": mrkdwn(150),
                "body": mrkdwn(200),
                "subtext": mrkdwn(200),
                "slack_icon": thing({"type": one_of("icon"), "name": string(1)}),
                "actions": items(ELEMENTS["button"], 1, 3, "buttons"),
            },
            _some_content,
        ),
        _block("carousel", {"elements": items(later(lambda: BLOCKS["card"]), 1, 10, "cards")}),
        _block(
            "container",
            {
                "child_blocks": items(
                    later(lambda: by_type({n: BLOCKS[n] for n in _CHILDREN}, "block in a container")),
                    1,
                    10,
                    "blocks",
                )
            },
            {
                "title": plain(150),
                "rich_text_title": RICH_TEXT,
                "subtitle": text(150),
                "width": one_of("narrow", "standard", "wide", "full"),
                "icon": ELEMENTS["image"],
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
            lambda v, p, o: exactly_one(v, p, o, "title", "rich_text_title"),
        ),
        _block(
            "task_card",
            {"task_id": string(1), "title": string(1), "status": _TASK_STATUS},
            {"details": RICH_TEXT, "output": RICH_TEXT, "sources": items(ELEMENTS["url"])},
            _no_pending,
        ),
        _block(
            "plan",
            {"title": string(1)},
            {"tasks": items(later(lambda: BLOCKS["task_card"]), 0, 50, "tasks")},
        ),
        _block(
            "video",
            {
                "video_url": url(),
                "thumbnail_url": url(),
                "alt_text": string(1, 2000),
                "title": plain(199),
            },
            {
                "title_url": url(),
                "author_name": string(1, 49),
                "provider_name": string(1, 49),
                "provider_icon_url": url(),
                "description": plain(200),
            },
        ),
    ]
)
