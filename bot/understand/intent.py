"""What is wanted: commands, then the filled slots, then the nearest example. In that order of trust."""

from __future__ import annotations

from collections.abc import Callable

from bot.understand import entities, manners
from bot.understand.choice import Choice
from bot.understand.manners import NAMED
from bot.understand.needs import WHOLE, missing, sheet_of, usable_slots
from bot.understand.turn import Turn

#: Below this the nearest example says nothing; between the two it is a guess to offer, not to follow.
_SURE, _LIKELY = 0.44, 0.26
#: An answer to a question is short; "boh, 70?" is one in spite of its question mark.
_BRIEF = 10
INPUTS = ("price", "churn", "retention", "lifetime", "margin", "cac", "spend", "new_customers")
_ANALYSES = ("ltv_cac", "ltv", "cac", "payback")
#: Those that live on numbers of hiring, funnels or markets.
_SPECIAL = (
    "rep_cost",
    "outsource_compare",
    "offer",
    "funnel",
    "market_size",
    "segment_compare",
    "what_if",
)
#: What is compared with others; a partner's fee or a price is judged by its own figures.
_MEASURED = frozenset(
    {"churn", "retention", "nrr", "margin", "cac", "lifetime", "salary", "win_rate", "lead_rate", "qual_rate"}
)
_ADVICE = ("learn", "benchmark")


def choose(turn: Turn) -> Choice:
    """The intent of a message. Each rule may pass; the last never does."""
    for rule in _RULES:
        found = rule(turn)
        if found:
            return found
    return _by_example(turn)


def _worksheet(turn: Turn) -> Choice | None:
    """ "rep 50k", "outsource 6k a month": a worksheet's name, then its numbers."""
    if turn.command is None or not turn.quantities or turn.asks or turn.supposes:
        return None
    intent, _ = turn.command
    return Choice(intent) if sheet_of(intent) and turn.filled <= usable_slots(intent) | {"role"} else None


def _judged(turn: Turn) -> Choice | None:
    """ "Is 5% churn high?", "2.4 va bene?": one figure, and whether it is as it should be."""
    if len(turn.quantities) != 1 or len(turn.filled) > 1 or turn.supposes or turn.negates or _changes(turn):
        return None
    said = turn.filled - {"target"}
    if said - _MEASURED:
        return None
    named = turn.topics or said or turn.quantities[0].kind == "multiple"
    if not named or (turn.awaiting and said & set(turn.awaiting)) or not turn.ideas & {"JUDGE", "TYPICAL"}:
        return None
    yes_or_no = (
        turn.lex.talk["yes_or_no"].first(turn.read, turn.body[0]) if turn.body[0] < len(turn.read) else None
    )
    if not (turn.asks or yes_or_no) or _solves(turn):
        return None
    rival = max(
        turn.near.get(intent, 0.0) for intent in ("goal_seek", "what_if", "rep_cost", "out_of_scope", WHOLE)
    )
    return Choice("benchmark") if turn.near.get("benchmark", 0.0) + 0.1 > rival else None


def _figure(turn: Turn) -> Choice | None:
    """A calculation called by its name, wherever it stands: "why does ChartMogul show another LTV?"."""
    named = {found.what for found in entities.named(turn.read, turn.lex, "figures")}
    if turn.negates or not (named or entities.typed_figure(turn.text, turn.lex)):
        return None
    if "tools" in named and (turn.mentions("ltv") or turn.near.get("reconcile", 0.0) > _SURE):
        return Choice("reconcile")
    said = next((intent for intent in ("reconcile", "ranges") if intent in named), None)
    return Choice(said) if said else _metric(turn)


