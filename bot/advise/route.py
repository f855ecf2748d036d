"""From a request to its use case: the one door that command, DM, mention, terminal and script go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.advise import scenarios
from bot.advise.conversation import Conversation, is_over, keep, resume
from bot.advise.desk import Desk
from bot.advise.figures import Asked, figures
from bot.advise.inputs import RIVALS, understood
from bot.advise.reply import AskFor, AskWhich, Assessed, Explained, Helped, Reply, Told, Understood, Worked
from bot.advise.spend import cost_of_acquisition, solved_for_cac
from bot.advise.teach import show_lessons, teach
from bot.advise.variation import merged
from bot.content import languages
from bot.person import Person
from bot.store.base import PersonRow
from bot.understand import understand
from bot.understand.needs import borrows, missing, sheet_of, usable_slots, with_sheets
from bot.understand.request import Doubt, Request, Slot
from econ.errors import EconError

#: The question that everything else is a part of.
WHOLE = "ltv_cac"

#: Intents about the numbers of a customer; the others leave a running analysis as it is.
FIGURES = frozenset({"ltv_cac", "ltv", "payback", "goal_seek", "cac", "what_if", "provide", "correct"})

#: Inputs that people who do not know them can work out from what they do know.
LEADS = frozenset({"price", "churn", "margin", "cac", "spend", "new_customers", "salary"})

#: What is aimed at rather than given: a new aim says nothing of the customer.
AIMS = frozenset({"target", "solve_for"})

#: What a cost of acquisition is made of.
COSTS = frozenset({"spend", "new_customers"})

#: Intents that go on with whatever was being asked.
FOLLOW_UPS = frozenset({"what_if", "provide", "correct"})


#: Questions that a range answers with a range, where everything else is known; and what may be one.
RANGED = frozenset({WHOLE, "ltv", "payback"})
RANGEABLE = frozenset({"price", "churn", "retention", "lifetime", "margin", "cac", "spend"})


async def converse(desk: Desk, person: Person, text: str, place: str) -> tuple[Request, Conversation, Reply]:
    """One turn: what was understood, the conversation after it, and the answer."""
    request = understand(text, lang=person.lang)
    if request.intent == WHOLE and not request.missing and not request.doubts:
        before = Conversation(place)  # it says everything itself: its answer closes whatever was open
    else:
        before = await resume(desk, person, place)
        request = understand(text, lang=person.lang, awaiting=before.awaiting, have=before.slots)
    reply, after = await _advise(desk, person, request, before)
    await _remember(desk, person, before, after, reply)
    return request, after, reply


async def _remember(
    desk: Desk, person: Person, before: Conversation, after: Conversation, reply: Reply
) -> None:
    """An answer is remembered by its analysis; what is still open, by the conversation."""
    if isinstance(reply, Assessed | Worked):
        if before.stored:
            await desk.store.forget_conversation(person.tenant.key, before.key)
    elif after is not before:
        await keep(desk, person, after)


async def choose(desk: Desk, person: Person, place: str, reading: int) -> Reply | None:
    """The person chose one reading of a doubt; None where that doubt is no longer open."""
    before = await resume(desk, person, place)
    if before.doubt_slot is None or reading >= len(before.readings):
        return None
    slots = merged(before.slots, {before.doubt_slot: before.readings[reading]})
    now = Conversation(before.key, before.intent or WHOLE, slots)
    reply, after = await _figures(desk, person, now)
    await _remember(desk, person, before, after, reply)
    return reply


async def _advise(
    desk: Desk, person: Person, request: Request, before: Conversation
) -> tuple[Reply, Conversation]:
    if "baseline" in request.missing:
        over = await is_over(desk, person, before.key)
        return Told("context_over" if over else "no_baseline"), before
    if request.unsure:
        return _lead(before)
    if request.intent == "what_if" and not (request.slots or request.doubts):
        return await _as_it_was(desk, person, request, before), before
    if request.intent == "settings" and "currency" in request.slots:
        return await _in_currency(desk, person, request, before)
    if request.intent in FIGURES or sheet_of(request.intent):
        now = _continued(request, before)
        alone = not (before.slots or before.awaiting) and now.intent == request.intent
        return await _figures(desk, person, now, request.doubts, request.missing if alone else None)
    if request.intent == "figure":
        return await _figure(desk, person, request, before.key), before
    if request.intent == "reset":
        return Told("reset"), Conversation(before.key)
    if request.intent.startswith("digest_"):
        from bot.advise.digest_said import said

        return said(request), before
    return await _other(desk, person, request, before), before


def _lead(before: Conversation) -> tuple[Reply, Conversation]:
    """To what people do know, when they do not know what was asked."""
    asked = before.awaiting[0]
    if asked == "cac":
        before = replace(before, awaiting=("spend", "new_customers"))
    return Told(f"unknown_{asked}" if asked in LEADS else "unknown"), before


async def _as_it_was(desk: Desk, person: Person, request: Request, before: Conversation) -> Reply:
    """A what-if with nothing moved: back to the figures it varied, or a question about what to move."""
    if not request.back:
        return Told("what_if_what")
    from bot.advise.recall import recall

    return (await recall(desk, person, before.analysis) if before.analysis else None) or Told("no_baseline")


async def _in_currency(
    desk: Desk, person: Person, request: Request, before: Conversation
) -> tuple[Reply, Conversation]:
    """The amounts of the conversation are in that currency; nothing is converted."""
    code = _text(request.slots["currency"])
    money = {name: replace(slot, unit=code) for name, slot in before.slots.items() if slot.type == "money"}
    if not money:
        return Told("currency_where_said", {"code": code}), before
    now = replace(before, intent=before.intent or WHOLE, slots={**before.slots, **money})
    return await _figures(desk, person, replace(now, analysis=None))


def _completes(request: Request, before: Conversation) -> bool:
    """It lacks what is known already, and says nothing known again: more about the same customer."""
    if before.intent not in FIGURES or request.intent not in FIGURES:
        return False
    if not before.slots or not missing(request.intent, request.slots, {}):
        return False
    known = {name for slot in before.slots for name in (slot, *RIVALS.get(slot, ()))} - AIMS
    return not known & set(request.slots)


def _continued(request: Request, before: Conversation) -> Conversation:
    """The conversation with this message in it: a new question starts from its own values, unless it leaves
    open what the conversation knows ("and with an agency at 6k?" after what a rep costs)."""
    another = bool(sheet_of(request.intent)) and request.intent != before.intent
    follows = _answers(request, before) and not (another and borrows(request.intent))
    if follows and not missing(WHOLE, request.slots, {}):
        follows = False  # it says everything itself
    intent = before.intent if follows and before.intent else request.intent
    intent = (
        WHOLE
        if intent in FOLLOW_UPS or (intent == "cac" and follows and set(request.slots) - COSTS)
        else intent
    )
    lent = borrows(request.intent) and (before.intent in FIGURES or borrows(before.intent or ""))
    together = merged(before.slots, request.slots)
    if _completes(request, before):
        intent = _same_customer(request, intent)
    elif follows:
        intent = _with_a_use_for(request.slots, intent, together)
    elif not lent and not _leaves_open(intent, request.slots, together):
        together = merged({}, request.slots)
    varied = before.analysis if request.intent == "what_if" else None
    return Conversation(before.key, intent, together, analysis=varied)


def _same_customer(request: Request, intent: str) -> str:
    """What is asked of a customer whose figures are completed: a target, payback or value; else the whole."""
    if request.intent in ("goal_seek", "payback", "ltv"):
        return request.intent
    return WHOLE if intent == "cac" and set(request.slots) - COSTS else intent


def _leaves_open(intent: str, said: Mapping[str, Slot], together: Mapping[str, Slot]) -> bool:
    """A worksheet's question lacks something that the conversation has. One that says nothing at all, where
    the conversation has everything, asks for the form."""
    if not sheet_of(intent):
        return False
    lacking = len(missing(intent, together, {}))
    return lacking < len(missing(intent, said, {})) and bool(said or lacking)


def _with_a_use_for(said: Mapping[str, Slot], intent: str, together: Mapping[str, Slot]) -> str:
    """Another worksheet, where the one being spoken of has no use for what was just said and that one has all
    it needs: a partner's fee after the cost of a rep."""
    if not sheet_of(intent) or said.keys() <= usable_slots(intent):
        return intent
    fitting = (
        other
        for other in with_sheets()
        if said.keys() <= usable_slots(other) and not missing(other, together, {})
    )
    return next(fitting, intent)


