"""The Slack app manifest, generated from what the listeners answer, so that the two never differ."""

from __future__ import annotations

from typing import Any

from bot.settings import Mode
from bot.slack.events import EVENTS
from bot.slack.shortcuts import MATH, NEW
from bot.slack.web import EVENTS_PATH
from bot.speak.words import words

#: Every slash command; its texts are in `content/<lang>/strings.toml` under `manifest`.
COMMANDS = ("/ltv",)

#: Every shortcut: one of a message's own menu, one to be had anywhere.
SHORTCUTS = {NEW: "global", MATH: "message"}

#: What each event or method we use asks for.
BOT_SCOPES = ("app_mentions:read", "chat:write", "commands", "im:history", "users:read")

#: What may be left out when installing. With it a digest finds its own message again after a crash, and sees
#: that its channel was archived or shared with strangers before it posts there.
OPTIONAL_SCOPES = ("channels:history", "channels:read", "groups:history", "groups:read")

#: Slack's own names of our events, where they are not the event's type.
SUBSCRIPTIONS = {"message": "message.im"}


def manifest(mode: Mode, url: str | None = None, lang: str = "en") -> dict[str, Any]:
    """A complete manifest for that mode. HTTP needs the public https address of the web process.

    >>> manifest("socket")["settings"]["socket_mode_enabled"]
    True
    """
    w = words(lang)
    base = (url or "").rstrip("/")
    request_url = {"request_url": f"{base}{EVENTS_PATH}"} if mode == "http" else {}
    command_url = {"url": f"{base}{EVENTS_PATH}"} if mode == "http" else {}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Bilancia",
            "description": w.label("manifest.description"),
            "long_description": w.label("manifest.long_description"),
            "background_color": "#1d3d36",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Bilancia", "always_online": True},
            "slash_commands": [
                {
                    "command": command,
                    **command_url,
                    "description": w.label("manifest.command_description"),
                    "usage_hint": w.label("manifest.command_hint"),
                    "should_escape": True,
                }
                for command in COMMANDS
            ],
            "shortcuts": [
                {
                    "name": w.label(f"manifest.shortcuts.{callback}.name"),
                    "description": w.label(f"manifest.shortcuts.{callback}.description"),
                    "callback_id": callback,
                    "type": kind,
                }
                for callback, kind in SHORTCUTS.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": {
                **request_url,
                "bot_events": sorted(SUBSCRIPTIONS.get(event, event) for event in EVENTS),
            },
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }
