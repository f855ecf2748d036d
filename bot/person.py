"""Who is asking. Every row, cache and job carries its tenant."""

from __future__ import annotations

from econ.record import record


@record(frozen=True, slots=True)
class Tenant:
    """A Slack workspace, perhaps within an Enterprise organisation.

    >>> Tenant("T1").key, Tenant("T1", "E9").key
    ('T1', 'E9/T1')
    """

    team_id: str
    enterprise_id: str | None = None

    @property
    def key(self) -> str:
        """The tenant's key in every table."""
        return f"{self.enterprise_id}/{self.team_id}" if self.enterprise_id else self.team_id


@record(frozen=True, slots=True)
class Person:
    """A member of a tenant, the language Bilancia speaks with them, the lessons they have been shown, and
    whether they want none under their answers."""

    tenant: Tenant
    user_id: str
    lang: str
    seen: frozenset[str] = frozenset()
    no_lessons: bool = False
