"""One message read: its tokens, quantities, slots and the signs of what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.understand import assign, entities, fit
from bot.understand.counted import join_counts
from bot.understand.lexicon import Lexicon
from bot.understand.nearest import masked, nearest
from bot.understand.needs import sheet_of
from bot.understand.quantity import Quantity, lift
from bot.understand.ranges import join_ranges
from bot.understand.request import Doubt, Slot
from bot.understand.tokens import Phrases, Token, tokens
from bot.understand.typo import repaired

#: A quantity that costs a slot more than this does not fit it.
_FITS = 4.5
#: What one, two or three ideas together add to an intent's nearness.
_EVIDENCE = (0.0, 0.08, 0.2, 0.28)
NUMERIC = frozenset({"money", "rate", "count", "duration", "multiple", "target"})


@dataclass(slots=True)
class Turn:
    """Everything known of a message before its intent is chosen."""

    text: str
    read: list[Token]
    quantities: list[Quantity]
    got: assign.Assignment
    lex: Lexicon
    awaiting: tuple[str, ...]
    have: Mapping[str, Slot]
    body: tuple[int, int]
    supposes: bool
    negates: bool
    asks: bool
    command: tuple[str, int] | None
    topics: list[entities.Found]
    slips: frozenset[int]
    """Places of words put right."""
    repeated: bool = False
    """It gives a period to a value said before, and no number."""
    signs: tuple[str, ...] = ()
    """What its pictures say, as intents."""
    _near: dict[str, float] | None = field(default=None)
    _ideas: frozenset[str] | None = field(default=None)

    @property
    def slots(self) -> dict[str, Slot]:
        """The numbers' slots."""
        return self.got.slots

    @property
    def unsure(self) -> bool:
        """ "boh", "no idea", "we don't track that"."""
        return any(self.lex.talk["unsure"].find(self.read))

    @property
    def filled(self) -> set[str]:
        """Slots said, doubted ones included."""
        return set(self.got.slots) | {doubt.slot for doubt in self.got.doubts if doubt.slot}

    @property
    def near(self) -> dict[str, float]:
        """Nearness to each intent's examples, worked out when first asked for."""
        if self._near is None:
            start, end = self.body
            inside = self.read[start:end] or self.read
            shifted = [replace(q, start=q.start - start, end=q.end - start) for q in self.quantities]
            parts = masked(inside, shifted)
            self._near = self._with_evidence(nearest().scores(parts), parts)
        return self._near

    def _with_evidence(self, near: dict[str, float], parts: list[str]) -> dict[str, float]:
        """Ideas and names that together speak for an intent, however the rest of the message is worded."""
        said = set(self.ideas) | {part for part in parts if part.isupper()}
        if len({found.what for found in entities.named(self.read, self.lex, "segments")}) > 1:
            said.add("SEGMENTS")
        if any(self.lex.named["roles"].find(self.read)):
            said.add("ROLE")
        if entities.metric(self.read, self.lex):
            said.add("METRIC")
        for intent, sets in self.lex.evidence.items():
            most = max((len(one) for one in sets if one <= said), default=0)
            if most:
                near[intent] = near.get(intent, 0.0) + _EVIDENCE[min(most, 3)]
        return near

    @property
    def idea_words(self) -> Phrases[str]:
        """The words for each idea."""
        return nearest().ideas

    @property
    def ideas(self) -> frozenset[str]:
        """What the words stand for: STOP, COST, TYPICAL..."""
        if self._ideas is None:
            self._ideas = frozenset(idea for _, _, idea in self.idea_words.find(self.read))
        return self._ideas

    def mentions(self, *topics: str) -> bool:
        """One of these concepts is named."""
        return any(found.what in topics for found in self.topics)


