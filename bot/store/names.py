"""Names people give: compared by more than case and spaces."""

from __future__ import annotations


def name_key(name: str) -> str:
    """The form in which scenario names are compared.

    >>> name_key("  Base  CASE ")
    'base case'
    """
    return " ".join(name.split()).casefold()