def _answers(request: Request, before: Conversation) -> bool:
    """Whether the message goes on with what was being asked. A question of another worksheet does not, unless
    it holds what was asked for; a figure for the same worksheet does, where it could not stand alone."""
    if request.intent in FOLLOW_UPS:
        return True
    if (
        request.intent == before.intent
        and sheet_of(request.intent)
        and missing(request.intent, request.slots, {})
    ):
        return any(slot.type != "enum" for slot in request.slots.values())
    same = sheet_of(request.intent) == sheet_of(before.intent or WHOLE)
    return bool(before.awaiting) and (same or bool(set(before.awaiting) & set(request.slots)))


async def _figures(
    desk: Desk,
    person: Person,
    now: Conversation,
    doubts: tuple[Doubt, ...] = (),
    lacking: tuple[str, ...] | None = None,
) -> tuple[Reply, Conversation]:
    intent = now.intent or WHOLE
    if lacking is None:
        lacking = missing(intent, now.slots, {})
    sheet = None if intent == WHOLE else sheet_of(intent)
    if sheet is None and intent in RANGED and _is_ranged(now.slots) and not missing(WHOLE, now.slots, {}):
        sheet = "ranges"
    if sheet:
        reply: Reply = await _on_a_sheet(desk, person, sheet, now, doubts, lacking)
    elif intent == "cac":
        reply = cost_of_acquisition(now.slots, lacking, now.key)
    elif intent == "goal_seek" and _aims_at_cac(now.slots):
        reply = cost_of_acquisition(solved_for_cac(now.slots), lacking, now.key)
    else:
        reply = await figures(desk, person, Asked(now.slots, intent, now.key, lacking, doubts, now.analysis))
    match reply:
        case AskFor(missing=awaited):
            return reply, replace(now, awaiting=awaited)
        case AskWhich(doubt=doubt):
            awaited = (doubt.slot,) if doubt.slot else ()
            return reply, replace(now, awaiting=awaited, doubt_slot=doubt.slot, readings=doubt.readings)
        case Explained(at=str(at)) if at in now.slots:
            return reply, replace(now, awaiting=(at,))
        case _:
            return reply, now


