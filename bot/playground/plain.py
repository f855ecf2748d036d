"""Blocks as plain text: what a reader would take in, for tests, dumps and notifications."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]


def plain_text(blocks: list[Json]) -> str:
    """Every word and number of the blocks, a line a block (or a row).

    >>> plain_text([{"type": "section", "text": {"type": "mrkdwn", "text": "*LTV* &lt; <http://a.b|CAC>"}}])
    'LTV < CAC'
    """
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def unmark(text: str) -> str:
    """mrkdwn as it reads: links by their label, markers and entities gone.

    >>> unmark("*3.0* of `1:3`, <@U1|ann> &amp; <#C1|sales>")
    '3.0 of 1:3, @ann & #sales'
    """
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<([@#])[^|>]*\|([^>]*)>", r"\1\2", text)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<([^>]*)>", r"\1", text)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w_])_([^_\n]+)_(?![\w_])", r"\1", text)
    text = re.sub(r"(?<![\w~])~([^~\n]+)~(?![\w~])", r"\1", text)
    text = text.replace("```", "").replace("`", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _text(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    words = str(node.get("text", ""))
    return unmark(words) if node.get("type") == "mrkdwn" else words


def _rich(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(_rich, node))
    if not isinstance(node, dict):
        return ""
    match node.get("type"):
        case "text" | "link":
            return str(node.get("text") or node.get("url", ""))
        case "emoji":
            return f":{node.get('name')}:"
        case "user":
            return f"@{node.get('user_id')}"
        case "rich_text_list":
            return "\n".join(f"• {_rich(e)}" for e in node.get("elements", []))
        case "rich_text":
            return "\n".join(map(_rich, node.get("elements", [])))
        case _:
            return _rich(node.get("elements"))


def _cell(cell: Json) -> str:
    return _rich(cell) if cell.get("type") == "rich_text" else str(cell.get("text", ""))


def _element(element: Json) -> str:
    kind = element.get("type")
    if kind in {"plain_text", "mrkdwn"}:
        return _text(element)
    if kind == "image":
        return str(element.get("alt_text", ""))
    if kind == "feedback_buttons":
        return f"[{_text(element['positive_button']['text'])}] [{_text(element['negative_button']['text'])}]"
    label = _text(element.get("text")) or _text(element.get("placeholder"))
    options = [_text(o.get("text")) for o in element.get("options", [])]
    return f"[{label or '/'.join(options)}]"


def _section(block: Json) -> Iterator[str]:
    yield _text(block.get("text"))
    for field in block.get("fields", []):
        yield _text(field)
    if "accessory" in block:
        yield _element(block["accessory"])


def _table(block: Json) -> Iterator[str]:
    if "caption" in block:
        yield block["caption"]
    for row in block["rows"]:
        yield " | ".join(map(_cell, row))


def _chart(block: Json) -> Iterator[str]:
    yield block["title"]
    chart = block["chart"]
    if chart["type"] == "pie":
        yield ", ".join(f"{s['label']} {s['value']}" for s in chart["segments"])
        return
    for series in chart["series"]:
        yield f"{series['name']}: " + ", ".join(f"{p['label']} {p['value']}" for p in series["data"])


def _input(block: Json) -> Iterator[str]:
    yield _text(block.get("label"))
    yield _text(block.get("hint"))


def _card(block: Json) -> Iterator[str]:
    for part in ("title", "subtitle", "body", "subtext"):
        yield _text(block.get(part))
    yield " ".join(map(_element, block.get("actions", [])))


def _container(block: Json) -> Iterator[str]:
    yield _text(block.get("title"))
    yield plain_text(block.get("child_blocks") or block.get("elements") or [])


_READERS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "input": _input,
    "card": _card,
    "container": _container,
    "carousel": _container,
}


def _lines(block: Json) -> Iterator[str]:
    kind = block.get("type", "")
    if kind in _READERS:
        yield from _READERS[kind](block)
    elif kind == "rich_text":
        yield _rich(block)
    elif kind == "markdown":
        yield str(block.get("text", ""))
    elif kind == "image":
        yield str(block.get("alt_text", ""))
    elif "elements" in block:
        yield " ".join(map(_element, block["elements"]))
    elif "text" in block:
        yield _text(block["text"])
    elif "title" in block:
        yield str(block["title"])
