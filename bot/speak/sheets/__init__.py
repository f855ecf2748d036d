"""What a worksheet's reply needs beyond its template: facts worked out for it, and its chart.

A worksheet without a line here has neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.advise.reply import Assessed, Worked
from bot.advise.worksheet import worksheets
from bot.speak.chart import say_chart
from bot.speak.message import Message
from bot.speak.words import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """`facts` join those of the answer; `chart` draws it, None where there is nothing to draw. Assumptions
    whose keys begin as `said` are in the reply already, and not again in its working."""

    facts: Callable[[Words, Worked], Mapping[str, Any]] | None = None
    chart: Callable[[Words, Worked], Message | None] | None = None
    said: tuple[str, ...] = ()


@cache
def _sheets() -> Mapping[str, Sheet]:
    """Each with its own module, loaded when a worksheet first answers."""
    from bot.speak.sheets import funnel, market, offer, outsource, ranges, reconcile, rep, segments, team

    return {
        "rep": Sheet(rep.facts, rep.chart_of),
        "reconcile": Sheet(reconcile.facts, reconcile.chart_of, said=("convention_",)),
        "ranges": Sheet(ranges.facts, ranges.chart_of),
        "segments": Sheet(segments.facts, segments.chart_of),
        "funnel": Sheet(funnel.facts, funnel.chart_of),
        "market": Sheet(market.facts, market.chart_of),
        "team": Sheet(team.facts, team.chart_of),
        "offer": Sheet(offer.facts),
        "outsource": Sheet(outsource.facts, outsource.chart_of),
    }


def template_of(sheet: str) -> str:
    """The name of its template: those made from the registry share one."""
    from bot.speak.sheets import plain

    return plain.TEMPLATE if worksheets()[sheet].plain else sheet


def more_facts(words: Words, reply: Worked) -> Mapping[str, Any]:
    """The worksheet's own facts."""
    if worksheets()[reply.sheet].plain:
        from bot.speak.sheets import plain

        return plain.facts(words, reply)
    facts = _sheets().get(reply.sheet, Sheet()).facts
    return facts(words, reply) if facts else {}


def said_by(sheet: str) -> tuple[str, ...]:
    """How the keys of the assumptions begin that the worksheet's reply says itself."""
    return _sheets().get(sheet, Sheet()).said


def chart_of(words: Words, found: Assessed | Worked) -> Message | None:
    """The chart of any answer, with its text twin; None where there is nothing to draw."""
    if isinstance(found, Assessed):
        return say_chart(words, found.assessment)
    draw = _sheets().get(found.sheet, Sheet()).chart
    return draw(words, found) if draw else None
