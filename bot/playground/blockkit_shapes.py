"""The grammar the Block Kit rules are written in: small checks that compose, each naming a JSON pointer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why Slack would refuse a payload: where (a JSON pointer), which rule, in words."""

    path: str
    rule: str
    message: str

    @property
    def pointer(self) -> str:
        """The line Slack puts into `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.path}]"


#: Looks at a value found at a JSON pointer and appends what is wrong with it.
Check = Callable[[Any, str, list[Problem]], None]


def fault(out: list[Problem], path: str, rule: str, message: str) -> None:
    """Write one problem down."""
    out.append(Problem(path, rule, message))


def bounds(n: float, lo: float | None, hi: float | None) -> str | None:
    """Which side of the bounds `n` lies on, in words; None when between them."""
    if hi is not None and n > hi:
        return f"at most {hi}"
    if lo is not None and n < lo:
        return f"at least {lo}"
    return None


def string(lo: int = 1, hi: int | None = None, pattern: str | None = None, what: str = "") -> Check:
    """A string of `lo` to `hi` Unicode characters, matching `pattern` from end to end."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, str):
            return fault(out, path, "type", f"must be a string, not {kind(value)}")
        if hi is not None and len(value) > hi:
            return fault(out, path, "length", f"must be less than {hi + 1} characters (has {len(value)})")
        if len(value) < lo:
            return fault(out, path, "length", f"must be more than {lo - 1} characters")
        if compiled and not compiled.fullmatch(value):
            return fault(out, path, "format", f"must be {what or 'in another form'}: {value[:60]!r}")
        return None

    return check


def url(hi: int = 3000) -> Check:
    """A URL with a scheme Slack follows."""
    return string(1, hi, r"(?i)(https?|slack|mailto|tel):\S+", "a URL with a scheme")


def number() -> Check:
    """A finite JSON number."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            fault(out, path, "type", f"must be a number, not {kind(value)}")
        elif not math.isfinite(value):
            fault(out, path, "finite", "must be a finite number")

    return check


def integer(lo: int | None = None, hi: int | None = None) -> Check:
    """A whole number between two bounds."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            fault(out, path, "type", f"must be an integer, not {kind(value)}")
        elif side := bounds(value, lo, hi):
            fault(out, path, "range", f"must be {side} (is {value})")

    return check


def boolean(value: Any, path: str, out: list[Problem]) -> None:
    """true or false."""
    if not isinstance(value, bool):
        fault(out, path, "type", f"must be a boolean, not {kind(value)}")


def one_of(*allowed: Any) -> Check:
    """One of a few fixed values."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not any(value == a and type(value) is type(a) for a in allowed):
            fault(out, path, "enum", f"must be one of {', '.join(map(repr, allowed))}, not {value!r}"[:200])

    return check


def items(check_one: Check, lo: int = 0, hi: int | None = None, what: str = "items") -> Check:
    """An array of `lo` to `hi` things, each checked."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, list):
            return fault(out, path, "type", f"must be an array, not {kind(value)}")
        if hi is not None and len(value) > hi:
            fault(out, path, "count", f"no more than {hi} {what} allowed (has {len(value)})")
        if len(value) < lo:
            fault(out, path, "count", f"at least {lo} {what} required (has {len(value)})")
        for i, one in enumerate(value):
            check_one(one, f"{path}/{i}", out)
        return None

    return check


def thing(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, also: Iterable[Check] = ()
) -> Check:
    """An object with exactly these properties; `also` looks at it as a whole when its parts are right."""
    known = {**required, **(optional or {})}
    wholes = tuple(also)

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, dict):
            return fault(out, path, "type", f"must be an object, not {kind(value)}")
        before = len(out)
        for name in required:
            if name not in value:
                fault(out, path, "missing", f"missing required field: {name}")
        for name, inner in value.items():
            if name not in known:
                fault(out, f"{path}/{name}", "unknown", f"additional property not allowed: {name}")
            else:
                known[name](inner, f"{path}/{name}", out)
        if len(out) == before:
            for whole in wholes:
                whole(value, path, out)
        return None

    return check


def by_type(table: Mapping[str, Check], what: str) -> Check:
    """An object told apart by its `type`."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, dict):
            return fault(out, path, "type", f"must be an object, not {kind(value)}")
        name = value.get("type")
        if not isinstance(name, str):
            return fault(out, path, "missing", "missing required field: type")
        if name not in table:
            return fault(out, f"{path}/type", "unknown_type", f"unsupported type of {what}: {name}")
        return table[name](value, path, out)

    return check


def later(find: Callable[[], Check]) -> Check:
    """A check defined further down: blocks hold blocks."""

    def check(value: Any, path: str, out: list[Problem]) -> None:
        find()(value, path, out)

    return check


def kind(value: Any) -> str:
    """The JSON name of a Python value's type.

    >>> kind(None), kind(True), kind(1.5), kind([])
    ('null', 'boolean', 'number', 'array')
    """
    names = {
        type(None): "null",
        bool: "boolean",
        int: "number",
        float: "number",
        str: "string",
        list: "array",
    }
    return names.get(type(value), "object")
