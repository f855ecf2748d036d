"""The main question: is a customer worth what it costs to win? From slots to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.advise.desk import Desk
from bot.advise.inputs import SLOT_OF, range_in_doubt, to_slots, understood, unit_inputs
from bot.advise.levers import Levers, levers, mix
from bot.advise.reply import AskFor, AskWhich, Assessed, Counted, Detail, Explained, Focus, Reply
from bot.advise.slots import all_from_wire, all_to_wire
from bot.advise.teach import shown
from bot.advise.variation import moved, variations, vary
from bot.lessons import fitting, lessons
from bot.person import Person
from bot.store.base import CUSTOMER, AnalysisRow
from bot.understand.request import Doubt, Slot
from econ.errors import EconError
from econ.record import record
from econ.unit import Assessment, UnitInputs, assess, range_from_counts

#: The target where nobody states one.
RULE = 3

#: What a row keeps where an answer came without a lesson.
NO_LESSON = ""

#: A value placed by elimination: it is used, and that is said.
ASSUMED = "assumed"
#: The name of a move that is none of the buttons' but was asked for in words.
IN_WORDS = "in_words"

FOCUS: Mapping[str, Focus] = {"ltv": "ltv", "payback": "payback", "goal_seek": "goal_seek"}


@record(frozen=True, slots=True)
class Asked:
    """A question with all that is known for it, what it lacks, and what in the message is in doubt."""

    slots: Mapping[str, Slot]
    intent: str
    conversation: str
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    varies: str | None = None
    """The analysis it is a variation of."""


async def figures(desk: Desk, person: Person, asked: Asked) -> Reply:
    """Ask for what is in doubt or missing, explain what cannot be, else answer and keep the analysis."""
    doubt = _first_doubt(asked)
    if doubt:
        return AskWhich(doubt, understood(asked.slots), asked.conversation)
    try:
        if asked.missing:
            unit_inputs(asked.slots)  # what cannot be is said before anything more is asked
            return AskFor(asked.missing, understood(asked.slots), asked.conversation)
        reply = await _of(desk, person, asked)
        assumed = tuple(doubt for doubt in asked.doubts if doubt.slot)
        return replace(reply, assumed=assumed) if assumed else reply
    except EconError as error:
        return Explained(
            error.key,
            SLOT_OF.get(error.field or "", error.field),
            error.facts,
            understood(asked.slots),
            asked.conversation,
        )


async def _of(desk: Desk, person: Person, asked: Asked) -> Assessed:
    """The answer; a variation's with how it was before."""
    if asked.varies is None:
        return await answer(desk, person, asked.slots, intent=asked.intent, place=asked.conversation)
    kept = _Kept(asked.slots, asked.intent, None, asked.varies, IN_WORDS, asked.conversation)
    reply = await _answered(desk, person, kept)
    base = await said_in(desk, person, asked.varies)
    return replace(reply, before=assess(unit_inputs(base)) if base else None)


def _first_doubt(asked: Asked) -> Doubt | None:
    """A doubt of the message, or, once nothing is missing, a range where one value is needed."""
    for doubt in asked.doubts:
        if doubt.key != ASSUMED:
            base = asked.slots.get(doubt.slot or "")
            return replace(doubt, readings=tuple(moved(base, reading) for reading in doubt.readings))
    return None if asked.missing else range_in_doubt(asked.slots)


async def answer(
    desk: Desk,
    person: Person,
    slots: Mapping[str, Slot],
    *,
    intent: str = "ltv_cac",
    place: str | None = None,
) -> Assessed:
    """Assess, keep the analysis, choose the lesson. Raises EconError."""
    last = await last_said(desk, person) if intent == "goal_seek" else None
    return await _answered(desk, person, _Kept(slots, intent, place=place, last=last))


@record(frozen=True, slots=True)
class _Kept:
    """What a row of the store keeps of a question."""

    slots: Mapping[str, Slot]
    intent: str
    counts: Mapping[str, int] | None = None
    parent: str | None = None
    change: str | None = None
    place: str | None = None
    last: Mapping[str, Slot] | None = None
    lesson: str | None = None

    @property
    def inputs(self) -> UnitInputs:
        return unit_inputs(self.slots)

    def row(self, desk: Desk, person: Person, lesson: str) -> AnalysisRow:
        """As the store keeps it, with the lesson shown beside its answer."""
        said: dict[str, object] = {
            "slots": all_to_wire(self.slots),
            "intent": self.intent,
            "lesson": lesson,
        }
        if self.counts:
            said["counts"] = self.counts
        if self.last:
            said["last"] = all_to_wire(self.last)
        return AnalysisRow(
            desk.new_id(),
            person.tenant.key,
            person.user_id,
            desk.clock(),
            said,
            self.parent,
            self.change,
            self.place,
        )


def _kept(row: AnalysisRow) -> _Kept:
    said = row.inputs
    last = all_from_wire(said["last"]) if "last" in said else None
    return _Kept(
        all_from_wire(said["slots"]),
        said["intent"],
        said.get("counts"),
        row.parent,
        row.change,
        row.place,
        last,
        said.get("lesson"),
    )


async def _answered(desk: Desk, person: Person, kept: _Kept) -> Assessed:
    assessment = assess(kept.inputs)
    counted = _counted(assessment.inputs, kept.counts or _told(kept.slots))
    lesson = _lesson(person, assessment, kept.intent, counted)
    row = kept.row(desk, person, lesson or NO_LESSON)
    await desk.store.keep_analysis(row)
    if lesson:
        await shown(desk, person, lesson)
    return Assessed(
        assessment,
        FOCUS.get(kept.intent, "ltv_cac"),
        row.id,
        lesson,
        change=kept.change,
        counted=counted,
        levers=_levers(assessment, kept),
    )


