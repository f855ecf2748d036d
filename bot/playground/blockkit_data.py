"""Charts and tables of Block Kit: their shapes, and the rules that span their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .blockkit_elements import ELEMENTS
from .blockkit_rich import RICH_TEXT
from .blockkit_shapes import (
    Check,
    Problem,
    boolean,
    by_type,
    fault,
    integer,
    items,
    number,
    one_of,
    string,
    thing,
)
from .blockkit_texts import BLOCK_ID

_DATUM = thing({"label": string(1, 20), "value": number()})
_AXES = thing(
    {"categories": items(string(1, 20), 1, 20, "categories")},
    {"x_label": string(1, 50), "y_label": string(1, 50)},
)
_SERIES = thing({"name": string(1, 20), "data": items(_DATUM, 1, 20, "points")})


def _positive(chart: dict[str, Any], path: str, out: list[Problem]) -> None:
    for i, segment in enumerate(chart["segments"]):
        if segment["value"] <= 0:
            fault(out, f"{path}/segments/{i}/value", "range", "must be greater than 0")


def _series_fit_categories(chart: dict[str, Any], path: str, out: list[Problem]) -> None:
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        fault(out, f"{path}/axis_config/categories", "unique", "categories repeat")
    seen: set[str] = set()
    for i, series in enumerate(chart["series"]):
        if series["name"] in seen:
            fault(out, f"{path}/series/{i}/name", "unique", f"series name repeats: {series['name']}")
        seen.add(series["name"])
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            fault(out, f"{path}/series/{i}/data", "categories", "labels are not exactly the categories")


def _chart(name: str) -> Check:
    return thing(
        {"type": one_of(name), "series": items(_SERIES, 1, 12, "series"), "axis_config": _AXES},
        also=[_series_fit_categories],
    )


CHART = thing(
    {
        "type": one_of("data_visualization"),
        "title": string(1, 50),
        "chart": by_type(
            {
                "pie": thing(
                    {"type": one_of("pie"), "segments": items(_DATUM, 1, 12, "segments")}, also=[_positive]
                ),
                "bar": _chart("bar"),
                "area": _chart("area"),
                "line": _chart("line"),
            },
            "chart",
        ),
    },
    {"block_id": BLOCK_ID},
)

_CELL = by_type(
    {"raw_text": ELEMENTS["raw_text"], "raw_number": ELEMENTS["raw_number"], "rich_text": RICH_TEXT}, "cell"
)


def texts(node: Any) -> Iterator[str]:
    """Every piece of text in a cell or a rich text."""
    if isinstance(node, list):
        for one in node:
            yield from texts(one)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        yield from texts(node.get("elements"))


def characters(table: dict[str, Any]) -> int:
    """How many characters all cells of a table hold."""
    return sum(len(t) for row in table.get("rows") or [] for cell in row for t in texts(cell))


def _no_empty_cell(table: dict[str, Any], path: str, out: list[Problem]) -> None:
    for i, row in enumerate(table["rows"]):
        for j, cell in enumerate(row):
            if not "".join(texts(cell)):
                fault(out, f"{path}/rows/{i}/{j}", "length", "an empty cell")


def _rectangular(table: dict[str, Any], path: str, out: list[Problem]) -> None:
    width = len(table["rows"][0])
    for i, row in enumerate(table["rows"]):
        if len(row) != width:
            fault(out, f"{path}/rows/{i}", "count", f"has {len(row)} cells, the header has {width}")
    for j, cell in enumerate(table["rows"][0]):
        if cell["type"] == "rich_text":
            fault(out, f"{path}/rows/0/{j}", "header", "rich_text is not allowed in the header row")
    if table.get("row_header_column_index", 0) >= width:
        fault(out, f"{path}/row_header_column_index", "range", "there is no such column")
    if not table["caption"].strip():
        fault(out, f"{path}/caption", "length", "caption is empty")


def _settings(value: Any, path: str, out: list[Problem]) -> None:
    if value is not None:  # null skips a column
        thing({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, path, out)


_ROW = items(_CELL, 1, 20, "cells")
TABLE = thing(
    {"type": one_of("table"), "rows": items(_ROW, 1, 100, "rows")},
    {"block_id": BLOCK_ID, "column_settings": items(_settings, 0, 20, "columns")},
    also=[_no_empty_cell],
)
DATA_TABLE = thing(
    {
        "type": one_of("data_table"),
        "caption": string(1),
        "rows": items(_ROW, 2, 201, "rows"),
    },
    {"block_id": BLOCK_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    also=[_rectangular, _no_empty_cell],
)
