"""What is said around a goal: each lever beside what is usual, and one mix of two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.advise.levers import Levers, Mix
from bot.content import table
from bot.speak.words import Shown, Words
from econ.quantity import Period, Rate, Ratio

#: The mark of a figure that is our own convention, no study's.
OURS = "D"


def say_levers(words: Words, found: Levers, target: Ratio) -> list[str]:
    """The paragraphs that have something to say."""
    facts: dict[str, Any] = {
        "rows": [
            {"name": name, "own": found.own.get(name), "usual": _usual(words, found.usual.get(name))}
            for name in ("cac", "churn", "price", "margin")
            if name in found.own or name in found.usual
        ],
        "mix": found.mix and _mix(found.mix),
        "target": target.value,
    }
    said = words.say("levers", facts)
    return [text for text in (said["mix"], said["beside"]) if text]


def _mix(mix: Mix) -> dict[str, Any]:
    return {
        "price": mix.price,
        "price_up": mix.price_up,
        "churn": mix.churn,
        "points": mix.churn_down.value * 100,
    }


def _usual(words: Words, benchmark: str | None) -> dict[str, Any] | None:
    if benchmark is None:
        return None
    figure = table("benchmarks")[benchmark]
    period: Period | None = "month" if figure["unit"].endswith("month") else None
    return {
        "low": Rate(Decimal(str(figure["low"]))),
        "high": Rate(Decimal(str(figure["high"])), period),
        "source": Shown(words.label("learn.source", source=figure["source"], year=str(figure["year"]))),
        "mark": figure["mark"],
        "ours": figure["mark"] == OURS,
    }
