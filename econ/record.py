"""`record`: a dataclass that nobody changes once it is made, for what an answer makes by the hundred.

The type checker holds everybody to that. At run time nothing stands guard: the guard of
`dataclass(frozen=True)` makes every value three times as dear to create. All else is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool):
        """As `dataclass`, compared and hashed by its fields.

        >>> @record(frozen=True, slots=True)
        ... class Price:
        ...     amount: int
        >>> Price(500), len({Price(500), Price(500)})
        (Price(amount=500), 1)
        """
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["record"]
