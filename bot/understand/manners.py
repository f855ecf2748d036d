"""Messages known by their words, not their numbers: commands, courtesies, names, posts, what is not ours."""

from __future__ import annotations

from bot.understand.calendar import scheduled, time_of_day
from bot.understand.choice import Choice
from bot.understand.turn import Turn
from bot.understand.typo import nearest_commands

NAMED = ("scenario_save", "scenario_load", "scenario_delete")
#: Said together, the first of these is what was meant: "ok, thanks", "hi, yes".
_COURTESIES = ("thanks", "deny", "confirm", "greet")


def nothing(turn: Turn) -> Choice | None:
    """Only courtesies, or pictures, or nothing at all."""
    if any(token.kind in "wn" for token in turn.read[slice(*turn.body)]):
        return None
    said = {intent for _, _, intent in turn.lex.commands.find(turn.read)} | set(turn.signs)
    for intent in ("thanks", "greet", "confirm", "deny"):
        if intent in said:
            return Choice(intent)
    if any(token.kind == "w" for token in turn.read):
        return Choice("greet")
    return Choice("help" if "?" in turn.text else "fallback", near=("help",))


def forbidden(turn: Turn) -> Choice | None:
    """An attempt to command the bot, or to see what others said."""
    return Choice("out_of_scope") if any(turn.lex.talk["forbidden"].find(turn.read)) else None


def foreign(turn: Turn) -> Choice | None:
    """Another language: declined in one plain sentence, whatever numbers it holds."""
    said = [token.text for token in turn.read if token.kind == "w"]
    if len(said) < 3:
        return None
    ours = max(sum(word in stop for word in said) for stop in turn.lex.stop.values())
    theirs = max(sum(word in words for word in said) for words in turn.lex.foreign.values())
    return Choice("fallback") if theirs >= 3 and theirs > ours + 1 else None


def whole_command(turn: Turn) -> Choice | None:
    """The whole message is a command, or courtesies in a row; a mistyped command is suggested, not run."""
    end = len(turn.read)
    while end and turn.read[end - 1].kind in "sb" and turn.read[end - 1].text != "?":
        end -= 1
    for start, last in ((0, end), turn.body):
        for stop, intent in turn.lex.commands.at(turn.read, start):
            if stop == last:
                slipped = any(start <= i < stop for i in turn.slips) and intent not in _COURTESIES
                return Choice("fallback", near=(intent,)) if slipped else Choice(intent)
    return _courtesies(turn, end)


def _courtesies(turn: Turn, end: int) -> Choice | None:
    """ "nope nope", "sì sì vai", "great, thanks a lot": courtesies and nothing else."""
    said: set[str] = set()
    i = 0
    while i < end:
        hit = next((hit for hit in turn.lex.commands.at(turn.read, i) if hit[1] in _COURTESIES), None)
        polite = turn.lex.talk["polite"].first(turn.read, i)
        if hit:
            said.add(hit[1])
        elif not polite and turn.read[i].kind not in "sb":
            return None
        i = hit[0] if hit else polite[0] if polite else i + 1
    return next((Choice(intent) for intent in _COURTESIES if intent in said), None)


def unknown(turn: Turn) -> Choice | None:
    """ "No idea" where something was asked: the bot leads to what people do know."""
    return Choice("clarify") if turn.awaiting and turn.unsure and not turn.quantities else None


def back(turn: Turn) -> Choice | None:
    """ "go back", "torna a prima": the last what-if is taken back."""
    start, end = turn.body
    for stop, _ in turn.lex.talk["back"].at(turn.read, start) if start < len(turn.read) else ():
        if stop == end:
            return Choice("what_if", back=True)
    return None


def scenario(turn: Turn) -> Choice | None:
    """ "save budget 2027": a number in a name is no input."""
    command = turn.command
    if command and command[0] in NAMED and len(turn.filled) < 2 and turn.body[1] - command[1] <= 8:
        rivals = max(turn.near.get("digest_unsubscribe", 0.0), turn.near.get("reset", 0.0))
        if turn.near.get(command[0], 0.0) + 0.2 > rivals:
            return Choice(command[0])
    return None


def post(turn: Turn) -> Choice | None:
    """A day or how often, with a place or a time: a post ("the numbers in #sales, fridays 5pm")."""
    if not scheduled(turn.read, turn.lex) or turn.filled:
        return None
    placed = any(token.text == "#" for token in turn.read) or "DIGEST" in turn.ideas
    if not placed or not (time_of_day(turn.read, turn.lex) or turn.ideas & {"SEND", "STOP"}):
        return None
    return Choice("digest_unsubscribe" if "STOP" in turn.ideas else "digest_subscribe")


def mistyped(turn: Turn) -> tuple[str, ...]:
    """Commands that a mistyped first word may have meant."""
    first = turn.read[turn.body[0]] if turn.body[0] < len(turn.read) else None
    return nearest_commands(first.text, turn.lex) if first is not None and first.kind == "w" else ()
