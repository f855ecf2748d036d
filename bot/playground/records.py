"""What the local workspace writes down: calls, refusals, deliveries, faults asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .blockkit_shapes import Problem

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call as it came: its arguments parsed, its token masked."""

    method: str
    args: Json
    ok: bool
    error: str | None = None
    injected: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something Slack would have refused, or dropped without a word."""

    where: str
    reason: str
    path: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.reason}", self.path, self.detail) if part)


@dataclass(slots=True)
class Delivery:
    """One payload on its way to the app, and what came back.

    `ack` is the parsed body (a dict, or None when empty), `error` Slack's own word for a failure
    (`operation_timeout`, `dispatch_failed`), `errors` what stands under a modal's fields,
    `seconds` real seconds until the acknowledgement.
    """

    kind: str
    payload: Json
    ok: bool = False
    status: int | None = None
    ack: Json | None = None
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    late: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure asked for: the next call of a method fails like this.

    `accepted`: what was asked for is done first. The error `dropped` is a line that breaks without an answer.
    """

    error: str
    status: int = 200
    retry_after: int | None = None
    accepted: bool = False


class ApiError(Exception):
    """A refusal in Slack's words, the problems behind it, and what belongs beside `ok: false`."""

    def __init__(self, error: str, problems: Sequence[Problem] = (), **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.problems = tuple(problems)
        self.extra: Json = extra
        if problems:
            self.extra["response_metadata"] = {"messages": [p.pointer for p in problems]}
