"""Answers of the worksheets: from what was said, or filled in, to a kept calculation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bot import presets
from bot.advise.beside import beside
from bot.advise.composed import composed, lacking, takes
from bot.advise.conversation import Conversation
from bot.advise.customer import by_seats, customer
from bot.advise.desk import Desk
from bot.advise.figures import last_said
from bot.advise.inputs import INPUT_SLOTS, known, quantity, range_in_doubt, understood
from bot.advise.known import Known
from bot.advise.reply import AskFor, AskWhich, Explained, Reply, Worked
from bot.advise.slots import all_from_wire, all_to_wire
from bot.advise.taken import taken
from bot.advise.worksheet import Field, Worksheet, field_at, packed, put, ready, spread, unpacked, worksheets
from bot.person import Person
from bot.store.base import AnalysisRow
from bot.understand.request import Doubt, Slot
from econ.errors import EconError
from econ.period import flow
from econ.quantity import PER_YEAR, Count, Money, Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a worksheet: the metric's inputs, the paths of those taken for granted, and what was said
    in words, if it was, with what it asked for."""

    sheet: Worksheet
    inputs: Mapping[str, Any]
    taken: tuple[str, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    intent: str | None = None

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "intent": self.intent or self.sheet.intent,
            "slots": all_to_wire(self.slots),
            "sheet": self.sheet.name,
            "inputs": packed(self.inputs),
            "taken": list(self.taken),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Asked:
        """The other way round."""
        slots = all_from_wire(kept["slots"])
        return cls(
            worksheets()[kept["sheet"]], unpacked(kept["inputs"]), tuple(kept["taken"]), slots, kept["intent"]
        )


async def work_out(
    desk: Desk,
    person: Person,
    sheet: Worksheet,
    now: Conversation,
    *,
    missing: tuple[str, ...] = (),
    doubts: tuple[Doubt, ...] = (),
) -> Reply:
    """Answer a message: ask for what is missing or in doubt, explain what cannot be."""
    slots, place = now.slots, now.key
    kept = said(slots)
    doubt = next((one for one in doubts if one.key != "assumed"), None) or _one_wanted(sheet, slots)
    if doubt:
        return AskWhich(doubt, kept, place, sheet.name)
    if missing:
        return AskFor(missing, kept, place, sheet.name)
    try:
        lacks = lacking(sheet.name, slots)
        if lacks:
            return AskFor(lacks, kept, place, sheet.name)
        asked = Asked(sheet, *inputs_of(sheet, slots, person), slots, now.intent)
        return await answer(desk, person, asked, place)
    except EconError as error:
        if error.key == "missing_input":
            return AskFor((_asked(sheet, error.field),), kept, place, sheet.name)
        return Explained(error.key, error.field, error.facts, kept, place, sheet.name)


def _one_wanted(sheet: Worksheet, slots: Mapping[str, Slot]) -> Doubt | None:
    """A range where the worksheet calculates with one value."""
    ranged = any("range" in field.kind.name for field in sheet.fields)
    return None if ranged else range_in_doubt(slots)


def said(slots: Mapping[str, Slot]) -> dict[str, Known]:
    """What a message told, to be said back: the customer's figures in their order, then the others."""
    rest = {
        name: value
        for name, slot in slots.items()
        if name not in INPUT_SLOTS and slot.type not in ("enum", "list", "text") and (value := known(slot))
    }
    return understood(slots) | rest


def _asked(sheet: Worksheet, at: str | None) -> str:
    """The slot to ask for where an input is missing; the input itself where no slot fills it."""
    field = sheet.field(at or "")
    return field.slot if field and field.slot else (at or "").partition(".")[0]


def inputs_of(
    sheet: Worksheet, slots: Mapping[str, Slot], person: Person
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The metric's inputs from the slots of a message, and the paths of those taken for granted."""
    inputs: dict[str, Any] = {}
    plain = customer(slots) if sheet.customer else slots
    for name, entry in sheet.slots().items():
        slot = plain.get(name)
        if slot is not None and (slot.value is not None or slot.low is not None):
            fill(inputs, entry, by_seats(slot, slots.get("seats")))
    for at, value in composed(sheet.name, slots, person).items():
        put(inputs, tuple(at.split(".")), value)
    granted = taken(sheet.name, slots, person)
    for at, value in granted.items():
        if value is not None:
            put(inputs, tuple(at.split(".")), value)
    return spread(sheet, inputs), tuple(granted)


async def begun(desk: Desk, person: Person, sheet: Worksheet, slots: Mapping[str, Slot]) -> Mapping[str, Any]:
    """What the form begins with: what a message said; without a figure, what was given last."""
    inputs, _ = inputs_of(sheet, slots, person)
    told = (sheet.slots().keys() | takes(sheet.name)) & slots.keys()
    if any(slots[name].type not in ("enum", "list") for name in told):
        return inputs
    if sheet.customer and (last := await last_said(desk, person)):
        return inputs_of(sheet, last, person)[0]
    return await last_inputs(desk, person, sheet) or inputs


def fill(inputs: dict[str, Any], field: Field, slot: Slot) -> None:
    """Put one value at its place, brought to the period the field is for."""
    value = wired(field, slot)
    if value is None:
        return
    put(inputs, field.path, value)
    if field.period_at and slot.period:
        put(inputs, tuple(field.period_at.split(".")), slot.period)


def wired(field: Field, slot: Slot) -> object:
    """A slot's value as the metric's JSON takes it; None for a choice the metric does not know."""
    if slot.type in ("enum", "text"):
        chosen = field.aliases.get(str(slot.value), slot.value)
        return chosen if not field.kind.choices or chosen in field.kind.choices else None
    counts = _counted(field, slot)
    if counts:
        return counts
    if slot.low is not None and slot.high is not None:
        return _ends(field, slot)
    found = quantity(slot)
    if isinstance(found, Money):
        amount = _per(found, field.per).amount if field.per else found.amount
        return {"amount": amount, "currency": found.currency} if found.currency else amount
    if isinstance(found, Count) and field.per and slot.period:
        return found.value * PER_YEAR[slot.period] / PER_YEAR[field.per]
    return found.value - 1 if field.less_one and slot.unit == "x" else found.value


def _counted(field: Field, slot: Slot) -> dict[str, Any] | None:
    """Counts, where the metric takes them: lost of so many, or spent on so many."""
    if slot.among is None or not isinstance(slot.value, Decimal):
        return None
    if field.kind.name.endswith("counts"):
        return {"churned": slot.lost, "customers": slot.among, "periods": slot.over or Decimal(1)}
    if field.kind.name.endswith("spend"):
        spend = round(slot.value * slot.among, 6).normalize()
        return {"spend": spend, "customers": slot.among, **({"currency": slot.unit} if slot.unit else {})}
    return None


def _ends(field: Field, slot: Slot) -> dict[str, Any] | None:
    """A range, where the metric takes one."""
    if "range" not in field.kind.name:
        return None
    money = field.kind.name.startswith("money") and slot.unit
    return {"low": slot.low, "high": slot.high, **({"currency": slot.unit} if money else {})}


def _per(found: Money, period: Period) -> Money:
    return flow(found, period) if found.period in PER_YEAR else found


async def answer(desk: Desk, person: Person, asked: Asked, place: str | None = None) -> Worked:
    """Calculate and keep it. Raises EconError."""
    found = _worked(asked)
    row = AnalysisRow(
        desk.new_id(),
        person.tenant.key,
        person.user_id,
        desk.clock(),
        asked.kept(),
        place=None if asked.sheet.plain else place,  # no customer's: what is said next goes on from theirs
        sheet=asked.sheet.name,
    )
    await desk.store.keep_analysis(row)
    return replace(found, analysis_id=row.id)


def _worked(asked: Asked) -> Worked:
    merged, notes = presets.merged(asked.sheet.metric, ready(asked.sheet, asked.inputs))
    from econ.metric import METRICS  # the whole registry: loaded when first needed

    metric = METRICS[asked.sheet.metric]
    try:
        found = presets.told(metric.calculate(merged), notes)
    except EconError as error:
        raise EconError(error.key, field_at(asked.inputs, error.field), **error.facts) from None
    given = metric.model.read(merged)
    also = beside(asked.sheet.beside, merged, found) if asked.sheet.beside else None
    return Worked(asked.sheet.name, asked.inputs, given, found, said(asked.slots), asked.taken, beside=also)


def reworked(kept: Mapping[str, Any]) -> Worked:
    """A kept calculation, worked out anew from what a row holds of it."""
    return _worked(Asked.of(kept))


def recalled(row: AnalysisRow) -> Worked:
    """The same, as the answer that was given then."""
    return replace(reworked(row.inputs), analysis_id=row.id)


async def last_inputs(desk: Desk, person: Person, sheet: Worksheet) -> dict[str, Any]:
    """What the person last gave this worksheet; nothing yet for a new one."""
    row = await desk.store.last_analysis(person.tenant.key, person.user_id, sheet.name)
    return unpacked(row.inputs["inputs"]) if row else {}
