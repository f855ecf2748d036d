"""views.*: triggers are good once and for three seconds, views are valid, hashes fit."""

from __future__ import annotations

from dataclasses import dataclass

from . import views
from .payloads import view_json
from .records import ApiError, Json
from .workspace import TRIGGER_SECONDS, Trigger, Workspace


@dataclass(slots=True)
class Views:
    """The methods that open and change modals and Home tabs."""

    ws: Workspace

    def _trigger(self, args: Json) -> Trigger:
        trigger = self.ws.triggers.get(str(args.get("trigger_id") or ""))
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if self.ws.clock() - trigger.made > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        return trigger

    def views_open(self, args: Json) -> Json:
        """A modal in answer to a person's action."""
        trigger = self._trigger(args)
        view = views.read_view(args.get("view"))
        opened = views.open_view(self.ws, trigger.user, view, trigger.channel)
        trigger.used = True
        return {"view": view_json(self.ws, opened)}

    def views_push(self, args: Json) -> Json:
        """One more modal on top."""
        trigger = self._trigger(args)
        view = views.read_view(args.get("view"))
        opened = views.push_view(self.ws, trigger.user, view, trigger.channel)
        trigger.used = True
        return {"view": view_json(self.ws, opened)}

    def views_update(self, args: Json) -> Json:
        """Other content in an open modal."""
        found = views.find_view(self.ws, args.get("view_id"), args.get("external_id"))
        views.check_hash(found, args.get("hash"))
        view = views.read_view(args.get("view"), home=found.data["type"] == "home")
        return {"view": view_json(self.ws, views.update_view(self.ws, found, view))}

    def views_publish(self, args: Json) -> Json:
        """A person's Home tab."""
        user = str(args.get("user_id") or "")
        if not any(p.id == user for p in self.ws.profiles.values()):
            raise ApiError("user_not_found")
        view = views.read_view(args.get("view"), home=True)
        views.check_hash(self.ws.homes.get(user), args.get("hash"))
        return {"view": view_json(self.ws, views.publish_view(self.ws, user, view))}
