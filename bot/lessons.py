"""Lessons: short pieces of sales economics to read after an answer, or by topic.

One Markdown file each in `content/<lang>/snippets/`, TOML front matter between `+++` lines. Pure but for
reading them. A lesson says when it fits (its triggers) and what it is called (its synonyms) as data: a new
one needs two files and no Python. Rendering is the business of `bot.speak`; the body is Jinja2 source.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache, cached_property
from math import log
from operator import eq, ge, gt, le, lt
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content import ROOT, languages

Facts = Mapping[str, object]

_STRICT = ConfigDict(frozen=True, extra="forbid")
_FENCE = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_WRAP = re.compile(r"(?<!\n)\n(?!\n|•)")
_OWN = re.compile(r"\s*\{% if own %\}\s*(.*?)\s*\{% endif %\}", re.DOTALL)
_UNIT = re.compile(r"(?<=\d) (?=[€$])")


def _number(facts: Facts, name: str) -> Decimal | None:
    """The bare number of a fact, be it a quantity of `econ` or a plain number; None where there is none."""
    fact = facts.get(name)
    if fact is None or isinstance(fact, Decimal):
        return fact
    fact = getattr(fact, "amount", getattr(fact, "value", fact))
    if isinstance(fact, Decimal):
        return fact
    return Decimal(str(fact)) if isinstance(fact, int | float) else None


def _compare(facts: Facts, name: str, holds: Callable[[Any, Any], bool], limit: object) -> bool:
    number = _number(facts, name)
    return number is not None and holds(number, limit)


def _known_empty(facts: Facts, name: str) -> bool:
    """The fact was looked for and has no value; a fact nobody looked for tells nothing."""
    return name in facts and facts[name] is None


def _never(facts: Facts) -> bool:
    """There is a margin and a CAC to pay back, and yet payback has no value: CAC is out of reach.

    Without CAC, or for the adjusted payback without churn, a missing value only means it was not asked.
    """
    leaving = _compare(facts, "churn", gt, 0) and _known_empty(facts, "payback_adjusted")
    owed = _compare(facts, "cac", gt, 0) and _compare(facts, "margin", gt, 0)
    return owed and (leaving or _known_empty(facts, "payback"))


#: The closed set of conditions a trigger may set; each is a field of `Trigger`.
_CONDITIONS: Mapping[str, Callable[[Facts, Any], bool]] = {
    "verdict": lambda facts, wanted: facts.get("verdict") == wanted,
    "payback_over": lambda facts, months: _compare(facts, "payback", gt, months),
    "payback_never": lambda facts, _: _never(facts),
    "churn_zero": lambda facts, _: _compare(facts, "churn", eq, 0),
    "margin_missing": lambda facts, _: _known_empty(facts, "margin"),
    "margin_full": lambda facts, _: _compare(facts, "margin", ge, 1),
    "no_margin": lambda facts, _: _compare(facts, "margin", le, 0),
    "life_over": lambda facts, months: _compare(facts, "lifetime", gt, months),
    "losses_under": lambda facts, count: _compare(facts, "losses", lt, count),
}


class Trigger(BaseModel):
    """When a lesson fits: every condition set must hold. `weight` is how grave its message is.

    >>> Trigger(verdict="healthy", payback_over=18).fires({"verdict": "healthy", "payback": 25})
    True
    """

    model_config = _STRICT

    verdict: Literal["loses_money", "weak", "healthy", "check"] | None = None
    payback_over: Decimal | None = None  # months
    payback_never: Literal[True] | None = None
    churn_zero: Literal[True] | None = None
    margin_missing: Literal[True] | None = None
    margin_full: Literal[True] | None = None
    no_margin: Literal[True] | None = None
    life_over: Decimal | None = None  # months
    losses_under: Decimal | None = None  # customers lost
    weight: int = 0

    @cached_property
    def conditions(self) -> Mapping[str, object]:
        return self.model_dump(exclude={"weight"}, exclude_none=True)

    @cached_property
    def rank(self) -> tuple[int, int]:
        """Graver first; of two equally grave, the one that asks for more."""
        return self.weight, len(self.conditions)

    @cached_property
    def _tests(self) -> tuple[tuple[Callable[[Facts, Any], bool], object], ...]:
        return tuple((_CONDITIONS[name], wanted) for name, wanted in self.conditions.items())

    def fires(self, facts: Facts) -> bool:
        for holds, wanted in self._tests:  # noqa: SIM110  twice as fast as all(): it runs a dozen times a reply
            if not holds(facts, wanted):
                return False
        return True


class Lesson(BaseModel):
    """One lesson in one language.

    `body` is a Jinja2 template of Slack mrkdwn. It always needs `own` (a bool); where `own` is true it also
    speaks of the asker's figures, and needs the facts named in `needs`. `mark` is the solidity of the
    weakest claim in it: A official, B large sample, C second-hand, D our assumption; None where the lesson
    is arithmetic alone. `check` lists the worked figures, each an expression and its value as shown.
    """

    model_config = _STRICT

    id: str
    lang: str
    title: str
    body: str
    tags: tuple[str, ...]
    level: Literal["beginner", "intermediate", "advanced"]
    source: str
    year: int
    mark: Literal["A", "B", "C", "D"] | None = None
    related: tuple[str, ...]
    synonyms: tuple[str, ...]
    needs: tuple[str, ...] = ()
    check: tuple[tuple[str, Decimal], ...] = ()
    triggers: tuple[Trigger, ...] = ()

    def owns(self, facts: Facts) -> bool:
        """Whether the facts suffice for the part on the asker's own figures: the template's `own`."""
        return all(facts.get(name) is not None for name in self.needs)


def _flow(body: str) -> str:
    """Undo the file's line wrapping (Slack would show it), whatever block trimming the renderer uses.

    >>> _flow("One\\ntwo.\\n\\n{% if own %}\\nYours: 5 €.\\n{% endif %}")
    'One two.{% if own +%}\\n\\nYours: 5\\xa0€.{% endif %}'
    """
    text = _UNIT.sub("\u00a0", _WRAP.sub(" ", body.strip()))
    return _OWN.sub(r"{% if own +%}\n\n\1{% endif %}", text)


def read(lang: str, name: str, text: str) -> Lesson:
    """A lesson from the text of its file; ValueError naming the file when it breaks the format."""
    parts = _FENCE.fullmatch(text)
    if not parts:
        raise ValueError(f"{lang}/{name}: no front matter between +++ lines")
    try:
        front = tomllib.loads(parts[1], parse_float=Decimal)
        found = Lesson(lang=lang, body=_flow(parts[2]), **front)
    except (tomllib.TOMLDecodeError, TypeError, ValidationError) as fault:
        raise ValueError(f"{lang}/{name}: {fault}") from fault
    if found.id != name:
        raise ValueError(f"{lang}/{name}: its id is {found.id}")
    return found


@cache
def lessons(lang: str) -> Mapping[str, Lesson]:
    """Every lesson of a language by id, read once; none where the language has none yet.

    >>> lessons("it")["payback"].lang
    'it'
    """
    folder = ROOT / lang / "snippets"
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".md")] if folder.is_dir() else []
    texts = {entry.name.removesuffix(".md"): entry.read_text("utf-8") for entry in files}
    return MappingProxyType({name: read(lang, name, texts[name]) for name in sorted(texts)})


def lesson(lang: str, id: str) -> Lesson:  # noqa: A002 - the trade's word for it in front matter
    """One lesson; KeyError for an id there is none of."""
    return lessons(lang)[id]


def fitting(lang: str, facts: Facts, seen: Collection[str] = ()) -> Lesson | None:
    """The lesson that fits a result best, one not seen yet if any fits; None when none does.

    Facts read here: `verdict`, `cac`, `payback`, `payback_adjusted` (both None when never), `churn`, `margin`
    (None when asked for and not given), `lifetime`, `losses` (customers lost, where counted). A fact that is
    absent sets nothing off.

    >>> fitting("en", {"verdict": "weak"}).id
    'ratio-one-to-three'
    >>> fitting("en", {}) is None
    True
    """
    again = None
    for trigger, one in _by_rank(lang, facts.get("verdict")):
        if (one.id not in seen or again is None) and trigger.fires(facts):
            if one.id not in seen:
                return one
            again = one
    return again


@cache
def _by_rank(lang: str, verdict: object) -> tuple[tuple[Trigger, Lesson], ...]:
    """What a verdict may set off, with its lesson: the graver and more demanding first, then by its id."""
    every = [(trigger, one) for one in lessons(lang).values() for trigger in one.triggers]
    every = [(trigger, one) for trigger, one in every if trigger.verdict in (None, verdict)]
    return tuple(sorted(every, key=lambda pair: pair[0].rank, reverse=True))


def _tokens(words: str) -> tuple[str, ...]:
    """Words without case or diacritics.

    >>> _tokens("Qual è la redditività? LTV_CAC")
    ('qual', 'e', 'la', 'redditivita', 'ltv', 'cac')
    """
    split = unicodedata.normalize("NFKD", words.casefold())
    return tuple(re.findall(r"[^\W_]+", "".join(c for c in split if not unicodedata.combining(c))))


class _Index:
    """What lessons are called, in every language at once: people mix them, and the trade speaks English.

    Words found in a third of a language's lessons ("the", "di") tell nothing, unless such a word is a name by
    itself ("churn") or a name is made of nothing else ("1:3").
    """

    def __init__(self, every: Collection[Lesson]) -> None:
        self.names: dict[str, dict[frozenset[str], float]] = defaultdict(dict)
        common = self._common(every)
        for one in every:
            worth = {one.title: 0.5} | dict.fromkeys(one.tags, 0.6)
            for phrase, value in (worth | dict.fromkeys((one.id, *one.synonyms), 1.0)).items():
                tokens = frozenset(_tokens(phrase))
                key = tokens - common or tokens
                self.names[one.id][key] = max(value, self.names[one.id].get(key, 0))
        spread = Counter(token for names in self.names.values() for token in frozenset().union(*names))
        self.rarity = {token: log(1 + len(self.names) / count) for token, count in spread.items()}

    @staticmethod
    def _common(every: Collection[Lesson]) -> frozenset[str]:
        size = Counter(one.lang for one in every)
        used = Counter((one.lang, token) for one in every for token in set(_tokens(one.body)))
        often = {token for (lang, token), count in used.items() if count > size[lang] / 3}
        names = {_tokens(phrase) for one in every for phrase in (one.id, *one.tags, *one.synonyms)}
        return frozenset(often - {token for name in names if len(name) == 1 for token in name})

    def meant(self, token: str) -> dict[str, float]:
        """What a person may have meant by a word: itself, else what it begins, else what it misspells."""
        if token in self.rarity:
            return {token: 1.0}
        begun = {word: 0.8 for word in self.rarity if len(token) > 3 and word.startswith(token)}
        return begun or {word: 0.7 for word in self.rarity if _misspelt(token, word)}

    def score(self, name: str, heard: Mapping[str, float]) -> float:
        """The best of a lesson's names: how much of it was heard, the rarer the words the better."""
        return max(value * self._heard(tokens, heard) for tokens, value in self.names[name].items())

    def _heard(self, tokens: frozenset[str], heard: Mapping[str, float]) -> float:
        hit = sum(self.rarity[token] * heard.get(token, 0) for token in tokens)
        share = hit / sum(self.rarity[token] for token in tokens)
        return hit * share if share >= 0.4 else 0


def _misspelt(token: str, word: str) -> bool:
    likely = min(len(token), len(word)) > 4 and token[0] == word[0]
    return likely and SequenceMatcher(None, token, word, autojunk=False).ratio() >= 0.8


@cache
def _index() -> _Index:
    return _Index([one for lang in languages() for one in lessons(lang).values()])


def find(lang: str, words: str) -> list[Lesson]:
    """Lessons about some words, best first; [] when nothing is near. Any installed language's words will do.

    >>> find("it", "costo di acquisizione")[0].id
    'cac'
    """
    index, own, heard = _index(), lessons(lang), defaultdict[str, float](float)
    for token in _tokens(words):
        for word, likely in index.meant(token).items():
            heard[word] = max(heard[word], likely)
    scores = {name: index.score(name, heard) for name in own}
    floor = max(scores.values(), default=0) / 4
    return sorted((own[n] for n in own if scores[n] > floor), key=lambda one: (-scores[one.id], one.id))
