"""Lessons: short pieces of sales economics to read after an answer, or by topic.

One Markdown file each in `content/<lang>/snippets/`, TOML front matter between `+++` lines. Pure but for
reading them. A lesson says when it fits (its triggers) and what it is called (its synonyms) as data: a new
one needs two files and no Python. `bot.triggers` knows the conditions, `bot.search` finds lessons by words.
Rendering is the business of `bot.speak`; the body is Jinja2 source.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content import ROOT
from bot.triggers import Edges, Facts, Result, Trigger, edges_of

_FENCE = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_WRAP = re.compile(r"(?<!\n)\n(?!\n|•)")
_OWN = re.compile(r"\s*\{% if own %\}\s*(.*?)\s*\{% endif %\}", re.DOTALL)
_UNIT = re.compile(r"(?<=\d) (?=[€$])")


class Lesson(BaseModel):
    """One lesson in one language.

    `body` is a Jinja2 template of Slack mrkdwn. It always needs `own` (a bool); where `own` is true it also
    speaks of the asker's figures, and needs the facts named in `needs`. `mark` is the solidity of the
    weakest claim in it: A official, B large sample, C second-hand, D our assumption; None where the lesson
    is arithmetic alone. `check` lists the worked figures, each an expression and its value as shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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
        return all(facts.get(name) not in (None, "") for name in self.needs)


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

    Facts read here: `verdict`, `focus` (what was asked for), `cac`, `payback`, `payback_adjusted` (both None
    when never), `churn`, `margin` (None when asked for and not given), `lifetime`, `losses` (customers lost,
    where counted). A fact that is absent sets nothing off.

    >>> fitting("en", {"verdict": "weak"}).id
    'ratio-one-to-three'
    >>> fitting("en", {}) is None
    True
    """
    result = Result(facts)
    key = lang, result.cell(_edges(lang))
    fired = _FIRED.get(key)
    if fired is None:
        fired = _FIRED[key] = _set_off(lang, result)
    for one in fired:
        if one.id not in seen:
            return one
    return fired[0] if fired else None


#: The lessons set off by the results of each cell, best first: there are some hundreds of cells.
_FIRED: dict[tuple[str, tuple[object, ...]], tuple[Lesson, ...]] = {}


def _set_off(lang: str, result: Result) -> tuple[Lesson, ...]:
    """The lessons that fit: graver and more demanding triggers first, then by the lesson's id."""
    fired = [
        (trigger.rank, one)
        for one in lessons(lang).values()
        for trigger in one.triggers
        if trigger.set_off_by(result)
    ]
    fired.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(one for _, one in fired)


@cache
def _edges(lang: str) -> Edges:
    return edges_of(trigger for one in lessons(lang).values() for trigger in one.triggers)
