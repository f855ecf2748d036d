"""What an acknowledgement does: a message under a command, errors or another view in a modal, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import content as contents
from . import views
from .hooks import Hooks
from .model import OpenView
from .records import ApiError, Delivery, Json
from .workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(slots=True)
class Outcomes:
    """Reads acknowledgements as Slack does; bad ones are dropped in silence and written down."""

    ws: Workspace
    hooks: Hooks

    def command(self, delivery: Delivery, channel: str, user: str) -> None:
        """A slash command's acknowledgement: an ephemeral or public message, or Slackbot's regret."""
        command = delivery.payload["command"]
        if not delivery.ok:
            self.ws.tell(channel, user, f'{command} failed with the error "{delivery.error}"')
        elif delivery.ack is not None and _says_something(delivery.ack):
            where = f"ack of {command}"
            try:
                content = contents.read(self.ws, where, delivery.ack, "ack")
            except ApiError as exc:
                self._dropped(where, exc)
                return
            url = delivery.payload["response_url"].removeprefix(self.ws.base_url)
            self.hooks.respond(self.ws.hooks[url], content, delivery.ack)

    def plain(self, delivery: Delivery, where: str) -> None:
        """An interaction whose acknowledgement carries nothing."""
        if delivery.ack is not None:
            self.ws.refuse(f"ack of {where}", "a body in this acknowledgement is ignored")

    def submission(self, delivery: Delivery, view: OpenView) -> None:
        """A modal's acknowledgement: close, errors, update, push or clear."""
        stack = self.ws.views.get(view.user, [])
        if not delivery.ok:
            view.failed = TROUBLE
        elif delivery.ack is None:
            self.ws.views[view.user] = [v for v in stack if v is not view]
        else:
            try:
                self._respond(delivery, delivery.ack, view)
            except ApiError as exc:
                self._dropped("ack of view_submission", exc)
                view.failed = TROUBLE
        self.ws.changed()

    def _respond(self, delivery: Delivery, ack: Json, view: OpenView) -> None:
        match ack.get("response_action"):
            case "errors":
                view.errors = delivery.errors = _errors(ack.get("errors"), view)
            case "update":
                views.update_view(self.ws, view, views.read_view(ack.get("view")))
            case "push":
                views.push_view(self.ws, view.user, views.read_view(ack.get("view")), view.channel)
            case "clear":
                self.ws.views[view.user] = []
            case other:
                raise ApiError(f"unknown response_action: {other}")

    def _dropped(self, where: str, exc: ApiError) -> None:
        if exc.problems:
            self.ws.refuse_all(where, f"{exc.error}: silently not shown", exc.problems)
        else:
            self.ws.refuse(where, f"{exc.error}: silently not shown")


def _says_something(ack: Json) -> bool:
    return any(ack.get(name) for name in ("text", "blocks", "attachments"))


def _errors(given: Any, view: OpenView) -> dict[str, str]:
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
    if not isinstance(given, dict) or not given:
        raise ApiError("errors must be an object of block_id and message")
    for block_id, message in given.items():
        if block_id not in inputs:
            raise ApiError(f"errors names no input block: {block_id}")
        if not isinstance(message, str) or not message:
            raise ApiError(f"errors of {block_id} is not a text")
    return dict(given)
