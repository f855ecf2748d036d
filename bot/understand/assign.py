"""Numbers to slots: the cheapest one-to-one matching by cue words, kind, side, distance and clause edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.understand import fit
from bot.understand.change import change_of
from bot.understand.lexicon import Cue, Lexicon, lexicon
from bot.understand.matching import cheapest
from bot.understand.quantity import Quantity, period_at
from bot.understand.request import Doubt, Slot
from bot.understand.tokens import Token
from econ.quantity import Period

#: Beyond this a number stays unplaced rather than go to a slot.
_UNPLACED = 8.0
#: So far from its cue a number is asked about, unless it recurs: an amount per month is what a customer pays.
_FAR = 5.2
#: Two slots as near as this to a number, the other left empty, are asked about.
_TIE = 0.15
#: Numbers matched at once; a message with more is asked about.
_MOST = 24

_ROLE_BEFORE = {
    "lead_people": 0.3,
    "lead_money": 0.3,
    "name": 0.0,
    "lead": 0.3,
    "tail": fit.NEVER,
    "hint": 2.6,
    "each": fit.NEVER,
}
_ROLE_AFTER = {
    "lead_people": fit.NEVER,
    "lead_money": fit.NEVER,
    "name": 0.7,
    "lead": fit.NEVER,
    "tail": 0.3,
    "hint": 3.0,
    "each": -1.0,  # what a number is for: "an agency at 300 per meeting" is no fee but this one
}
_SIGN_COST = {
    **dict.fromkeys(";.!?", 6.0),
    **dict.fromkeys(":=", 0.1),
    **dict.fromkeys("()", 1.0),
    ",": 2.4,
    "—": 4.0,
    "|": 5.0,
    "-": 0.4,
    "/": 0.8,
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A cue found in the message, between two token places."""

    cue: Cue
    start: int
    end: int


@dataclass(slots=True)
class Assignment:
    """Which quantity went to which slot, what is in doubt, and the quantities left over."""

    slots: dict[str, Slot] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    left: list[Quantity] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    placed: dict[str, Quantity] = field(default_factory=dict)


def sight(read: Sequence[Token], lex: Lexicon) -> list[Sighting]:
    """Every cue in the message that no longer cue swallows."""
    found = [Sighting(cue, start, end) for start, end, cue in lex.cues.find(read)]
    longest: dict[int, tuple[int, int]] = {}
    for seen in found:
        for i in range(seen.start, seen.end):
            if seen.end - seen.start > longest.get(i, (0, 0))[1] - longest.get(i, (0, 0))[0]:
                longest[i] = (seen.start, seen.end)
    return [
        seen
        for seen in found
        if all(longest[i][1] - longest[i][0] <= seen.end - seen.start for i in range(seen.start, seen.end))
    ]


def assign(
    text: str, read: Sequence[Token], quantities: Sequence[Quantity], *, varying: bool = False, after: int = 0
) -> Assignment:
    """Give every number to a slot or leave it over. What stands before token `after` is a command's name: in
    "outsource salary 50k" it calls no number."""
    return _Assigner(text, read, quantities, varying=varying, after=after).run()


