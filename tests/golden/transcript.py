"""Blocks as plain text, laid out as people see them: columns, rows of buttons, fields of a form."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from bot.speak.message import Message

Json = dict[str, Any]

#: Two columns on a desk screen.
COLUMN = 44


def of_message(message: Message) -> str:
    """What stands in the channel, then what a notification reads out."""
    body = next(iter(message.bodies()))
    shown = "\n\n".join(block(one) for one in body.get("blocks", []))
    return f"{shown}\n\n-- text --\n{body['text']}\n"


def of_view(view: Json) -> str:
    """A form or the Home tab."""
    title = f"# {view['title']['text']}\n\n" if "title" in view else ""
    ends = [view[name]["text"] for name in ("close", "submit") if name in view]
    buttons = "\n\n" + " ".join(f"[{text}]" for text in ends) if ends else ""
    return title + "\n\n".join(block(one) for one in view["blocks"]) + buttons + "\n"


def block(one: Json) -> str:
    """One block as lines."""
    match one["type"]:
        case "section" if "fields" in one:
            return columns([field["text"] for field in one["fields"]])
        case "section":
            beside = f"   {element(one['accessory'])}" if "accessory" in one else ""
            return one["text"]["text"] + beside
        case "context":
            return "\n".join(f"  | {line}" for part in one["elements"] for line in part["text"].split("\n"))
        case "actions":
            return " ".join(element(each) for each in one["elements"])
        case "header":
            return f"# {one['text']['text']}"
        case "divider":
            return "-" * 40
        case "input":
            hint = f"\n  ({one['hint']['text']})" if "hint" in one else ""
            mark = " (optional)" if one["optional"] else ""
            return f"{one['label']['text']}{mark}\n  {element(one['element'])}{hint}"
        case "data_visualization":
            return chart(one)
    raise AssertionError(f"no layout for a {one['type']} block")


def columns(texts: list[str]) -> str:
    """Fields two by two, as on a desk screen."""
    rows = []
    for left, right in zip_longest(texts[::2], texts[1::2], fillvalue=""):
        pairs = zip_longest(left.split("\n"), right.split("\n"), fillvalue="")
        rows.append("\n".join(f"{a:<{COLUMN}}{b}".rstrip() for a, b in pairs))
    return "\n".join(rows)


def element(one: Json) -> str:
    """A button, a menu or a line to type in."""
    match one["type"]:
        case "button":
            return f"[{one['text']['text']}]"
        case "static_select":
            chosen = one.get("initial_option", {}).get("text", {}).get("text", one["placeholder"]["text"])
            return f"<{chosen}> of {' / '.join(option['text']['text'] for option in one['options'])}"
        case "plain_text_input":
            example = f"  e.g. {one['placeholder']['text']}" if "placeholder" in one else ""
            return f"____{one.get('initial_value', '')}____{example}"
        case "conversations_select":
            return "<channel>"
        case "overflow":
            return f"⋯ {' / '.join(option['text']['text'] for option in one['options'])}"
        case "timepicker":
            return f"<{one['initial_time']}>"
        case "checkboxes":
            ticked = [option["value"] for option in one.get("initial_options", ())]
            marks = (f"[{'x' if o['value'] in ticked else ' '}] {o['text']['text']}" for o in one["options"])
            return "  ".join(marks)
    raise AssertionError(f"no layout for a {one['type']} element")


def chart(one: Json) -> str:
    """The chart as a table."""
    drawn = one["chart"]
    axis = drawn["axis_config"]
    lines = [f"[chart] {one['title']}: {axis['x_label']} / {axis['y_label']}"]
    for series in drawn["series"]:
        points = ", ".join(f"{point['label']}: {point['value']:g}" for point in series["data"])
        lines.append(f"  {series['name']}: {points}")
    return "\n".join(lines)
