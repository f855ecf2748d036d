"""Rich text of Block Kit, as data."""

from __future__ import annotations

from .blockkit_shapes import Check, boolean, by_type, integer, items, one_of, string, thing, url
from .blockkit_texts import BLOCK_ID

_STYLE = thing({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), boolean))
_STYLED: dict[str, Check] = {"style": _STYLE}


def _el(name: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> tuple[str, Check]:
    return name, thing({"type": one_of(name), **required}, {**_STYLED, **(optional or {})})


_INLINE: dict[str, Check] = dict(
    [
        _el("text", {"text": string(1)}),
        _el("link", {"url": url()}, {"text": string(1), "unsafe": boolean}),
        _el("emoji", {"name": string(1)}, {"unicode": string(1), "url": string(1)}),
        _el("user", {"user_id": string(1)}),
        _el("usergroup", {"usergroup_id": string(1)}),
        _el("team", {"team_id": string(1)}),
        _el("channel", {"channel_id": string(1)}),
        _el("broadcast", {"range": one_of("here", "channel", "everyone")}),
        _el("color", {"value": string(1)}),
        _el(
            "date",
            {"timestamp": integer(0), "format": string(1)},
            {"url": url(), "fallback": string(1)},
        ),
    ]
)
_ANY = by_type(_INLINE, "rich text element")
_BORDER: dict[str, Check] = {"border": one_of(0, 1)}
_SECTION = thing({"type": one_of("rich_text_section"), "elements": items(_ANY)})
_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": thing({"type": one_of("rich_text_quote"), "elements": items(_ANY)}, _BORDER),
    "rich_text_preformatted": thing(
        {
            "type": one_of("rich_text_preformatted"),
            "elements": items(by_type({n: _INLINE[n] for n in ("text", "link")}, "preformatted element")),
        },
        {**_BORDER, "language": string(1)},
    ),
    "rich_text_list": thing(
        {
            "type": one_of("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": items(_SECTION),
        },
        {**_BORDER, "indent": integer(0, 8), "offset": integer(0)},
    ),
}

#: The rich_text block.
RICH_TEXT = thing(
    {"type": one_of("rich_text"), "elements": items(by_type(_PARTS, "rich text part"))},
    {"block_id": BLOCK_ID},
)
