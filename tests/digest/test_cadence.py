"""When a digest comes, held against a slow second opinion that reads the wall clock minute by minute."""

# Wall clocks have no zone; a table of rhythms reads best line by line.
# ruff: noqa: DTZ001, PERF401

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.digest.cadence import DAYS, Cadence, CadenceError, following, from_wire, instant, occurrences

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STEP = timedelta(minutes=5)

#: Clock changes happen within so much of any wall-clock time near them.
NEAR = timedelta(hours=3)


def first_reading(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in steps of five minutes, at which that zone's clock reads this or later."""
    offset = (wall - DAY).replace(tzinfo=zone).utcoffset()
    assert offset is not None
    at = wall.replace(tzinfo=UTC) - offset - NEAR
    for step in (6 * STEP, STEP):  # a reading stands for half an hour at least: first by large steps
        while at.astimezone(zone).replace(tzinfo=None) < wall:
            at += step
        at -= step
    return at + STEP


def offset_at(zone: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """The next two clock changes of a zone, to the minute; none where the clock is left alone."""
    zone, found, at = ZoneInfo(name), [], NOW
    for _ in range(100):
        after = at + 6 * DAY
        if offset_at(zone, at) != offset_at(zone, after):
            low, high = at, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (
                    (middle, high) if offset_at(zone, middle) == offset_at(zone, at) else (low, middle)
                )
            found.append(high.replace(second=0, microsecond=0))
        at = after
        if len(found) == 2:
            break
    return tuple(found)


ZONES = sorted(available_timezones() - {"localtime", "posixrules"})


def test_every_zone_of_the_world_around_its_next_two_changes() -> None:
    """A daily and a weekly digest at nine, and in the very hour that is skipped or repeated."""
    changing = 0
    for name in ZONES:
        zone = ZoneInfo(name)
        for change in changes(name) or (NOW + 30 * DAY,):
            changing += bool(changes(name))
            wall = change.astimezone(zone).replace(tzinfo=None)
            hard = (change - timedelta(minutes=30)).astimezone(zone).replace(tzinfo=None)
            skipped = (wall - timedelta(minutes=15)).replace(second=0)
            for hour in (skipped, hard, datetime(2000, 1, 1, 9)):
                at = f"{hour.hour}:{hour.minute // 5 * 5:02}"
                start = change - 3 * DAY
                daily = Cadence("daily", at, name)
                assert_same(daily, start, change + 3 * DAY, lambda _: True)
                weekday = calendar.weekday(wall.year, wall.month, wall.day)
                weekly = Cadence("weekly", at, name, days=(DAYS[(weekday + 1) % 7],))
                found = following(weekly, start - 8 * DAY, 3)
                days = [one for one in span(start - 12 * DAY, change + 15 * DAY) if one.weekday() == weekday]
                expected = [at_time(day, at, zone) for day in days]
                assert list(found) == [one for one in expected if one > start - 8 * DAY][:3], (name, at)
    assert changing > 300


def span(start: datetime, end: datetime) -> Iterator[date]:
    for number in range((end - start).days + 2):
        yield (start + number * DAY).date()


def at_time(day: date, at: str, zone: ZoneInfo) -> datetime:
    hour, minute = at.split(":")
    return first_reading(datetime(day.year, day.month, day.day, int(hour), int(minute)), zone)


def assert_same(cadence: Cadence, start: datetime, end: datetime, wanted: Callable[[date], bool]) -> None:
    zone = ZoneInfo(cadence.zone)
    expected = [at_time(day, cadence.time, zone) for day in span(start - DAY, end) if wanted(day)]
    expected = [one for one in expected if start < one <= end]
    found = []
    for one in occurrences(cadence, start):
        if one > end:
            break
        found.append(one)
    assert found == expected, (cadence, found, expected)


def nth_weekday(weekday: int, nth: int) -> Callable[[date], bool]:
    def wanted(day: date) -> bool:
        if day.weekday() != weekday:
            return False
        if nth == -1:
            return (day + 7 * DAY).month != day.month
        return (day.day - 1) // 7 + 1 == nth

    return wanted


def month_day(number: int) -> Callable[[date], bool]:
    return lambda day: day.day == min(number, calendar.monthrange(day.year, day.month)[1])


def cadences(zone: str) -> list[tuple[Cadence, Callable[[date], bool]]]:
    """Fifty rhythms, none under a day, each with what it means in plain words of the calendar."""
    made: list[tuple[Cadence, Callable[[date], bool]]] = []
    for at in ("0:00", "0:30", "2:30", "3:00", "9:00", "23:55"):
        made.append((Cadence("daily", at, zone), lambda _: True))
    for at in ("2:30", "8:30", "17:00"):
        made.append((Cadence("weekdays", at, zone), lambda day: day.weekday() < 5))
    for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
        made.append((Cadence("weekly", "2:30", zone, days=(name,)), lambda day, n=number: day.weekday() == n))
    made.append((Cadence("weekly", "1:30", zone, days=("sun", "wed")), lambda day: day.weekday() in (2, 6)))
    for number in (1, 2, 14, 27, 28, 29, 30, 31):
        made.append((Cadence("monthly_date", "9:00", zone, day=number), month_day(number)))
    for nth in (1, 2, 3, 4, -1):
        for number, name in ((0, "mon"), (4, "fri"), (6, "sun")):
            made.append(
                (Cadence("monthly_weekday", "2:30", zone, days=(name,), nth=nth), nth_weekday(number, nth))
            )
    crons: list[tuple[str, Callable[[date], bool]]] = [
        ("0 9 * * *", lambda _: True),
        ("30 2 */2 * *", lambda day: day.day % 2 == 1),
        ("15 7 1,15 * *", lambda day: day.day in (1, 15)),
        ("0 9 L * *", month_day(31)),
        ("0 9 29 2 *", lambda day: (day.month, day.day) == (2, 29)),
        ("0 9 31 * *", lambda day: day.day == 31),
        ("0 9 1 1,4,7,10 *", lambda day: day.day == 1 and day.month in (1, 4, 7, 10)),
        ("0 9 * 3 mon", lambda day: day.month == 3 and day.weekday() == 0),
        ("0 9 1 * mon", lambda day: day.day == 1 or day.weekday() == 0),
        ("45 1 * * mon#3", nth_weekday(0, 3)),
    ]
    for expression, wanted in crons:
        made.append((Cadence("cron", expression_time(expression), zone, expression=expression), wanted))
    return made


def expression_time(expression: str) -> str:
    minute, hour, *_ = expression.split()
    return f"{int(hour)}:{int(minute):02}"


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Rome",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Nuuk",
        "Africa/Cairo",
        "Asia/Kathmandu",
    ],
)
def test_fifty_cadences_over_four_hundred_days(zone: str) -> None:
    every = cadences(zone)
    assert len(every) == 50
    start = datetime(2027, 12, 20, 3, 7, tzinfo=UTC)  # a leap day lies ahead
    for cadence, wanted in every:
        assert_same(cadence, start, start + 400 * DAY, wanted)
        found = following(cadence, start, 60)
        assert all(early < late for early, late in pairwise(found))
        assert all(late - early > timedelta(hours=20) for early, late in pairwise(found))


