"""A person at the screen: types, clicks, fills in, closes; and what they see."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from . import payloads, views
from .api_people import user_json
from .courier import Courier
from .elements import (
    Found,
    browser_fault,
    chosen,
    find_element,
    initial_state,
    interactive,
    label_of,
    state_values,
)
from .events import Events
from .messages import Messages
from .model import Channel, Message, OpenView, Profile
from .outcomes import Outcomes
from .records import Delivery, Json
from .workspace import Workspace


@dataclass(slots=True)
class Person:
    """One member of the local workspace, in whose place a test (or the page) acts."""

    key: str
    ws: Workspace
    courier: Courier
    events: Events
    messages: Messages
    outcomes: Outcomes

    @property
    def profile(self) -> Profile:
        """Name, id, locale, zone, as they are now."""
        return self.ws.profiles[self.key]

    @property
    def id(self) -> str:
        """The member's id, U0..."""
        return self.profile.id

    def _channel(self, ref: str) -> Channel:
        channel = self.ws.channel(ref, self.key)
        if channel is None:
            known = ", ".join(c.name for c in self.ws.channels.values() if not c.is_im)
            raise LookupError(f"no channel {ref!r}; there are {known} and dm")
        return channel

    # -- saying things ----------------------------------------------------------------------------

    async def command(self, command: str, text: str = "", channel: str = "sales") -> Delivery:
        """Type a slash command; what the app acknowledges is shown, what fails Slackbot says."""
        place = self._channel(channel)
        if self.ws.commands and command not in [c[0] for c in self.ws.commands]:
            self.ws.tell(place.id, self.id, f"`{command}` is not a valid command.")
            return Delivery("slash_commands", {}, error="invalid_command")
        payload = payloads.slash(self.ws, self.profile, place, command, self.ws.with_channels(text))
        delivery = await self.courier.deliver("slash_commands", payload)
        self.outcomes.command(delivery, place.id, self.id)
        return delivery

    async def say(self, channel: str, text: str, thread_ts: str | None = None) -> Delivery:
        """Write a message; the app hears of it in its DM, or when it is mentioned where it is a member."""
        place = self._channel(channel)
        message = Message(self.ws.ts(), place.id, self.id, self.ws.as_typed(text), thread_ts=thread_ts)
        self.ws.add(message)
        if place.is_im and "message.im" in self.ws.events:
            return await self.events.emit(self.events.message(message))
        if not place.is_im and f"<@{self.ws.bot_user}>" in message.text:
            if self.ws.bot_user in place.members:
                return await self.events.emit(self.events.mention(message))
            self.ws.tell(
                place.id, self.id, f"You mentioned *{self.ws.bot_name}*, but they’re not in this channel."
            )
        return Delivery("none", {}, ok=True)

    async def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self.messages.edit(message, self.ws.as_typed(text))

    async def delete(self, message: Message) -> None:
        """Take one's own message away."""
        self.messages.remove(message)

    def sees(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What this person sees in a channel (or in one thread), in order; deleted messages are gone."""
        visible = self.ws.visible(self._channel(channel).id, self.id)
        if thread_ts is None:
            return visible
        return [m for m in visible if thread_ts in (m.ts, m.thread_ts)]

    # -- acting on what stands there --------------------------------------------------------------

    async def click(
        self, on: Message | OpenView | Json, label: str, value: Any = None, block: str | None = None
    ) -> Delivery:
        """Press a button or choose in a menu, by action_id or visible text; `value` is the choice made.

        `block` names the block_id where the same action_id stands in several.
        Raises LookupError naming what there is, when nothing answers to the label.
        """
        surface = self._surface(on)
        found = find_element(surface.blocks, label, block)
        if found is None:
            there = ", ".join(
                f"{f.element['action_id']} ({label_of(f.element)})" for f in interactive(surface.blocks)
            )
            raise LookupError(f"nothing answers to {label!r}; there are: {there or 'no elements'}")
        picked = found.value if value is None else value
        if initial_state(found.element) is not None:
            state = chosen(found.element, picked, self.ws.id_of)
            surface.typed.setdefault(found.block["block_id"], {})[found.element["action_id"]] = state
        action = payloads.action(self.ws, found, picked)
        place = None if isinstance(surface, OpenView) else self.ws.channels[surface.channel]
        payload = payloads.block_actions(self.ws, self.profile, surface, [action], place)
        delivery = await self.courier.deliver("interactive", payload)
        self.outcomes.plain(delivery, "block_actions")
        return delivery

    def _surface(self, on: Message | OpenView | Json) -> Message | OpenView:
        if isinstance(on, OpenView):
            return on
        if isinstance(on, Message):
            if on.deleted or on.only_for not in (None, self.id):
                raise LookupError(f"{self.profile.real_name} does not see {on!r}")
            return on
        try:
            return views.find_view(self.ws, on["id"], None)
        except Exception:
            raise LookupError("this view is no longer open") from None

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """A shortcut: on a message, or a global one."""
        payload = payloads.shortcut(self.ws, self.profile, callback_id, message)
        delivery = await self.courier.deliver("interactive", payload)
        self.outcomes.plain(delivery, payload["type"])
        return delivery

    # -- modals -----------------------------------------------------------------------------------

    @property
    def open_view(self) -> OpenView | None:
        """The modal on top, as the workspace holds it."""
        stack = self.ws.views.get(self.id)
        return stack[-1] if stack else None

    @property
    def view(self) -> Json | None:
        """The modal on top as Slack describes it (with its state), or None."""
        return payloads.view_json(self.ws, self.open_view) if self.open_view else None

    @property
    def errors(self) -> dict[str, str]:
        """What stands under the fields of the modal on top, by block_id."""
        return self.open_view.errors if self.open_view else {}

    def fill(self, values: Json) -> None:
        """Type into the modal on top, without submitting: {block_id: value | {action_id: value}}."""
        top = self._top()
        for block_id, value in values.items():
            founds = [f for f in interactive(top.blocks) if f.block["block_id"] == block_id]
            if not founds:
                there = ", ".join(f.block["block_id"] for f in interactive(top.blocks))
                raise LookupError(f"no input {block_id!r}; there are: {there}")
            by_action = value if isinstance(value, dict) else {founds[0].element["action_id"]: value}
            for found in founds:
                if found.element["action_id"] in by_action:
                    self._type(top, found, by_action[found.element["action_id"]])
        self.ws.changed()

    def _type(self, top: OpenView, found: Found, value: Any) -> None:
        state = chosen(found.element, value, self.ws.id_of)
        top.typed.setdefault(found.block["block_id"], {})[found.element["action_id"]] = state

    def _top(self) -> OpenView:
        if self.open_view is None:
            raise LookupError(f"{self.profile.real_name} has no modal open")
        return self.open_view

    async def submit(self, values: Json | None = None) -> Delivery:
        """Fill in and press the submit button. Slack's own client refuses empty required fields first."""
        top = self._top()
        if "submit" not in top.data:
            raise LookupError("this modal has no submit button")
        self.fill(values or {})
        state = state_values(top.blocks, top.typed)
        faults = {}
        for block in top.blocks:
            if block["type"] == "input":
                fault = browser_fault(block, state[block["block_id"]][block["element"]["action_id"]])
                if fault:
                    faults[block["block_id"]] = fault
        top.errors, top.failed = faults, ""
        self.ws.changed()
        if faults:
            return Delivery("interactive", {}, errors=faults)
        payload = payloads.view_submission(self.ws, self.profile, top)
        delivery = await self.courier.deliver("interactive", payload)
        self.outcomes.submission(delivery, top)
        return delivery

    async def close_view(self) -> Delivery | None:
        """Close the modal on top (with clear_on_close the whole stack); the app hears of it if it asked."""
        top = self._top()
        cleared = bool(top.data.get("clear_on_close"))
        stack = self.ws.views[self.id]
        gone = list(stack) if cleared else [top]
        self.ws.views[self.id] = [] if cleared else stack[:-1]
        self.ws.changed()
        last = None
        for view in reversed(gone):
            if view.data.get("notify_on_close"):
                payload = payloads.view_closed(self.ws, self.profile, view, cleared=cleared)
                last = await self.courier.deliver("interactive", payload)
                self.outcomes.plain(last, "view_closed")
        return last

    # -- the app's Home ---------------------------------------------------------------------------

    async def open_home(self, tab: str = "home") -> Delivery:
        """Look at the app's Home tab (or its Messages tab)."""
        if "app_home_opened" not in self.ws.events:
            return Delivery("none", {}, ok=True)
        return await self.events.emit(self.events.home_opened(self.profile, tab))

    @property
    def home(self) -> Json | None:
        """The Home tab as published for this person, or None."""
        found = self.ws.homes.get(self.id)
        return payloads.view_json(self.ws, found) if found else None

    async def change(self, *, locale: str | None = None, tz: str | None = None) -> Delivery:
        """Change one's language or zone in Slack's preferences; the app hears user_change."""
        self.ws.profiles[self.key] = dataclasses.replace(
            self.profile, locale=locale or self.profile.locale, tz=tz or self.profile.tz
        )
        self.ws.changed()
        if "user_change" not in self.ws.events:
            return Delivery("none", {}, ok=True)
        user = user_json(self.ws, self.profile, locale=True)
        return await self.events.emit({"type": "user_change", "user": user, "event_ts": self.ws.ts()})
