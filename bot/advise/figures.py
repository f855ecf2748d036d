"""The main question: is a customer worth what it costs to win? From slots to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.advise.desk import Desk
from bot.advise.inputs import from_row, to_row, understood, unit_inputs
from bot.advise.reply import AskFor, AskWhich, Assessed, Counted, Detail, Explained, Focus, Reply
from bot.advise.variation import variations, vary
from bot.lessons import fitting
from bot.person import Person
from bot.store.base import AnalysisRow
from bot.understand.request import Doubt, Request, Slot
from econ.errors import EconError
from econ.unit import Assessment, UnitInputs, assess, range_from_counts

#: A value placed by elimination: it is used, and that is said.
ASSUMED = "assumed"

FOCUS: Mapping[str, Focus] = {"ltv": "ltv", "payback": "payback", "goal_seek": "goal_seek"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that is known for it: this message's request and the merged slots."""

    request: Request
    slots: Mapping[str, Slot]
    intent: str
    conversation: str


async def figures(desk: Desk, person: Person, asked: Asked) -> Reply:
    """Ask for what is in doubt or missing, explain what cannot be, else answer and keep the analysis."""
    kept = understood(asked.slots)
    doubt = _first_doubt(asked)
    if doubt:
        return AskWhich(doubt, kept, asked.conversation)
    try:
        inputs = unit_inputs(asked.slots)
        if asked.request.missing:
            return AskFor(asked.request.missing, kept, asked.conversation)
        reply = await answer(desk, person, inputs, FOCUS.get(asked.intent, "ltv_cac"))
        return replace(reply, assumed=tuple(doubt for doubt in asked.request.doubts if doubt.slot))
    except EconError as error:
        return Explained(error.key, error.field, error.facts, kept, asked.conversation)


def _first_doubt(asked: Asked) -> Doubt | None:
    """A doubt of the message, or a range where one value is needed."""
    for doubt in asked.request.doubts:
        if doubt.key != ASSUMED:
            return doubt
    for name, slot in asked.slots.items():
        if slot.low is not None and slot.high is not None:
            ends = tuple(replace(slot, value=end, low=None, high=None) for end in (slot.low, slot.high))
            return Doubt(slot.source, name, ends, key="range")
    return None


async def answer(
    desk: Desk,
    person: Person,
    inputs: UnitInputs,
    focus: Focus = "ltv_cac",
    parent: str | None = None,
    change: str | None = None,
) -> Assessed:
    """Assess, keep the analysis, choose the lesson. Raises EconError."""
    assessment = assess(inputs)
    row = AnalysisRow(
        id=desk.new_id(),
        tenant=person.tenant.key,
        user_id=person.user_id,
        created_at=desk.clock(),
        inputs={**to_row(inputs), "focus": focus},
        parent=parent,
        change=change,
    )
    await desk.store.keep_analysis(row)
    return Assessed(assessment, focus, row.id, _lesson(person.lang, assessment), change=change)


async def recall(
    desk: Desk, person: Person, analysis_id: str, detail: Detail | None = None
) -> Assessed | None:
    """The answer to an earlier question, computed anew from its row; None if it is not this tenant's."""
    row = await desk.store.analysis(person.tenant.key, analysis_id)
    return await _again(desk, person, row, detail) if row else None


async def _again(desk: Desk, person: Person, row: AnalysisRow, detail: Detail | None) -> Assessed:
    inputs = from_row(row.inputs)
    assessment = assess(inputs)
    parent = await desk.store.analysis(person.tenant.key, row.parent) if row.parent else None
    counted = _counted(inputs, row.inputs.get("counts"))
    return Assessed(
        assessment,
        row.inputs.get("focus", "ltv_cac"),
        row.id,
        _lesson(person.lang, assessment, counted),
        detail=detail,
        variations=variations(inputs) if detail == "what_if" else (),
        change=row.change,
        before=assess(from_row(parent.inputs)) if parent else None,
        counted=counted,
    )


async def what_if(desk: Desk, person: Person, analysis_id: str, key: str) -> Assessed | None:
    """The same question with one input moved, kept as a variation of it."""
    row = await desk.store.analysis(person.tenant.key, analysis_id)
    variation = vary(from_row(row.inputs), key) if row else None
    if row is None or variation is None:
        return None
    moved = await answer(
        desk,
        person,
        variation.assessment.inputs,
        row.inputs.get("focus", "ltv_cac"),
        parent=row.id,
        change=variation.key,
    )
    return replace(moved, before=assess(from_row(row.inputs)))


async def count(
    desk: Desk, person: Person, analysis_id: str, customers: int, periods: int
) -> Assessed | None:
    """The same question with the number of customers its churn was measured on: the range it allows."""
    row = await desk.store.analysis(person.tenant.key, analysis_id)
    if row is None:
        return None
    counts = {"customers": customers, "periods": periods}
    counted = replace(row, id=desk.new_id(), created_at=desk.clock(), inputs={**row.inputs, "counts": counts})
    await desk.store.keep_analysis(counted)
    return await _again(desk, person, counted, None)


def _counted(inputs: UnitInputs, counts: Mapping[str, int] | None) -> Counted | None:
    if not counts or inputs.churn is None:
        return None
    customers, periods = counts["customers"], counts["periods"]
    churned = round(inputs.churn.value * customers * periods)
    spread = range_from_counts(inputs, churned, customers, periods)
    return Counted(customers, periods, churned, spread)


def _lesson(lang: str, assessment: Assessment, counted: Counted | None = None) -> str | None:
    facts = lesson_facts(assessment)
    if counted:
        facts["losses"] = counted.churned
    lesson = fitting(lang, facts)
    return lesson.id if lesson else None


def lesson_facts(assessment: Assessment) -> dict[str, object]:
    """The figures a lesson may speak of, under the names lessons use."""
    values, inputs = assessment.answer.values, assessment.inputs
    facts: dict[str, object] = {
        "verdict": assessment.verdict,
        "price": inputs.arpa,
        "margin": inputs.margin,
        "churn": inputs.churn,
        "cac": inputs.cac,
        "lifetime": values.get("lifetime_months"),
        "payback": values.get("payback_months"),
        "payback_adjusted": values.get("payback_months_churn_adjusted"),
    }
    for name in ("ltv", "ltv_cac", "cac_ltv", "max_cac", "max_churn"):
        facts[name] = values.get(name)
    return facts
