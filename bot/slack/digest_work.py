"""The worker behind Slack: it renders when it sends, and its client never retries by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.desk import Desk
from bot.advise.digest_compose import compose
from bot.digest.carrying import Parcel, Silence
from bot.digest.pace import Pace
from bot.digest.worker import Tempo, Worker
from bot.slack.digest_post import SlackCarrier
from bot.speak.digest import details, say_digest
from bot.store.digest_rows import DeliveryRow, SubscriptionRow

#: For the questions beside posting.
ASK_SECONDS = 10


def make_worker(
    desk: Desk,
    session: ClientSession,
    token: str,
    api_url: str,
    *,
    tempo: Tempo | None = None,
    pace: Pace | None = None,
) -> Worker:
    """The embedded worker of that desk and bot."""
    client = AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=ASK_SECONDS, retry_handlers=[]
    )
    clock: Callable[[], datetime] = desk.clock

    async def render(row: SubscriptionRow, delivery: DeliveryRow) -> Parcel | Silence:
        composed = await compose(desk, row, delivery)
        if composed.reply is None:
            return Silence(composed.reason)
        private = delivery.kind in ("notice", "pre_read")
        lang = row.settings["owner_lang" if private else "lang"]
        thread = None if private else details(lang, composed.reply)
        to = row.owner if private else row.channel_id
        return Parcel(to, say_digest(lang, composed.reply), thread, composed.note)

    return Worker(desk.store, render, SlackCarrier(client, session), clock, tempo or Tempo(), pace or Pace())