def _metric(turn: Turn) -> Choice | None:
    """ "magic number", "what is our quick ratio": a metric's name is what the message begins with."""
    if entities.typed_figure(turn.text, turn.lex):
        return Choice("figure")
    if turn.near.get("benchmark", 0.0) > _SURE:
        return None
    start, end = turn.body
    figures = turn.lex.named["figures"]
    while start < end and not figures.first(turn.read, start) and _is_stop(turn, start):
        start += 1
    hit = figures.first(turn.read, start) if start < end else None
    return Choice("figure") if hit and hit[1] not in ("reconcile", "ranges", "tools") else None


def _is_stop(turn: Turn, i: int) -> bool:
    everyday = any(turn.read[i].text in words for words in turn.lex.stop.values())
    return everyday or bool(turn.lex.talk["question"].first(turn.read, i))


def _schedule(turn: Turn) -> Choice | None:
    """ "Every Monday at 9 in #sales": a rhythm and a channel; no number in it is an input."""
    rhythm = any(entities.named(turn.read, turn.lex, name) for name in ("days", "frequency"))
    if not (rhythm and entities.names_channel(turn.text)):
        return None
    ends, begins = (turn.near.get(f"digest_{name}", 0.0) for name in ("unsubscribe", "subscribe"))
    return Choice("digest_unsubscribe" if ends > begins else "digest_subscribe")


def _correction(turn: Turn) -> Choice | None:
    """ "no, the churn is 4%", "sorry, I meant 80%"."""
    if turn.repeated and not turn.mentions("ltv", "ltv_cac", "payback"):
        return Choice("correct")
    if not turn.negates or _changes(turn) or not (turn.filled or turn.got.left) or len(turn.filled) > 2:
        return None
    known = turn.have or turn.awaiting or turn.filled
    return Choice("correct") if known and not (turn.asks and not turn.have) else None


def _changes(turn: Turn) -> bool:
    return any(slot.op for slot in turn.slots.values()) or any(
        doubt.key == "points_or_percent" for doubt in turn.got.doubts
    )


def _variation(turn: Turn) -> Choice | None:
    filled = turn.filled - {"target"}
    if _changes(turn) and not turn.negates:
        return Choice("what_if")
    named = any(seen.cue.role == "name" for seen in turn.got.sightings)
    if turn.supposes and turn.have and not turn.quantities and named and any(turn.lex.change.find(turn.read)):
        return Choice("what_if")
    whole = not turn.have and any(not missing(intent, turn.slots, {}) for intent in ("cac", WHOLE))
    if turn.supposes and filled and (turn.have or len(filled) <= 2) and not _solves(turn) and not whole:
        return Choice("what_if")
    return None


def _solves(turn: Turn) -> bool:
    return bool(solved_for(turn)) and ("target" in turn.filled or turn.near.get("goal_seek", 0) > _SURE)


def _solving(turn: Turn) -> Choice | None:
    if _solves(turn):
        return Choice("goal_seek")
    return None


#: How far off a cue of each kind counts as standing: what only hints at an input is the farthest.
_WEIGHT = {"name": 0.0, "lead": 1.0, "tail": 2.0}


def solved_for(turn: Turn) -> str | None:
    """The input asked for: named near a question word and given no number ("what churn do we need")."""
    if not turn.asks and "target" not in turn.filled:
        return None
    said = [slot for _, _, slot in turn.lex.named["solving"].find(turn.read) if slot not in turn.filled]
    if said:
        return said[0]
    places = [i for i in range(len(turn.read)) if turn.lex.talk["question"].first(turn.read, i)]
    best: tuple[float, str] | None = None
    for seen in turn.got.sightings:
        slot = seen.cue.slot
        if slot not in ("price", "churn", "margin", "cac", "retention") or slot in turn.filled:
            continue
        weight = _WEIGHT.get(seen.cue.role, 4.0)
        for place in places:
            far = abs(seen.start - place) + weight
            if far <= 8 and (best is None or far < best[0]):
                best = (far, slot)
    return best[1] if best else None


