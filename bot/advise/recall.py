"""An earlier answer by its id, whatever kind it was."""

from __future__ import annotations

from dataclasses import replace

from bot.advise import figures
from bot.advise.desk import Desk
from bot.advise.reply import Assessed, Detail, Worked
from bot.person import Person
from bot.store.base import CUSTOMER


async def recall(
    desk: Desk, person: Person, analysis_id: str, detail: Detail | None = None
) -> Assessed | Worked | None:
    """The answer, computed anew from its row; None if it is not this tenant's."""
    row = await desk.store.analysis(person.tenant.key, analysis_id)
    if row is None:
        return None
    if row.sheet == CUSTOMER:
        return await figures.recall(desk, person, analysis_id, detail)
    from bot.advise import worked  # with the whole registry of metrics: loaded when first asked for

    return replace(worked.recalled(row), detail=detail)
