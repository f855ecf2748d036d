"""The emoji people write by name; an unknown name stays as it was written."""

from __future__ import annotations

import re
from importlib.resources import files

NAMES: dict[str, str] = dict(
    pair.split("=") for pair in files("bot.playground").joinpath("emoji.txt").read_text("utf-8").split()
)


def emojize(text: str) -> str:
    """Names in colons become emoji.

    >>> emojize("done :white_check_mark: :nothing_like_it: 10:30:00")
    'done ✅ :nothing_like_it: 10:30:00'
    """
    return re.sub(r":([a-z0-9_+'-]+):", lambda m: NAMES.get(m.group(1), m.group()), text)