class _Assigner:
    def __init__(
        self, text: str, read: Sequence[Token], quantities: Sequence[Quantity], *, varying: bool, after: int
    ) -> None:
        self.lex = lexicon()
        self.text, self.read, self.varying = text, read, varying
        self.quantities = list(quantities[:_MOST])
        self.result = Assignment(
            left=list(quantities[_MOST:]),
            sightings=[seen for seen in sight(read, self.lex) if seen.start >= after],
        )
        self.by_slot: dict[str, list[Sighting]] = {}
        for seen in self.result.sightings:
            self.by_slot.setdefault(seen.cue.slot, []).append(seen)
        self.gaps = self._gap_costs()
        self.changes = {id(q): change_of(read, q, self.quantities, varying=varying) for q in self.quantities}
        self.used_periods: set[int] = set()
        self.fallbacks: set[str] = set()
        self.of_people: Quantity | None = None

    def run(self) -> Assignment:
        names = self._candidates()
        rows = [self._row(q, names) for q in self.quantities]
        columns = cheapest([r[0] for r in rows])
        for q, row, column in zip(self.quantities, rows, columns, strict=True):
            if (
                column >= len(names)
                or row[0][column] >= self._limit(q, names[column])
                or any(
                    1.0 <= cost < row[0][column] + _TIE and other not in (column, *columns)
                    for other, cost in enumerate(row[0][: len(names)])
                )
            ):
                self.result.left.append(q)
            else:
                self._place(q, names[column], row[1][column])
        self.result.left = [
            q for q in self.result.left if q.start not in self.used_periods and q is not self.of_people
        ]
        self._factors()
        self._spent_on_many()
        return self.result

    def _spent_on_many(self) -> None:
        """ "It cost us 12k to get 30 customers": what all of them cost, unless a CAC is named beside them."""
        slots, placed = self.result.slots, self.result.placed
        cac, won = slots.get("cac"), slots.get("new_customers")
        if cac is None or won is None or "spend" in slots or cac.op or not isinstance(won.value, Decimal):
            return
        if any(what == "cac" for _, _, what in self.lex.named["topics"].find(self.read)):
            del slots["new_customers"]  # of how many customers a CAC is, nobody needs: it is asked about
            self.result.left.append(placed.pop("new_customers"))
        elif won.value > 1:
            slots["spend"] = replace(slots.pop("cac"), period=won.period)
            placed["spend"] = placed.pop("cac")

    def _text(self, i: int) -> str:
        return self.read[i].text

    def _limit(self, q: Quantity, name: str) -> float:
        recurs = name == "price" and _is_recurring(q)
        return _UNPLACED if recurs or name in self.fallbacks or self.changes[id(q)] else _FAR

    def _candidates(self) -> list[str]:
        """The slots this message can fill: the common ones, and those of a ground it speaks of."""
        grounds = self.lex.contract["grounds"].values()
        special = {name for ground in grounds for name in ground["slots"]}
        open_: set[str] = set()
        for ground in grounds:
            named = any(
                seen.cue.role in ("name", "each")
                for anchor in ground["anchors"]
                for seen in self.by_slot.get(anchor, ())
            )
            counted = any(q.noun in ground["anchors"] for q in self.quantities if q.noun)
            peopled = "opens_on" in ground and any(self.lex.named[ground["opens_on"]].find(self.read))
            if named or counted or peopled:
                open_.update(ground["slots"])
                self.fallbacks.update({ground["default"]} if "default" in ground else ())
        numeric = {"money", "rate", "count", "duration", "multiple", "target"}
        return [
            name
            for name, spec in self.lex.slots.items()
            if spec.kind in numeric and (name not in special or name in open_) and self._possible(name)
        ]

    def _possible(self, name: str) -> bool:
        if (
            name in self.by_slot
            or name == "target"
            or any(q.noun == name or q.noun in self.lex.slots[name].also for q in self.quantities)
        ):
            return True
        if name in self.fallbacks:
            return True
        return name == "price" and any(_is_recurring(q) for q in self.quantities)

    def _row(self, q: Quantity, names: Sequence[str]) -> tuple[list[float], list[Sighting | None]]:
        costs: list[float] = []
        cues: list[Sighting | None] = []
        for name in names:
            price, seen = self._price(q, name)
            costs.append(price)
            cues.append(seen)
        return costs + [_UNPLACED] * len(self.quantities), cues

    def _price(self, q: Quantity, name: str) -> tuple[float, Sighting | None]:
        spec = self.lex.slots[name]
        base = fit.cost(q, name, spec, changes=self.changes[id(q)] is not None)
        if base >= fit.NEVER:
            return fit.NEVER, None
        if (
            spec.kind == "count"
            and not q.noun
            and q.start
            and self._text(q.start - 1) in self.lex.sets["priced"]
        ):
            base += 6.0  # "closed at 45k" counts nothing
        best, seen = fit.NEVER, None
        for sighting in self.by_slot.get(name, ()):
            far = self._distance(q, sighting)
            if far < best:
                best, seen = far, sighting
        if q.noun == name:
            best = min(best, 1.0)
        if name == "target" and q.kind == "multiple":
            best = min(best, 2.0)
        if name == "price" and _is_recurring(q):
            best = min(best, 6.0)
        if name in self.fallbacks:
            best = min(best, 4.5)
        if q.noun in spec.also and "spend" in self.by_slot:
            best = min(best, 3.0)
        return base + best, seen

    def _distance(self, q: Quantity, seen: Sighting) -> float:
        words = 0.25 * (seen.end - seen.start - 1)
        if seen.cue.role in ("lead_people", "lead_money") and self._of_people(q) != (
            seen.cue.role == "lead_people"
        ):
            return fit.NEVER
        if seen.end <= q.start:
            return _ROLE_BEFORE[seen.cue.role] + self.gaps[q.start] - self.gaps[seen.end] - words
        if seen.start >= q.end:
            return _ROLE_AFTER[seen.cue.role] + self.gaps[seen.start] - self.gaps[q.end] - words
        if seen.start > q.start or seen.end < q.end:
            return {"name": 0.5, "tail": 0.2, "hint": 3.0}.get(seen.cue.role, fit.NEVER)
        return fit.NEVER

    def _of_people(self, q: Quantity) -> bool:
        """The number is a share of customers: "97% of our clients"."""
        for i in range(q.start + 1, min(q.end + 5, len(self.read))):
            noun = self.lex.nouns.first(self.read, i)
            if noun and noun[1] == "customers":
                return True
            if i >= q.end and self.read[i].text not in self.lex.sets["between"]:
                return False
        return False

    def _gap_costs(self) -> list[float]:
        """Running cost of stepping over each token: edges of clauses, other numbers and words part things."""
        starts = {q.start: 3.0 for q in self.quantities}
        inside = {i for q in self.quantities for i in range(q.start + 1, q.end)}
        names = {i for s in self.result.sightings if s.cue.role == "name" for i in range(s.start, s.end)}
        total, running = [0.0], 0.0
        for i, token in enumerate(self.read):
            running += starts.get(i, 0.0)
            if i not in starts and i not in inside:
                running += self._step(token) + (0.4 if i in names else 0.0)
            total.append(running)
        return total

    def _step(self, token: Token) -> float:
        if token.kind == "b":
            return 7.0
        if token.kind == "s":
            return _SIGN_COST.get(token.text, 0.5)
        if token.text in self.lex.sets["strong"]:
            return 4.0
        if token.text in self.lex.sets["filler"]:
            return 0.2 if token.text not in self.lex.sets["weak"] else 0.8
        return 1.3 if token.text in self.lex.sets["weak"] else 0.9

    def _factors(self) -> None:
        """ "halve churn", "raddoppiare il prezzo": a change without a number."""
        for start, end, way in self.lex.change.find(self.read):
            factor = {"double": Decimal(1), "triple": Decimal(2), "halve": Decimal("-0.5")}.get(way)
            if factor is None or any(q.start <= start < q.end for q in self.quantities):
                continue
            slot = self._named_near(start, end)
            if slot and (self.varying or not self.quantities):
                kind = self.lex.slots[slot].kind
                source = self.text[self.read[start].start : self.read[end - 1].end]
                self.result.slots[slot] = Slot(kind, factor, "ratio", op="change", source=source)  # type: ignore[arg-type]

    def _named_near(self, start: int, end: int) -> str | None:
        """The slot named closest to a change that has no number."""
        near = [
            (min(abs(seen.start - end), abs(seen.end - start)), seen.cue.slot)
            for seen in self.result.sightings
            if seen.cue.role == "name" and seen.cue.slot not in {*self.result.slots, "target"}
        ]
        far, slot = min(near, default=(99, ""))
        return slot if far <= 4 else None

    # --- Placing ---------------------------------------------------------------------------------------

    def _place(self, q: Quantity, name: str, seen: Sighting | None) -> None:
        spec = self.lex.slots[name]
        source = self.source(q)
        direction = self.changes[id(q)]
        if name == "churn" and self._may_be_people(q, seen):
            self._lost(q, source)
            return
        if name == "price" and not q.seat and self._each_seat(q):
            q = replace(q, seat=True)
        metric = self._metric(seen)
        period = self._nearby_period(q, seen) if spec.flow and q.period is None else None
        if spec.over_time and period is None:
            period = span_of(self.read, self.lex)
        if direction and q.kind == "rate" and spec.kind == "rate" and q.sign and not self.varying:
            direction = None
        if direction and spec.kind != "target":
            relative = q.kind == "rate"
            if relative and spec.kind == "rate" and abs(q.value) < Decimal("0.1"):
                self._doubtful_change(q, name, source, direction)
                return
            made = fit.make(
                q, name, spec, source, op="change" if relative else "add", down=direction == "down"
            )
        else:
            made = fit.make(q, name, spec, source, period=period, metric=metric)
        self.result.placed[name] = q
        if isinstance(made, Doubt):
            self.result.doubts.append(made)
        else:
            self.result.slots[name] = made

    def _each_seat(self, q: Quantity) -> bool:
        """ "per seat 25 a month": what the price is of may stand before it."""
        return any(
            (hit := self.lex.seat.first(self.read, i)) is not None and i + 1 < hit[0] <= q.start
            for i in range(max(0, q.start - 4), q.start)
        )

    def _may_be_people(self, q: Quantity, seen: Sighting | None) -> bool:
        """ "We lost 35": customers, or a percentage? Only a rate's name ("churn 35") tells."""
        named = seen is None or seen.cue.role == "name"
        return (
            not named
            and q.kind == "number"
            and q.value >= 1
            and not self.varying
            and q.start > 0
            and (self._text(q.start - 1) not in self.lex.sets["share_lead"])
        )

    def _lost(self, q: Quantity, source: str) -> None:
        """Customers lost, of the number of customers named; without it the number is asked about."""
        bases = [one for one in self.quantities if one.noun == "customers" and one.value > q.value]
        if len(bases) != 1:
            self.result.left.append(q)
            return
        rate = q.value / bases[0].value
        period = q.period or span_of(self.read, self.lex)
        self.result.slots["churn"] = Slot("rate", rate, "ratio", period, source=source)
        self.result.placed["churn"] = q
        self.result.left = [one for one in self.result.left if one is not bases[0]]
        self.of_people = bases[0]

    def _doubtful_change(self, q: Quantity, name: str, source: str, direction: str) -> None:
        """ "churn down by 1%": a point less, or a hundredth of itself?"""
        spec, down = self.lex.slots[name], direction == "down"
        readings = tuple(fit.make(q, name, spec, source, op=op, down=down) for op in ("add", "change"))
        self.result.placed[name] = q
        both = tuple(reading for reading in readings if isinstance(reading, Slot))
        self.result.doubts.append(Doubt(source, name, both, key="points_or_percent"))

    def source(self, q: Quantity) -> str:
        return self.text[self.read[q.start].start : self.read[q.end - 1].end]

    def _metric(self, seen: Sighting | None) -> str:
        """Which figure a target is about: the one its cue names."""
        if seen is None:
            return "ltv_cac"
        topics = self.lex.named["topics"]
        found = [what for i in range(seen.start, seen.end) for _, what in topics.at(self.read, i)]
        return "payback" if "payback" in found else "ltv_cac"

    def _nearby_period(self, q: Quantity, seen: Sighting | None) -> Period | None:
        """A period said beside the cue: "monthly churn of 3%", "ACV 18k", "canone annuo 500"."""
        if seen is None:
            return None
        for i in range(seen.start, seen.end):
            if self.read[i].text in self.lex.keyed_period:
                return self.lex.keyed_period[self.read[i].text]
        for i in self._around(q, seen):
            said = period_at(self.read, i, self.lex)
            if said and i not in self.used_periods and self._is_free(i):
                self.used_periods.add(i)
                return said[0]
        return None

    def _is_free(self, i: int) -> bool:
        """No number stands at token `i`, or only the one of "a month", which says how often, not how long."""
        for q in self.quantities:
            if q.start <= i < q.end:
                return q.kind == "duration" and q.start == i and self.read[i].kind == "w"
        return True

    def _around(self, q: Quantity, seen: Sighting) -> list[int]:
        """Tokens from just before the cue to the number, and just after both, within the clause."""
        low, high = min(seen.start, q.start), max(seen.end, q.end)
        places = list(range(low, high))
        for i in (low - 1, low - 2):
            if i < 0 or self.read[i].text in (",", ";", ".") or self.read[i].kind == "b":
                break
            places.append(i)
        for i in (high, high + 1):
            if i >= len(self.read) or self.read[i].text in (",", ";", ".") or self.read[i].kind == "b":
                break
            places.append(i)
        return places


def span_of(read: Sequence[Token], lex: Lexicon) -> Period | None:
    """The one stretch of time named in the message ("in q2"), for what is counted over time."""
    said = {period for _, _, period in lex.spans.find(read)}
    return said.pop() if len(said) == 1 else None


def _is_recurring(q: Quantity) -> bool:
    """An amount per period or per seat: without another cue, what a customer pays."""
    return (q.kind == "money" and q.seat) or (q.kind in ("money", "number") and q.period is not None)


def rest_as_doubts(assignment: Assignment, source: Mapping[int, str]) -> list[Doubt]:
    """Numbers that fit nowhere: asked about. Small numbers in words without a unit are everyday speech."""
    return [
        Doubt(source[id(q)], key="unplaced")
        for q in assignment.left
        if not (q.in_words and q.kind in ("number",) and q.value <= 12)
    ]
