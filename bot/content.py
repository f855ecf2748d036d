"""The only door to `content/`: words, lexicons and lessons as data, one folder a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

ROOT = files("content")

#: The language of last resort, when a person's own is not installed.
FALLBACK = "en"


@cache
def languages() -> tuple[str, ...]:
    """The installed languages: every folder of `content/` that holds a `strings.toml`.

    >>> languages()
    ('en', 'it')
    """
    return tuple(
        sorted(
            entry.name for entry in ROOT.iterdir() if entry.is_dir() and (entry / "strings.toml").is_file()
        )
    )


@cache
def table(name: str, lang: str | None = None) -> dict[str, Any]:
    """A TOML file of `content/` (or of one language's folder), read once. Treat it as read-only."""
    place = ROOT / lang if lang else ROOT
    return tomllib.loads((place / f"{name}.toml").read_text("utf-8"))
