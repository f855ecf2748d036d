"""The validator: what Slack takes passes, what Slack refuses is named with its place."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.blockkit import check_blocks, check_view
from bot.playground.blockkit_blocks import BLOCKS, SURFACES


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(value: str, **more: Any) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value, **more}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def chart(kind: str = "bar", **more: Any) -> dict[str, Any]:
    drawn = {
        "type": kind,
        "series": [{"name": "LTV", "data": [{"label": "A", "value": 5}, {"label": "B", "value": -2.5}]}],
        "axis_config": {"categories": ["A", "B"], "x_label": "Segment"},
    }
    return {"type": "data_visualization", "title": "LTV", "chart": {**drawn, **more}}


def pie(*values: float) -> dict[str, Any]:
    segments = [{"label": str(i), "value": v} for i, v in enumerate(values)]
    return {"type": "data_visualization", "title": "Cost", "chart": {"type": "pie", "segments": segments}}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), **more}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Field"), "element": element, **more}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really*"), "confirm": plain("Yes"), "deny": plain("No")}
SELECT = {"type": "static_select", "action_id": "s", "options": [option("a"), option("b")]}
TABLE = {"type": "table", "column_settings": [None, {"align": "right"}], "rows": [[raw("a"), raw("b")]]}
DATA = {
    "type": "data_table",
    "caption": "C",
    "rows": [[raw("a")], [{"type": "raw_number", "value": 1, "text": "1"}]],
}
NUMBER = {"type": "number_input", "action_id": "n", "is_decimal_allowed": True}

GOOD: dict[str, list[dict[str, Any]]] = {
    "message": [
        {"type": "section", "text": mrkdwn("x" * 3000), "fields": [plain("x" * 2000)] * 10},
        {
            "type": "section",
            "text": plain("x"),
            "accessory": button(style="danger", confirm=CONFIRM, value="1"),
        },
        {"type": "header", "text": plain("x" * 150), "level": 2},
        {
            "type": "context",
            "elements": [mrkdwn("x")] * 9
            + [{"type": "image", "image_url": "https://a.b/c", "alt_text": "c"}],
        },
        actions(*[button(action_id=str(i)) for i in range(25)]),
        actions({"type": "overflow", "action_id": "o", "options": [option("a", url="https://a.b")]}, SELECT),
        actions({"type": "checkboxes", "action_id": "c", "options": [{"text": mrkdwn("*a*"), "value": "a"}]}),
        {"type": "image", "image_url": "https://a.b/c.png", "alt_text": "c", "title": plain("t")},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "c"},
        rich({"type": "text", "text": "a", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
        {"type": "markdown", "text": "x" * 12_000},
        TABLE,
        DATA,
        chart("bar"),
        chart("line"),
        chart("area"),
        pie(1, 2.5, 0.1),
        {"type": "card", "title": mrkdwn("t"), "actions": [button()] * 3},
        {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("b")}] * 10},
        {"type": "container", "title": plain("t"), "child_blocks": [{"type": "divider"}] * 10},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("+"), "value": "1"},
                    "negative_button": {"text": plain("-"), "value": "0"},
                }
            ],
        },
        {
            "type": "plan",
            "title": "P",
            "tasks": [{"type": "task_card", "task_id": "1", "title": "T", "status": "pending"}],
        },
        field({"type": "plain_text_input", "initial_value": "", "multiline": True, "max_length": 3000}),
    ],
    "modal": [
        {"type": "alert", "text": plain("x" * 200), "level": "warning"},
        field({**NUMBER, "min_value": "0", "max_value": "1.5", "initial_value": "0.5"}, hint=plain("h")),
        field({**SELECT, "initial_option": option("b"), "focus_on_load": True}, optional=True),
        field({"type": "datepicker", "initial_date": "2028-02-29"}),
        field({"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Rome"}),
        field(
            {"type": "conversations_select", "response_url_enabled": True, "filter": {"include": ["public"]}}
        ),
        field({"type": "file_input", "max_files": 3, "filetypes": ["csv"]}),
        field({"type": "email_text_input"}),
    ],
    "home": [
        {"type": "section", "text": mrkdwn("x"), "accessory": {"type": "datepicker", "action_id": "d"}},
        {"type": "card", "title": mrkdwn("t")},
    ],
    "ack": [
        {"type": "section", "text": mrkdwn("x")},
        {"type": "header", "text": plain("h")},
        actions(button()),
    ],
}

#: name: (surface, blocks, the place of the first problem)
BAD: dict[str, tuple[str, list[Any], str]] = {
    "51 blocks": ("message", [{"type": "divider"}] * 51, "/blocks"),
    "101 blocks": ("modal", [{"type": "divider"}] * 101, "/blocks"),
    "not a list": ("message", {"type": "divider"}, "/blocks"),  # type: ignore[dict-item]
    "not an object": ("message", ["divider"], "/blocks/0"),
    "no type": ("message", [{"text": plain("x")}], "/blocks/0"),
    "unknown type": ("message", [{"type": "chart"}], "/blocks/0/type"),
    "unknown property": ("message", [{"type": "divider", "colour": "red"}], "/blocks/0/colour"),
    "null property": ("message", [{"type": "section", "text": None}], "/blocks/0/text"),
    "empty section": ("message", [{"type": "section"}], "/blocks/0"),
    "empty text": ("message", [{"type": "section", "text": mrkdwn("")}], "/blocks/0/text/text"),
    "long section": ("message", [{"type": "section", "text": mrkdwn("x" * 3001)}], "/blocks/0/text/text"),
    "11 fields": ("message", [{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
    "no fields": ("message", [{"type": "section", "fields": []}], "/blocks/0/fields"),
    "long field": (
        "message",
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "/blocks/0/fields/0/text",
    ),
    "mrkdwn header": ("message", [{"type": "header", "text": mrkdwn("x")}], "/blocks/0/text/type"),
    "long header": ("message", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    "level 5": ("message", [{"type": "header", "text": plain("x"), "level": 5}], "/blocks/0/level"),
    "emoji on mrkdwn": (
        "message",
        [{"type": "section", "text": {**mrkdwn("x"), "emoji": True}}],
        "/blocks/0/text/emoji",
    ),
    "11 in context": ("message", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "/blocks/0/elements"),
    "button in context": (
        "message",
        [{"type": "context", "elements": [button()]}],
        "/blocks/0/elements/0/type",
    ),
    "26 actions": (
        "message",
        [actions(*[button(action_id=str(i)) for i in range(26)])],
        "/blocks/0/elements",
    ),
    "action_id twice": (
        "message",
        [actions(button(action_id="a"), button(action_id="a"))],
        "/blocks/0/elements/1/action_id",
    ),
    "block_id twice": ("message", [{"type": "divider", "block_id": "a"}] * 2, "/blocks/1/block_id"),
    "long button": (
        "message",
        [actions({**button(), "text": plain("x" * 76)})],
        "/blocks/0/elements/0/text/text",
    ),
    "empty value": ("message", [actions(button(value=""))], "/blocks/0/elements/0/value"),
    "long value": ("message", [actions(button(value="x" * 2001))], "/blocks/0/elements/0/value"),
    "green button": ("message", [actions(button(style="green"))], "/blocks/0/elements/0/style"),
    "bare url": ("message", [actions(button(url="example.com"))], "/blocks/0/elements/0/url"),
    "long confirm": (
        "message",
        [actions(button(confirm={**CONFIRM, "confirm": plain("x" * 31)}))],
        "/blocks/0/elements/0/confirm/confirm/text",
    ),
    "101 options": (
        "message",
        [actions({**SELECT, "options": [option(str(i)) for i in range(101)]})],
        "/blocks/0/elements/0/options",
    ),
    "options and groups": (
        "message",
        [actions({**SELECT, "option_groups": [{"label": plain("g"), "options": [option("a")]}]})],
        "/blocks/0/elements/0",
    ),
    "initial not offered": (
        "message",
        [actions({**SELECT, "initial_option": option("c")})],
        "/blocks/0/elements/0/initial_option",
    ),
    "long option": (
        "message",
        [actions({**SELECT, "options": [option("x" * 76)]})],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option mrkdwn": (
        "message",
        [actions({**SELECT, "options": [{"text": mrkdwn("a"), "value": "a"}]})],
        "/blocks/0/elements/0/options/0/text/type",
    ),
    "6 overflow": (
        "message",
        [actions({"type": "overflow", "options": [option(str(i)) for i in range(6)]})],
        "/blocks/0/elements/0/options",
    ),
    "11 radio": (
        "message",
        [actions({"type": "radio_buttons", "options": [option(str(i)) for i in range(11)]})],
        "/blocks/0/elements/0/options",
    ),
    "no alt": ("message", [{"type": "image", "image_url": "https://a.b"}], "/blocks/0"),
    "two sources": (
        "message",
        [{"type": "image", "image_url": "https://a.b", "slack_file": {"id": "F"}, "alt_text": "a"}],
        "/blocks/0",
    ),
    "file by both": (
        "message",
        [{"type": "image", "slack_file": {"id": "F", "url": "https://a.b"}, "alt_text": "a"}],
        "/blocks/0/slack_file",
    ),
    "number in message": ("message", [field(NUMBER)], "/blocks/0/element"),
    "decimals": (
        "modal",
        [field({**NUMBER, "is_decimal_allowed": False, "min_value": "0.5"})],
        "/blocks/0/element/min_value",
    ),
    "no decimal flag": ("modal", [field({"type": "number_input"})], "/blocks/0/element"),
    "number as number": ("modal", [field({**NUMBER, "initial_value": 5})], "/blocks/0/element/initial_value"),
    "number as words": (
        "modal",
        [field({**NUMBER, "initial_value": "5k"})],
        "/blocks/0/element/initial_value",
    ),
    "min over max": ("modal", [field({**NUMBER, "min_value": "2", "max_value": "1"})], "/blocks/0/element"),
    "initial outside": (
        "modal",
        [field({**NUMBER, "min_value": "2", "initial_value": "1"})],
        "/blocks/0/element/initial_value",
    ),
    "lengths": (
        "modal",
        [field({"type": "plain_text_input", "min_length": 5, "max_length": 4})],
        "/blocks/0/element/min_length",
    ),
    "no such day": (
        "modal",
        [field({"type": "datepicker", "initial_date": "2027-02-29"})],
        "/blocks/0/element/initial_date",
    ),
    "no such hour": (
        "modal",
        [field({"type": "timepicker", "initial_time": "24:00"})],
        "/blocks/0/element/initial_time",
    ),
    "two focuses": (
        "modal",
        [field({**SELECT, "focus_on_load": True})] * 2,
        "/blocks/1/element/focus_on_load",
    ),
    "button as input": ("modal", [field(button())], "/blocks/0/element/type"),
    "chart in home": ("home", [chart()], "/blocks/0"),
    "chart in modal": ("modal", [chart()], "/blocks/0"),
    "chart in ack": ("ack", [chart()], "/blocks/0"),
    "table in ack": ("ack", [TABLE], "/blocks/0"),
    "data table in home": ("home", [DATA], "/blocks/0"),
    "alert in message": ("message", [{"type": "alert", "text": plain("x")}], "/blocks/0"),
    "markdown in modal": ("modal", [{"type": "markdown", "text": "x"}], "/blocks/0"),
    "container in home": (
        "home",
        [{"type": "container", "title": plain("t"), "child_blocks": [{"type": "divider"}]}],
        "/blocks/0",
    ),
    "chart in container": (
        "message",
        [{"type": "container", "title": plain("t"), "child_blocks": [chart()]}],
        "/blocks/0/child_blocks/0/type",
    ),
    "markdown sum": ("message", [{"type": "markdown", "text": "x" * 7000}] * 2, "/blocks/0"),
    "two tables": ("message", [TABLE, DATA], "/blocks/1"),
    "101 rows": ("message", [{"type": "table", "rows": [[raw("a")]] * 101}], "/blocks/0/rows"),
    "21 columns": ("message", [{"type": "table", "rows": [[raw("a")] * 21]}], "/blocks/0/rows/0"),
    "fat table": ("message", [{"type": "table", "rows": [[raw("x" * 5001)] * 2]}], "/blocks/0/rows"),
    "empty cell": ("message", [{"type": "table", "rows": [[rich()]]}], "/blocks/0/rows/0/0"),
    "header only": ("message", [{**DATA, "rows": [[raw("a")]]}], "/blocks/0/rows"),
    "ragged": ("message", [{**DATA, "rows": [[raw("a"), raw("b")], [raw("a")]]}], "/blocks/0/rows/1"),
    "rich header": (
        "message",
        [{**DATA, "rows": [[rich({"type": "text", "text": "a"})], [raw("a")]]}],
        "/blocks/0/rows/0/0",
    ),
    "no caption": ("message", [{k: v for k, v in DATA.items() if k != "caption"}], "/blocks/0"),
    "page of 101": ("message", [{**DATA, "page_size": 101}], "/blocks/0/page_size"),
    "no such column": (
        "message",
        [{**DATA, "row_header_column_index": 1}],
        "/blocks/0/row_header_column_index",
    ),
    "three charts": ("message", [chart()] * 3, "/blocks/2"),
    "long chart title": ("message", [{**chart(), "title": "x" * 51}], "/blocks/0/title"),
    "pie of zero": ("message", [pie(1, 0)], "/blocks/0/chart/segments/1/value"),
    "13 segments": ("message", [pie(*[1] * 13)], "/blocks/0/chart/segments"),
    "scatter": ("message", [chart("scatter")], "/blocks/0/chart/type"),
    "no axis": (
        "message",
        [{**chart(), "chart": {"type": "bar", "series": chart()["chart"]["series"]}}],
        "/blocks/0/chart",
    ),
    "gap": ("message", [chart(axis_config={"categories": ["A", "B", "C"]})], "/blocks/0/chart/series/0/data"),
    "category twice": (
        "message",
        [chart(axis_config={"categories": ["A", "A"]})],
        "/blocks/0/chart/axis_config/categories",
    ),
    "21 categories": (
        "message",
        [chart(axis_config={"categories": [str(i) for i in range(21)]})],
        "/blocks/0/chart/axis_config/categories",
    ),
    "long label": (
        "message",
        [chart(axis_config={"categories": ["A", "x" * 21]})],
        "/blocks/0/chart/axis_config/categories/1",
    ),
    "colour": ("message", [chart(colour="red")], "/blocks/0/chart/colour"),
    "not finite": ("message", [pie(math.inf)], "/blocks/0/chart/segments/0/value"),
    "number as text": ("message", [pie("5")], "/blocks/0/chart/segments/0/value"),  # type: ignore[arg-type]
    "pending alone": (
        "message",
        [{"type": "task_card", "task_id": "1", "title": "T", "status": "pending"}],
        "/blocks/0/status",
    ),
    "empty card": ("message", [{"type": "card", "subtitle": mrkdwn("s")}], "/blocks/0"),
    "rich text nothing": (
        "message",
        [rich({"type": "text", "text": ""})],
        "/blocks/0/elements/0/elements/0/text",
    ),
    "rich text unknown": (
        "message",
        [rich({"type": "blink", "text": "x"})],
        "/blocks/0/elements/0/elements/0/type",
    ),
}


@pytest.mark.parametrize(
    ("surface", "index"), [(s, i) for s, blocks in GOOD.items() for i in range(len(blocks))]
)
def test_good_blocks_pass(surface: str, index: int) -> None:
    assert check_blocks([GOOD[surface][index]], surface) == []


def test_every_block_has_a_good_example_and_a_surface() -> None:
    shown = {block["type"] for blocks in GOOD.values() for block in blocks} | {
        "divider",
        "task_card",
        "video",
    }
    assert shown == set(BLOCKS)
    assert set(SURFACES) == set(BLOCKS)


@pytest.mark.parametrize("name", list(BAD))
def test_bad_blocks_are_named(name: str) -> None:
    surface, blocks, place = BAD[name]
    problems = check_blocks(blocks, surface)
    assert problems, name
    assert problems[0].path.startswith(place), [p.pointer for p in problems]


def test_series_names_are_unique() -> None:
    one = chart()["chart"]["series"][0]
    problems = check_blocks([chart(series=[one, copy.deepcopy(one)])], "message")
    assert problems[0].path == "/blocks/0/chart/series/1/name"


def view(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("T"), "blocks": [{"type": "divider"}], **more}


@pytest.mark.parametrize(
    ("given_view", "home", "place"),
    [
        (view(title=plain("x" * 25)), False, "/view/title/text"),
        (view(submit=mrkdwn("x")), False, "/view/submit/type"),
        (view(blocks=[field(NUMBER)]), False, "/view"),
        ({"type": "modal", "blocks": []}, False, "/view"),
        (view(), True, "/view"),
        ({"type": "home", "blocks": [], "submit": plain("x")}, True, "/view/submit"),
        (view(callback_id="x" * 256), False, "/view/callback_id"),
        ("modal", False, "/view"),
    ],
)
def test_bad_views(given_view: Any, home: bool, place: str) -> None:
    assert check_view(given_view, home=home)[0].path.startswith(place)


def test_good_views() -> None:
    whole = view(
        submit=plain("Go"), close=plain("No"), callback_id="c", private_metadata="{}", notify_on_close=True
    )
    assert check_view({**whole, "blocks": GOOD["modal"][:2]}) == []
    assert check_view({"type": "home", "blocks": GOOD["home"]}, home=True) == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(list(BLOCKS)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "element", "rows", "chart", "series", "options", "block_id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["message", "modal", "home", "ack"]))
def test_no_json_whatever_makes_it_stumble(blocks: Any, surface: str) -> None:
    assert isinstance(check_blocks(blocks, surface), list)
    assert isinstance(check_view(blocks), list)
    assert isinstance(check_blocks([blocks], surface), list)
