"""Named scenarios: keep an answer under a name, find it again, let it go."""

from __future__ import annotations

from dataclasses import replace

from bot.advise.desk import Desk
from bot.advise.figures import answer, recall
from bot.advise.inputs import from_row
from bot.advise.reply import Listed, Reply, Told
from bot.person import Person
from bot.store.base import ScenarioRow
from econ.unit import assess

NAME_LIMIT = 80


async def save(desk: Desk, person: Person, name: str, analysis_id: str | None = None) -> Reply:
    """Keep that analysis, or the person's last one, under the name; the same name replaces the older."""
    tenant = person.tenant.key
    name = as_typed(name)
    row = (
        await desk.store.analysis(tenant, analysis_id)
        if analysis_id
        else await desk.store.last_analysis(tenant, person.user_id)
    )
    if row is None:
        return Told("nothing_to_save")
    if not name:
        return Told("name_missing")
    replaced = await desk.store.scenario(tenant, person.user_id, name)
    await desk.store.save_scenario(
        ScenarioRow(desk.new_id(), tenant, person.user_id, name, row.inputs, desk.clock())
    )
    return Told("replaced" if replaced else "saved", {"name": name})


def as_typed(name: str) -> str:
    """The name as the person typed it: Slack delivers the three special characters as entities.

    >>> as_typed(" SMB &lt;plan&gt;  &amp; co ")
    'SMB <plan> & co'
    """
    name = name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(name.split())[:NAME_LIMIT]


async def listed(desk: Desk, person: Person) -> Reply:
    """All of the person's scenarios with their ratio."""
    rows = await desk.store.scenarios(person.tenant.key, person.user_id)
    if not rows:
        return Told("no_scenarios")
    return Listed(tuple((row.id, row.name, assess(from_row(row.inputs))) for row in rows))


async def load(desk: Desk, person: Person, name: str) -> Reply:
    """The scenario's answer, computed anew."""
    name = as_typed(name)
    row = await desk.store.scenario(person.tenant.key, person.user_id, name)
    return await _opened(desk, person, row) if row else Told("no_such_scenario", {"name": name})


async def load_by_id(desk: Desk, person: Person, scenario_id: str) -> Reply:
    """The same, from a list's button."""
    row = await desk.store.scenario_by_id(person.tenant.key, person.user_id, scenario_id)
    return await _opened(desk, person, row) if row else Told("expired")


async def _opened(desk: Desk, person: Person, row: ScenarioRow) -> Reply:
    opened = await answer(desk, person, from_row(row.inputs), row.inputs.get("focus", "ltv_cac"))
    shown = await recall(desk, person, opened.analysis_id or "")
    return replace(shown or opened, scenario=row.name)


async def delete(desk: Desk, person: Person, name: str) -> Reply:
    """Let the scenario go."""
    name = as_typed(name)
    gone = await desk.store.delete_scenario(person.tenant.key, person.user_id, name)
    return Told("deleted" if gone else "no_such_scenario", {"name": name})
