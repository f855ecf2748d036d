"""Two things timed in turns, so that a noisy machine disturbs both alike; the figure is their ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: what was measured, against what, and the most it may be."""

    what: str
    value: float
    budget: float
    unit: str
    detail: str = ""

    @property
    def held(self) -> bool:
        return self.value <= self.budget

    def __str__(self) -> str:
        mark = "ok  " if self.held else "OVER"
        measured = f"{self.value:8.2f}{self.unit:<4} at most {self.budget:g}{self.unit:<4}"
        return f"{mark} {self.what:<58} {measured} {self.detail}"


async def paired(
    ours: Callable[[], Awaitable[object]], base: Callable[[], Awaitable[object]], *, rounds: int, each: int
) -> tuple[float, float, float]:
    """Median seconds of one of ours, of one of the base, and the median of the rounds' ratios."""
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(await _one_round(base, each))
        mine.append(await _one_round(ours, each))
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    return statistics.median(mine), statistics.median(theirs), ratio


async def _one_round(work: Callable[[], Awaitable[object]], each: int) -> float:
    start = time.perf_counter()
    for _ in range(each):
        await work()
    return (time.perf_counter() - start) / each


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that could not be measured here, and why: said aloud, never passed over."""

    what: str
    why: str
    held: bool = True

    def __str__(self) -> str:
        return f"skip {self.what:<58} {self.why}"


def in_turns(
    ours: Callable[[], object], base: Callable[[], object], *, rounds: int, each: int = 1, each_base: int = 1
) -> tuple[float, float, float]:
    """As `paired`, for work that waits for nothing; both are warmed up once."""
    ours(), base()
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(_timed(base, each_base))
        mine.append(_timed(ours, each))
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    return statistics.median(mine), statistics.median(theirs), ratio


def _timed(work: Callable[[], object], each: int) -> float:
    start = time.perf_counter()
    for _ in range(each):
        work()
    return (time.perf_counter() - start) / each
