"""The formula passport: each figure's formula in words, with the numbers, the assumptions and their source.

`econ` gives steps as symbols with operands; the words for them are in `content/<lang>/econ.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Literal

from bot.content import table
from bot.speak.words import Words, escape
from econ.outcome import Answer, Note, Step, Value
from econ.quantity import Money, Quantity, Rate

_OPERAND = re.compile(r"\{(\w+)\}")

#: A section holds 3,000 characters; the working is cut between steps well before.
PART = 2800

#: Assumptions about how the figures were read: they stand in every answer, and not again in its working.
READING = ("price_period_month", "churn_period_from_price")

#: Those, and the warnings that the answer itself already says in its own words.
SAID_ELSEWHERE = frozenset(
    {
        *READING,
        "revenue_only",
        "life_over_five_years",
        "required_margin_over_one",
        "mix_hides_losing",
        "mix_hides_weak",
        "mix_hides_strong",
    }
)


def words_of_econ(words: Words) -> dict[str, Any]:
    """The language's words for calculations."""
    return table("econ", words.lang)


def working(words: Words, answer: Answer, title: str) -> list[str]:
    """Every step on its own line, in as many parts as sections need."""
    parts, current = [], title
    for step in answer.steps:
        line = f"• {formula(words, step)}"
        if len(current) + len(line) > PART:
            parts.append(current)
            current = line
        else:
            current = f"{current}\n{line}" if current else line
    return [*parts, current] if current else parts


def formula(words: Words, step: Step) -> str:
    """One step: its name, the formula in words, the same in numbers, the result."""
    econ = words_of_econ(words)
    name = econ["steps"][step.key]
    name = name if step.of is None else f"{escape(step.of)}: {name}"
    in_words = _OPERAND.sub(lambda found: econ["operands"][found[1]], step.expression)
    in_numbers = _OPERAND.sub(lambda found: _operand(words, step.operands[found[1]]), step.expression)
    sides = [f"*{name}*", in_words, in_numbers, "" if step.result is None else str(words.show(step.result))]
    return " = ".join(side for side in sides if side)


def _operand(words: Words, value: Quantity) -> str:
    """Within a formula, numbers stand without their periods: 500 × 80% ÷ 3%."""
    match value:
        case Money():
            return words.bare_money(value)
        case Rate(value=share):
            return words.numbers.percent(share)
        case _:
            return words.numbers.short(value.value)


def assumptions(
    words: Words,
    answer: Answer,
    *,
    only: Collection[str] | None = None,
    joined: str = "\n",
    skip: Literal["assumptions", "warnings"] | None = None,
) -> str:
    """The assumptions made and the warnings due, each a sentence; defaults name their source and year."""
    said = [
        _sentence(words, kind, note)
        for kind, notes in (("assumptions", answer.assumptions), ("warnings", answer.warnings))
        if kind != skip
        for note in notes
        if (note.key in only if only is not None else note.key not in SAID_ELSEWHERE)
    ]
    return joined.join(said if only is not None else [f"• {line}" for line in said])


def _sentence(words: Words, kind: str, note: Note) -> str:
    period = note.facts.get("period")
    if not note.benchmark and note.facts.keys() <= {"period"} and isinstance(period, str | None):
        return _of_a_period(words, kind, note.key, period)
    return _worded(words, kind, note)


@cache
def _of_a_period(words: Words, kind: str, key: str, period: str | None) -> str:
    """A sentence with no fact but a period: there are a handful, and one or two in every answer."""
    return _worded(words, kind, Note(key, {"period": period} if period else {}))


def _worded(words: Words, kind: str, note: Note) -> str:
    econ = words_of_econ(words)
    facts = {name: econ["stages"].get(fact, fact) for name, fact in note.facts.items()}
    text = words.fill(econ[kind][note.key], facts)
    return f"{text} {_source(words, note.benchmark)}" if note.benchmark else text


def _source(words: Words, benchmark: str) -> str:
    found = table("benchmarks")[benchmark]
    return f"({words.label('learn.source', source=found['source'], year=str(found['year']))})"


def no_value(words: Words, answer: Answer) -> str:
    """Why there is no finite value, and what can be said instead."""
    none = answer.no_value
    if none is None:
        return ""
    econ = words_of_econ(words)
    lines = [words.fill(econ["no_value"][none.key], none.facts)]
    lines += [f"• {econ['instead'][name]}: {words.show(value)}" for name, value in none.instead.items()]
    return "\n".join(lines)


def explanation(words: Words, key: str, at: str | None, facts: Mapping[str, Quantity | str]) -> str:
    """Input that cannot be, in one or two sentences."""
    econ = words_of_econ(words)
    labels = words.strings["inputs"] | econ["inputs"]
    field = labels.get(at or "", at or "")
    named = {name: labels.get(fact, fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    text = words.fill(econ["errors"][key], {"field": field, **named})
    return text[:1].upper() + text[1:]


def figure(words: Words, name: str, value: Value) -> str:
    """An output with its name."""
    econ = words_of_econ(words)
    shown = econ["verdicts"].get(value, value) if isinstance(value, str) else words.show(value)
    return f"{econ['outputs'][name]}: {shown}"
