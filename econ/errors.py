"""Input that contradicts itself or the world. One class; the key says which sentence explains it."""

from __future__ import annotations

from collections.abc import Mapping

from econ.quantity import Quantity


class EconError(Exception):
    """`key` is worded in `content/<lang>/econ.toml` under `errors`; `facts` fill its sentence.

    `field` names the input at fault, where there is just one, so that a form can show it there.

    >>> EconError("rate_over_one", "churn").field
    'churn'
    """

    def __init__(self, key: str, field: str | None = None, **facts: Quantity | str) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.facts: Mapping[str, Quantity | str] = facts
