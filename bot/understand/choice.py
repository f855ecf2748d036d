"""The intent chosen for a message."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """The intent chosen, and others nearly as good when it was not certain. `back` takes a what-if back."""

    intent: str
    near: tuple[str, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    back: bool = False