def _backwards(turn: Turn) -> Choice | None:
    """ "How many leads do I need for 10 customers?": a stage asked for, the customers told."""
    if not turn.asks or "new_customers" not in turn.filled or turn.filled & {"spend", "cac", "churn"}:
        return None
    named = {seen.cue.slot for seen in turn.got.sightings if seen.cue.role == "name"}
    return Choice("funnel") if named & {"visitors", "leads", "meetings"} - turn.filled else None


def _other_grounds(turn: Turn) -> Choice | None:
    """Numbers of hiring, funnels or markets: those intents compete by example alone."""
    grounds = turn.lex.contract["grounds"].values()
    special = {name for ground in grounds for name in ground["slots"]}
    taken = turn.filled & special
    if not taken:
        return None
    spoken_of = taken | (special & set(turn.have))
    rivals = {
        intent: turn.near.get(intent, 0.0) + 0.15 * len(spoken_of & usable_slots(intent))
        for intent in _SPECIAL
    }
    best = max(rivals, key=lambda intent: rivals[intent])
    return Choice(best) if rivals[best] > 0.25 and len(taken) >= len(turn.filled & set(INPUTS)) else None


def _awaited(turn: Turn) -> Choice | None:
    """A short answer to what was asked, on whatever ground it is: "15 meetings"."""
    told = turn.filled and turn.filled <= set(turn.awaiting)
    return Choice("provide") if told and _is_brief(turn) and not turn.command else None


def _is_brief(turn: Turn) -> bool:
    return len(turn.read) <= _BRIEF and not turn.mentions("ltv", "ltv_cac", "payback") and not turn.supposes


def _answer(turn: Turn) -> Choice | None:
    """An answer to what was asked, or a value told without a question."""
    filled = turn.filled & {*INPUTS, "seats", "nrr", "target", *turn.awaiting}
    if not filled:
        return None
    if turn.awaiting and filled & set(turn.awaiting):
        if filled <= set(turn.awaiting) and not (turn.asks or turn.supposes):
            return Choice("provide")
        if _is_brief(turn) or not _asks_something(turn):
            return Choice("provide")
    inside = sum(q.end - q.start for q in turn.quantities)
    bare = turn.body[1] - turn.body[0] - inside <= 1 and not turn.asks  # "target 4:1"
    if len(filled) == 1 and (bare or not _asks_something(turn)) and turn.near.get("cac", 0) < _SURE:
        return Choice("provide")
    return None


def _asks_something(turn: Turn) -> bool:
    if turn.asks or turn.mentions("ltv", "ltv_cac", "payback"):
        return True
    wanted = max((turn.near.get(intent, 0.0) for intent in (*_ANALYSES, *_ADVICE, "goal_seek")), default=0.0)
    return wanted > max(_SURE, turn.near.get("provide", 0.0))


def _by_slots(turn: Turn) -> Choice | None:
    """The filled slots decide among the analyses."""
    filled = turn.filled & set(INPUTS)
    if not filled or _wants_advice(turn, filled):
        return None
    found = _by_inputs(turn, filled)
    if found:
        return Choice(found)
    if turn.mentions("ltv"):
        return Choice("ltv")
    best = max(_ANALYSES, key=lambda intent: turn.near.get(intent, 0.0))
    if len(filled) == 1:
        return None
    return Choice(best if turn.near.get(best, 0.0) > _LIKELY else WHOLE)


def _by_inputs(turn: Turn, filled: set[str]) -> str | None:
    """The analysis whose inputs these are."""
    paid = "cac" in filled or {"spend", "new_customers"} <= filled
    left = bool(filled & {"churn", "retention", "lifetime"})
    if turn.mentions("payback") and not turn.mentions("ltv_cac"):
        return "payback"
    if filled <= {"spend", "new_customers"}:
        return "cac"
    if turn.mentions("ltv_cac") or (paid and (left or "price" in filled)):
        quick = not left and turn.near.get("payback", 0) > max(_SURE, turn.near.get(WHOLE, 0))
        return "payback" if quick else WHOLE
    if left and "price" in filled and not turn.mentions("cac"):
        return "ltv" if turn.mentions("ltv") or turn.near.get("ltv", 0) >= turn.near.get(WHOLE, 0) else WHOLE
    return None


