"""temporary"""
from __future__ import annotations
import re, unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from functools import cache
from math import log
from bot.content import languages
from bot.lessons import Lesson, lessons
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
