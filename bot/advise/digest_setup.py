"""Setting a digest up: what was said of it, what was chosen, and the figures it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bot.advise.desk import Desk
from bot.advise.digest_compose import UNNAMED, name_of
from bot.advise.digest_figures import Metric, as_inputs
from bot.advise.digest_reply import DigestDraft, DigestTold
from bot.advise.digest_rights import Actor, not_yours
from bot.advise.scenarios import as_typed
from bot.advise.slots import all_from_wire
from bot.digest.booking import scheduled
from bot.digest.cadence import Cadence, following, from_wire
from bot.person import Person
from bot.store.base import CUSTOMER
from bot.store.digest_rows import ReadingRow, SubscriptionRow, TrackRow

#: Three dates say more than a rule.
DATES = 3

#: Nine on Mondays: what is offered where nothing was said.
USUAL_TIME, USUAL_DAYS = "9:00", ("mon",)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose. `source` is the analysis or scenario to track, "" for lessons alone."""

    cadence: Cadence
    channel_id: str
    lang: str
    source: str = ""
    lesson: str = ""
    pre_read: bool = False
    open: bool = True
    shared: bool = False
    alerts: tuple[tuple[Metric, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sets a digest up, in which zone, and their name as it stands under it: a mention would call them
    every time."""

    person: Person
    zone: str
    name: str = ""


async def draft(
    desk: Desk, owner: Owner, channel_id: str, schedule: Mapping[str, object], analysis: str | None = None
) -> DigestDraft:
    """A digest of what was said, nothing of it running yet. Raises CadenceError."""
    cadence = cadence_of(schedule, owner.zone)
    person = owner.person
    source = ""
    tenant = person.tenant.key
    kept = await desk.store.analysis(tenant, analysis) if analysis else None
    kept = kept or await desk.store.last_analysis(tenant, person.user_id, CUSTOMER)
    if kept and kept.sheet == CUSTOMER:
        source = f"analysis:{kept.id}"
    settings = {
        "cadence": cadence.wire(), "lang": person.lang, "owner_lang": person.lang, "owner_name": owner.name,
        "source": source, "lesson": "both", "pre_read": False, "open": True, "alerts": [],
    }  # fmt: skip
    row = SubscriptionRow(desk.new_id(), tenant, person.user_id, channel_id, desk.clock(), "draft", settings)
    saved = await desk.store.save_subscription(row)
    return DigestDraft(saved or row, following(cadence, desk.clock(), DATES))


def cadence_of(schedule: Mapping[str, object], zone: str) -> Cadence:
    """The rhythm of what was said ("freq", "days", "day", "nth", "time"), the usual for the rest.

    >>> cadence_of({"freq": "monthly", "days": ("mon",), "nth": 1, "time": "08:30"}, "Europe/Rome").cron()
    '30 8 * * 1#1'
    """
    said = str(schedule.get("time") or USUAL_TIME)
    days = schedule.get("days") or ()
    days = tuple(str(day) for day in days) if isinstance(days, tuple | list) else ()
    day, nth = (int(str(schedule.get(name) or 0)) for name in ("day", "nth"))
    match schedule.get("freq"):
        case "daily" if len(days) == 5:
            return Cadence("weekdays", said, zone)
        case "daily":
            return Cadence("daily", said, zone)
        case "monthly" if nth and days:
            return Cadence("monthly_weekday", said, zone, days=days[:1], nth=nth)
        case "monthly":
            return Cadence("monthly_date", said, zone, day=day or 1)
        case _:
            return Cadence("weekly", said, zone, days=days or USUAL_DAYS)


async def start(desk: Desk, actor: Actor, id_: str, chosen: Chosen) -> DigestDraft | DigestTold:
    """Set it up as chosen and let it run; change a running one. A track begins with its first figures."""
    row = await desk.store.subscription(actor.person.tenant.key, id_)
    if row is None or row.status == "stopped":
        return DigestTold("gone")
    if not actor.may(row):
        return not_yours(row)
    track = await _track(desk, actor.person, row, chosen.source)
    settings = {
        **row.settings, "cadence": chosen.cadence.wire(), "lang": chosen.lang, "track": track,
        "source": chosen.source, "lesson": chosen.lesson, "pre_read": chosen.pre_read, "open": chosen.open,
        "shared": chosen.shared or bool(row.settings.get("shared")),
        "alerts": [[metric, str(limit)] for metric, limit in chosen.alerts],
    }  # fmt: skip
    changed = replace(row, settings=settings, channel_id=chosen.channel_id, status="active", state=well(row))
    saved = await desk.store.save_subscription(scheduled(changed, desk.clock()))
    if saved is None:
        return DigestTold("changed_meanwhile")
    return DigestDraft(saved, following(chosen.cadence, desk.clock(), DATES), await name_of(desk, saved))


async def confirm(desk: Desk, actor: Actor, id_: str) -> DigestDraft | DigestTold:
    """Let a draft run as it was shown."""
    row = await desk.store.subscription(actor.person.tenant.key, id_)
    if row is None:
        return DigestTold("gone")
    if row.status != "draft":
        return DigestTold("running_already")
    return await start(desk, actor, id_, chosen_of(row))


def chosen_of(row: SubscriptionRow) -> Chosen:
    """What a row was set up with."""
    settings = row.settings
    alerts = tuple((metric, Decimal(limit)) for metric, limit in settings.get("alerts", ()))
    return Chosen(
        from_wire(settings["cadence"]), row.channel_id, settings["lang"], settings.get("source", ""),
        settings.get("lesson", ""), settings.get("pre_read", False), settings.get("open", True),
        settings.get("shared", False), alerts,
    )  # fmt: skip


def well(row: SubscriptionRow) -> dict[str, Any]:
    """Its state without old failures and snoozes."""
    return {name: value for name, value in row.state.items() if name not in ("failures", "told", "snoozed")}


async def _track(desk: Desk, person: Person, row: SubscriptionRow, source: str) -> str | None:
    """The track of that source: the digest's own, the scenario's, or a new one with its first reading."""
    if not source:
        return None
    if source == row.settings.get("source") and row.settings.get("track"):
        return str(row.settings["track"])
    kind, _, id_ = source.partition(":")
    tenant = person.tenant.key
    if kind == "scenario":
        scenario = await desk.store.scenario_by_id(tenant, row.owner, id_)
        if scenario is None or "slots" not in scenario.inputs:
            return None  # a worksheet's: only a customer's economics are tracked
        found = await desk.store.track_named(tenant, row.owner, scenario.name)
        if found:
            return found.id
        inputs, name = scenario.inputs, scenario.name
    else:
        analysis = await desk.store.analysis(tenant, id_)
        if analysis is None or analysis.sheet != CUSTOMER:
            return None
        inputs, name = analysis.inputs, ""
    track = TrackRow(desk.new_id(), tenant, row.owner, name or f"{UNNAMED}{desk.new_id()}", desk.clock())
    await desk.store.keep_track(track)
    slots = all_from_wire(inputs["slots"])
    await desk.store.add_reading(
        ReadingRow(tenant, track.id, 0, desk.clock(), person.user_id, as_inputs(slots))
    )
    return track.id


async def scenario_saved(desk: Desk, person: Person, name: str, inputs: Mapping[str, Any]) -> None:
    """A tracked scenario was saved again: its new figures are kept beside the older ones."""
    track = await desk.store.track_named(person.tenant.key, person.user_id, as_typed(name))
    if track and "slots" in inputs:
        slots = all_from_wire(inputs["slots"])
        await desk.store.add_reading(
            ReadingRow(track.tenant, track.id, 0, desk.clock(), person.user_id, as_inputs(slots))
        )
