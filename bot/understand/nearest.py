"""The nearest example: TF-IDF over words, word pairs and character n-grams, in an inverted index.

Built once from `content/<lang>/phrases.toml`; pure Python, no dependency (Salton & Buckley 1988).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import log, sqrt

from bot.content import languages, table
from bot.understand.lexicon import inflected, lexicon
from bot.understand.quantity import Quantity
from bot.understand.tokens import Phrases, Token, tokens

_MASK = re.compile(r"\{(\w+)\}")
#: Names that stand for their kind: one example about churn serves for every concept.
_MARKED = (
    ("topics", "TOPIC"),
    ("segments", "SEGMENT"),
    ("days", "WHEN"),
    ("frequency", "WHEN"),
    ("formats", "FORMAT"),
    ("languages", "LANGUAGE"),
    ("roles", "ROLE"),
)
_WORD, _PAIR, _GRAM = 1.0, 0.8, 0.35
_IDEA, _IDEAS = 0.9, 0.7
#: Examples farther than this part of the nearest one's nearness say nothing.
_FAR = 0.25
#: A run of four letters in more examples than this says nothing.
_COMMON_GRAM = 45
_MOST_FEATURES = 600
_KIND_MASK = {"duration": "span", "multiple": "times", "points": "rate"}


def masked(read: Sequence[Token], quantities: Sequence[Quantity]) -> list[str]:
    """The words of a message; quantities become their kind in capitals, known names are led by theirs."""
    starts = {q.start: q for q in quantities}
    found: list[str] = []
    i = named_to = 0
    while i < len(read):
        if i >= named_to and (hit := _mark(read, i)):
            found.append(hit[1])
            named_to = hit[0]
        q = starts.get(i)
        if q:
            found.append(_KIND_MASK.get(q.kind, q.kind).upper())
            i = max(q.end, i + 1)
            continue
        if read[i].kind in "wn":
            found.append(read[i].text)
        elif read[i].text == "#":
            found.append("CHANNEL")
        i += 1
    return found


def _mark(read: Sequence[Token], i: int) -> tuple[int, str] | None:
    """The kind of name at token `i` and where the name ends."""
    named = lexicon().named
    unit = lexicon().units.first(read, i)
    if unit and unit[1].kind == "currency" and read[i].kind == "w":
        return unit[0], "CURRENCY"
    hits = ((hit[0], mark) for kind, mark in _MARKED if (hit := named[kind].first(read, i)))
    return max(hits, default=None, key=lambda hit: (hit[0], hit[1] == "SEGMENT", hit[1]))


def features(parts: Sequence[str], ideas: Sequence[str] = ()) -> dict[str, float]:
    """Weighted words, pairs, character 4-grams, ideas ("=STOP") and pairs of ideas in any order."""
    counts: Counter[str] = Counter()
    for word in parts:
        counts[word] += 1
        if len(word) > 3 and word.islower():
            framed = f"_{word}_"
            counts.update(f"#{framed[k : k + 4]}" for k in range(len(framed) - 3))
    counts.update(f"{a} {b}" for a, b in zip(["^", *parts], [*parts, "$"], strict=True))
    row = {name: sqrt(n) * _weight(name) for name, n in counts.items()}
    row.update((f"={idea}", _IDEA) for idea in ideas)
    row.update((f"={a}={b}", _IDEAS) for k, a in enumerate(ideas) for b in ideas[k + 1 :])
    return row


def _weight(name: str) -> float:
    if name[0] == "#":
        return _GRAM
    return _PAIR if " " in name else _WORD


class Nearest:
    """Examples of every intent, searched by cosine."""

    def __init__(self, examples: Iterable[tuple[str, str]], ideas: Phrases[str]) -> None:
        self.ideas = ideas
        rows = [(intent, self._features(_parts(example))) for intent, example in examples]
        self.intents = [intent for intent, _ in rows]
        seen = Counter(name for _, row in rows for name in row)
        common = 0.25 * len(rows)
        self.idf = {
            name: log(len(rows) / n) + 0.3
            for name, n in seen.items()
            if n <= (_COMMON_GRAM if name[0] == "#" else common)
        }
        self.unseen = log(len(rows)) + 0.3
        self.postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self.words = {name for name in seen if name[0] not in "#=" and " " not in name}
        self.said = self.words | set(ideas.vocabulary())
        for place, (_, row) in enumerate(rows):
            weighed = {name: weight * self.idf[name] for name, weight in row.items() if name in self.idf}
            size = sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
            for name, weight in weighed.items():
                self.postings[name].append((place, weight / size))

    def _features(self, parts: Sequence[str]) -> dict[str, float]:
        return features(parts, self._ideas_in(parts))

    def _ideas_in(self, parts: Sequence[str]) -> list[str]:
        """What the words stand for ("switch off", "spegni": STOP), whichever the words and the language."""
        read = [Token("w", part, 0, 0, False) for part in parts]
        return sorted({idea for _, _, idea in self.ideas.find(read)})[:12]

    def scores(self, parts: Sequence[str]) -> dict[str, float]:
        """How near the message is to each intent's best examples, 0 to 1."""
        row = self._features(parts[:120])
        if len(row) > _MOST_FEATURES:
            row = dict(list(row.items())[:_MOST_FEATURES])
        size = 0.0
        sums: defaultdict[int, float] = defaultdict(float)
        for name, weight in row.items():
            idf = self.idf.get(name)
            if idf is None:
                if name[0] not in "#=" and " " not in name and name not in self.said:
                    size += (weight * self.unseen) ** 2 * 0.5
                continue
            weight *= idf  # noqa: PLW2901
            size += weight * weight
            for place, other in self.postings[name]:
                sums[place] += weight * other
        return self._by_intent(sums, sqrt(size) or 1.0)

    def _by_intent(self, sums: Mapping[int, float], size: float) -> dict[str, float]:
        """The best example counts most, the next two confirm it."""
        best: defaultdict[str, list[float]] = defaultdict(list)
        least = _FAR * max(sums.values(), default=0.0)
        for place, total in sums.items():
            if total >= least:
                best[self.intents[place]].append(total)
        answer = {}
        for intent, values in best.items():
            values.sort(reverse=True)
            answer[intent] = (0.8 * values[0] + 0.2 * sum(values[:3]) / 3) / size
        return answer


def _parts(example: str) -> list[str]:
    """An example's words as a message's: `{money}` becomes MONEY."""
    masks = iter(mask.upper() for mask in _MASK.findall(example))
    words = masked(tokens(_MASK.sub(" ¤ ", example).replace("¤", "qqmask")), ())
    return [next(masks) if word == "qqmask" else word for word in words]


@cache
def nearest() -> Nearest:
    """The examples of every installed language."""
    ideas: Phrases[str] = Phrases()
    for lang in languages():
        endings = table("lexicon", lang)["endings"]
        for idea, phrases in inflected(table("phrases", lang)["ideas"], endings).items():
            for phrase in phrases:
                ideas.add(phrase, idea)
    examples = (
        (intent, example)
        for lang in languages()
        for intent, examples in table("phrases", lang)["examples"].items()
        for example in examples
    )
    return Nearest(examples, ideas)