def _aims_at_cac(slots: Mapping[str, Slot]) -> bool:
    target = slots.get("target")
    return target is not None and target.metric == "cac"


def _is_ranged(slots: Mapping[str, Slot]) -> bool:
    """One of the customer's figures was given as a range, and all of those can be answered with one."""
    ranged = {name for name, slot in slots.items() if slot.low is not None}
    return bool(ranged) and ranged <= RANGEABLE


async def _on_a_sheet(
    desk: Desk,
    person: Person,
    name: str,
    now: Conversation,
    doubts: tuple[Doubt, ...],
    lacking: tuple[str, ...],
) -> Reply:
    from bot.advise import worked  # with the whole registry of metrics: loaded when first asked for
    from bot.advise.worksheet import worksheets

    sheet = worksheets()[name]
    return await worked.work_out(desk, person, sheet, now, missing=lacking, doubts=doubts)


async def _figure(desk: Desk, person: Person, request: Request, place: str) -> Reply:
    """A calculation by its name; the running figures of a customer stay what they are."""
    from bot.advise import plain, worked
    from bot.advise.worksheet import worksheets

    sheet = worksheets()[_text(request.slots.get("figure"))]
    try:
        inputs = plain.pairs(sheet, request.text)
        if inputs:
            return await worked.answer(desk, person, worked.Asked(sheet, inputs), place)
    except EconError as error:
        return Explained(error.key, error.field, error.facts, {}, place, sheet.name)
    return AskFor(plain.lacking(sheet), {}, place, sheet.name)


async def _other(desk: Desk, person: Person, request: Request, before: Conversation) -> Reply:
    name = _text(request.slots.get("name"))
    match request.intent:
        case "benchmark":
            return await _benchmark(desk, person, request)
        case "learn":
            return await teach(desk, person, request)
        case "scenario_save":
            return await scenarios.save(desk, person, name)
        case "scenario_list":
            return await scenarios.listed(desk, person)
        case "scenario_load":
            return await scenarios.load(desk, person, name, before.key)
        case "scenario_delete":
            return await scenarios.delete(desk, person, name)
        case "show_inputs":
            kept = understood(before.slots)
            return Understood(kept, before.key) if kept else Told("no_inputs")
        case "settings":
            return await _settings(desk, person, request)
        case "help":
            return Helped()
        case "greet" | "thanks":
            return Told(request.intent)
        case "fallback" | "clarify" | "out_of_scope" | "confirm" | "deny" | "provide":
            return Helped(near=request.near, said=request.text, key=request.intent)
        case _:
            return Helped(said=request.text, key="not_yet")


async def _benchmark(desk: Desk, person: Person, request: Request) -> Reply:
    from bot.advise.benchmark import benchmark  # with all figures of the benchmarks: loaded when asked for

    return await benchmark(desk, person, request.slots)


async def _settings(desk: Desk, person: Person, request: Request) -> Reply:
    lessons = _text(request.slots.get("lessons"))
    if lessons:
        return await show_lessons(desk, person, wanted=lessons == "on")
    wanted = _text(request.slots.get("language"))
    if wanted in languages():
        await speak_in(desk, person, wanted)
        return Told("language_set", lang=wanted)
    return Told("language_which" if not wanted else "language_missing")


async def speak_in(desk: Desk, person: Person, lang: str) -> None:
    """Remember the language a person chose over their Slack's."""
    row = await desk.store.person(person.tenant.key, person.user_id)
    row = row or PersonRow(person.tenant.key, person.user_id)
    await desk.store.keep_person(replace(row, chosen_lang=lang))


def _text(slot: Slot | None) -> str:
    return str(slot.value) if slot and slot.value is not None else ""