def _levers(assessment: Assessment, kept: _Kept) -> Levers | None:
    """What stands around a goal, where one was asked for."""
    if kept.intent == "goal_seek":
        return levers(assessment, unit_inputs(kept.last) if kept.last else None)
    own_target = assessment.inputs.target != RULE and assessment.target_met is False
    return Levers({}, {}, mix(assessment)) if own_target else None


async def _row(desk: Desk, person: Person, analysis_id: str) -> AnalysisRow | None:
    """The row of a question about a customer; None where it is another tenant's or a worksheet's."""
    row = await desk.store.analysis(person.tenant.key, analysis_id)
    return row if row and row.sheet == CUSTOMER else None


async def said_in(desk: Desk, person: Person, analysis_id: str) -> Mapping[str, Slot] | None:
    """What was said for an earlier question; None if it is not this tenant's."""
    row = await _row(desk, person, analysis_id)
    return _kept(row).slots if row else None


async def last_said(desk: Desk, person: Person) -> Mapping[str, Slot]:
    """What the person said last; nothing yet for a new one."""
    row = await desk.store.last_analysis(person.tenant.key, person.user_id, CUSTOMER)
    return _kept(row).slots if row else {}


async def recall(
    desk: Desk, person: Person, analysis_id: str, detail: Detail | None = None
) -> Assessed | None:
    """The answer to an earlier question, computed anew from its row; None if it is not this tenant's."""
    row = await _row(desk, person, analysis_id)
    if row is None:
        return None
    kept = _kept(row)
    assessment = assess(kept.inputs)
    parent = await desk.store.analysis(person.tenant.key, row.parent) if row.parent else None
    counted = _counted(assessment.inputs, kept.counts or _told(kept.slots))
    return Assessed(
        assessment,
        FOCUS.get(kept.intent, "ltv_cac"),
        row.id,
        _recalled(person, kept, assessment, counted),
        detail=detail,
        variations=variations(assessment.inputs) if detail == "what_if" else (),
        change=row.change,
        before=assess(_kept(parent).inputs) if parent else None,
        counted=counted,
        levers=_levers(assessment, kept),
    )


async def what_if(desk: Desk, person: Person, analysis_id: str, key: str) -> Assessed | None:
    """The same question with one input moved, kept as a variation of it."""
    row = await _row(desk, person, analysis_id)
    variation = vary(_kept(row).inputs, key) if row else None
    if row is None or variation is None:
        return None
    base = _kept(row)
    slots = to_slots(variation.assessment.inputs)
    moved = await _answered(desk, person, _Kept(slots, base.intent, None, row.id, variation.key, row.place))
    return replace(moved, before=assess(base.inputs))


async def count(
    desk: Desk, person: Person, analysis_id: str, customers: int, periods: int
) -> Assessed | None:
    """The same question with the number of customers its churn was measured on: the range it allows."""
    row = await _row(desk, person, analysis_id)
    if row is None:
        return None
    counts = {"customers": customers, "periods": periods}
    return await _answered(desk, person, replace(_kept(row), counts=counts))


def _told(slots: Mapping[str, Slot]) -> Mapping[str, int] | None:
    """What a churn told as counts ("18 of 600 last year") was measured on."""
    for name in ("churn", "retention"):
        slot = slots.get(name)
        if slot is not None and slot.among is not None:
            return {"customers": int(slot.among), "periods": int(slot.over or 1)}
    return None


def _counted(inputs: UnitInputs, counts: Mapping[str, int] | None) -> Counted | None:
    if not counts or inputs.churn is None:
        return None
    customers, periods = counts["customers"], counts["periods"]
    churned = round(inputs.churn.value * customers * periods)
    spread = range_from_counts(inputs, churned, customers, periods)
    return Counted(customers, periods, churned, spread)


def _recalled(person: Person, kept: _Kept, assessment: Assessment, counted: Counted | None) -> str | None:
    """The lesson the answer came with; rows from before lessons were kept get the one that fits best."""
    if kept.lesson is None:
        return _lesson(replace(person, seen=frozenset()), assessment, kept.intent, counted)
    return kept.lesson if kept.lesson in lessons(person.lang) else None


def _lesson(person: Person, assessment: Assessment, intent: str, counted: Counted | None) -> str | None:
    """The lesson that fits best of those the person has not seen yet."""
    if person.no_lessons:
        return None
    facts = lesson_facts(assessment, FOCUS.get(intent, "ltv_cac"))
    if counted:
        facts["losses"] = counted.churned
    lesson = fitting(person.lang, facts, person.seen)
    return lesson.id if lesson else None


def lesson_facts(assessment: Assessment, focus: Focus = "ltv_cac") -> dict[str, object]:
    """The figures by which a lesson is chosen, under the names lessons use."""
    values, inputs = assessment.answer.values, assessment.inputs
    return {
        "verdict": assessment.verdict,
        "focus": focus,
        "margin": inputs.margin,
        "churn": inputs.churn,
        "cac": inputs.cac,
        "lifetime": values.get("lifetime_months"),
        "payback": values.get("payback_months"),
        "payback_adjusted": values.get("payback_months_churn_adjusted"),
    }
