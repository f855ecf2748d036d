"""Whose request this is: the tenant and the person behind a Slack payload, and the language they read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.desk import Desk
from bot.content import FALLBACK, languages
from bot.person import Person, Tenant
from bot.store.base import PersonRow
from econ.record import record

log = logging.getLogger("bot.slack")

#: A locale is read again after so long; a change made in Slack arrives sooner, as an event.
LOCALE_AGE = timedelta(days=7)

#: How long an answer waits for a locale it has never seen: Slack itself waits three seconds.
LOCALE_SECONDS = 1.2


@record(frozen=True, slots=True)
class Sender:
    """Tenant and user of a payload, whatever its kind."""

    tenant: Tenant
    user_id: str


def sender_of(body: Mapping[str, Any]) -> Sender:
    """Commands are flat, interactions nest `team` and `user`, events carry both around and inside `event`.

    The same person must come out of each kind: what a command stored, the Home tab shows.

    >>> command = {"team_id": "T1", "enterprise_id": "E9", "user_id": "U1"}
    >>> event = {"team_id": "T7", "authorizations": [{"team_id": "T1", "enterprise_id": "E9"}]}
    >>> sender_of(command) == sender_of(event | {"event": {"user": "U1"}})
    True
    """
    user = body.get("user_id") or _id(body.get("user")) or _id(_dict(body.get("event")).get("user")) or ""
    return Sender(Tenant(_team(body), _enterprise(body)), str(user))


def _team(body: Mapping[str, Any]) -> str:
    """The workspace we are installed in: in a shared channel an event's own `team_id` may be another's.

    An interaction of an organisation's app has `team` null: its view's or its user's workspace counts.
    """
    view, installed = _dict(body.get("view")), _installed(body)
    found = (
        installed.get("team_id")
        or body.get("context_team_id")
        or body.get("team_id")
        or _workspace(view.get("app_installed_team_id"))
        or _id(body.get("team"))
        or _id(body.get("user"), "team_id")
        or view.get("team_id")
    )
    return str(found or "")


def _enterprise(body: Mapping[str, Any]) -> str | None:
    """The organisation around that workspace, None where there is none."""
    installed = _installed(body)
    found = (
        installed.get("enterprise_id")
        if installed
        else body.get("enterprise_id")
        or _id(body.get("enterprise"))
        or _id(body.get("team"), "enterprise_id")
    )
    return str(found) if found else None


def _installed(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The installation an event is delivered to; nothing in other kinds of payload."""
    found = body.get("authorizations")
    return _dict(found[0]) if isinstance(found, list) and found else {}


def _workspace(team: Any) -> str | None:
    """A view's `app_installed_team_id` is the organisation's (E…) where the app is installed for it all."""
    return team if isinstance(team, str) and team.startswith("T") else None


def _dict(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


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
    if row is None:
        return Person(sender.tenant, sender.user_id, language(row))
    return Person(sender.tenant, sender.user_id, language(row), row.seen, row.no_lessons)


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
        user: Mapping[str, Any] = found.get("user") or {}
    except Exception as error:  # a language not known is no reason to leave a question unanswered
        log.warning("users.info gave no locale: %s", type(error).__name__)
        return row
    row = row or PersonRow(sender.tenant.key, sender.user_id)
    row = replace(row, locale=user.get("locale"), read_at=desk.clock())
    await desk.store.keep_person(row)
    return row
