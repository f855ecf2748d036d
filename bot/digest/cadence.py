"""When a digest comes: a rhythm and an hour in a zone, and its next occurrences in UTC. Pure.

The calendar (which days, at which time of the wall clock) is cron's, by cronsim, without zones; the zone's
clock changes are ours, in `instant`: an hour that is skipped is taken at the first minute there is, an hour
that comes twice is taken the first time. Nothing comes more than once a day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

Kind = Literal["daily", "weekdays", "weekly", "monthly_date", "monthly_weekday", "cron"]

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

#: The last one of a month, where a month has four or five.
LAST = -1

#: A month's last day, whatever its number: shorter months have no 31st.
LONGEST_MONTH = 31

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")

#: An occurrence may come to us from so far: a zone that skips a whole day does it once in a lifetime.
_MARGIN = timedelta(days=2)

#: Somebody's expression may be this long.
EXPRESSION_LIMIT = 100


class CadenceError(ValueError):
    """A cadence that cannot be: `key` says why, as a word of content."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rhythm. `time` is HH:MM on the wall clock of `zone` (IANA); what a kind has no use for stays empty.

    `day` is the day of the month; a month that has no such day is served on its last. `nth` is 1 to 4, or
    -1 for the last, of the one weekday in `days`. A cron `expression` has five fields; its time is in it.

    >>> Cadence("weekly", "9:00", "Europe/Rome", days=("mon",)).cron()
    '0 9 * * 1'
    >>> Cadence("weekly", "25:00", "Europe/Rome", days=("mon",))
    Traceback (most recent call last):
    bot.digest.cadence.CadenceError: time
    """

    kind: Kind
    time: str
    zone: str
    days: tuple[str, ...] = ()
    day: int = 0
    nth: int = 0
    expression: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise CadenceError("kind")
        if not is_zone(self.zone):
            raise CadenceError("zone")
        if self.kind == "cron":
            _judge_expression(self.expression)
            return
        if not _TIME.fullmatch(self.time):
            raise CadenceError("time")
        if not set(self.days) <= set(DAYS):
            raise CadenceError("days")
        if self.kind == "weekly" and not self.days:
            raise CadenceError("days")
        if self.kind == "monthly_date" and not 1 <= self.day <= LONGEST_MONTH:
            raise CadenceError("day")
        if self.kind == "monthly_weekday" and (self.nth not in (1, 2, 3, 4, LAST) or len(self.days) != 1):
            raise CadenceError("nth")

    def cron(self) -> str:
        """The cadence as cron has it. A day of the month past the 28th is widened; `_calendar` narrows it."""
        if self.kind == "cron":
            return self.expression
        hour, minute = (int(part) for part in self.time.split(":"))
        numbers = [DAYS.index(day) for day in self.days]
        match self.kind:
            case "weekdays":
                days = "* * 1-5"
            case "weekly":
                days = f"* * {','.join(str(number) for number in sorted(numbers))}"
            case "monthly_date":
                days = f"{self.day if self.day <= 28 else f'28-{self.day}'} * *"
            case "monthly_weekday":
                days = f"* * {numbers[0]}{'L' if self.nth == LAST else f'#{self.nth}'}"
            case _:
                days = "* * *"
        return f"{minute} {hour} {days}"

    def wire(self) -> dict[str, Any]:
        """As plain JSON."""
        given = {"kind": self.kind, "time": self.time, "zone": self.zone, "days": list(self.days)}
        return {**given, "day": self.day, "nth": self.nth, "expression": self.expression}


def from_wire(wire: Mapping[str, Any]) -> Cadence:
    """The other way round.

    >>> every = Cadence("monthly_weekday", "8:30", "Europe/Rome", days=("mon",), nth=1)
    >>> from_wire(every.wire()) == every
    True
    """
    return Cadence(**{**wire, "days": tuple(wire["days"])})


def is_zone(name: str) -> bool:
    """An IANA zone this machine (or the tzdata package) knows.

    >>> is_zone("Europe/Rome"), is_zone("Mars/Olympus"), is_zone("../etc/passwd")
    (True, False, False)
    """
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """“localtime” and “posixrules” are this machine's, not the world's."""
    return frozenset(available_timezones() - {"localtime", "posixrules"})


def occurrences(cadence: Cadence, after: datetime) -> Iterator[datetime]:
    """Every moment strictly after that one, in UTC, growing.

    >>> rome = Cadence("daily", "2:30", "Europe/Rome")
    >>> [str(at) for at in islice(occurrences(rome, datetime(2026, 3, 28, 12, tzinfo=UTC)), 2)]
    ['2026-03-29 01:00:00+00:00', '2026-03-30 00:30:00+00:00']
    """
    zone = ZoneInfo(cadence.zone)
    start = (after.astimezone(zone) - _MARGIN).replace(tzinfo=None)
    last = after
    for wall in _calendar(cadence, start):
        at = instant(wall, zone)
        if at > last:
            yield at
            last = at


def following(cadence: Cadence, after: datetime, count: int = 1) -> tuple[datetime, ...]:
    """The next few occurrences; fewer where the calendar has no more within fifty years."""
    return tuple(islice(occurrences(cadence, after), count))


def _calendar(cadence: Cadence, start: datetime) -> Iterator[datetime]:
    """The wall-clock times that the cadence names, in order, whether or not the zone has them."""
    from cronsim import CronSim

    ticks: Iterator[datetime] = CronSim(cadence.cron(), start)
    if cadence.kind != "monthly_date" or cadence.day <= 28:
        yield from ticks
        return
    for wall in ticks:
        if wall.day == min(cadence.day, calendar.monthrange(wall.year, wall.month)[1]):
            yield wall


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall-clock time: the first of two, and the end of the gap for one that is skipped.

    >>> rome = ZoneInfo("Europe/Rome")
    >>> str(instant(datetime(2026, 10, 25, 2, 30), rome)), str(instant(datetime(2026, 3, 29, 2, 30), rome))
    ('2026-10-25 00:30:00+00:00', '2026-03-29 01:00:00+00:00')
    """
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    low, high = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), early
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def _judge_expression(expression: str) -> None:
    """Five fields, one minute and one hour (so at most once a day), and a day that does come."""
    from cronsim import CronSim, CronSimError

    parts = expression.split()
    if len(parts) != 5 or len(expression) > EXPRESSION_LIMIT:
        raise CadenceError("cron")
    if not (parts[0].isdecimal() and parts[1].isdecimal()):
        raise CadenceError("cron_often")
    try:
        next(CronSim(expression, datetime(2000, 1, 1)))  # noqa: DTZ001  a calendar without zones
    except (CronSimError, StopIteration):
        raise CadenceError("cron") from None