def read_turn(text: str, lex: Lexicon, awaiting: tuple[str, ...], have: Mapping[str, Slot]) -> Turn:
    """Read a cleaned message."""
    typed = tokens(text)
    read = repaired(typed)
    asked = next((name for name in ("churn", "retention") if name in awaiting), None)
    quantities = join_counts(read, join_ranges(read, lift(read)), asked)
    body = _body(read, lex)
    supposes = _any(read, lex.talk["if"]) or (bool(have) and _any(read, lex.talk["if_weak"]))
    command = _command(read, lex, body[0])
    after = command[1] if command and sheet_of(command[0]) else 0
    got = assign.assign(text, read, quantities, varying=supposes or bool(have), after=after)
    negates = body[0] < len(read) and any(
        lex.talk["negation"].first(read, i) for i in range(min(body[0] + 3, len(read)))
    )
    turn = Turn(
        text, read, quantities, got, lex, awaiting, have, body, supposes, negates,
        asks="?" in text or _any(read[body[0] : body[0] + 3], lex.talk["question"]),
        command=command,
        topics=entities.named(read, lex, "topics"),
        slips=frozenset(i for i, (a, b) in enumerate(zip(typed, read, strict=True)) if a.text != b.text),
    )  # fmt: skip
    _answer_awaited(turn)
    _take_in_order(turn)
    return turn


def _any(read: list[Token], phrases: Phrases[bool]) -> bool:
    return any(phrases.find(read))


def _body(read: list[Token], lex: Lexicon) -> tuple[int, int]:
    """The message without the courtesies around it."""
    start, end = 0, len(read)
    while start < end:
        hit = lex.talk["polite"].first(read, start)
        if hit and hit[0] <= end:
            start = hit[0]
        elif read[start].kind in "sb" and read[start].text not in "+-$€£#":
            start += 1
        else:
            break
    while (less := _less_courtesy(read, lex, start, end)) < end:
        end = less
    return start, end


def _less_courtesy(read: list[Token], lex: Lexicon, start: int, end: int) -> int:
    """Where the message ends without its last sign or courtesy."""
    if end > start and read[end - 1].kind in "sb" and read[end - 1].text not in "%$€£":
        return end - 1
    for size in (3, 2, 1):
        hit = lex.talk["polite"].first(read, end - size) if end - size > start else None
        if hit and hit[0] == end:
            return end - size
    return end


def _command(read: list[Token], lex: Lexicon, start: int) -> tuple[str, int] | None:
    """The command a message starts with, and where its argument begins."""
    hit = lex.commands.first(read, start) if start < len(read) else None
    return (hit[1], hit[0]) if hit else None


def _answer_awaited(turn: Turn) -> None:
    """Numbers without a cue go to the slots just asked for: by kind, then in the order asked."""
    for q in list(turn.got.left):
        for name in turn.awaiting:
            spec = turn.lex.slots.get(name)
            if spec is None or spec.kind not in NUMERIC or name in turn.filled:
                continue
            if fit.cost(q, name, spec, changes=False) < _FITS:
                put(turn, q, name)
                break


def _take_in_order(turn: Turn) -> None:
    """The shorthand among courtesies ("ltv 500 3% 80% 4k please"): bare numbers in the usual order."""
    order = turn.lex.contract["shorthand"]["order"]
    left = sorted(turn.got.left, key=lambda q: q.start)
    if not 2 <= len(left) <= len(order) or len(left) != len(turn.quantities) or turn.filled or turn.awaiting:
        return
    inside = {i for q in left for i in range(q.start, q.end)}
    start, end = turn.body
    other = [turn.read[i].text for i in range(start, end) if i not in inside and turn.read[i].kind == "w"]
    pairs = list(zip(left, order, strict=False))
    if len(other) > 2 or not all(
        word in turn.lex.commands or word in turn.lex.named["topics"] for word in other
    ):
        return
    if all(fit.cost(q, name, turn.lex.slots[name], changes=False) < _FITS for q, name in pairs):
        for q, name in pairs:
            put(turn, q, name)


def put(turn: Turn, q: Quantity, name: str) -> None:
    """Place a left-over quantity in a slot."""
    source = turn.text[turn.read[q.start].start : turn.read[q.end - 1].end]
    made = fit.make(q, name, turn.lex.slots[name], source)
    turn.got.left.remove(q)
    turn.got.placed[name] = q
    if isinstance(made, Doubt):
        turn.got.doubts.append(made)
    else:
        turn.got.slots[name] = made
