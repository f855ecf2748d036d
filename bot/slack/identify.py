"""Whose request this is: the tenant and the person behind a Slack payload, and the language they read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.desk import Desk
from bot.content import FALLBACK, languages
from bot.person import Person, Tenant
from bot.store.base import PersonRow

log = logging.getLogger("bot.slack")

#: A locale is read again after so long; a change made in Slack arrives sooner, as an event.
LOCALE_AGE = timedelta(days=7)

#: How long an answer waits for a locale it has never seen: Slack itself waits three seconds.
LOCALE_SECONDS = 1.2


@dataclass(frozen=True, slots=True)
class Sender:
    """Tenant and user of a payload, whatever its kind."""

    tenant: Tenant
    user_id: str


def sender_of(body: Mapping[str, Any]) -> Sender:
    """Commands are flat, interactions nest `team` and `user`, events carry both around and inside `event`."""
    event = body.get("event") or {}
    team = body.get("team_id") or _id(body.get("team")) or _id(body.get("user"), "team_id") or ""
    enterprise = body.get("enterprise_id") or _id(body.get("enterprise"))
    user = body.get("user_id") or _id(body.get("user")) or _id(event.get("user")) or ""
    return Sender(Tenant(str(team), str(enterprise) if enterprise else None), str(user))


def _id(found: Any, key: str = "id") -> str | None:
    if isinstance(found, Mapping):
        value = found.get(key)
        return str(value) if value else None
    return str(found) if found and key == "id" else None


async def person_of(desk: Desk, client: AsyncWebClient, sender: Sender) -> Person:
    """The person with their language: the one they chose, else their Slack's, else the fallback."""
    row = await desk.store.person(sender.tenant.key, sender.user_id)
    if row is None or (row.chosen_lang is None and _stale(desk, row)):
        row = await _read_locale(desk, client, sender, row)
    return Person(sender.tenant, sender.user_id, language(row))


def language(row: PersonRow | None) -> str:
    """
    >>> language(PersonRow("T1", "U1", locale="it-IT")), language(PersonRow("T1", "U1", locale="de-DE"))
    ('it', 'en')
    """
    wanted = (row.chosen_lang or (row.locale or "")[:2].lower()) if row else ""
    return wanted if wanted in languages() else FALLBACK


async def forget_locale(desk: Desk, sender: Sender, locale: str | None) -> None:
    """The person changed something in Slack: take the new locale, or read it again when next needed."""
    row = await desk.store.person(sender.tenant.key, sender.user_id)
    if row:
        read_at = desk.clock() if locale else None
        await desk.store.keep_person(replace(row, locale=locale or row.locale, read_at=read_at))


def _stale(desk: Desk, row: PersonRow) -> bool:
    return row.read_at is None or desk.clock() - row.read_at > LOCALE_AGE


async def _read_locale(
    desk: Desk, client: AsyncWebClient, sender: Sender, row: PersonRow | None
) -> PersonRow | None:
    try:
        async with asyncio.timeout(LOCALE_SECONDS):
            found = await client.users_info(user=sender.user_id, include_locale=True)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("users.info gave no locale: %s", type(error).__name__)
        return row
    user: Mapping[str, Any] = found.get("user") or {}
    row = row or PersonRow(sender.tenant.key, sender.user_id)
    row = replace(row, locale=user.get("locale"), read_at=desk.clock())
    await desk.store.keep_person(row)
    return row
