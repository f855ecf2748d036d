"""Our one bot's token for every request, so that a Slack that cannot be asked holds up no answer."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outbox import word_of

log = logging.getLogger("bot.slack")

#: How long a request waits to learn who the bot is: Slack itself waits three seconds for the answer.
IDENTITY_SECONDS = 1.0


#: How long it is not asked again where that failed.
PAUSE_SECONDS = 30.0

#: Slack's words for a token that will not do, today or tomorrow.
UNUSABLE = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_expired",
    "token_revoked",
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
)


def refuses(error: Exception) -> bool:
    """Whether Slack will not have the token; anything else (a 503, a broken line) may pass."""
    return word_of(error) in UNUSABLE


class OneBot(AsyncAuthorize):
    """Asks Slack once who the bot is, so that Bolt can drop the bot's own events.

    Bolt's own way answers nothing, or with an English apology, where that question fails. A command needs
    no more of Slack than its ack; and an event of the bot's own carries its bot_id, which we look at too.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._known: AuthorizeResult | None = None
        self._not_before = 0.0

    async def identify(self, client: AsyncWebClient) -> AuthorizeResult:
        """Who the bot is. Raises SlackApiError where Slack refuses the token."""
        found = await client.auth_test(token=self._token)
        self._known = AuthorizeResult.from_auth_test_response(bot_token=self._token, auth_test_response=found)
        return self._known

    async def __call__(
        self, *, context: Any, enterprise_id: str | None, team_id: str | None, **_: Any
    ) -> AuthorizeResult:
        if self._known:
            return self._known
        if (now := asyncio.get_running_loop().time()) >= self._not_before:
            try:
                async with asyncio.timeout(IDENTITY_SECONDS):
                    return await self.identify(context.client)
            except Exception as error:
                self._not_before = now + PAUSE_SECONDS
                log.warning("auth.test failed: %s", word_of(error) or type(error).__name__)
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=self._token)
