"""What Slack accepts: blocks by surface, and the rules that span blocks, messages and views.

Surfaces are `message`, `modal`, `home` and `ack` (a message in the body of an acknowledgement, where
Slack takes fewer kinds of block and reports no error). Every problem carries a JSON pointer.
Figures after docs.slack.dev/reference/block-kit as of November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .blockkit_blocks import BLOCKS, SURFACES
from .blockkit_data import characters
from .blockkit_elements import ELEMENT_SURFACES
from .blockkit_shapes import Check, Problem, boolean, by_type, fault, items, one_of, string, thing
from .blockkit_texts import plain

VIEW_BYTES = 250 * 1024
MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000


_ANY_BLOCK = by_type(BLOCKS, "block")


def check_blocks(blocks: Any, surface: str, base: str = "/blocks") -> list[Problem]:
    """Everything Slack would refuse in an array of blocks on a surface.

    >>> [p.path for p in check_blocks([{"type": "header", "text": {}}, {"type": "divider", "x": 1}], "modal")]
    ['/blocks/0/text', '/blocks/0/text', '/blocks/1/x']
    >>> check_blocks([{"type": "divider"}], "home")
    []
    """
    out: list[Problem] = []
    items(_ANY_BLOCK, 0, 100 if surface in {"modal", "home"} else 50, "blocks")(blocks, base, out)
    if not isinstance(blocks, list):
        return out
    whole = [(f"{base}/{i}", b) for i, b in enumerate(blocks) if isinstance(b, dict)]
    for path, block in whole:
        _check_surface(block, path, surface, out)
    if not out:
        for rule in _ACROSS:
            rule(whole, surface, out)
    return out


def _check_surface(block: dict[str, Any], path: str, surface: str, out: list[Problem]) -> None:
    name = block.get("type")
    if isinstance(name, str) and surface not in SURFACES.get(name, {surface}):
        fault(out, path, "surface", f"{name} is not available in {_SURFACE_NAMES[surface]}")
    for at, element in elements_of(block, path):
        places = ELEMENT_SURFACES.get(str(element.get("type")))
        if places is not None and surface not in places:
            fault(out, at, "surface", f"{element['type']} is not available in {_SURFACE_NAMES[surface]}")


_SURFACE_NAMES = {
    "message": "a message",
    "modal": "a modal",
    "home": "a Home tab",
    "ack": "the body of an acknowledgement",
}


def elements_of(block: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements of a block (and of the blocks inside it), each with its pointer."""
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict):
            yield f"{path}/{name}", block[name]
    for name in ("elements", "actions", "child_blocks"):
        for i, inner in enumerate(block.get(name) or [] if isinstance(block.get(name), list) else []):
            if isinstance(inner, dict):
                if inner.get("type") in BLOCKS and inner.get("type") != "image":
                    yield from elements_of(inner, f"{path}/{name}/{i}")
                else:
                    yield f"{path}/{name}/{i}", inner


Located = list[tuple[str, dict[str, Any]]]


def _unique_block_ids(blocks: Located, surface: str, out: list[Problem]) -> None:  # noqa: ARG001
    seen: set[str] = set()
    inner = [
        (f"{p}/child_blocks/{i}", c) for p, b in blocks for i, c in enumerate(b.get("child_blocks") or [])
    ]
    for path, block in [*blocks, *inner]:
        name = block.get("block_id")
        if name is not None and name in seen:
            fault(out, f"{path}/block_id", "unique", f"block_id repeats: {name}")
        seen.add(name or "")


def _few_charts(blocks: Located, surface: str, out: list[Problem]) -> None:  # noqa: ARG001
    charts = [p for p, b in blocks if b["type"] == "data_visualization"]
    if len(charts) > 2:
        fault(out, charts[2], "count", f"no more than 2 charts allowed in a message (has {len(charts)})")


def _one_table(blocks: Located, surface: str, out: list[Problem]) -> None:  # noqa: ARG001
    inner = [
        (f"{p}/child_blocks/{i}", c) for p, b in blocks for i, c in enumerate(b.get("child_blocks") or [])
    ]
    tables = [(p, b) for p, b in [*blocks, *inner] if b["type"] in {"table", "data_table"}]
    if len(tables) > 1:
        fault(out, tables[1][0], "only_one_table_allowed", "only one table is allowed in a message")
    for path, block in tables:
        most = 10_000 if block["type"] == "table" else 20_000
        if (n := characters(block)) > most:
            fault(out, f"{path}/rows", "length", f"all cells hold {n} characters, at most {most}")


def _markdown_sum(blocks: Located, surface: str, out: list[Problem]) -> None:  # noqa: ARG001
    n = sum(len(b["text"]) for _, b in blocks if b["type"] == "markdown")
    if n > 12_000:
        fault(out, blocks[0][0], "length", f"markdown blocks hold {n} characters together, at most 12000")


def _one_focus(blocks: Located, surface: str, out: list[Problem]) -> None:  # noqa: ARG001
    focused = [at for p, b in blocks for at, e in elements_of(b, p) if e.get("focus_on_load")]
    if len(focused) > 1:
        fault(out, f"{focused[1]}/focus_on_load", "unique", "only one element may take the focus on load")


_ACROSS: tuple[Callable[[Located, str, list[Problem]], None], ...] = (
    _unique_block_ids,
    _few_charts,
    _one_table,
    _markdown_sum,
    _one_focus,
)

_VIEW: dict[str, Check] = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_MODAL = thing(
    {"type": one_of("modal"), "title": plain(24), "blocks": lambda *_: None},
    {**_VIEW, "submit": plain(24), "close": plain(24), "clear_on_close": boolean, "notify_on_close": boolean},
)
_HOME = thing({"type": one_of("home"), "blocks": lambda *_: None}, _VIEW)


def check_view(view: Any, base: str = "/view", *, home: bool = False) -> list[Problem]:
    """Everything Slack would refuse in a modal (or, with `home`, in a Home tab)."""
    out: list[Problem] = []
    surface = "home" if home else "modal"
    (_HOME if home else _MODAL)(view, base, out)
    if not isinstance(view, dict):
        return out
    out += check_blocks(view.get("blocks", []), surface, f"{base}/blocks")
    blocks = view["blocks"] if isinstance(view.get("blocks"), list) else []
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if not home and has_input and "submit" not in view:
        fault(out, base, "submit", "missing required field: submit (there are input blocks)")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        fault(out, base, "view_too_large", "a view may have 250 KB")
    return out
