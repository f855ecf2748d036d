"""The trade's words: what each is called, what it means in a line, and the lesson that says more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from bot.content import ROOT, table


class Term(BaseModel):
    """One entry of `content/<lang>/glossary.toml`; `lesson` is the id of a lesson of that language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    term: str
    also: tuple[str, ...]
    means: str
    lesson: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.term, *self.also


@cache
def glossary(lang: str) -> Mapping[str, Term]:
    """Every term of a language by id; none where the language has no glossary yet.

    >>> glossary("it")["payback"].term
    'Rientro'
    """
    if not (ROOT / lang / "glossary.toml").is_file():
        return MappingProxyType({})
    entries = table("glossary", lang)
    return MappingProxyType({name: Term(id=name, **entry) for name, entry in entries.items()})
