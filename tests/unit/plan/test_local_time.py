"""Local time: waits in calendar days, clocks, windows, in every zone and on every odd day (R7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.journey.codecs.values import Clock, Duration, Hours, Window
from tropa.plan.local_time import (
    FAR,
    after_window,
    instant_of,
    is_inside,
    is_open,
    later,
    next_clock,
    next_open,
    shifted,
)

BERLIN, NEW_YORK, APIA, LORD_HOWE = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")
)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is given beside
CLOCKS = st.integers(0, 24 * 60 - 1).map(Clock)


def utc(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "wait", "end"),
    [
        (BERLIN, "2026-03-28T09:00", Duration(1, "d"), "2026-03-29T08:00"),  # a day of 23 hours
        (BERLIN, "2026-10-24T09:00", Duration(1, "d"), "2026-10-25T10:00"),  # a day of 25 hours
        (BERLIN, "2026-03-28T09:00", Duration(24, "h"), "2026-03-29T09:00"),
        (BERLIN, "2026-03-28T01:30", Duration(1, "d"), "2026-03-29T01:00"),  # 02:30 does not exist
        (BERLIN, "2026-10-24T00:30", Duration(1, "d"), "2026-10-25T00:30"),  # 02:30 comes twice
        (NEW_YORK, "2028-02-28T12:00", Duration(1, "d"), "2028-02-29T12:00"),
        (NEW_YORK, "2026-01-01T00:00", Duration(2, "w"), "2026-01-15T00:00"),
        (APIA, "2011-12-30T08:00", Duration(1, "d"), "2011-12-30T10:00"),  # 30 December was left out
        (LORD_HOWE, "2026-10-03T03:00", Duration(1, "d"), "2026-10-04T02:30"),  # half an hour forward
    ],
)
def test_r7_days_are_calendar_days_and_hours_are_hours(zone: ZoneInfo, now: str, wait: Duration, end: str) -> None:
    """A day is the same local time on the next date; an hour is sixty minutes, whatever the clock does."""
    assert later(utc(now), wait, zone) == utc(end)


@given(zone=ZONES, now=INSTANTS, n=st.integers(0, 400))
def test_r7_a_wait_in_days_ends_at_the_same_local_time(zone: ZoneInfo, now: datetime, n: int) -> None:
    """Unless that time does not exist on the day, and then it ends at the first instant after the gap."""
    end = later(now, Duration(n, "d"), zone)
    wanted = now.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(days=n)
    met = end.astimezone(zone).replace(tzinfo=None, fold=0)
    before = (end - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None, fold=0)
    assert met == wanted or before < wanted < met


@given(zone=ZONES, local=st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001  local times are naive
def test_r7_of_a_doubled_time_the_first_counts(zone: ZoneInfo, local: datetime) -> None:
    """No earlier instant shows the same local time."""
    at = instant_of(local, zone)
    earlier = (at - timedelta(hours=hours) for hours in (0.5, 1, 2, 24))
    assert all(one.astimezone(zone).replace(tzinfo=None, fold=0) != local for one in earlier)


@given(zone=ZONES, now=INSTANTS, clock=CLOCKS)
def test_r7_the_next_clock_is_neither_past_nor_far(zone: ZoneInfo, now: datetime, clock: Clock) -> None:
    """It lies within two days, and shows the time of day, or the first after a gap that swallowed it."""
    at = next_clock(now, clock, zone)
    assert now <= at <= now + timedelta(hours=50)
    shown = at.astimezone(zone)
    just_before = (at - timedelta(seconds=1)).astimezone(zone)
    jumped = shown.utcoffset() != just_before.utcoffset()
    assert shown.hour * 60 + shown.minute == clock.minute or jumped


def test_r7_a_clock_that_shows_the_time_now_is_now() -> None:
    """A wait for nine o'clock at nine o'clock is over."""
    assert next_clock(utc("2026-06-01T07:00"), Clock(9 * 60), BERLIN) == utc("2026-06-01T07:00")
    assert next_clock(utc("2026-06-01T07:00:01"), Clock(9 * 60), BERLIN) == utc("2026-06-02T07:00")


NIGHT = Window(Clock(22 * 60), Clock(6 * 60))


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2026-06-01T19:59", False),
        ("2026-06-01T20:00", True),
        ("2026-06-02T03:59", True),
        ("2026-06-02T04:00", False),
    ],
)
def test_r7_a_window_may_cross_midnight(at: str, inside: bool) -> None:  # noqa: FBT001  the case itself
    """22-06 is the night, its first minute in it and its last not."""
    assert is_inside(utc(at), NIGHT, BERLIN) is inside


@given(zone=ZONES, now=INSTANTS, start=CLOCKS, end=CLOCKS)
def test_r7_quiet_hours_end(zone: ZoneInfo, now: datetime, start: Clock, end: Clock) -> None:
    """What waits for the end of a window is outside it then, and does not wait where it was outside already."""
    if start == end:
        return
    window = Window(start, end)
    at = after_window(now, window, zone)
    assert at >= now
    if not is_inside(now, window, zone):
        assert at == now
    elif at.astimezone(zone).utcoffset() == (at - timedelta(seconds=1)).astimezone(zone).utcoffset():
        assert not is_inside(at, window, zone)


def test_r7_hours_follow_the_day_on_which_they_began() -> None:
    """A Friday night that ends on Saturday morning is Friday's, and a week may run over Sunday."""
    friday = Hours(4, 4, Window(Clock(20 * 60), Clock(2 * 60)))
    assert is_open(utc("2026-06-05T23:30"), friday, BERLIN)  # Saturday, half past one
    assert not is_open(utc("2026-06-06T23:30"), friday, BERLIN)
    assert is_open(utc("2026-06-07T10:00"), Hours(5, 0, Window(Clock(9 * 60), Clock(18 * 60))), BERLIN)


