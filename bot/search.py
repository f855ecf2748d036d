"""Finding lessons by words: SQLite's full-text index proposes, the lessons' names decide.

The index lives in memory and is built when the first person searches. It holds every language at once: people
mix them, and the trade speaks English. Both sides are read the same way, without case, diacritics and
endings, so "clienti", "clients" and "client" are one word.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from math import log

from bot.content import languages, table
from bot.glossary import Term, glossary
from bot.lessons import Lesson, lessons

#: How much a name tells: a synonym or a term names the lesson, its id even more; a title also chats.
IDENTIFIED, NAMED, TAGGED, TITLED = 1.2, 1.0, 0.6, 0.5

#: What hearing a name whole adds.
WHOLE = 1.2

#: bm25 weights of the index's columns: names, titles, definitions, bodies.
WEIGHTS = (4.0, 3.0, 2.0, 1.0)

#: How many lessons the index proposes.
PROPOSED = 16

#: How much of a name must have been heard for it to count, and how much of the question must be known here.
SHARE, COVERAGE = 0.4, 0.5

_WORD = re.compile(r"[^\W_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_ENDING = re.compile(r"(?<=...)(?:ings?|ed|es|s|[aeio]+)$")


def tokens(words: str) -> list[str]:
    """Words without case, diacritics and endings.

    >>> tokens("Qual è la redditività dei clienti? Clients' LTV_CAC")
    ['qual', 'e', 'la', 'redditivit', 'dei', 'client', 'client', 'ltv', 'cac']
    """
    split = words.casefold()
    if not split.isascii():
        split = _ACCENT.sub("", unicodedata.normalize("NFKD", split))
    return [_ENDING.sub("", word) if len(word) > 4 else word for word in _WORD.findall(split) if word != "s"]


class Index:
    """An index over some lessons and terms, of any number of languages."""

    def __init__(self, every: Collection[Lesson], terms: Collection[Term], idle: Collection[str]) -> None:
        bodies = [(one, tokens(one.body)) for one in every]
        called = list(_called(every, terms))
        alone = {token for _, said, _ in called if len(said) == 1 for token in said}
        self._idle = (_common(bodies) | frozenset(idle)) - alone
        self._names = _names(called, self._idle)
        self._exact: dict[frozenset[str], dict[str, float]] = defaultdict(dict)
        for name, said, value in called:
            self._exact[said][name] = max(value, self._exact[said].get(name, 0))
        texts = list(_texts(bodies, terms, self._names))
        self._db = _full_text(texts)
        self._holds = {name: frozenset(" ".join(columns).split()) for name, *columns in texts}
        spread = Counter(token for held in self._holds.values() for token in held)
        self._rarity = {token: log(1 + len(self._holds) / count) for token, count in spread.items()}
        self._rarest = log(1 + len(self._holds))
        self._named = sorted({token for names in self._names.values() for name in names for token in name})
        self._meant: dict[str, Mapping[str, float]] = {}

    def find(self, words: str) -> list[str]:
        """The ids of the lessons about some words, best first; [] when nothing is near.

        A lesson counts when it has a name of which every word was said, or when most of what was said is
        known to it: "pizza margherita" has nothing to do with the margin.
        """
        said = frozenset(tokens(words))
        asked = {token: self._sense(token) for token in said if token not in self._idle}
        heard: dict[str, float] = {}
        for senses in asked.values():
            for token, likely in senses.items():
                heard[token] = max(likely, heard.get(token, 0))
        scores = {name: value * len(said) * self._rarest for name, value in self._exact.get(said, {}).items()}
        for name, text in self._proposed(heard) if heard else ():
            called, whole = self._called(name, heard)
            if whole or self._concerns(name, asked, named=called > 0):
                scores[name] = max(called + text, scores.get(name, 0) + called)
        floor = max(scores.values(), default=0) / 4
        return sorted(
            (name for name, score in scores.items() if score > floor), key=lambda n: (-scores[n], n)
        )

    def _sense(self, token: str) -> Mapping[str, float]:
        """What may have been meant by a word: itself, else what it begins, else what it misspells."""
        if token not in self._meant:
            if len(self._meant) > 4096:
                self._meant.clear()
            self._meant[token] = dict(self._guess(token))
        return self._meant[token]

    def _guess(self, token: str) -> Iterator[tuple[str, float]]:
        if token in self._rarity:
            yield token, 1.0
            return
        begun = [(word, 0.8) for word in self._begun(token)] if len(token) > 3 else []
        if not begun and len(token) > 6:  # another ending than the few cut off: "trattengo", "trattenere"
            near = {word: _alike(token, word) for word in self._begun(token[:-2])}
            least = max(0.7, max(near.values(), default=0) - 0.1)
            begun = [(word, 0.8) for word, alike in near.items() if alike > least]
        yield from begun or ((word, 0.7) for word in self._named if _misspelt(token, word))

    def _begun(self, start: str) -> Iterator[str]:
        """The words of names that begin so."""
        for place in range(bisect_left(self._named, start), len(self._named)):
            if not self._named[place].startswith(start):
                return
            yield self._named[place]

    def _proposed(self, heard: Mapping[str, float]) -> list[tuple[str, float]]:
        said = " OR ".join(f'"{token}"' for token in heard)
        rows = self._db.execute(
            "SELECT lesson, -bm25(lessons, 0, ?, ?, ?, ?) AS worth FROM lessons WHERE lessons MATCH ?"
            " ORDER BY worth DESC LIMIT ?",
            (*WEIGHTS, said, PROPOSED),
        ).fetchall()
        best = max((worth for _, worth in rows), default=1) or 1
        return [(name, worth / best) for name, worth in rows]

    def _called(self, name: str, heard: Mapping[str, float]) -> tuple[float, bool]:
        """How well a lesson was called by the best of its names, the rarer the words the better; whether one
        of its names was said whole."""
        best, whole = 0.0, False
        for words, (value, sure) in self._names[name].items():
            if not words.isdisjoint(heard):
                known = [token for token in words if token in heard]
                full = sum(self._rarity[token] for token in words)
                hit = sum(self._rarity[token] * heard[token] for token in known)
                if hit / full >= SHARE:
                    complete = sure and len(known) == len(words)
                    best = max(best, value * hit * hit / full * (WHOLE if complete else 1))
                    whole = whole or complete
        return best, whole

    def _concerns(self, name: str, asked: Mapping[str, Mapping[str, float]], *, named: bool) -> bool:
        """Whether enough of what was said is known to the lesson, rare words weighing more and unknown ones
        most: half where it is named so, else all of two words or more."""
        worth = {
            said: max((self._rarity[token] for token in senses), default=self._rarest)
            for said, senses in asked.items()
        }
        held = self._holds[name]
        known = sum(worth[said] for said, senses in asked.items() if not held.isdisjoint(senses))
        return known >= sum(worth.values()) * (COVERAGE if named else 1) and (named or len(asked) > 1)


#: Of each lesson its names as words, with what each is worth and whether hearing it whole is enough.
_Names = Mapping[str, Mapping[frozenset[str], tuple[float, bool]]]


def _called(
    every: Collection[Lesson], terms: Collection[Term]
) -> Iterator[tuple[str, frozenset[str], float]]:
    """What each lesson is called: its id, the words, what such a name is worth."""
    for one in every:
        worth = {one.title: TITLED} | dict.fromkeys(one.tags, TAGGED)
        for phrase, value in (worth | dict.fromkeys(one.synonyms, NAMED) | {one.id: IDENTIFIED}).items():
            yield one.id, frozenset(tokens(phrase)), value
    for term in terms:
        for phrase in term.names:
            yield term.lesson, frozenset(tokens(phrase)), NAMED


def _names(called: Iterable[tuple[str, frozenset[str], float]], idle: Collection[str]) -> _Names:
    """Names without idle words; one that was left with a single word does not stand for the whole."""
    found: dict[str, dict[frozenset[str], tuple[float, bool]]] = defaultdict(dict)
    for lesson, said, value in called:
        name = said.difference(idle) or said
        sure = value > TITLED and (len(name) > 1 or name == said)
        found[lesson][name] = max((value, sure), found[lesson].get(name, (0, False)))
    return dict(found)


_Bodies = Collection[tuple[Lesson, list[str]]]


def _common(bodies: _Bodies) -> frozenset[str]:
    """Words found in a third of a language's lessons."""
    size = Counter(one.lang for one, _ in bodies)
    used = Counter((one.lang, token) for one, body in bodies for token in set(body))
    return frozenset(token for (lang, token), count in used.items() if count > size[lang] / 3)


