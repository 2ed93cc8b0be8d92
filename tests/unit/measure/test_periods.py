"""Days, weeks and months: where they begin on walls whose clocks jump (rule R7), and that nothing falls between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.measure.periods import (
    PERIOD_KINDS,
    OutsideCalendar,
    PeriodKind,
    begins_at,
    calendar,
    following,
    length_days,
    start_of,
)

ZONES = [
    UTC,
    *map(ZoneInfo, ("America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Africa/Cairo")),
]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(1950, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001  made aware at once
    lambda at: (at.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
)


def us(*at: int) -> int:
    """An instant of UTC in microseconds."""
    return (datetime(*at, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)  # type: ignore[arg-type, misc]


def test_r7_a_day_without_a_midnight_begins_at_the_first_instant_after_it() -> None:
    """In Sao Paulo, 4 November 2018, the clock went from 23:59 to 01:00: the day begins then, at 03:00 UTC."""
    assert begins_at(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo")) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_r7_of_a_midnight_that_comes_twice_the_first_counts() -> None:
    """In St John's, 29 October 2006, at 00:01 the clock went back to 23:01: the day had begun and goes on."""
    zone = ZoneInfo("America/St_Johns")
    begun = us(2006, 10, 29, 2, 30)
    assert begins_at(date(2006, 10, 29), zone) == datetime(2006, 10, 29, 2, 30, tzinfo=UTC)
    found = calendar(begun + 30 * 60 * 1_000_000, us(2006, 10, 29, 12), "day", zone)
    assert found.starts == (date(2006, 10, 29),)


def test_a_day_that_was_left_out_is_there_and_empty() -> None:
    """Apia had no 30 December 2011: that day begins where the next one does."""
    found = calendar(us(2011, 12, 29, 12), us(2012, 1, 1), "day", ZoneInfo("Pacific/Apia"))
    lengths = dict(zip(found.starts, (b - a for a, b in pairwise(found.boundaries_us)), strict=True))
    assert lengths[date(2011, 12, 30)] == 0
    assert lengths[date(2011, 12, 31)] == 86_400_000_000


@given(INSTANTS, INSTANTS, st.sampled_from(("week", "month")), st.sampled_from(ZONES))
def test_periods_follow_each_other_without_gap_from_the_first_instant_to_the_last(
    one: int, other: int, kind: PeriodKind, zone: ZoneInfo
) -> None:
    """The first period holds the first instant, the last the last, and each begins where the one before it ends."""
    first, last = sorted((one, other))
    found = calendar(first, last, kind, zone)
    assert len(found.boundaries_us) == len(found.starts) + 1
    assert found.boundaries_us[0] <= first < found.boundaries_us[1]
    assert found.boundaries_us[-2] <= last < found.boundaries_us[-1]
    assert all(following(a, kind) == b for a, b in pairwise(found.starts))
    assert list(found.boundaries_us) == sorted(found.boundaries_us)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(PERIOD_KINDS), st.integers(0, 50))
def test_stepping_through_periods_is_counting_them(day: date, kind: PeriodKind, n: int) -> None:
    """A period's first day is its own, its days reach to the next, and n steps of one are one of n."""
    start = start_of(day, kind)
    assert start_of(start, kind) == start <= day < following(start, kind)
    assert start + timedelta(days=length_days(start, kind)) == following(start, kind)
    stepped = start
    for _ in range(n):
        stepped = following(stepped, kind)
    assert stepped == following(start, kind, n)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (us(1, 1, 2), us(2000, 1, 1)),
        (us(1000, 1, 1), us(2000, 1, 1)),
        (us(2000, 1, 1), us(9999, 6, 1)),
    ],
)
def test_a_log_at_the_ends_of_the_calendar_is_refused(first: int, last: int) -> None:
    """Broken dates end in a sentence, not in millions of days or an overflow."""
    with pytest.raises(OutsideCalendar):
        calendar(first, last, "day", UTC)
