"""JSON on one line with Decimals as the numbers they are: for scripts, and for what a row keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal


def written(value: object, figure: Callable[[Decimal], str] = str) -> str:
    """The value as JSON; `figure` writes a finite number. JSON knows no NaN: what was one becomes null.

    >>> written({"base": Decimal("1250.50"), "rows": [None, True], "nan": Decimal("NaN")})
    '{"base": 1250.50, "rows": [null, true], "nan": null}'
    """
    if isinstance(value, Decimal):
        return figure(value) if value.is_finite() else "null"
    if isinstance(value, Mapping):
        inside = (f"{_text(str(name))}: {written(item, figure)}" for name, item in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(item, figure) for item in value)}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    """As UTF-8, unless it has half a surrogate pair, which UTF-8 can't carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False)
