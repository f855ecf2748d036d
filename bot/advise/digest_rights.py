"""Who may do what with a digest."""

from __future__ import annotations

from dataclasses import dataclass

from bot.advise.digest_reply import DigestTold
from bot.person import Person
from bot.store.digest_rows import SubscriptionRow


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on a digest; `admin` of the workspace."""

    person: Person
    admin: bool = False

    def may(self, row: SubscriptionRow) -> bool:
        """Its owner and admins always; others where its owner left it open."""
        return self.admin or row.owner == self.person.user_id or bool(row.settings.get("open"))


def not_yours(row: SubscriptionRow) -> DigestTold:
    """Whose it is."""
    return DigestTold("not_yours", {"owner": row.owner})