def test_asking_from_any_moment_gives_the_same_occurrences() -> None:
    """Nothing is lost or repeated where one answer is the next question."""
    cadence = Cadence("daily", "2:30", "America/New_York")
    whole = following(cadence, NOW, 300)
    at, stepped = NOW, []
    for _ in range(300):
        (at,) = following(cadence, at)
        stepped.append(at)
    assert tuple(stepped) == whole
    assert [following(cadence, one - timedelta(seconds=1))[0] for one in whole] == list(whole)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"time": "24:00"}, "time"),
        ({"time": "9.30"}, "time"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"kind": "weekly"}, "days"),
        ({"kind": "weekly", "days": ("lundi",)}, "days"),
        ({"kind": "monthly_date", "day": 32}, "day"),
        ({"kind": "monthly_date"}, "day"),
        ({"kind": "monthly_weekday", "days": ("mon",), "nth": 5}, "nth"),
        ({"kind": "monthly_weekday", "days": ("mon", "tue"), "nth": 1}, "nth"),
        ({"kind": "cron", "expression": "* 9 * * *"}, "cron_often"),
        ({"kind": "cron", "expression": "0 9,17 * * *"}, "cron_often"),
        ({"kind": "cron", "expression": "0 9 31 2 *"}, "cron"),
        ({"kind": "cron", "expression": "0 9 * *"}, "cron"),
        ({"kind": "cron", "expression": "@daily"}, "cron"),
        ({"kind": "cron", "expression": "0 9 * * " + "1," * 200 + "1"}, "cron"),
        ({"kind": "hourly"}, "kind"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(given: dict, why: str) -> None:
    with pytest.raises(CadenceError) as refused:
        Cadence(**{"kind": "daily", "time": "9:00", "zone": "Europe/Rome", **given})
    assert refused.value.key == why


def test_a_cadence_survives_its_row() -> None:
    for cadence, _ in cadences("Europe/Rome"):
        assert from_wire(cadence.wire()) == cadence


def test_a_day_that_a_zone_skips_is_served_when_the_clock_goes_on() -> None:
    """Samoa had no 30 December 2011."""
    found = following(Cadence("daily", "9:00", "Pacific/Apia"), datetime(2011, 12, 29, 0, tzinfo=UTC), 4)
    local = [one.astimezone(ZoneInfo("Pacific/Apia")).isoformat()[:16] for one in found]
    assert local == ["2011-12-29T09:00", "2011-12-31T00:00", "2011-12-31T09:00", "2012-01-01T09:00"]
    assert instant(datetime(2011, 12, 30, 9), ZoneInfo("Pacific/Apia")).astimezone(UTC) == found[1]
