"""What a message may hold: text, blocks and attachments, judged as Slack judges them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .blockkit import MESSAGE_TEXT, check_blocks
from .blockkit_shapes import Problem
from .records import ApiError, Json
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Content:
    """The words and blocks of one message; `given` names what the app did send."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    given: frozenset[str] = frozenset()


def from_json(value: Any, error: str) -> Any:
    """An argument that may come as JSON or as a string of JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(error, [Problem("", "json", "must be valid JSON")]) from None


def read(ws: Workspace, where: str, args: Json, surface: str = "message") -> Content:
    """The content of a message; raises ApiError in Slack's words, or writes down what Slack lets pass."""
    given = frozenset(
        k for k in ("text", "blocks", "attachments", "markdown_text") if args.get(k) is not None
    )
    blocks = from_json(args.get("blocks"), "invalid_blocks_format") or []
    attachments = from_json(args.get("attachments"), "invalid_attachments") or []
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise ApiError("invalid_arguments", [Problem("/text", "type", "must be a string")])
    if "markdown_text" in given:
        blocks, text = _markdown(args, given), str(args["markdown_text"])
    problems = check_blocks(blocks, surface) + _attachment_problems(attachments, surface)
    if problems:
        table = any(p.rule == "only_one_table_allowed" for p in problems)
        raise ApiError("only_one_table_allowed" if table else "invalid_blocks", problems)
    if not (text.strip() or blocks or attachments):
        raise ApiError("no_text")
    if blocks and not text.strip():
        ws.refuse(where, "blocks without text: notifications and screen readers get nothing", "/text")
    if len(text) > MESSAGE_TEXT:
        ws.refuse(where, f"text is cut at {MESSAGE_TEXT} characters", "/text")
        text = text[:MESSAGE_TEXT]
    return Content(text, blocks, attachments, given)


def _markdown(args: Json, given: frozenset[str]) -> list[Json]:
    if "text" in given or "blocks" in given:
        raise ApiError("markdown_text_conflict")
    if len(str(args["markdown_text"])) > 12_000:
        raise ApiError("msg_too_long")
    return [{"type": "markdown", "text": str(args["markdown_text"])}]


def _attachment_problems(attachments: Any, surface: str) -> list[Problem]:
    if not isinstance(attachments, list):
        return [Problem("/attachments", "type", "must be an array")]
    problems = (
        [Problem("/attachments", "count", "no more than 100 allowed")] if len(attachments) > 100 else []
    )
    for i, attachment in enumerate(attachments):
        if isinstance(attachment, dict) and "blocks" in attachment:
            problems += check_blocks(attachment["blocks"], surface, f"/attachments/{i}/blocks")
    return problems


def kept(content: Content) -> Json:
    """The content as it is written down among the accepted payloads."""
    return {
        "text": content.text,
        **({"blocks": content.blocks} if content.blocks else {}),
        **({"attachments": content.attachments} if content.attachments else {}),
    }
