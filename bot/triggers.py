"""When a lesson fits a result: conditions on the facts of an answer, as data in a lesson's front matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from operator import eq, ge, gt, le, lt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Facts = Mapping[str, object]


def _number(facts: Facts, name: str) -> Decimal | None:
    """The bare number of a fact, be it a quantity of `econ` or a plain number; None where there is none."""
    fact = facts.get(name)
    fact = getattr(fact, "amount", getattr(fact, "value", fact))
    if isinstance(fact, Decimal):
        return fact
    return Decimal(str(fact)) if isinstance(fact, int | float) else None


def _compare(facts: Facts, name: str, holds: Callable[[Any, Any], bool], limit: object) -> bool:
    number = _number(facts, name)
    return number is not None and holds(number, limit)


def _known_empty(facts: Facts, name: str) -> bool:
    """The fact was looked for and has no value; a fact nobody looked for tells nothing."""
    return name in facts and facts[name] is None


def _never(facts: Facts) -> bool:
    """There is a margin and a CAC to pay back, and yet payback has no value: CAC is out of reach.

    Without CAC, or for the adjusted payback without churn, a missing value only means it was not asked.
    """
    leaving = _compare(facts, "churn", gt, 0) and _known_empty(facts, "payback_adjusted")
    owed = _compare(facts, "cac", gt, 0) and _compare(facts, "margin", gt, 0)
    return owed and (leaving or _known_empty(facts, "payback"))


#: The closed set of conditions a trigger may set; each is a field of `Trigger`, as the verdict is.
_CONDITIONS: Mapping[str, Callable[[Facts, Any], bool]] = {
    "focus": lambda facts, wanted: facts.get("focus") == wanted,
    "payback_over": lambda facts, months: _compare(facts, "payback", gt, months),
    "payback_never": lambda facts, _: _never(facts),
    "churn_zero": lambda facts, _: _compare(facts, "churn", eq, 0),
    "margin_missing": lambda facts, _: _known_empty(facts, "margin"),
    "margin_under": lambda facts, share: _compare(facts, "margin", lt, share),
    "margin_full": lambda facts, _: _compare(facts, "margin", ge, 1),
    "no_margin": lambda facts, _: _compare(facts, "margin", le, 0),
    "life_under": lambda facts, months: _compare(facts, "lifetime", lt, months),
    "life_over": lambda facts, months: _compare(facts, "lifetime", gt, months),
    "life_missing": lambda facts, _: _known_empty(facts, "lifetime") and _known_empty(facts, "churn"),
    "cac_missing": lambda facts, _: _known_empty(facts, "cac"),
    "losses_under": lambda facts, count: _compare(facts, "losses", lt, count),
}


class Trigger(BaseModel):
    """When a lesson fits: every condition set must hold. `weight` is how grave its message is, below zero
    where it only follows a better one.

    >>> Trigger(verdict="healthy", payback_over=18).fires({"verdict": "healthy", "payback": 25})
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Literal["loses_money", "weak", "healthy", "check"] | None = None
    focus: Literal["ltv_cac", "ltv", "payback", "goal_seek"] | None = None  # what was asked for
    payback_over: Decimal | None = None  # months
    payback_never: Literal[True] | None = None
    churn_zero: Literal[True] | None = None
    margin_missing: Literal[True] | None = None
    margin_under: Decimal | None = None  # a fraction
    margin_full: Literal[True] | None = None
    no_margin: Literal[True] | None = None
    life_over: Decimal | None = None  # months
    life_under: Decimal | None = None  # months
    life_missing: Literal[True] | None = None
    cac_missing: Literal[True] | None = None
    losses_under: Decimal | None = None  # customers lost
    weight: int = 0

    @cached_property
    def conditions(self) -> Mapping[str, object]:
        return self.model_dump(exclude={"weight"}, exclude_none=True)

    @cached_property
    def rank(self) -> tuple[int, int]:
        """Graver first; of two equally grave, the one that asks for more."""
        return self.weight, len(self.conditions)

    @cached_property
    def tests(self) -> tuple[tuple[Callable[[Facts, Any], bool], object], ...]:
        """Each condition with what it wants, but for the verdict, by which triggers are sorted beforehand."""
        return tuple(
            (_CONDITIONS[name], wanted) for name, wanted in self.conditions.items() if name != "verdict"
        )

    def fires(self, facts: Facts) -> bool:
        return (self.verdict is None or facts.get("verdict") == self.verdict) and self.holds(facts)

    def holds(self, facts: Facts) -> bool:
        """Whether all but the verdict holds."""
        for test, wanted in self.tests:  # noqa: SIM110  twice as fast as all(): it runs a dozen times a reply
            if not test(facts, wanted):
                return False
        return True
