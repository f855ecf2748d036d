"""What `python -m bot check` looks for in lessons and glossary: that they can be trusted and found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from bot.advise.figures import lesson_facts
from bot.advise.reply import Focus
from bot.advise.teach import PATH, path
from bot.content import FALLBACK, languages, table
from bot.glossary import glossary
from bot.lessons import Lesson, fitting, lessons
from bot.speak.numbers import numbers
from bot.sums import comes_to
from bot.triggers import Facts
from econ.errors import EconError
from econ.metric import METRICS
from econ.quantity import Money, Rate
from econ.unit import UnitInputs, assess

#: What a Slack section, a button and a reader on a phone will bear.
SECTION, BUTTON, WORDS = 3000, 75, range(40, 121)

#: What must be the same in every language.
SAME = ("tags", "level", "year", "mark", "related", "needs", "check", "triggers")

_WORD = re.compile(r"\S*\w\S*")
_TAG = re.compile(r"\{%.*?%\}")
_VALUE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def faults() -> list[str]:
    """Every fault, each as one line that begins with where it is."""
    found = [fault for lang in languages() for one in lessons(lang).values() for fault in _faults(one)]
    for lang in languages():
        found += _unfit(lang)
        found += _unlinked(lang)
        found += _untaught(lang)
        if lang != FALLBACK:
            found += _different(lang)
    return found


def _faults(one: Lesson) -> Iterator[str]:
    at = f"{one.lang}/snippets/{one.id}"
    if not one.source.strip() or one.year < 1900:
        yield f"{at}: no source or year"
    for other in one.related:
        if other == one.id or other not in lessons(one.lang):
            yield f"{at}: related {other} leads nowhere"
    text = _VALUE.sub("1 2", _TAG.sub("", one.body))
    long = len(_WORD.findall(text))
    if long not in WORDS:
        yield f"{at}: {long} words, not {WORDS.start} to {WORDS.stop - 1}"
    if len(text) + len(one.title) > SECTION - 200 or len(one.title) > BUTTON:
        yield f"{at}: too long for Slack"
    if unknown := set(_VALUE.findall(one.body)) ^ set(one.needs):
        yield f"{at}: needs and placeholders differ by {', '.join(sorted(unknown))}"
    for expression, figure in one.check:
        if not comes_to(expression, figure):
            yield f"{at}: {expression} does not come to {figure}"
        if not re.search(rf"(?<![\d.,]){re.escape(_shown(one.lang, figure))}(?!\d|[.,]\d)", text):
            yield f"{at}: {figure} is not in the text"


def _shown(lang: str, figure: Decimal) -> str:
    return numbers(lang).number(figure, max(-int(figure.as_tuple().exponent), 0))


def _different(lang: str) -> Iterator[str]:
    """Between two languages; that they have the same ids is `bot.parity`'s to say."""
    for name, one in lessons(FALLBACK).items():
        other = lessons(lang).get(name)
        for field in SAME if other else ():
            if getattr(one, field) != getattr(other, field):
                yield f"{lang}/snippets/{name}: its {field} differs from {FALLBACK}'s"
    ours, theirs = glossary(FALLBACK), glossary(lang)
    for name in sorted(set(ours) ^ set(theirs)):
        yield f"{lang}/glossary: {name} is in one language only"
    for name in sorted(set(ours) & set(theirs)):
        if ours[name].lesson != theirs[name].lesson:
            yield f"{lang}/glossary: {name} leads elsewhere than in {FALLBACK}"


def _unlinked(lang: str) -> Iterator[str]:
    for term in glossary(lang).values():
        if term.lesson not in lessons(lang):
            yield f"{lang}/glossary: {term.id} leads to {term.lesson}, which is no lesson"
        if not term.means.endswith("."):
            yield f"{lang}/glossary: {term.id} is not told in a sentence"


def _untaught(lang: str) -> Iterator[str]:
    """A metric of the calculator, or a topic that understanding knows, without a lesson of that tag."""
    tags = {tag for one in lessons(lang).values() for tag in one.tags}
    for wanted in sorted(set(path()) - set(lessons(lang))):
        yield f"path: {wanted} is no lesson of {lang}"
    for wanted in sorted({*METRICS, *table("lexicon", lang)["topics"]} - tags - {PATH}):
        yield f"{lang}/snippets: no lesson has the tag {wanted}"


def _unfit(lang: str) -> Iterator[str]:
    """A trigger that no result sets off, or a result that sets off none."""
    idle = {(one.id, n) for one in lessons(lang).values() for n in range(len(one.triggers))}
    for facts in results():
        if fitting(lang, facts) is None:
            yield f"{lang}/snippets: no lesson fits {facts}"
        idle = {(name, n) for name, n in idle if not lessons(lang)[name].triggers[n].fires(facts)}
    for name, n in sorted(idle):
        yield f"{lang}/snippets/{name}: nothing sets off trigger {n + 1}"


def results() -> Iterator[Facts]:
    """The facts of every kind of answer the calculator gives, drawn from calculations of it."""
    margins = (None, Decimal("-0.1"), Decimal(0), Decimal("0.4"), Decimal("0.8"), Decimal(1))
    churns = (None, *map(Decimal, ("-0.01", "0", "0.005", "0.01", "0.03", "0.1", "0.4", "1")))
    costs = (None, *map(Decimal, (500, 2500, 4000, 10000, 40000)))
    focuses: tuple[Focus, ...] = ("ltv_cac", "ltv", "payback", "goal_seek")
    for n, (margin, churn, cac) in enumerate(product(margins, churns, costs)):
        given = UnitInputs(
            Money(Decimal(500), "EUR", "month"),
            None if margin is None else Rate(margin),
            None if churn is None else Rate(churn, "month"),
            None if cac is None else Money(cac, "EUR"),
        )
        try:
            found = assess(given)
        except EconError:
            continue
        if churn is None and (cac is None or margin is None):
            continue  # a question, no answer
        for focus in focuses:
            yield {**lesson_facts(found, focus), **({"losses": 18} if n % 2 else {})}
