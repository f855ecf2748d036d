"""Who is there: auth, users, conversations, and the door to Socket Mode."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from .courier import Courier
from .model import Channel, Profile
from .payloads import message_json
from .records import ApiError, Json
from .workspace import Workspace


def truth(value: object) -> bool:
    """A flag as Slack reads it from a form, a query or JSON.

    >>> truth("1"), truth("true"), truth(True), truth("0"), truth(None)
    (True, True, True, False, False)
    """
    return str(value).lower() in {"1", "true"}


@dataclass(slots=True)
class People:
    """The methods about the workspace and its members."""

    ws: Workspace
    courier: Courier

    def api_test(self, args: Json) -> Json:
        """Answers; or fails as asked."""
        if args.get("error"):
            raise ApiError(str(args["error"]), args=args)
        return {"args": args} if args else {}

    def auth_test(self, args: Json) -> Json:  # noqa: ARG002
        """Who the token is."""
        return {
            "url": self.ws.base_url,
            "team": self.ws.team_name,
            "user": self.ws.bot_name.lower(),
            "team_id": self.ws.team_id,
            "user_id": self.ws.bot_user,
            "bot_id": self.ws.bot_id,
            "is_enterprise_install": False,
        }

    def apps_connections_open(self, args: Json) -> Json:  # noqa: ARG002
        """A WebSocket address, good once."""
        ticket = secrets.token_hex(12)
        self.courier.tickets.add(ticket)
        address = self.ws.base_url.replace("http://", "ws://", 1)
        return {"url": f"{address}link/?ticket={ticket}&app_id={self.ws.app_id}"}

    def bots_info(self, args: Json) -> Json:
        """The bot itself."""
        if args.get("bot") not in (None, "", self.ws.bot_id):
            raise ApiError("bot_not_found")
        return {
            "bot": {
                "id": self.ws.bot_id,
                "deleted": False,
                "name": self.ws.bot_name,
                "user_id": self.ws.bot_user,
                "app_id": self.ws.app_id,
            }
        }

    def users_info(self, args: Json) -> Json:
        """A member: name, zone, and with include_locale the locale."""
        user = str(args.get("user") or "")
        if user == self.ws.bot_user:
            return {"user": self._bot()}
        profile = next((p for p in self.ws.profiles.values() if p.id == user), None)
        if profile is None:
            raise ApiError("user_not_found")
        return {"user": user_json(self.ws, profile, locale=truth(args.get("include_locale")))}

    def _bot(self) -> Json:
        return {
            "id": self.ws.bot_user,
            "team_id": self.ws.team_id,
            "name": self.ws.bot_name.lower(),
            "real_name": self.ws.bot_name,
            "deleted": False,
            "is_bot": True,
            "tz": "America/Los_Angeles",
            "profile": {
                "real_name": self.ws.bot_name,
                "api_app_id": self.ws.app_id,
                "bot_id": self.ws.bot_id,
            },
        }

    # -- conversations ----------------------------------------------------------------------------

    def _channel(self, args: Json) -> Channel:
        channel = self.ws.channels.get(str(args.get("channel") or ""))
        if channel is None:
            raise ApiError("channel_not_found")
        return channel

    def users_conversations(self, args: Json) -> Json:
        """The public channels a member (the bot by default) is in."""
        user = str(args.get("user") or self.ws.bot_user)
        return self._listed(args, [c for c in self.ws.channels.values() if user in c.members])

    def conversations_list(self, args: Json) -> Json:
        """The public channels."""
        return self._listed(args, list(self.ws.channels.values()))

    def _listed(self, args: Json, channels: list[Channel]) -> Json:
        wanted = str(args.get("types") or "public_channel").split(",")
        if "im" in wanted and "im:read" not in self.ws.scopes:
            raise ApiError("missing_scope", needed="im:read", provided=",".join(self.ws.scopes))
        chosen = [c for c in channels if ("im" if c.is_im else "public_channel") in wanted]
        return {
            "channels": [channel_json(self.ws, c) for c in chosen],
            "response_metadata": {"next_cursor": ""},
        }

    def conversations_info(self, args: Json) -> Json:
        """One channel."""
        return {"channel": channel_json(self.ws, self._channel(args))}

    def conversations_members(self, args: Json) -> Json:
        """Who is in a channel."""
        members = sorted(self._channel(args).members)
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    def conversations_history(self, args: Json) -> Json:
        """What was said in a conversation, the newest first; metadata only where asked for."""
        channel = self._channel(args)
        need = "im:history" if channel.is_im else "channels:history"
        if need not in self.ws.scopes:
            raise ApiError("missing_scope", needed=need, provided=",".join(self.ws.scopes))
        if self.ws.bot_user not in channel.members:
            raise ApiError("not_in_channel")
        oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
        said = [
            m
            for m in self.ws.messages
            if m.channel == channel.id
            and not m.deleted
            and not m.ephemeral
            and m.thread_ts in (None, m.ts)
            and oldest < float(m.ts) < latest
        ]
        limit = min(int(args.get("limit") or 100), 999)
        shown = [message_json(self.ws, m) for m in reversed(said)][:limit]
        if not truth(args.get("include_all_metadata")):
            shown = [{k: v for k, v in one.items() if k != "metadata"} for one in shown]
        return {
            "messages": shown,
            "has_more": len(said) > limit,
            "response_metadata": {"next_cursor": ""},
        }

    def conversations_open(self, args: Json) -> Json:
        """The DM with one person."""
        user = str(args.get("users") or "")
        profile = next((p for p in self.ws.profiles.values() if p.id == user), None)
        if profile is None:
            raise ApiError("user_not_found")
        channel: Json = {"id": profile.dm}
        if truth(args.get("return_im")):
            channel = channel_json(self.ws, self.ws.channels[profile.dm])
        return {"channel": channel, "no_op": True, "already_open": True}


def user_json(ws: Workspace, profile: Profile, *, locale: bool) -> Json:
    """A member as users.info and user_change show them."""
    now = ws.clock()
    user: Json = {
        "id": profile.id,
        "team_id": ws.team_id,
        "name": profile.name,
        "deleted": False,
        "color": profile.color,
        "real_name": profile.real_name,
        "tz": profile.tz,
        "tz_label": profile.tz_label(now),
        "tz_offset": profile.tz_offset(now),
        "profile": {"real_name": profile.real_name, "display_name": profile.name, "team": ws.team_id},
        "is_admin": profile.key == "ann",
        "is_owner": False,
        "is_restricted": False,
        "is_bot": False,
        "updated": int(now),
    }
    return {**user, "locale": profile.locale} if locale else user


def channel_json(ws: Workspace, channel: Channel) -> Json:
    """A conversation as conversations.info shows it."""
    base: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.is_im,
    }
    if channel.is_im:
        return {**base, "user": next(m for m in channel.members if m != ws.bot_user)}
    return {
        **base,
        "name": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_private": False,
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_member": ws.bot_user in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic},
    }
