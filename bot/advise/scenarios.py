"""Named scenarios: keep an answer under a name, find it again, let it go."""

from __future__ import annotations

from dataclasses import replace

from bot.advise.desk import Desk
from bot.advise.figures import answer
from bot.advise.inputs import unit_inputs
from bot.advise.reply import Listed, Reply, Told, Worked
from bot.advise.slots import all_from_wire
from bot.person import Person
from bot.store.base import ScenarioRow
from econ.unit import Assessment, assess

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
    if replaced:
        from bot.advise.digest_setup import scenario_saved

        await scenario_saved(desk, person, name, row.inputs)
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
    return Listed(tuple((row.id, row.name, _today(row)) for row in rows))


def _today(row: ScenarioRow) -> Assessment | Worked:
    """What it comes to, computed anew."""
    if "sheet" in row.inputs:
        from bot.advise import worked

        return worked.reworked(row.inputs)
    return assess(unit_inputs(all_from_wire(row.inputs["slots"])))


async def load(desk: Desk, person: Person, name: str, place: str | None = None) -> Reply:
    """The scenario's answer, computed anew."""
    name = as_typed(name)
    row = await desk.store.scenario(person.tenant.key, person.user_id, name)
    return await _opened(desk, person, row, place) if row else Told("no_such_scenario", {"name": name})


async def load_by_id(desk: Desk, person: Person, scenario_id: str, place: str | None = None) -> Reply:
    """The same, from a list's button."""
    row = await desk.store.scenario_by_id(person.tenant.key, person.user_id, scenario_id)
    return await _opened(desk, person, row, place) if row else Told("expired")


async def _opened(desk: Desk, person: Person, row: ScenarioRow, place: str | None) -> Reply:
    slots = all_from_wire(row.inputs["slots"])
    if "sheet" in row.inputs:
        from bot.advise import worked

        found = await worked.answer(desk, person, worked.Asked.of(row.inputs), place)
        return replace(found, scenario=row.name)
    return replace(
        await answer(desk, person, slots, intent=row.inputs["intent"], place=place), scenario=row.name
    )


async def delete(desk: Desk, person: Person, name: str) -> Reply:
    """Let the scenario go."""
    name = as_typed(name)
    gone = await desk.store.delete_scenario(person.tenant.key, person.user_id, name)
    return Told("deleted" if gone else "no_such_scenario", {"name": name})
