"""Repair of typing errors: one edit, towards our own vocabulary, same first letter, never a real word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from bot.understand.lexicon import Lexicon, lexicon
from bot.understand.nearest import nearest
from bot.understand.numerals import glued_number
from bot.understand.tokens import Phrases, Token

SHORTEST = 5
_DRAWN = re.compile(r"(.)\1+$|(.)\2{2,}")


def repaired(read: Sequence[Token]) -> list[Token]:
    """The tokens with plain slips of the finger put right ("chrun" is churn)."""
    return [
        replace(token, text=repair(token.text))
        if token.kind == "w"
        and token.text.isalpha()
        and (len(token.text) >= SHORTEST or _is_drawn(token.text))
        else token
        for token in read
    ]


def _is_drawn(word: str) -> bool:
    return len(word) > 2 and _DRAWN.search(word) is not None


def _undrawn(word: str, known: frozenset[str]) -> str | None:
    """The word that was drawn out ("heyyy", "graaazie", "siii"), None where it is none we know."""
    shorter = (_DRAWN.sub(lambda run: run[0][0], word), _DRAWN.sub(lambda run: run[0][:2], word))
    return next((plain for plain in shorter if plain in known), None)


@lru_cache(maxsize=8192)
def repair(word: str) -> str:
    """The word meant, or the word itself where that is not plain.

    >>> repair("chrun"), repair("marginn"), repair("quindi")
    ('churn', 'margin', 'quindi')
    """
    targets, known = _vocabulary()
    if word in known or len(word) > 24 or glued_number(word):
        return word
    if _is_drawn(word) and (plain := _undrawn(word, known)):
        return plain
    if len(word) < SHORTEST:
        return word
    found = {target for target in targets.get(word[0], ()) if _one_edit(word, target)}
    senses = {_sense(target) for target in found}
    same = len(found) == 1 or (len(senses) == 1 and senses != {frozenset()})
    return max(sorted(found), key=len) if found and same else word


def _sense(word: str) -> frozenset[str]:
    """What a word speaks of; several targets of one sense are no dilemma ("marginn": margin, margine)."""
    lex = lexicon()
    periods = {*lex.periods.meanings(word), *filter(None, [lex.linked.get(word)])}
    spans = {unit.code for unit in lex.units.meanings(word) if unit.kind == "span"}
    return frozenset({cue.slot for cue in lex.cues.meanings(word)} | periods | spans)


@cache
def _vocabulary() -> tuple[dict[str, list[str]], frozenset[str]]:
    """Words worth repairing to, by first letter, and every word known to be right as it is."""
    lex = lexicon()
    numerals = lex.numerals
    ours: tuple[Phrases[Any], ...] = (lex.cues, lex.commands, lex.periods, lex.units, *lex.named.values())
    others: tuple[Phrases[Any], ...] = (lex.change, lex.nouns, *lex.talk.values())
    targets = {word for index in ours for word in index.vocabulary()}
    targets |= set(lex.linked)
    numbers = {*numerals.atoms, *numerals.fractions, *numerals.magnitudes, *numerals.denominators}
    known = targets | numbers | lex.sets["keep"] | nearest().said | lex.sets["filler"] | lex.sets["between"]
    known |= {word for index in others for word in index.vocabulary()}
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for target in sorted(targets - numbers):
        if len(target) >= SHORTEST and target.isalpha():
            by_first[target[0]].append(target)
    return dict(by_first), frozenset(known)


def _one_edit(a: str, b: str) -> bool:
    """One letter more, less, other, or two neighbours swapped.

    >>> _one_edit("chrun", "churn"), _one_edit("margin", "margine"), _one_edit("cost", "lost!")
    (True, True, False)
    """
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    short, long = sorted((a, b), key=len)
    return short[i:] == long[i + 1 :]


def nearest_commands(word: str, lex: Lexicon) -> tuple[str, ...]:
    """Commands a mistyped first word may have meant, for "did you mean": `hlep` -> help."""
    if len(word) < 3:
        return ()
    return tuple(
        dict.fromkeys(
            intent
            for first in sorted(set(lex.commands.firsts()))
            if len(first) > 2 and _one_edit(word, first)
            for intent in lex.commands.meanings(first)
        )
    )
