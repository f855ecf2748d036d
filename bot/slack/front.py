"""What every listener works with, and the one place where errors after an ack are caught."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.advise.desk import Desk
from bot.advise.reply import Reply, Told
from bot.content import FALLBACK
from bot.person import Person
from bot.slack.after import After
from bot.slack.identify import Sender, person_of
from bot.slack.outbox import Audience, Outbox
from bot.speak.message import Message
from bot.speak.say import say
from bot.speak.words import Words, words
from econ.record import record

log = logging.getLogger("bot.slack")

Body = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]
Tell = Callable[[Message], Awaitable[object]]


@dataclass(slots=True)
class Front:
    """The desk behind, the way out, and the work under way. `outbox` is there once the loop runs.

    `nudge` tells the digests' worker, where one runs here, that something was just booked.
    """

    desk: Desk
    outbox: Outbox
    after: After = field(default_factory=After)
    nudge: Callable[[], None] = lambda: None

    async def person(self, client: AsyncWebClient, sender: Sender) -> Person:
        """Who is asking, with the language they read."""
        return await person_of(self.desk, client, sender)

    def later(self, work: Coroutine[Any, Any, None], person: Person | None, tell: Tell) -> None:
        """Do the work after the ack; if it fails, tell the person so, with a reference."""
        self.after.start(self._guarded(work, person, tell))

    async def _guarded(self, work: Coroutine[Any, Any, None], person: Person | None, tell: Tell) -> None:
        try:
            await work
        except Exception as error:
            message = self.failed(error, person.lang if person else FALLBACK)
            try:
                await tell(message)
            except Exception as second:  # the way to the person is what is broken: the log has both
                log.warning("could not tell the person either: %s", type(second).__name__)

    def failed(self, error: Exception, lang: str) -> Message:
        """Log our failure under a short reference; the sentence that quotes it."""
        reference = self.desk.new_id()[:8]
        log.error("failed, reference %s", reference, exc_info=error)
        return say(Told("wrong", {"reference": reference}), lang)


@record(frozen=True, slots=True)
class Spot:
    """Where an interaction happened. A private message may be replaced in place; a public one never is.

    `audience` is for new messages: ephemeral, but where the bot itself wrote in a DM, which is then its own
    with the person. A command's channel may be two people's DM, so what follows it stays ephemeral.
    """

    channel_id: str
    response_url: str
    private: bool
    thread_ts: str | None = None
    audience: Audience = "ephemeral"


def spot_of(body: Body) -> Spot:
    """The spot of a block_actions payload."""
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    ephemeral = bool(container.get("is_ephemeral"))
    own = channel.startswith("D") and not ephemeral
    return Spot(
        channel,
        body.get("response_url") or "",
        private=ephemeral or own,
        thread_ts=container.get("thread_ts"),
        audience="in_channel" if own else "ephemeral",
    )


def conversation_of(channel_id: str, person: Person, thread_ts: str | None = None) -> str:
    """The key of a conversation: a DM or a thread is its own, a command's is the person's in that channel."""
    if thread_ts or channel_id.startswith("D"):
        return f"thread:{channel_id}:{thread_ts or 'main'}"
    return f"command:{channel_id}:{person.user_id}"


def spoken(reply: Reply, person: Person) -> Message:
    """The reply in the person's language."""
    return say(reply, person.lang)


def words_of(person: Person) -> Words:
    """The person's language."""
    return words(person.lang)
