"""What `python -m bot check` looks for: every language says the same things about the same facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from bot.advise.worksheet import worksheets
from bot.content import FALLBACK, ROOT, languages, table
from bot.lessons import lessons

TABLES = ("strings", "econ", "columns", "digests")

_FACT = re.compile(r"\{\{\s*([\w.]+)")

#: Plural forms a language has of its own, and short names of fields, needed where the usual one will not do.
OWN_KEYS = re.compile(r"^strings\.units\.\w+\.(zero|two|few|many)$|^worksheets/\w+\.fields\..+\.name$")


def faults() -> list[str]:
    """Every difference between the languages, each as one line."""
    return [fault for lang in languages() if lang != FALLBACK for fault in _between(FALLBACK, lang)]


def _between(base: str, lang: str) -> Iterator[str]:
    for name in TABLES:
        yield from _tables(name, base, lang)
    for name in (name for name, sheet in worksheets().items() if not sheet.plain):
        yield from _tables(f"worksheets/{name}", base, lang)
    yield from _templates(base, lang)
    yield from _sets("snippet", set(lessons(base)), set(lessons(lang)), base, lang)
    yield from _sets("lexicon section", set(table("lexicon", base)), set(table("lexicon", lang)), base, lang)


def _tables(name: str, base: str, lang: str) -> Iterator[str]:
    ours, theirs = (dict(_leaves(name, table(name, one))) for one in (base, lang))
    common = {key for key in {*ours, *theirs} if not OWN_KEYS.match(key)}
    yield from _sets("key", common & set(ours), common & set(theirs), base, lang)
    for key in sorted(common & set(ours) & set(theirs)):
        if _facts(ours[key]) != _facts(theirs[key]):
            yield f"{key}: {base} speaks of {_facts(ours[key])}, {lang} of {_facts(theirs[key])}"
        if not theirs[key].strip():
            yield f"{key}: {lang} says nothing"


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    else:
        yield path, str(value)


def _facts(text: str) -> list[str]:
    return sorted(set(_FACT.findall(text)))


def _templates(base: str, lang: str) -> Iterator[str]:
    ours, theirs = _said(base), _said(lang)
    yield from _sets("template", set(ours), set(theirs), base, lang)
    for name in sorted(set(ours) & set(theirs)):
        yield from _sets(f"block of {name}", ours[name], theirs[name], base, lang)


def _said(lang: str) -> dict[str, set[str]]:
    """Each template's named blocks."""
    folder = ROOT / lang / "say"
    found = {}
    for entry in folder.iterdir():
        if entry.name.endswith(".j2"):
            try:
                parsed = Environment(autoescape=True).parse(entry.read_text("utf-8"))
            except TemplateSyntaxError as error:
                found[entry.name] = {f"a syntax error in line {error.lineno}"}
            else:
                found[entry.name] = {block.name for block in parsed.find_all(nodes.Block)}
    return found


def _sets(what: str, ours: set[str], theirs: set[str], base: str, lang: str) -> Iterator[str]:
    for missing in sorted(ours - theirs):
        yield f"{what} {missing} is in {base} but not in {lang}"
    for extra in sorted(theirs - ours):
        yield f"{what} {extra} is in {lang} but not in {base}"