def test_r7_what_is_closed_opens() -> None:
    """On Saturday evening the next opening is Monday morning; while open it is now."""
    week = Hours(0, 4, Window(Clock(9 * 60), Clock(18 * 60)))
    assert next_open(utc("2026-06-06T18:00"), week, BERLIN) == utc("2026-06-08T07:00")
    assert next_open(utc("2026-06-08T08:00"), week, BERLIN) == utc("2026-06-08T08:00")


@given(zone=ZONES, hours=st.builds(Hours, st.integers(0, 6), st.integers(0, 6), st.just(NIGHT)), now=INSTANTS)
def test_r7_the_next_opening_is_open(zone: ZoneInfo, hours: Hours, now: datetime) -> None:
    """It is never past, and open, whatever weekdays and zone."""
    at = next_open(now, hours, zone)
    assert at >= now
    assert at == FAR or is_open(at, hours, zone)


@pytest.mark.parametrize("unit", ["s", "m", "h", "d", "w"])
def test_r7_waits_beyond_the_calendar_end_at_its_end(unit: str) -> None:
    """A wait of a million weeks is no crash: it is due at the far end of time, and backwards at its beginning."""
    long = Duration(10**9, unit)  # type: ignore[arg-type]  # one of the units
    ends = later(utc("2026-01-01T00:00"), long, BERLIN)
    assert ends == FAR or unit in {"s", "m"}
    assert shifted(utc("2026-01-01T00:00"), long, -1, BERLIN) < utc("2026-01-01T00:00")


@pytest.mark.parametrize(
    ("now", "window", "end"),
    [
        ("2026-10-25T01:15", "22:00-02:30", "2026-10-25T01:30"),  # 02:15 the second time
        ("2026-10-25T00:15", "22:00-02:30", "2026-10-25T00:30"),  # 02:15 the first time
        ("2026-10-25T00:45", "02:30-03:30", "2026-10-25T01:00"),  # the clock goes back out of the window
        ("2026-10-25T01:45", "02:30-03:30", "2026-10-25T02:30"),
        ("2026-03-29T00:50", "22:00-02:30", "2026-03-29T01:00"),  # 02:30 does not exist
        ("2026-03-29T00:50", "22:00-09:00", "2026-03-29T07:00"),
    ],
)
def test_r7_a_window_ends_when_the_clock_first_shows_its_end(now: str, window: str, end: str) -> None:
    """In the hour that comes twice too, in the one that is left out, and where the clock leaves the window itself."""
    first, last = (Clock(int(text[:2]) * 60 + int(text[3:])) for text in window.split("-"))
    assert after_window(utc(now), Window(first, last), BERLIN) == utc(end)


@given(zone=ZONES, now=INSTANTS, start=CLOCKS, end=CLOCKS)
def test_r7_no_earlier_instant_lies_outside_a_window(zone: ZoneInfo, now: datetime, start: Clock, end: Clock) -> None:
    """All that comes before the end is inside, and the end is not."""
    window = Window(start, end)
    free = after_window(now, window, zone)
    if start != end:
        assert not is_inside(free, window, zone)
    n = int((free - now) / timedelta(minutes=7))
    assert all(is_inside(now + timedelta(minutes=7 * k), window, zone) for k in range(n))
    assert free == now or is_inside(free - timedelta(seconds=1), window, zone) or free - now < timedelta(seconds=1)
