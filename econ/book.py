"""The working, as it is written: values found, steps taken, notes made. Becomes an `Answer` at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from econ.outcome import Answer, Note, NoValue, Step, Value
from econ.quantity import Quantity

#: An operand's mark in a step's expression.
MARK = re.compile(r"\{(\w+)\}")


class Book:
    """Collects one answer. The first `NoValue` told stays: it is the nearer cause."""

    __slots__ = ("assumptions", "no_value", "steps", "values", "warnings")

    def __init__(self, outputs: Iterable[str]) -> None:
        self.values: dict[str, Value] = dict.fromkeys(outputs)
        self.steps: list[Step] = []
        self.assumptions: list[Note] = []
        self.warnings: list[Note] = []
        self.no_value: NoValue | None = None

    def step(
        self,
        key: str,
        expression: str,
        operands: dict[str, Quantity],
        result: Quantity,
        of: str | None = None,
    ) -> None:
        """Notes how `key` was found, and its value where it is one of the outputs."""
        self.steps.append(Step(key, expression, operands, result, of))
        if key in self.values:
            self.values[key] = result

    def assume(self, key: str, benchmark: str | None = None, **facts: Quantity | str) -> None:
        self.assumptions.append(Note(key, facts, benchmark))

    def warn(self, key: str, benchmark: str | None = None, **facts: Quantity | str) -> None:
        self.warnings.append(Note(key, facts, benchmark))

    def none(self, key: str, facts: dict[str, Quantity | str], instead: dict[str, Quantity]) -> None:
        if self.no_value is None:
            self.no_value = NoValue(key, facts, instead)

    def answer(self, metric: str, values: Iterable[str] | None = None) -> Answer:
        """The answer, of all values or of those named."""
        shown = self.values if values is None else {name: self.values[name] for name in values}
        return Answer(
            metric, shown, tuple(self.steps), tuple(self.assumptions), tuple(self.warnings), self.no_value
        )


def named(operands: dict[str, Quantity], expression: str) -> dict[str, Quantity]:
    """Those of the operands that the expression names.

    >>> from econ.quantity import Count
    >>> named({"arpa": Count(Decimal(1)), "cac": Count(Decimal(2))}, "{arpa} × 2")
    {'arpa': Count(value=Decimal('1'))}
    """
    return {name: operands[name] for name in _marks(expression) if name in operands}


@cache
def _marks(expression: str) -> tuple[str, ...]:
    """There are some dozens of expressions in all: each is read once."""
    return tuple(MARK.findall(expression))


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Decimal's own sum, which never passes through the integer 0.

    >>> sum_of([])
    Decimal('0')
    """
    return sum(amounts, Decimal(0))
