"""Interactive elements as a person handles them: found by id or by what they say, filled, read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .plain import unmark
from .records import Json

REQUIRED = "Please complete this required field."


@dataclass(frozen=True, slots=True)
class Found:
    """An element in its block; `value` when the label named one of its options."""

    block: Json
    element: Json
    value: str | None = None


#: What Slack calls the chosen value of each kind of element, and its empty value.
STATES: dict[str, tuple[str, Any]] = {
    "plain_text_input": ("value", None),
    "number_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "radio_buttons": ("selected_option", None),
    "checkboxes": ("selected_options", []),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "users_select": ("selected_user", None),
    "multi_users_select": ("selected_users", []),
    "channels_select": ("selected_channel", None),
    "multi_channels_select": ("selected_channels", []),
    "conversations_select": ("selected_conversation", None),
    "multi_conversations_select": ("selected_conversations", []),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "file_input": ("files", []),
}
_INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


def interactive(blocks: list[Json]) -> Iterator[Found]:
    """Every element one can act on, with its block."""
    for block in blocks:
        for name in ("element", "accessory"):
            if isinstance(block.get(name), dict) and "action_id" in block[name]:
                yield Found(block, block[name])
        if block["type"] in {"container", "carousel"}:
            yield from interactive(block.get("child_blocks") or block.get("elements") or [])
        elif block["type"] in {"actions", "context_actions", "card"}:
            for element in block.get("elements") or block.get("actions") or []:
                if "action_id" in element:
                    yield Found(block, element)


def label_of(element: Json) -> str:
    """What the element says on the screen."""
    text = element.get("text") or element.get("placeholder") or {}
    return unmark(text["text"]) if text.get("type") == "mrkdwn" else str(text.get("text", ""))


def options_of(element: Json) -> list[Json]:
    """All options, grouped or not."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for g in groups for o in g["options"])]


def find_element(blocks: list[Json], label: str, block_id: str | None = None) -> Found | None:
    """By action_id, else by visible text, else by the text of an overflow or feedback choice."""
    every = [f for f in interactive(blocks) if block_id is None or f.block["block_id"] == block_id]
    for found in every:
        if found.element["action_id"] == label:
            return found
    for found in every:
        if label_of(found.element) == label:
            return found
    for found in every:
        choice = _named_choice(found.element, label)
        if choice is not None:
            return Found(found.block, found.element, choice)
    return None


def _named_choice(element: Json, label: str) -> str | None:
    if element["type"] == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            if element[side]["text"]["text"] == label:
                return str(element[side]["value"])
    for option in options_of(element):
        if label_of(option) == label:
            return str(option["value"])
    return None


def initial_state(element: Json) -> Json | None:
    """The element's part of `state.values` before anyone touches it; None for a button."""
    if element["type"] not in STATES:
        return None
    name, empty = STATES[element["type"]]
    start = element.get(_INITIAL.get(name, ""), empty)
    state: Json = {"type": element["type"], name: start}
    if "timezone" in element:
        state["timezone"] = element["timezone"]
    return state


def state_values(blocks: list[Json], typed: dict[str, Json]) -> Json:
    """`state.values`: initial values with what was typed over them."""
    values: Json = {}
    for found in interactive(blocks):
        start = initial_state(found.element)
        if start is not None:
            block_id, action_id = found.block["block_id"], found.element["action_id"]
            kept = typed.get(block_id, {}).get(action_id)
            same = kept if kept and kept["type"] == start["type"] else start
            values.setdefault(block_id, {})[action_id] = same
    return values


def chosen(element: Json, value: Any, find_id: Callable[[str], str] = str) -> Json:
    """The state after a person gave `value`: text, an option (value or label), a channel or person (name)."""
    kind = element["type"]
    name, empty = STATES[kind]
    if value is None or value == "":
        picked: Any = empty
    elif name == "selected_option":
        picked = _option(element, value)
    elif name == "selected_options":
        picked = [_option(element, v) for v in _listed(value)]
    elif name in {"selected_users", "selected_channels", "selected_conversations"}:
        picked = [find_id(v) for v in _listed(value)]
    elif name in {"selected_user", "selected_channel", "selected_conversation"}:
        picked = find_id(str(value))
    elif name == "selected_date_time":
        picked = int(value)
    elif name in {"files", "rich_text_value"}:
        picked = value
    else:
        picked = str(value)
    return {**(initial_state(element) or {}), name: picked}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _option(element: Json, wanted: Any) -> Json:
    if element["type"] in {"external_select", "multi_external_select"} and isinstance(wanted, dict):
        return wanted
    for option in options_of(element):
        if wanted in (option["value"], label_of(option)):
            return option
    offered = ", ".join(f"{o['value']} ({label_of(o)})" for o in options_of(element))
    raise LookupError(f"no option {wanted!r} in {element['action_id']}; it offers {offered}")


def current(state: Json) -> Any:
    """The value inside a state, whatever Slack calls it."""
    return state.get(STATES[state["type"]][0])


def browser_fault(block: Json, state: Json) -> str | None:
    """What Slack's own client says before it sends anything: required, too short, not a number."""
    value, element = current(state), block["element"]
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "number_input":
        return _number_fault(element, str(value))
    if element["type"] == "plain_text_input":
        return _length_fault(element, str(value))
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not re.fullmatch(r"https?://\S+", str(value)):
        return "Please enter a valid URL."
    return None


def _length_fault(element: Json, value: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Please enter at least {low} characters."
    if len(value) > high:
        return f"Please enter at most {high} characters."
    return None


def _number_fault(element: Json, value: str) -> str | None:
    if not re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value):
        return "Please enter a valid number."
    number = Decimal(value)
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
