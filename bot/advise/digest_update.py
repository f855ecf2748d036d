"""New figures for a track: a month's counts taken in, what they come to, and the alerts they set off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.advise.desk import Desk
from bot.advise.digest_compose import name_of
from bot.advise.digest_figures import Metric, Read, as_inputs, is_bad, is_noise, read, value_of, with_month
from bot.advise.digest_moves import moves
from bot.advise.digest_reply import DigestTold, Updated
from bot.advise.digest_rights import Actor, not_yours
from bot.digest.months import Month
from bot.store.digest_rows import DeliveryRow, ReadingRow, SubscriptionRow

#: An alert stays quiet for so long after it was given.
COOLDOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Counted:
    """A month as it was filled in, and its money's currency, if any was said."""

    month: Month
    currency: str | None = None


async def update(desk: Desk, actor: Actor, id_: str, counted: Counted) -> Updated | DigestTold:
    """Take a month's counts in, work the figures out, book the alerts they set off. Raises EconError."""
    row = await desk.store.subscription(actor.person.tenant.key, id_)
    track = row.settings.get("track") if row else None
    if row is None or track is None or row.status == "stopped":
        return DigestTold("gone")
    if not actor.may(row):
        return not_yours(row)
    readings = await read(desk, row.tenant, track)
    slots = with_month(readings, counted.month, counted.currency)
    inputs = as_inputs(slots, counted.month)
    number = await desk.store.add_reading(
        ReadingRow(row.tenant, track, 0, desk.clock(), actor.person.user_id, inputs)
    )
    readings = await read(desk, row.tenant, track)
    newest = next(one for one in readings if one.row.number == number)
    before = next((one for one in readings if one.row.number < number), None)
    alarms = await _book_alerts(desk, row, readings)
    return Updated(
        row,
        await name_of(desk, row),
        newest,
        before.assessment if before else None,
        moves(before.assessment, newest.assessment) if before else (),
        alarms,
    )


async def _book_alerts(desk: Desk, row: SubscriptionRow, readings: list[Read]) -> int:
    """An alert for every figure that crossed its limit by more than the counts allow, and was not told."""
    if row.status != "active":
        return 0
    alerts = []
    now = desk.clock().replace(microsecond=0)
    told: dict[str, Any] = dict(row.state.get("alerts", {}))
    for place, (metric, text) in enumerate(row.settings.get("alerts", ())):
        limit = Decimal(text)
        crossed = _crossed(metric, limit, readings, told.get(metric), now)
        if crossed is None:
            continue
        newest = readings[0].row.number
        told[metric] = {"at": now.isoformat(), "reading": newest}
        note = {"metric": metric, "limit": text, "was": str(crossed), "reading": newest}
        at = now + timedelta(seconds=place)  # two alerts of one moment are two deliveries
        alerts.append(
            DeliveryRow(row.tenant, row.id, at, "alert", "due", now, channel_id=row.channel_id, note=note)
        )
    if alerts:
        changed = replace(row, state={**row.state, "alerts": told})
        if not await desk.store.save_subscription(changed, alerts):
            found = await desk.store.subscription(row.tenant, row.id)
            return await _book_alerts(desk, found, readings) if found else 0
    return len(alerts)


def _crossed(
    metric: Metric, limit: Decimal, readings: list[Read], told: Mapping[str, Any] | None, now: datetime
) -> Decimal | None:
    """The value it had on the good side, where it has crossed since and that was not told; else None."""
    value = value_of(metric, readings[0].assessment)
    if value is None or not is_bad(metric, value, limit):
        return None
    if told and now - datetime.fromisoformat(told["at"]) < COOLDOWN:
        return None
    for one in readings[1:]:
        was = value_of(metric, one.assessment)
        if was is None or is_bad(metric, was, limit):
            continue
        if told and told["reading"] > one.row.number:
            return None  # the same stay beyond the limit, told already
        return None if is_noise(metric, one, readings[0]) else was
    return None
