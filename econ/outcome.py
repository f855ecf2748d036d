"""What a calculation gives back: figures with their passport, never prose.

`Answer.values` maps output names to quantities; an entry is None where no finite value exists, and then
`Answer.no_value` says why and what can be said instead. Keys are worded in `content/<lang>/econ.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from econ.quantity import Quantity
from econ.record import record

#: One figure, a word, or None; or several of them in order (month by month), or by name (side by side).
Value = Quantity | str | None | tuple["Value", ...] | Mapping[str, "Value"]


@record(frozen=True, slots=True)
class Step:
    """One line of the working: `key` names what is computed, `expression` how, with `{operand}` marks; `of`
    says whose figure it is where several stand side by side (a segment's name).

    >>> Step("ltv", "{arpa} × {margin} ÷ {churn}", {}, None).key
    'ltv'
    """

    key: str
    expression: str
    operands: Mapping[str, Quantity]
    result: Quantity | None
    of: str | None = None


@record(frozen=True, slots=True)
class Note:
    """An assumption made or a warning given: a key to be worded, the facts for its sentence, and,
    for a default, where it comes from (`benchmark`, an id in `content/benchmarks.toml`)."""

    key: str
    facts: Mapping[str, Quantity | str] = field(default_factory=dict)
    benchmark: str | None = None


@record(frozen=True, slots=True)
class NoValue:
    """No finite value exists, and that is a result: why, and what can be said instead (a bound, a cap)."""

    key: str
    facts: Mapping[str, Quantity | str] = field(default_factory=dict)
    instead: Mapping[str, Quantity] = field(default_factory=dict)


@record(frozen=True, slots=True)
class Answer:
    """The outcome of one metric."""

    metric: str
    values: Mapping[str, Value]
    steps: tuple[Step, ...] = ()
    assumptions: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    no_value: NoValue | None = None
