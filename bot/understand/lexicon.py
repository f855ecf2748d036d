"""The words of every installed language, merged into one reader: people mix languages in one message.

Everything comes from `content/`; adding a language is adding a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from bot.content import languages, table
from bot.understand.tokens import Phrases, fold, words
from econ.quantity import Period

NAMED = ("topics", "roles", "segments", "formats", "languages", "lessons", "levels", "days", "frequency")
Role = Literal["name", "lead", "tail", "hint", "lead_people", "lead_money", "each"]
PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "year")


def forms(phrase: str, endings: Mapping[str, Iterable[str]]) -> list[str]:
    """Every form of a phrase with an inflected word in it: its stem, `~`, and the class of its endings.

    >>> forms("halv~e", {"e": ["e", "es", "ed", "ing"]})
    ['halve', 'halves', 'halved', 'halving']
    """
    before, mark, after = phrase.partition("~")
    if not mark:
        return [phrase]
    ending, space, rest = after.partition(" ")
    return [before + one + space + rest for one in endings[ending]]


def inflected(value: Any, endings: Mapping[str, Iterable[str]]) -> Any:
    """A table of phrases with every inflected one replaced by its forms."""
    if isinstance(value, Mapping):
        return {key: inflected(inner, endings) for key, inner in value.items()}
    if isinstance(value, list):
        return [form for one in value for form in (forms(one, endings) if isinstance(one, str) else [one])]
    return value


class Cue(NamedTuple):
    """A phrase that speaks of a slot; a `lead` stands before its number, a `tail` after it, and
    `each` right after it, as what it is paid for."""

    slot: str
    role: Role


class Unit(NamedTuple):
    """A word that turns a number into a quantity: percent, points, a currency, a stretch of time..."""

    kind: Literal["percent", "points", "basis_points", "times", "currency", "span"]
    code: str = ""


class Atom(NamedTuple):
    """A piece of a number in words: a unit, a ten, a hundred or a magnitude."""

    kind: Literal["unit", "ten", "hundred", "magnitude"]
    value: Decimal


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """What fits a slot, from `content/intents.toml`."""

    kind: str
    flow: bool = False
    over_time: bool = False
    also: frozenset[str] = frozenset()
    assume_below: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    doubtful: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Numerals:
    """How one or more languages write numbers in words."""

    atoms: dict[str, Atom] = field(default_factory=dict)
    glued: dict[str, Atom] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    joiners: set[str] = field(default_factory=set)
    fractions: dict[str, Decimal] = field(default_factory=dict)
    denominators: dict[str, int] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    point: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    before_hundred: set[str] = field(default_factory=set)
    magnitudes: dict[str, Decimal] = field(default_factory=dict)


class Lexicon:
    """All words, indexed for reading. One instance serves every message."""

    def __init__(self, contract: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> None:
        self.contract = contract
        self.tables = tables
        self.slots = {name: _spec(entry) for name, entry in contract["slots"].items()}
        self.numerals = Numerals()
        self.units: Phrases[Unit] = Phrases()
        self.periods: Phrases[Period] = Phrases()
        self.linked: dict[str, Period] = {}
        self.links: Phrases[bool] = Phrases()
        self.spans: Phrases[Period] = Phrases()
        self.seat: Phrases[bool] = Phrases()
        self.nouns: Phrases[str] = Phrases()
        self.cues: Phrases[Cue] = Phrases()
        self.keys: dict[str, tuple[str, str | None]] = {}
        self.keyed_period: dict[str, Period] = {}
        self.currency = dict(contract["symbols"]["currency"])
        self.evidence = {
            intent: [frozenset(ideas) for ideas in entry["evidence"]]
            for intent, entry in contract["intents"].items()
            if "evidence" in entry
        }
        self.emoji = {sign: intent for intent, signs in contract["emoji"].items() for sign in signs}
        self.iso = {fold(code): code for code in contract["symbols"]["iso"]}
        self.change: Phrases[str] = Phrases()
        self.change_words: dict[str, set[str]] = {"by": set(), "to": set()}
        self.commands: Phrases[str] = Phrases()
        self.command_lang: dict[tuple[str, ...], str] = {}
        self.talk: dict[str, Phrases[bool]] = {}
        self.named: dict[str, Phrases[str]] = {}
        self.sets: dict[str, set[str]] = {}
        self.lists: dict[str, Phrases[bool]] = {}
        self.stop: dict[str, set[str]] = {}
        self.vocabulary: dict[str, set[str]] = {}
        self.foreign = {
            lang: set(map(fold, said)) for lang, said in contract["foreign"].items() if lang not in tables
        }
        for lang, entries in tables.items():
            self._read(lang, entries)
        self.vocabulary = self._distinctive()
        for word, code in self.iso.items():
            self.units.add(word, Unit("currency", code))

    def _distinctive(self) -> dict[str, set[str]]:
        """Words that speak for one language only: its everyday words, commands and cues."""
        said = {lang: self.stop[lang] | _words_in(entries) for lang, entries in self.tables.items()}
        return {
            lang: own - {w for other, theirs in said.items() if other != lang for w in theirs}
            for lang, own in said.items()
        }

    def _read(self, lang: str, entries: Mapping[str, Any]) -> None:
        self._read_numbers(entries)
        self._read_units(entries)
        self._read_periods(entries["periods"])
        for slot, keys in entries["keys"].items():
            for key in keys:
                known = self.keys.get(key)
                self.keys[key] = (slot, lang if known is None else None)
        self.keyed_period.update(entries["keyed_period"])
        for slot, roles in entries["cues"].items():
            for role, phrases in roles.items():
                _fill(self.cues, phrases, Cue(slot, role))
        for slot, phrases in entries["nouns"].items():
            _fill(self.nouns, phrases, slot)
        _fill(self.seat, entries["per"]["seat"], True)
        for way, phrases in entries["change"].items():
            _fill(self.change, phrases, way)
            if way in self.change_words:
                self.change_words[way].update(map(fold, phrases))
        self._read_talk(lang, entries)

    def _read_numbers(self, entries: Mapping[str, Any]) -> None:
        source, numerals = entries["numerals"], self.numerals
        kinds = (("units", "unit"), ("tens", "ten"), ("hundreds", "hundred"))
        own = {
            fold(word): Atom(
                cast(Any, "ten" if 10 <= value < 100 and kind == "unit" else kind), Decimal(value)
            )
            for group, kind in kinds
            for word, value in source[group].items()
        }
        for name, value in (("thousand", 1000), ("million", 10**6), ("billion", 10**9)):
            for word in entries["magnitudes"][name]:
                numerals.magnitudes[fold(word)] = Decimal(value)
                if len(word) > 3:
                    own[fold(word)] = Atom("magnitude", Decimal(value))
        numerals.atoms.update(own)
        if source["glued"]:
            numerals.glued.update(own)
        numerals.weak.update(map(fold, source["weak"]))
        numerals.joiners.update(map(fold, source["joiners"]))
        numerals.denominators.update({fold(word): part for word, part in source["denominators"].items()})
        numerals.links.update(map(fold, source["fraction_links"]))
        numerals.before_hundred.update(map(fold, source["before_hundred"]))
        numerals.articles.update(map(fold, source["articles"]))
        numerals.point.update(map(fold, source["point"]))
        numerals.fractions.update({fold(word): Decimal(part) for word, part in source["fractions"].items()})
        for name, value in (("thousand", 1000), ("million", 10**6), ("billion", 10**9)):
            for word in self.contract["symbols"][name]:
                numerals.magnitudes[word] = Decimal(value)

    def _read_units(self, entries: Mapping[str, Any]) -> None:
        units = entries["units"]
        for kind in ("percent", "points", "basis_points", "times"):
            _fill(self.units, units[kind], Unit(cast(Any, kind)))
        for period in PERIODS:
            _fill(self.units, units[period], Unit("span", period))
        for code, phrases in entries["currencies"].items():
            _fill(self.units, phrases, Unit("currency", code))
        for name in (
            "ratio",
            "range",
            "range_lead",
            "range_and",
            "shift_lead",
            "share_of",
            "counted",
            "priced",
            "share_lead",
            "part_of",
            "gone",
            "stayed",
        ):
            self.sets.setdefault(name, set()).update(map(fold, units[name]))
        for name in ("share_link", "sayings", "other_figures"):
            _fill(self.lists.setdefault(name, Phrases()), units[name], True)

    def _read_periods(self, entries: Mapping[str, Any]) -> None:
        _fill(self.links, entries["links"], True)
        for period in PERIODS:
            _fill(self.periods, entries.get(period, ()), period)
            _fill(self.spans, entries["span"].get(period, ()), period)
            self.linked.update({fold(word): period for word in entries["linked"].get(period, ())})

    def _read_talk(self, lang: str, entries: Mapping[str, Any]) -> None:
        for name in ("filler", "approx", "year_lead", "weak", "strong"):
            for phrase in entries["clauses"][name]:
                self.sets.setdefault(name, set()).update(words(phrase))
        self.sets.setdefault("between", set()).update(map(fold, entries["between"]["words"]))
        self.sets.setdefault("keep", set()).update(map(fold, entries["talk"]["keep"]))
        self.stop[lang] = set(map(fold, entries["talk"]["stop"]))
        for intent, phrases in entries["commands"].items():
            for phrase in phrases:
                self.commands.add(phrase, intent)
                self.command_lang.setdefault(words(phrase), lang)
        for name in (
            "polite",
            "unsure",
            "negation",
            "question",
            "if",
            "forbidden",
            "instead",
            "back",
            "yes_or_no",
            "if_weak",
        ):
            _fill(self.talk.setdefault(name, Phrases()), entries["talk"][name], True)
        for name in (
            "topics",
            "figures",
            "roles",
            "segments",
            "formats",
            "languages",
            "lessons",
            "levels",
            "days",
            "frequency",
            "clock",
            "metrics",
            "solving",
            "ordinals",
        ):
            index = self.named.setdefault(name, Phrases())
            for value, phrases in entries[name].items():
                _fill(index, phrases, value)
        for name in (
            "day_of_month",
            "morning",
            "channel_here",
            "channel_dm",
            "clock_lead",
            "clock_lead_weak",
            "am",
            "pm",
        ):
            _fill(self.lists.setdefault(name, Phrases()), entries["timing"][name], True)
        for name in ("months", "ordinal", "date_link", "date_lead"):
            self.sets.setdefault(name, set()).update(map(fold, entries["timing"][name]))
        _fill(self.lists.setdefault("name_lead", Phrases()), entries["names"]["lead"], True)
        for name in ("ignore", "trail", "end"):
            for phrase in entries["names"][name]:
                self.sets.setdefault(f"name_{name}", set()).update(words(phrase))


def _words_in(entries: Mapping[str, Any]) -> set[str]:
    groups = [entries["commands"], entries["talk"], *entries["cues"].values(), entries["topics"]]
    return {w for group in groups for phrases in group.values() for phrase in phrases for w in words(phrase)}


def _fill(index: Phrases[Any], phrases: Iterable[str], what: object) -> None:
    for phrase in phrases:
        index.add(phrase, what)


def _spec(entry: Mapping[str, Any]) -> SlotSpec:
    low_high = entry.get("doubtful")
    return SlotSpec(
        kind=entry["kind"],
        flow=entry.get("flow", False),
        over_time=entry.get("over_time", False),
        also=frozenset(entry.get("also", ())),
        assume_below=Decimal(str(entry["assume_below"])) if "assume_below" in entry else None,
        at_least=Decimal(str(entry["at_least"])) if "at_least" in entry else None,
        at_most=Decimal(str(entry["at_most"])) if "at_most" in entry else None,
        doubtful=(Decimal(str(low_high[0])), Decimal(str(low_high[1]))) if low_high else None,
    )


@cache
def lexicon() -> Lexicon:
    """The words of every installed language, read once."""
    tables = {lang: table("lexicon", lang) for lang in languages()}
    return Lexicon(
        table("intents"), {lang: inflected(said, said["endings"]) for lang, said in tables.items()}
    )
