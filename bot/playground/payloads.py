"""What Slack sends an app, field by field: commands, interactions, events."""

from __future__ import annotations

from typing import Any

from .elements import Found, chosen, current, initial_state, state_values
from .model import Channel, Message, OpenView, Profile, without_none
from .records import Json
from .workspace import Hook, Workspace, escape


def slash(ws: Workspace, who: Profile, channel: Channel, command: str, text: str) -> Json:
    """The form of a slash command. No locale, no time zone, no thread."""
    hook = Hook(who.id, channel.id, ws.clock(), invoked=f"{command} {escape(text)}".strip())
    return {
        "token": ws.verification_token,
        "team_id": ws.team_id,
        "team_domain": ws.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": who.id,
        "user_name": who.name,
        "command": command,
        "text": escape(text.strip()),
        "api_app_id": ws.app_id,
        "is_enterprise_install": "false",
        "response_url": ws.new_hook("commands", hook),
        "trigger_id": ws.new_trigger(who.id, channel=channel.id),
    }


def _common(ws: Workspace, kind: str, who: Profile) -> Json:
    return {
        "type": kind,
        "team": {"id": ws.team_id, "domain": ws.team_domain},
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": ws.team_id},
        "api_app_id": ws.app_id,
        "token": ws.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name}


def message_json(ws: Workspace, message: Message) -> Json:
    """A message as Slack shows it to apps."""
    return without_none(
        {
            "type": "message",
            "user": message.user,
            "ts": message.ts,
            "text": message.text,
            "team": ws.team_id,
            "blocks": message.blocks or None,
            "attachments": message.attachments or None,
            "thread_ts": message.thread_ts,
            "metadata": message.metadata,
            "edited": {"user": message.user, "ts": message.ts} if message.edited else None,
            **(
                {
                    "bot_id": ws.bot_id,
                    "app_id": ws.app_id,
                    "bot_profile": {
                        "id": ws.bot_id,
                        "app_id": ws.app_id,
                        "name": ws.bot_name,
                        "deleted": False,
                    },
                }
                if message.by_bot
                else {}
            ),
        }
    )


def view_json(ws: Workspace, view: OpenView) -> Json:
    """A view as Slack shows it to apps: with its state, hash and place in the stack."""
    data = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        **view.data,
    }
    return {
        **data,
        "id": view.id,
        "team_id": ws.team_id,
        "state": {"values": state_values(view.blocks, view.typed)},
        "hash": view.hash,
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": ws.app_id,
        "app_installed_team_id": ws.team_id,
        "bot_id": ws.bot_id,
    }


def action(ws: Workspace, found: Found, value: Any) -> Json:
    """One entry of `actions`: what was pressed or chosen."""
    element = found.element
    base = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": found.block["block_id"],
        "action_ts": ws.ts(),
    }
    for name in ("text", "value", "style", "placeholder", "confirm"):
        if name in element:
            base[name] = element[name]
    if element["type"] == "feedback_buttons":
        sides = [element["positive_button"], element["negative_button"]]
        side = next((s for s in sides if s["value"] == (found.value or value)), sides[0])
        return {**base, "text": side["text"], "value": side["value"]}
    if element["type"] == "overflow":
        return {**base, "selected_option": overflow_option(element, found.value or value)}
    if initial_state(element) is None:
        return base
    return {**base, **chosen(element, found.value if value is None else value, ws.id_of)}


def overflow_option(element: Json, wanted: Any) -> Json:
    """The chosen entry of an overflow menu."""
    for option in element["options"]:
        if wanted in (option["value"], option["text"]["text"]):
            found: Json = option
            return found
    raise LookupError(f"no entry {wanted!r} in the overflow menu {element['action_id']}")


def block_actions(
    ws: Workspace, who: Profile, surface: Message | OpenView, actions: list[Json], channel: Channel | None
) -> Json:
    """A button pressed or a choice made, in a message, a modal or the Home tab."""
    body = _common(ws, "block_actions", who)
    body["actions"] = actions
    if isinstance(surface, OpenView):
        body |= {
            "container": {"type": "view", "view_id": surface.id},
            "view": view_json(ws, surface),
            "trigger_id": ws.new_trigger(who.id, view=surface.id, channel=surface.channel),
        }
        body["state"] = body["view"]["state"]
        return body
    place = channel or ws.channels[surface.channel]
    container: Json = {
        "type": "message",
        "message_ts": surface.ts,
        "channel_id": place.id,
        "is_ephemeral": surface.ephemeral,
    }
    if surface.thread_ts:
        container["thread_ts"] = surface.thread_ts
    body |= {
        "container": container,
        "channel": _place(place),
        "state": {"values": state_values(surface.blocks, surface.typed)},
        "trigger_id": ws.new_trigger(who.id, channel=place.id),
        "response_url": ws.new_hook("actions", Hook(who.id, place.id, ws.clock(), origin=surface)),
    }
    if not surface.ephemeral:  # Slack keeps no ephemeral message to send back
        body["message"] = message_json(ws, surface)
    return body


def view_submission(ws: Workspace, who: Profile, view: OpenView) -> Json:
    """A modal submitted; response_urls for the menus that ask for one."""
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        if element.get("response_url_enabled"):
            state = state_values(view.blocks, view.typed)[block["block_id"]][element["action_id"]]
            place = current(state)
            if place:
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": place,
                        "response_url": ws.new_hook("app", Hook(who.id, place, ws.clock())),
                    }
                )
    return {
        **_common(ws, "view_submission", who),
        "trigger_id": ws.new_trigger(who.id, view=view.id, channel=view.channel),
        "view": view_json(ws, view),
        "response_urls": urls,
    }


def view_closed(ws: Workspace, who: Profile, view: OpenView, *, cleared: bool) -> Json:
    """A modal closed by the person who had it open."""
    return {**_common(ws, "view_closed", who), "view": view_json(ws, view), "is_cleared": cleared}


def shortcut(ws: Workspace, who: Profile, callback_id: str, message: Message | None) -> Json:
    """A shortcut: a global one has neither channel nor response_url."""
    body = _common(ws, "message_action" if message else "shortcut", who)
    body |= {"callback_id": callback_id, "action_ts": ws.ts()}
    if message is None:
        return {**body, "trigger_id": ws.new_trigger(who.id)}
    place = ws.channels[message.channel]
    return {
        **body,
        "trigger_id": ws.new_trigger(who.id, channel=place.id),
        "channel": _place(place),
        "message_ts": message.ts,
        "message": message_json(ws, message),
        "response_url": ws.new_hook("app", Hook(who.id, place.id, ws.clock())),
    }


def event_callback(ws: Workspace, event: Json) -> Json:
    """The envelope of the Events API around one event."""
    return {
        "token": ws.verification_token,
        "team_id": ws.team_id,
        "context_team_id": ws.team_id,
        "context_enterprise_id": None,
        "api_app_id": ws.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": ws.new_id("Ev"),
        "event_time": int(ws.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": ws.team_id,
                "user_id": ws.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{ws.new_id('')}",
    }
