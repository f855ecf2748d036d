"""Text in, Request out: the quick way for shorthand, else clean, lift, assign, choose, complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.understand import amend, entities, fit
from bot.understand.assign import rest_as_doubts, span_of
from bot.understand.choice import Choice
from bot.understand.clean import clean
from bot.understand.intent import choose, solved_for
from bot.understand.lexicon import Lexicon, lexicon
from bot.understand.nearest import nearest
from bot.understand.needs import WHOLE, missing, usable_slots
from bot.understand.quantity import MOST_NUMBERS, Quantity
from bot.understand.request import Doubt, Request, Slot, SlotType
from bot.understand.shorthand import shorthand
from bot.understand.tokens import MOST
from bot.understand.turn import NUMERIC, Turn, read_turn
from bot.understand.typo import repair

#: What a value may be that is compared with others, and the kind and unit of its slot.
_JUDGED: Mapping[str, tuple[SlotType, str | None]] = {
    "rate": ("rate", "ratio"),
    "points": ("rate", "ratio"),
    "multiple": ("multiple", "x"),
    "number": ("multiple", "x"),
    "money": ("money", None),
    "duration": ("duration", None),
}
_NOTHING: Mapping[str, Slot] = {}
#: Longer than this is no shorthand.
_QUICK = 240


def understand(
    text: str, *, lang: str | None = None, awaiting: tuple[str, ...] = (), have: Mapping[str, Slot] = _NOTHING
) -> Request:
    """Read a message in any installed language, or several.

    `lang` is the person's own language, a hint only. `awaiting` are the slots the bot just asked for: short
    answers go to them. `have` are the slots known so far; they count for `missing` but are not repeated.
    """
    if len(text) <= _QUICK and (quick := _shorthand(text.strip(), awaiting, have)):
        return quick
    cleaned = clean(text)
    if quick := _shorthand(cleaned.text, awaiting, have) if len(cleaned.text) <= _QUICK else None:
        return quick
    lex = lexicon()
    turn = read_turn(cleaned.text, lex, awaiting, have)
    if not amend.in_place_of(turn):
        amend.period_alone(turn)
    turn.signs = tuple(lex.emoji[sign] for sign in cleaned.emoji if sign in lex.emoji)
    cut = cleaned.cut or len(turn.read) == MOST or len(turn.quantities) >= MOST_NUMBERS
    return _request(turn, choose(turn), lang, cut=cut)


def warm() -> None:
    """Read the language data now rather than with the first message (about a tenth of a second)."""
    lexicon()
    nearest()
    repair("warmth")


def _shorthand(text: str, awaiting: tuple[str, ...], have: Mapping[str, Slot]) -> Request | None:
    found = shorthand(text, awaiting)
    if found is None:
        return None
    slots, doubts, said = found
    intent = "provide" if awaiting and not set(slots) - set(awaiting) else WHOLE
    lacking = missing(intent, slots, have, awaiting=awaiting)
    return Request(intent, slots, lacking, _seats(slots, have, doubts), said, text=text)


def _seats(slots: Mapping[str, Slot], have: Mapping[str, Slot], doubts: list[Doubt]) -> tuple[Doubt, ...]:
    """A price per seat says nothing of a customer until the seats are known."""
    price = slots.get("price")
    if price and price.per == "seat" and "seats" not in slots and "seats" not in have:
        return (*doubts, Doubt(price.source, "seats", key="seats"))
    return tuple(doubts)


def _request(turn: Turn, choice: Choice, lang: str | None, *, cut: bool) -> Request:
    intent = choice.intent
    slots = _said(turn, intent)
    doubts = list(turn.got.doubts)
    if intent in ("fallback", "out_of_scope", "clarify") and not turn.filled:
        slots = {}
    if intent == "benchmark":
        doubts = []  # its numbers are what is judged
    elif intent not in ("fallback", "out_of_scope"):
        doubts += _eliminate(turn, intent, slots)
        if _takes_numbers(turn.lex, intent):
            used = {slot.source for slot in slots.values()} | {doubt.source for doubt in doubts}
            doubts += [Doubt(slot.source) for slot in turn.slots.values() if slot.source not in used]
            doubts += rest_as_doubts(turn.got, {id(q): _source(turn, q.start, q.end) for q in turn.got.left})
    if cut:
        doubts.append(Doubt("", key="too_long"))
    return Request(
        intent,
        slots,
        missing(intent, slots, turn.have, awaiting=turn.awaiting),
        _seats(slots, turn.have, doubts),
        language_of(turn, lang),
        choice.near,
        turn.text,
        choice.back,
        bool(turn.awaiting) and turn.unsure and not turn.quantities,
    )


def _takes_numbers(lex: Lexicon, intent: str) -> bool:
    """An intent about numbers; in a name, a schedule or a thank-you they are part of speech."""
    if intent == "clarify" or lex.contract["intents"][intent].get("any"):
        return True
    return any(lex.slots[name].kind in NUMERIC for name in usable_slots(intent))


def _source(turn: Turn, start: int, end: int) -> str:
    return turn.text[turn.read[start].start : turn.read[end - 1].end]


def _said(turn: Turn, intent: str) -> dict[str, Slot]:
    """The slots of this message that the intent can use."""
    lex = turn.lex
    entry = lex.contract["intents"].get(intent, {})
    usable = usable_slots(intent)
    slots = {
        name: slot
        for name, slot in turn.slots.items()
        if name in usable or entry.get("inputs") or entry.get("any")
    }
    for name, instead in entry.get("uncued", {}).items():
        if name in slots and instead not in turn.slots and not _called(turn, name):
            slots[instead] = replace(slots.pop(name), per=None)
    for name, slot in turn.slots.items():
        if name not in slots and (other := _also(lex, name, usable - set(slots))):
            slots[other] = slot  # "20 new deals" are won customers to one question, deals to another
    if "solve_for" in usable and (solved := solved_for(turn)):
        slots["solve_for"] = Slot("enum", {"retention": "churn"}.get(solved, solved))
    slots.update(_names(turn, intent, usable, lex))
    return _for_a_cac(slots)


def _also(lex: Lexicon, name: str, usable: set[str]) -> str | None:
    """The slot of an intent that also takes what another slot is called by."""
    return next((other for other in sorted(usable) if name in lex.slots[other].also), None)


def _for_a_cac(slots: dict[str, Slot]) -> dict[str, Slot]:
    """ "How many customers for a CAC of 2k?": the CAC said is what is aimed at."""
    solved, cac = slots.get("solve_for"), slots.get("cac")
    if solved is None or cac is None or solved.value not in ("new_customers", "spend") or "target" in slots:
        return slots
    target = Slot("target", cac.value, cac.unit, metric="cac", source=cac.source)
    return {name: slot for name, slot in slots.items() if name != "cac"} | {"target": target}


def _called(turn: Turn, slot: str) -> bool:
    """Something in the message calls that slot by name, rather than a number having gone there for want of
    another."""
    return any(seen.cue.slot == slot and seen.cue.role != "hint" for seen in turn.got.sightings)


def _names(turn: Turn, intent: str, usable: set[str], lex: Lexicon) -> dict[str, Slot]:
    """The named things an intent can use."""
    read, text = turn.read, turn.text
    after = turn.command[1] if turn.command and turn.command[0] == intent else _after_verb(turn, intent)
    ways: dict[str, Callable[[], Slot | None]] = {
        "topic": lambda: entities.topic(read, lex),
        "metric": lambda: entities.metric(read, lex),
        "value": lambda: _judged_value(turn),
        "level": lambda: entities.enum(read, lex, "levels"),
        "format": lambda: entities.enum(read, lex, "formats"),
        "lessons": lambda: entities.enum(read, lex, "lessons"),
        "language": lambda: entities.language(read, lex, turn.body[0]),
        "currency": lambda: entities.currency(read, lex),
        "segment": lambda: entities.enum(read, lex, "segments"),
        "segments": lambda: entities.segments(read, lex),
        "figure": lambda: entities.figure(text, read, lex),
        "role": lambda: entities.enum(read, lex, "roles"),
        "name": lambda: entities.name(text, read, lex, after),
        "channel": lambda: entities.channel(text, read, lex),
        "schedule": lambda: entities.schedule(text, read, lex),
    }
    found = {name: way() for name, way in ways.items() if name in usable}
    return {name: slot for name, slot in found.items() if slot is not None}


#: What a scenario's name follows where the message does not start with a command.
_VERBS = {"scenario_save": "SAVE", "scenario_load": "LOAD", "scenario_delete": "DELETE"}


def _after_verb(turn: Turn, intent: str) -> int:
    """The token after the words that ask for it: "could we pull up … again"."""
    idea = _VERBS.get(intent)
    ends = [end for _, end, found in turn.idea_words.find(turn.read) if found == idea]
    return ends[0] if ends else turn.body[0]


def _judged_value(turn: Turn) -> Slot | None:
    """The value whose worth is asked ("is 2.4 good?")."""
    for q in turn.quantities:
        if q.kind in _JUDGED and q.low is None:
            kind, unit = _JUDGED[q.kind]
            return Slot(kind, q.value, unit or q.unit, q.period, source=_source(turn, q.start, q.end))
    return None


def _eliminate(turn: Turn, intent: str, slots: dict[str, Slot]) -> list[Doubt]:
    """One input and one fitting number left: they belong together, and the reply says so ("assumed")."""
    lacking = [
        name for name in missing(intent, slots, turn.have, awaiting=turn.awaiting) if name in turn.lex.slots
    ]
    doubted = {doubt.slot for doubt in turn.got.doubts}
    lacking = [name for name in lacking if name not in doubted and turn.lex.slots[name].kind in NUMERIC]
    if len(turn.got.left) != 1 or intent in ("what_if", "correct"):
        return []
    q = turn.got.left[0]
    if "seats" in slots and "price" in lacking:
        return []  # a price of each seat, or of all of them?
    if any(
        start < q.end + 4 and end > q.start - 4
        for start, end, _ in turn.lex.lists["other_figures"].find(turn.read)
    ):
        return []
    fitting = [
        n for n in lacking if fit.cost(q, n, turn.lex.slots[n], changes=False) < 1.0 and _safe(turn, q, n)
    ]
    if len(fitting) != 1 or (len(lacking) > 1 and not turn.slots):
        return []
    name = fitting[0]
    spec = turn.lex.slots[name]
    period = span_of(turn.read, turn.lex) if spec.over_time else None
    made = fit.make(q, name, spec, _source(turn, q.start, q.end), period=period)
    turn.got.left.clear()
    if isinstance(made, Doubt):
        return [made]
    slots[name] = made
    return [Doubt(made.source, name, (made,), key="assumed")]


def _safe(turn: Turn, q: Quantity, name: str) -> bool:
    """A high rate is hardly a churn: more likely it is of those who stay. Then it is asked about."""
    limit = turn.lex.slots[name].assume_below
    if limit is None:
        return True
    value = q.value / 100 if q.kind == "number" and q.value > 1 else q.value
    return value < limit


def language_of(turn: Turn, hint: str | None = None) -> str | None:
    """The installed language most of the words are in; the hint breaks a tie; None without words."""
    said = [token.text for token in turn.read if token.kind == "w"]
    counts = {lang: sum(word in stop for word in said) for lang, stop in turn.lex.vocabulary.items()}
    best = max(counts, key=lambda lang: counts[lang])
    tied = [lang for lang in counts if counts[lang] == counts[best]]
    if len(tied) > 1:
        return hint if counts[best] and hint in tied else None
    return best
