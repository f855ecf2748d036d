"""Modals and Home tabs: opened, pushed, updated, closed; three to a stack, guarded by hash."""

from __future__ import annotations

import secrets
from typing import Any

from .blockkit import check_view
from .blockkit_shapes import Problem
from .content import from_json
from .elements import chosen, interactive, state_values
from .model import OpenView, with_ids
from .records import ApiError, Json
from .workspace import Workspace

STACK = 3


def read_view(value: Any, *, home: bool = False) -> Json:
    """A view as the app sent it; raises ApiError as Slack would."""
    view = from_json(value, "invalid_arguments")
    if not isinstance(view, dict):
        raise ApiError("invalid_arguments", [Problem("/view", "missing", "missing required field: view")])
    problems = check_view(view, home=home)
    if any(p.rule == "view_too_large" for p in problems):
        raise ApiError("view_too_large")
    if problems:
        raise ApiError("invalid_arguments", problems)
    return view


def _stored(view: Json) -> Json:
    return {**view, "blocks": with_ids(view["blocks"])}


def _new_hash(ws: Workspace) -> str:
    return f"{int(ws.clock())}.{secrets.token_hex(4)}"


def _external_free(ws: Workspace, view: Json, but: OpenView | None = None) -> None:
    name = view.get("external_id")
    taken = [v for v in _everything(ws) if v is not but and v.data.get("external_id") == name]
    if name and taken:
        raise ApiError("duplicate_external_id")


def _everything(ws: Workspace) -> list[OpenView]:
    return [*(v for stack in ws.views.values() for v in stack), *ws.homes.values()]


def open_view(ws: Workspace, user: str, view: Json, channel: str | None) -> OpenView:
    """Open a modal: a new stack."""
    _external_free(ws, view)
    name = ws.new_id("V")
    opened = OpenView(name, user, _stored(view), _new_hash(ws), name, channel=channel)
    _current_conversation(opened)
    ws.views[user] = [opened]
    ws.accept("modal", {"view": view})
    ws.changed()
    return opened


def _current_conversation(opened: OpenView) -> None:
    """Menus with default_to_current_conversation start where the person was."""
    for found in interactive(opened.blocks):
        element = found.element
        chosen_already = "initial_conversation" in element or "initial_conversations" in element
        if opened.channel and element.get("default_to_current_conversation") and not chosen_already:
            state = chosen(element, opened.channel)
            opened.typed.setdefault(found.block["block_id"], {})[element["action_id"]] = state


def push_view(ws: Workspace, user: str, view: Json, channel: str | None) -> OpenView:
    """Push a modal onto the person's stack."""
    stack = ws.views.get(user) or []
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= STACK:
        raise ApiError("push_limit_reached")
    _external_free(ws, view)
    top = stack[-1]
    opened = OpenView(
        ws.new_id("V"), user, _stored(view), _new_hash(ws), top.root, previous=top.id, channel=channel
    )
    _current_conversation(opened)
    stack.append(opened)
    ws.accept("modal", {"view": view})
    ws.changed()
    return opened


def update_view(ws: Workspace, opened: OpenView, view: Json) -> OpenView:
    """Replace what a modal shows; what was typed under the same block_id and action_id stays."""
    _external_free(ws, view, but=opened)
    typed = opened.typed
    opened.data = _stored(view)
    kept = {(b, a) for b, inner in state_values(opened.blocks, {}).items() for a in inner}
    opened.typed = {
        block: {a: state for a, state in inner.items() if (block, a) in kept}
        for block, inner in typed.items()
    }
    opened.hash, opened.errors, opened.failed = _new_hash(ws), {}, ""
    ws.accept(opened.data["type"], {"view": view})
    ws.changed()
    return opened


def publish_view(ws: Workspace, user: str, view: Json) -> OpenView:
    """Show a Home tab to a person."""
    if user in ws.homes:
        return update_view(ws, ws.homes[user], view)
    _external_free(ws, view)
    name = ws.new_id("V")
    ws.homes[user] = OpenView(name, user, _stored(view), _new_hash(ws), name)
    ws.accept("home", {"view": view})
    ws.changed()
    return ws.homes[user]


def find_view(ws: Workspace, view_id: str | None, external_id: str | None) -> OpenView:
    """An open modal (or Home tab) by its id; raises not_found."""
    for opened in _everything(ws):
        if opened.id == view_id or (external_id and opened.data.get("external_id") == external_id):
            return opened
    raise ApiError("not_found")


def check_hash(opened: OpenView | None, given: Any) -> None:
    """A hash that no longer fits means someone else was faster."""
    if given and (opened is None or given != opened.hash):
        raise ApiError("hash_conflict")
