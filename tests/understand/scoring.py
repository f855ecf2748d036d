"""How well a line of a corpus was understood: intent, every slot in full, and no number nobody gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Intents with which the bot asks or declines: a number wrong there misleads nobody.
ASKS = frozenset({"clarify", "fallback", "out_of_scope", "help"})


@dataclass(frozen=True, slots=True)
class Score:
    """One line's marks; `asked` and `state` are None where the line says nothing of them."""

    intent: bool
    exact: bool
    silent_wrong: bool
    asked: bool | None
    state: bool | None


def score(row: Mapping[str, Any], got: Mapping[str, Any]) -> Score:
    """The marks of one answer."""
    said: Mapping[str, Any] = got["slots"]
    right = got["intent"] in (row["intent"], *row["alt"])
    declined = right and got["intent"] != row["intent"] and got["intent"] in ASKS
    wanted = {} if declined else row["slots"]
    wrong = [name for name, slot in said.items() if _is_number(slot) and not _same(wanted.get(name), slot)]
    full = all(name in said and _full(slot, said[name]) for name, slot in wanted.items())
    asked = None if not row["missing"] or declined else bool(got["missing"])
    state = row.get("state")
    kept = None if state is None else all(_full(slot, got["state"].get(name)) for name, slot in state.items())
    return Score(right, right and full and not wrong, bool(wrong) and got["intent"] not in ASKS, asked, kept)


def share(marks: Sequence[bool | None]) -> float:
    """How many are right of those that apply."""
    known = [mark for mark in marks if mark is not None]
    return sum(known) / len(known) if known else 1.0


def _is_number(slot: Mapping[str, Any]) -> bool:
    value = slot.get("value")
    return "min" in slot or (isinstance(value, int | float) and not isinstance(value, bool))


def _near(a: Any, b: Any) -> bool:
    return a is not None and b is not None and abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(a)))


def _word(value: Any) -> str:
    plain = str(value).strip().strip("\"'«»“”#").casefold()
    return {"excel": "xlsx", "bdr": "sdr"}.get(plain, plain)


def _same(wanted: Mapping[str, Any] | None, got: Mapping[str, Any] | None) -> bool:
    """The value alone."""
    if wanted is None or got is None:
        return False
    match wanted["type"]:
        case "enum" | "text":
            return _word(got.get("value")) in {_word(wanted["value"]), *map(_word, wanted.get("any", []))}
        case "list":
            return {*map(_word, got.get("value") or [])} == {*map(_word, wanted["value"])}
        case "schedule":
            named = (name for name in ("freq", "time", "day", "days") if wanted.get(name) is not None)
            return all(got.get(name) == wanted[name] for name in named)
        case "target" if got.get("metric") != wanted["metric"]:
            return False
    if "min" in wanted:
        return _near(wanted["min"], got.get("min")) and _near(wanted["max"], got.get("max"))
    return wanted.get("op") == got.get("op") and _near(wanted["value"], got.get("value"))


def _full(wanted: Mapping[str, Any], got: Mapping[str, Any] | None) -> bool:
    """The value with its unit, period and per, as far as they were said."""
    if got is None or not _same(wanted, got):
        return False
    if wanted["type"] in ("enum", "text", "list", "schedule"):
        return True
    return all(
        got.get(name) == wanted[name] for name in ("unit", "period", "per") if wanted.get(name) is not None
    )