def _wants_advice(turn: Turn, filled: set[str]) -> bool:
    """ "Is 5% churn high?" is about what is usual, not an input."""
    if len(filled) > 1:
        return False
    advice = max(turn.near.get(intent, 0.0) for intent in _ADVICE)
    return advice > _LIKELY and advice > max(turn.near.get(intent, 0.0) for intent in _ANALYSES)


def _command_with_argument(turn: Turn) -> Choice | None:
    """ "learn churn", "save base case", "lingua en": the first word, then what it is about."""
    if turn.command is None:
        return None
    intent, after = turn.command
    rest = [token for token in turn.read[after : turn.body[1]] if token.kind in "wn"]
    scores = dict(turn.near)
    scores[intent] = scores.get(intent, 0.0) + 0.3
    best = max(scores, key=lambda name: scores[name])
    if intent in _ANALYSES or intent in ("greet", "thanks", "confirm", "deny"):
        return None
    if best == intent or (len(rest) <= 3 and (intent not in NAMED or scores[best] < 0.6)):
        return Choice(intent)
    return None


def _by_example(turn: Turn) -> Choice:
    """The nearest example; unsure, the best readings to offer; no word of the field, what the bot can do."""
    inside = {i for q in turn.quantities for i in range(q.start, q.end)}
    if turn.got.left and not any(token.kind == "w" for i, token in enumerate(turn.read) if i not in inside):
        return Choice("clarify")  # a number by itself
    ranked = sorted(turn.near.items(), key=lambda item: -item[1])
    ranked = [(intent, score) for intent, score in ranked if _possible(turn, intent)]
    if ranked and ranked[0][1] >= _SURE:
        return Choice(ranked[0][0], scores=dict(ranked[:5]))
    likely = tuple(intent for intent, score in ranked[:2] if score >= _LIKELY)
    field_words = bool(turn.topics or turn.got.sightings or turn.filled)
    if likely and likely[0] not in ("out_of_scope", "greet", "thanks", "confirm", "deny") and field_words:
        return Choice(likely[0] if ranked[0][1] > 0.34 else "clarify", near=likely)
    named = any(seen.cue.role == "name" for seen in turn.got.sightings)
    if field_words and (named or not (likely and likely[0] == "out_of_scope")):
        return Choice("clarify", near=likely)
    return _strange(turn, likely)


def _possible(turn: Turn, intent: str) -> bool:
    """An intent that lives on a number is not chosen where none was said."""
    if intent in ("provide", "correct"):
        return bool(turn.filled)
    if intent == "what_if":
        return bool(turn.filled or turn.supposes)
    return True


def _strange(turn: Turn, likely: tuple[str, ...]) -> Choice:
    """No word of the field: another subject, a mistyped command, or no language at all."""
    if meant := manners.mistyped(turn):
        return Choice("fallback", near=meant)
    said = [token.text for token in turn.read if token.kind == "w"]
    known = sum(any(word in stop for stop in turn.lex.stop.values()) for word in said)
    if turn.got.left:
        return Choice("clarify", near=likely)
    if likely and likely[0] in ("greet", "thanks", "confirm", "deny"):
        return Choice(likely[0])
    return Choice("out_of_scope" if said and known >= max(1, len(said) // 5) else "fallback")


_RULES: tuple[Callable[[Turn], Choice | None], ...] = (
    manners.whole_command,
    _worksheet,
    manners.nothing,
    manners.forbidden,
    _figure,
    manners.foreign,
    _schedule,
    manners.unknown,
    manners.back,
    manners.scenario,
    manners.post,
    _judged,
    _correction,
    _variation,
    _solving,
    _backwards,
    _awaited,
    _other_grounds,
    _answer,
    _by_slots,
    _command_with_argument,
)
