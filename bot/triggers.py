"""When a lesson fits a result: conditions on the facts of an answer, as data in a lesson's front matter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from econ.quantity import Money

Facts = Mapping[str, object]


def _number(fact: object) -> Decimal | None:
    """The bare number of a fact, be it a quantity of `econ` or a plain number; None where there is none."""
    if fact is None:
        return None
    if isinstance(fact, Money):
        return fact.amount
    fact = getattr(fact, "value", fact)
    if isinstance(fact, Decimal):
        return fact
    return Decimal(str(fact)) if isinstance(fact, int | float) else None


class Result:
    """The facts of an answer as triggers read them, each number taken out once.

    `lacks` names the facts that were looked for and have no value; one nobody looked for tells nothing.
    """

    __slots__ = ("churn", "focus", "lacks", "lifetime", "losses", "margin", "owed", "payback", "verdict")

    def __init__(self, facts: Facts) -> None:
        self.verdict = facts.get("verdict")
        self.focus = facts.get("focus")
        self.churn = _number(facts.get("churn"))
        self.margin = _number(facts.get("margin"))
        self.payback = _number(facts.get("payback"))
        self.lifetime = _number(facts.get("lifetime"))
        self.losses = _number(facts.get("losses"))
        self.lacks = frozenset([name for name, fact in facts.items() if fact is None])
        cac = _number(facts.get("cac"))
        self.owed = cac is not None and self.margin is not None and cac > 0 and self.margin > 0

    def cell(self, edges: Edges) -> tuple[object, ...]:
        """What sets one result apart from another for every trigger: what was looked for and is not there,
        and between which edges each number lies. Results of one cell set off the same triggers."""
        numbers = (self.payback, self.lifetime, self.margin, self.losses, self.churn)
        between = [
            None if number is None else bisect_left(found, number) + bisect_right(found, number)
            for number, found in zip(numbers, edges, strict=True)
        ]
        return self.verdict, self.focus, self.lacks, self.owed, *between


def _never(result: Result, _: object) -> bool:
    """There is a margin and a CAC to pay back, and yet payback has no value: CAC is out of reach.

    Without CAC, or for the adjusted payback without churn, a missing value only means it was not asked.
    """
    if not result.owed:
        return False
    leaving = result.churn is not None and result.churn > 0 and "payback_adjusted" in result.lacks
    return leaving or "payback" in result.lacks


#: The closed set of conditions a trigger may set; each is a field of `Trigger`, as the verdict is.
_CONDITIONS: Mapping[str, Callable[[Result, Any], bool]] = {
    "focus": lambda one, wanted: one.focus == wanted,
    "payback_over": lambda one, months: one.payback is not None and one.payback > months,
    "payback_never": _never,
    "churn_zero": lambda one, _: one.churn is not None and one.churn == 0,
    "churn_negative": lambda one, _: one.churn is not None and one.churn < 0,
    "margin_missing": lambda one, _: "margin" in one.lacks,
    "margin_under": lambda one, share: one.margin is not None and one.margin < share,
    "margin_full": lambda one, _: one.margin is not None and one.margin >= 1,
    "no_margin": lambda one, _: one.margin is not None and one.margin <= 0,
    "life_under": lambda one, months: one.lifetime is not None and one.lifetime < months,
    "life_over": lambda one, months: one.lifetime is not None and one.lifetime > months,
    "life_missing": lambda one, _: one.lacks >= {"lifetime", "churn"},
    "cac_missing": lambda one, _: "cac" in one.lacks,
    "losses_under": lambda one, count: one.losses is not None and one.losses < count,
}


#: The number that a condition compares, by its place in `Result.cell`; with what, if not with its own limit.
_EDGES: Mapping[str, tuple[int, Decimal | None]] = {
    "payback_over": (0, None),
    "life_over": (1, None),
    "life_under": (1, None),
    "margin_under": (2, None),
    "margin_full": (2, Decimal(1)),
    "no_margin": (2, Decimal(0)),
    "losses_under": (3, None),
}

#: The numbers at which some trigger changes its mind, sorted: of payback, lifetime, margin, losses, churn.
Edges = tuple[list[Decimal], ...]


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
    churn_negative: Literal[True] | None = None
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

    def fires(self, facts: Facts) -> bool:
        return self.set_off_by(Result(facts))

    def set_off_by(self, result: Result) -> bool:
        return self.verdict in (None, result.verdict) and all(
            _CONDITIONS[name](result, wanted) for name, wanted in self.conditions.items() if name != "verdict"
        )


def edges_of(triggers: Iterable[Trigger]) -> Edges:
    """The edges of all those triggers; a churn's are at zero.

    >>> edges_of([Trigger(payback_over=18)])[0]
    [Decimal('18')]
    """
    found: tuple[set[Decimal], ...] = (set(), set(), set(), set(), {Decimal(0)})
    for trigger in triggers:
        for name, wanted in trigger.conditions.items():
            place, fixed = _EDGES.get(name, (None, None))
            if place is not None:
                found[place].add(Decimal(str(wanted)) if fixed is None else fixed)
    return tuple(sorted(edges) for edges in found)
