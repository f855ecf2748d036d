"""Interactive elements of Block Kit, as data.

Limits after docs.slack.dev/reference/block-kit (block elements, composition objects) as of November 2026.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from .blockkit_shapes import (
    Check,
    Problem,
    boolean,
    by_type,
    fault,
    integer,
    items,
    later,
    number,
    one_of,
    string,
    thing,
    url,
)
from .blockkit_texts import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    LINK_OPTION,
    OPTION,
    OPTION_GROUP,
    RICH_OPTION,
    SLACK_FILE,
    STYLE,
    exactly_one,
    plain,
)


def _rich_text() -> Check:
    from .blockkit_rich import RICH_TEXT

    return RICH_TEXT


def all_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Every option of a menu, grouped or not."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for g in groups for o in g.get("options", []))]


def _initial_among_options(element: dict[str, Any], path: str, out: list[Problem]) -> None:
    offered = [(o["value"], o["text"]["text"]) for o in all_options(element)]
    chosen = [("initial_option", element["initial_option"])] if "initial_option" in element else []
    chosen += [(f"initial_options/{i}", o) for i, o in enumerate(element.get("initial_options") or [])]
    for name, option in chosen:
        if (option["value"], option["text"]["text"]) not in offered:
            fault(out, f"{path}/{name}", "initial_option", f"is not one of the options: {option['value']}")


def _options_or_groups(element: dict[str, Any], path: str, out: list[Problem]) -> None:
    exactly_one(element, path, out, "options", "option_groups")


def _real_number(element: dict[str, Any], path: str, out: list[Problem]) -> None:
    found: dict[str, Decimal] = {}
    for name in ("min_value", "max_value", "initial_value"):
        if name in element:
            try:
                found[name] = Decimal(element[name])
            except InvalidOperation:
                fault(out, f"{path}/{name}", "number", f"must be a number: {element[name]!r}")
                continue
            if not element["is_decimal_allowed"] and "." in element[name]:
                fault(out, f"{path}/{name}", "number", "decimals are not allowed by is_decimal_allowed")
    low, high, start = (found.get(n) for n in ("min_value", "max_value", "initial_value"))
    if low is not None and high is not None and low > high:
        fault(out, path, "number", "min_value is greater than max_value")
    if start is not None and ((low is not None and start < low) or (high is not None and start > high)):
        fault(out, f"{path}/initial_value", "number", "is outside min_value and max_value")


def _lengths(element: dict[str, Any], path: str, out: list[Problem]) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        fault(out, f"{path}/min_length", "range", "min_length is greater than max_length")


def _some_filter(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if not value:
        fault(out, path, "count", "a filter needs at least one property")


def _real_date(value: Any, path: str, out: list[Problem]) -> None:
    try:
        real = len(value) == 10 and date.fromisoformat(value) is not None
    except (TypeError, ValueError):
        real = False
    if not real:
        fault(out, path, "format", f"must be a date, YYYY-MM-DD: {value!r}")


def _zone(value: Any, path: str, out: list[Problem]) -> None:
    if value not in available_timezones():
        fault(out, path, "format", f"must be an IANA time zone: {value!r}")


_FILTER = thing(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 1, 4, "kinds"),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    also=[_some_filter],
)
_DIGITS = string(1, 40, r"-?\d+(\.\d+)?", "a number in a string")
_ACTION = {"action_id": ACTION_ID}
_CONFIRM = {**_ACTION, "confirm": CONFIRM}
_FOCUS = {"focus_on_load": boolean}
_HINT = {"placeholder": plain(150)}
_MENU = {**_CONFIRM, **_FOCUS, **_HINT}
_MULTI = {**_MENU, "max_selected_items": integer(1)}
_TYPED = {**_ACTION, **_FOCUS, **_HINT, "dispatch_action_config": DISPATCH}
_GROUPS = {
    "options": items(OPTION, 1, 100, "options"),
    "option_groups": items(OPTION_GROUP, 1, 100, "groups"),
}


def _el(name: str, required: dict[str, Check], optional: dict[str, Check], *also: Check) -> tuple[str, Check]:
    return name, thing({"type": one_of(name), **required}, optional, also=also)


_BUTTON_EXTRAS: dict[str, Check] = {
    "value": string(1, 2000),
    "accessibility_label": string(1, 75),
    "visible_to_user_ids": items(string(1), 1, 10, "people"),
}
_FEEDBACK = thing({"text": plain(75), "value": string(1, 2000)}, {"accessibility_label": string(1, 75)})
_TRIGGER = thing(
    {"url": url()},
    {"customizable_input_parameters": items(thing({"name": string(1), "value": string(0)}))},
)
_CHANNELS = {"response_url_enabled": boolean, "initial_channel": string(1)}
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}

#: Every element by its type.
ELEMENTS: dict[str, Check] = dict(
    [
        _el(
            "button",
            {"text": plain(75)},
            {**_CONFIRM, **_BUTTON_EXTRAS, "url": url(), "style": STYLE, "agent_prompt": string(1, 4000)},
        ),
        _el(
            "workflow_button",
            {"text": plain(75), "workflow": thing({"trigger": _TRIGGER})},
            {**_CONFIRM, "style": STYLE, "accessibility_label": string(1, 75)},
        ),
        _el("icon_button", {"icon": one_of("trash"), "text": plain(75)}, {**_CONFIRM, **_BUTTON_EXTRAS}),
        _el("feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
        _el(
            "checkboxes",
            {"options": items(RICH_OPTION, 1, 10, "options")},
            {**_CONFIRM, **_FOCUS, "initial_options": items(RICH_OPTION, 1, 10, "options")},
            _initial_among_options,
        ),
        _el(
            "radio_buttons",
            {"options": items(RICH_OPTION, 1, 10, "options")},
            {**_CONFIRM, **_FOCUS, "initial_option": RICH_OPTION},
            _initial_among_options,
        ),
        _el("overflow", {"options": items(LINK_OPTION, 1, 5, "options")}, _CONFIRM),
        _el(
            "static_select",
            {},
            {**_MENU, **_GROUPS, "initial_option": OPTION},
            _options_or_groups,
            _initial_among_options,
        ),
        _el(
            "multi_static_select",
            {},
            {**_MULTI, **_GROUPS, "initial_options": items(OPTION, 1, 100, "options")},
            _options_or_groups,
            _initial_among_options,
        ),
        _el("external_select", {}, {**_MENU, "initial_option": OPTION, "min_query_length": integer(0)}),
        _el(
            "multi_external_select",
            {},
            {**_MULTI, "initial_options": items(OPTION, 1, 100), "min_query_length": integer(0)},
        ),
        _el("users_select", {}, {**_MENU, "initial_user": string(1)}),
        _el("multi_users_select", {}, {**_MULTI, "initial_users": items(string(1), 1)}),
        _el("channels_select", {}, {**_MENU, **_CHANNELS}),
        _el("multi_channels_select", {}, {**_MULTI, "initial_channels": items(string(1), 1)}),
        _el(
            "conversations_select",
            {},
            {**_MENU, **_CONVERSATIONS, "response_url_enabled": boolean, "initial_conversation": string(1)},
        ),
        _el(
            "multi_conversations_select",
            {},
            {**_MULTI, **_CONVERSATIONS, "initial_conversations": items(string(1), 1)},
        ),
        _el("datepicker", {}, {**_MENU, "initial_date": _real_date}),
        _el(
            "timepicker",
            {},
            {**_MENU, "initial_time": string(5, 5, r"([01]\d|2[0-3]):[0-5]\d", "HH:mm"), "timezone": _zone},
        ),
        _el(
            "datetimepicker",
            {},
            {**_CONFIRM, **_FOCUS, "initial_date_time": integer(1_000_000_000, 9_999_999_999)},
        ),
        _el(
            "plain_text_input",
            {},
            {
                **_TYPED,
                "initial_value": string(0, 3000),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
            _lengths,
        ),
        _el(
            "number_input",
            {"is_decimal_allowed": boolean},
            {**_TYPED, "initial_value": _DIGITS, "min_value": _DIGITS, "max_value": _DIGITS},
            _real_number,
        ),
        _el("email_text_input", {}, {**_TYPED, "initial_value": string(0)}),
        _el("url_text_input", {}, {**_TYPED, "initial_value": string(0)}),
        _el(
            "rich_text_input",
            {},
            {
                **_TYPED,
                "initial_value": later(_rich_text),
                "min_lines": integer(1, 100),
                "max_lines": integer(1, 100),
            },
        ),
        _el("file_input", {}, {**_ACTION, "filetypes": items(string(1), 1), "max_files": integer(1, 10)}),
        _el(
            "image",
            {"alt_text": string(1, 2000)},
            {"image_url": url(), "slack_file": SLACK_FILE},
            lambda v, p, o: exactly_one(v, p, o, "image_url", "slack_file"),
        ),
        _el("plain_text", {"text": string(1, 3000)}, {"emoji": boolean}),
        _el("mrkdwn", {"text": string(1, 3000)}, {"verbatim": boolean}),
        _el("url", {"url": url(), "text": string(1)}, {}),
        _el("raw_text", {"text": string(1)}, {}),
        _el("raw_number", {"value": number(), "text": string(1)}, {}),
    ]
)


def elements(*names: str) -> Check:
    """Any of these kinds of element."""
    return by_type({name: ELEMENTS[name] for name in names}, "element here")


#: Elements that work on some surfaces only.
ELEMENT_SURFACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("number_input", "email_text_input", "url_text_input", "file_input"), frozenset({"modal"})
    ),
    "datetimepicker": frozenset({"message", "ack", "modal"}),
    "workflow_button": frozenset({"message", "ack"}),
}

MENUS = tuple(
    name for name in ELEMENTS if name.endswith("_select") or name in {"datepicker", "timepicker", "overflow"}
)
CHOICES = ("checkboxes", "radio_buttons")
INPUTS = (
    *(name for name in MENUS if name != "overflow"),
    *CHOICES,
    "datetimepicker",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
)
