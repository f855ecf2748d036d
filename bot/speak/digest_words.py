"""The words of digests: rhythms, moments and labels of `digests.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.content import table
from bot.digest.cadence import LAST, LONGEST_MONTH, Cadence, from_wire
from bot.speak.words import Shown, Words, unescape
from bot.speak.words import words as base_words
from bot.store.digest_rows import SubscriptionRow

#: The order in which a week is read out; Slack's calendars may begin otherwise.
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


#: So many rhythms and dates are kept in words.
REMEMBERED = 2000


@dataclass(frozen=True)
class DigestWords:
    """One language's words for digests. `base` are its words for all else."""

    base: Words
    strings: dict[str, Any]
    _zoned: dict[Cadence, str] = field(default_factory=dict)

    def label(self, path: str, **facts: object) -> str:
        """A string by its dotted path, its facts filled in."""
        found: Any = self.strings
        for part in path.split("."):
            found = found[part]
        text: str = found
        return self.base.fill(text, facts) if "{" in text else text

    def plain(self, path: str, **facts: object) -> str:
        """The same for a plain-text place."""
        return unescape(self.label(path, **facts))

    def has(self, path: str) -> bool:
        """Whether there is such a string."""
        found: Any = self.strings
        for part in path.split("."):
            if part not in found:
                return False
            found = found[part]
        return True

    # -- when ---------------------------------------------------------------------------------------------

    def cadence(self, cadence: Cadence) -> str:
        """The rhythm with its hour: "every Monday at 9:00".

        >>> first = Cadence("monthly_weekday", "08:30", "Europe/Rome", days=("mon",), nth=1)
        >>> digest_words("it").cadence(first)
        'ogni primo lunedì del mese alle 8:30'
        """
        days = [self.strings["days"][day] for day in WEEK if day in cadence.days]
        facts: dict[str, object] = {"at": Shown(self.hour(cadence.time)) if cadence.time else ""}
        kind: str = cadence.kind
        match kind:
            case "weekly":
                facts["days"] = Shown(self.listing(days))
            case "monthly_date":
                kind = "month_end" if cadence.day == LONGEST_MONTH else kind
                facts["day"] = str(cadence.day)
            case "monthly_weekday":
                ordinals = self.strings["nth_sunday" if cadence.days[0] == "sun" else "nth"]
                facts |= {
                    "nth": ordinals["last" if cadence.nth == LAST else f"n{cadence.nth}"],
                    "day": days[0],
                }
            case "cron":
                facts["rule"] = Shown(cadence.expression)
        return self.label(f"cadence.{kind}", **facts)

    def zoned(self, cadence: Cadence) -> str:
        """The same with the zone it is meant in: it stands under every digest, and rhythms repeat."""
        known = self._zoned.get(cadence)
        if known is None:
            zone = Shown(cadence.zone.replace("_", " "))
            known = self.label("cadence.zoned", cadence=Shown(self.cadence(cadence)), zone=zone)
            if len(self._zoned) < REMEMBERED:
                self._zoned[cadence] = known
        return known

    def hour(self, time: str) -> str:
        """ "at 9:00"."""
        hour, _, minute = time.partition(":")
        path = "cadence.at_one" if int(hour) == 1 else "cadence.at"
        return self.label(path, time=Shown(f"{int(hour)}:{minute}"))

    def listing(self, names: Sequence[str]) -> str:
        """ "Monday, Wednesday and Friday"."""
        if len(names) < 2:
            return "".join(names)
        return self.label("cadence.and", first=Shown(", ".join(names[:-1])), last=Shown(names[-1]))

    def moment(self, at: datetime, zone: str) -> str:
        """A date and time on the clock of that zone: "Mon, Nov 30, 9:00"."""
        local = at.astimezone(ZoneInfo(zone))
        return f"{_day(self.base.lang, local.date(), 'MMMEd')}, {local.hour}:{local.minute:02}"

    def moments(self, dates: Sequence[datetime], zone: str) -> str:
        """Some of them."""
        return "; ".join(self.moment(at, zone) for at in dates)

    def day(self, at: datetime, zone: str) -> str:
        """A date: "Nov 20"."""
        return _day(self.base.lang, at.astimezone(ZoneInfo(zone)).date(), "MMMd")

    def month(self, name: str) -> str:
        """A month of the calendar: "October 2026"."""
        year, month = (int(part) for part in name.split("-"))
        return _day(self.base.lang, date(year, month, 1), "yMMMM")

    def short_month(self, name: str) -> str:
        """The same for a chart: "Oct 2026"."""
        year, month = (int(part) for part in name.split("-"))
        return _day(self.base.lang, date(year, month, 1), "yMMM")

    # -- where and whose ----------------------------------------------------------------------------------

    def channel(self, channel_id: str) -> Shown:
        """A link to the channel, as Slack writes one."""
        if not channel_id:
            return Shown(self.label("draft.channel_none"))
        return Shown(self.label("draft.channel_dm") if channel_id[0] in "DUW" else f"<#{channel_id}>")

    def reason(self, word: str) -> Shown:
        """Why a delivery failed: ours and Slack's most frequent words, else Slack's own."""
        word = _SAME.get(word, word)
        if self.has(f"failed.{word}"):
            return Shown(self.label(f"failed.{word}"))
        return Shown(self.label("failed.other", word=word))

    def mend(self, word: str) -> str:
        """What to do about it."""
        word = _SAME.get(word, word)
        return self.label(f"mend.{word}" if self.has(f"mend.{word}") else "mend.other")


#: Slack has several words for one trouble.
_SAME = {
    "account_inactive": "token",
    "invalid_auth": "token",
    "not_authed": "token",
    "token_revoked": "token",
    "token_expired": "token",
    "missing_scope": "token",
    "restricted_action_read_only_channel": "restricted_action",
    "restricted_action_thread_only_channel": "restricted_action",
    "not_allowed": "restricted_action",
}


@lru_cache(maxsize=REMEMBERED)
def _day(lang: str, day: date, skeleton: str) -> str:
    from babel.dates import format_skeleton  # a tenth of a second to load, and no ordinary answer has a date

    text: str = format_skeleton(skeleton, datetime(day.year, day.month, day.day), locale=lang)  # noqa: DTZ001
    return text


def mention(user_id: str) -> Shown:
    """A person, as Slack writes one."""
    return Shown(f"<@{user_id}>")


def cadence_of(row: SubscriptionRow) -> Cadence:
    """When that digest comes."""
    return from_wire(row.settings["cadence"])


@cache
def digest_words(lang: str) -> DigestWords:
    """That language's words for digests, loaded once."""
    return DigestWords(base_words(lang), table("digests", lang))
