"""What every use case may use: the store, the clock and a source of ids, chosen by `bot.app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.store.base import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """`clock` gives the time in UTC; `new_id` a short random id that nobody can guess."""

    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
