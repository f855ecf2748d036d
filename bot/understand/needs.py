"""What an intent still needs, in the order it is asked; the contract is `content/intents.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.understand.lexicon import lexicon
from bot.understand.request import Slot

#: The analysis whose inputs are asked for when numbers come without a question.
WHOLE = "ltv_cac"


#: Alternatives, each of one input or of several that go together.
Options = tuple[tuple[str, ...], ...]


@cache
def needs(intent: str) -> tuple[Options, ...]:
    """The inputs of an intent: each with its alternatives, written "a" or "a+b" (both) in the contract."""
    found: list[list[str]] = lexicon().contract["intents"].get(intent, {}).get("needs", [])
    return tuple(tuple(tuple(option.split("+")) for option in options) for options in found)


def sheet_of(intent: str) -> str | None:
    """The worksheet that answers an intent, where one does."""
    found: str | None = lexicon().contract["intents"].get(intent, {}).get("sheet")
    return found


def with_sheets() -> list[str]:
    """The intents that a worksheet answers, in the contract's order."""
    return [intent for intent, entry in lexicon().contract["intents"].items() if "sheet" in entry]


def borrows(intent: str) -> bool:
    """Whether it is about the customer whose figures the conversation holds."""
    return bool(lexicon().contract["intents"].get(intent, {}).get("borrows"))


def usable_slots(intent: str) -> set[str]:
    """Every slot an intent has a use for."""
    carried = set(lexicon().contract["intents"].get(intent, {}).get("carries", ()))
    return carried | {part for options in needs(intent) for option in options for part in option}


def missing(
    intent: str, slots: Mapping[str, Slot], have: Mapping[str, Slot], *, awaiting: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Inputs neither said now nor known. A change without an analysis to vary lacks its "baseline"."""
    known = {**have, **slots}
    if lexicon().contract["intents"].get(intent, {}).get("varies"):
        return () if have else ("baseline",)
    if intent in ("provide", "correct"):
        if awaiting:
            return tuple(name for name in awaiting if name not in known and not _otherwise(name, known))
        intent = WHOLE
    target = known.get("target")
    if intent == "goal_seek" and target is not None and target.metric == "cac":
        intent = "cac"
    solved = slots["solve_for"].value if "solve_for" in slots else None
    lacking: list[str] = []
    for options in needs(intent):
        if (solved,) in options or _met(options, known):
            continue
        lacking.extend(_ask(options, known))
    if "price" in known and known["price"].per == "seat" and "seats" not in known and needs(intent):
        lacking.insert(0, "seats")
    return tuple(lacking)


def _met(options: Options, known: Mapping[str, Slot]) -> bool:
    return any(all(map(known.__contains__, option)) for option in options)


def _ask(options: Options, known: Mapping[str, Slot]) -> list[str]:
    """What to ask of alternatives: the rest of one begun ("spend" said: "new_customers"), else the first."""
    for option in options:
        if len(option) > 1 and any(part in known for part in option):
            return [part for part in option if part not in known]
    return list(options[0])


def _otherwise(name: str, known: Mapping[str, Slot]) -> bool:
    """An awaited input is also met by its alternatives: a lifetime answers for churn."""
    return any((name,) in options and _met(options, known) for options in needs(WHOLE))
