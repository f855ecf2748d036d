"""Signed requests as Slack sends them, and a Bolt app that does nothing with them."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

SECRET = "0123456789abcdef0123456789abcdef"


def signed_command(text: str, team: str, user: str) -> AsyncBoltRequest:
    """A slash command as the HTTP adapter hands it to Bolt."""
    body = urlencode(
        {
            "token": "t",
            "team_id": team,
            "team_domain": "bench",
            "channel_id": "C1",
            "channel_name": "sales",
            "user_id": user,
            "user_name": "someone",
            "command": "/ltv",
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.test/commands/T1/1/x",
            "trigger_id": "1.2.x",
        }
    )
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature or "",
    }
    return AsyncBoltRequest(body=body, headers=headers)


def idle_app(api_url: str, token: str) -> AsyncApp:
    """The same kind of app with a handler that only acknowledges."""
    client = AsyncWebClient(token=token, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    @app.command(re.compile(".*"))
    async def nothing(ack):  # type: ignore[no-untyped-def]
        await ack()

    return app