def _texts(bodies: _Bodies, terms: Collection[Term], names: _Names) -> Iterator[tuple[str, ...]]:
    """For each lesson: id, names, titles, definitions, bodies."""
    titles, means, said = (defaultdict[str, list[str]](list) for _ in range(3))
    for one, body in bodies:
        titles[one.id] += tokens(one.title)
        said[one.id] += body
    for term in terms:
        means[term.lesson] += tokens(term.means)
    for name, called in names.items():
        columns = ([token for phrase in called for token in phrase], titles[name], means[name], said[name])
        yield name, *(" ".join(words) for words in columns)


def _full_text(texts: Iterable[tuple[str, ...]]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute("CREATE VIRTUAL TABLE lessons USING fts5(lesson UNINDEXED, names, title, means, body)")
    db.executemany("INSERT INTO lessons VALUES (?, ?, ?, ?, ?)", texts)
    db.commit()
    return db


def _misspelt(token: str, word: str) -> bool:
    """A slip or two, never in the first letter, and never in a short word."""
    shorter, longer = sorted((len(token), len(word)))
    if token[0] != word[0] or shorter < 4 or longer - shorter > (1 if longer < 8 else 2):
        return False
    return _alike(token, word) >= 0.8


def _alike(a: str, b: str) -> float:
    """How much of two words is the same, from 0 to 1."""
    match = SequenceMatcher(None, a, b, autojunk=False)
    return match.ratio() if match.quick_ratio() > 0.7 else 0.0


@cache
def _index() -> Index:
    return Index(
        [one for lang in languages() for one in lessons(lang).values()],
        [term for lang in languages() for term in glossary(lang).values()],
        idle_words(),
    )


@cache
def idle_words() -> frozenset[str]:
    """Words that ask, greet or join, in every language: they say nothing of the topic."""
    said = []
    for lang in languages():
        lexicon = table("lexicon", lang)
        said += [*lexicon["talk"]["stop"], *lexicon["talk"]["question"], *lexicon["talk"]["polite"]]
        said += lexicon["commands"]["learn"]
    return frozenset(token for phrase in said for token in tokens(phrase))


def find(lang: str, words: str) -> list[Lesson]:
    """Lessons about some words, best first; [] when nothing is near. Any installed language's words will do.

    >>> find("it", "costo di acquisizione")[0].id
    'cac'
    """
    own = lessons(lang)
    return [own[name] for name in _index().find(words[:400]) if name in own]


def only(words: str, topic: str) -> bool:
    """Whether some words speak of a topic and add nothing to it.

    >>> only("what is churn?", "churn"), only("churn of small customers", "churn")
    (True, False)
    """
    return set(tokens(words)) - idle_words() <= set(tokens(topic))
