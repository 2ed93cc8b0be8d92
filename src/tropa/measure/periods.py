"""Days, weeks and months on a wall: where each begins, as instants.

A period lies between two instants, its beginning included and its end not, so every event belongs
to one and a later event never to an earlier one, whatever clocks do in between.  A day begins when
the wall clock of the zone first shows midnight or, where that is left out, at the first instant
after it (rule R7); a week on its Monday; a month on its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

from tropa.plan.local_time import instant_of

PeriodKind: TypeAlias = Literal["day", "week", "month"]

PERIOD_KINDS: tuple[PeriodKind, ...] = ("day", "week", "month")

MAX_PERIODS = 100_000
"""More than any log has that is not broken: 270 years of days."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EDGE_DAYS = 366
"""Days that are left free at both ends of the calendar, so that a year may be stepped over."""


class OutsideCalendar(ValueError):
    """Events lie too far apart for periods so short, or at an end of the calendar."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods one after another, without a gap.

    Args:
        starts: The first day of each, ascending.
        boundaries_us: When each begins and, last, when the last one ends: microseconds since 1970,
            UTC, never decreasing; one more than there are periods.
    """

    starts: tuple[date, ...]
    boundaries_us: tuple[int, ...]


def calendar(first_us: int, last_us: int, kind: PeriodKind, zone: tzinfo) -> Calendar:
    """The periods from that of one instant to that of another.

    Args:
        first_us: An instant, microseconds since 1970, UTC.
        last_us: The same or a later one.
        kind: What periods.
        zone: Whose wall.

    Raises:
        OutsideCalendar: There are more than ``MAX_PERIODS``, or an instant is in the first or the last
            year of the calendar.

    >>> found = calendar(0, 8 * 86_400_000_000, "week", UTC)
    >>> [day.isoformat() for day in found.starts]
    ['1969-12-29', '1970-01-05']
    """
    start = start_of(_local_date(first_us, zone), kind)
    _local_date(last_us, zone)
    starts, boundaries = [start], [_microseconds(begins_at(start, zone))]
    while True:
        start = following(start, kind)
        begins_us = _microseconds(begins_at(start, zone))
        if begins_us <= first_us:  # an hour that came twice had shown the day before once more
            starts, boundaries = [], []
        boundaries.append(begins_us)
        if begins_us > last_us:
            return Calendar(tuple(starts), tuple(boundaries))
        starts.append(start)
        if len(starts) > MAX_PERIODS:
            raise OutsideCalendar(f"the events span more than {MAX_PERIODS} periods: choose a longer period")


def start_of(day: date, kind: PeriodKind) -> date:
    """The first day of a day's period.

    >>> start_of(date(2024, 3, 7), "week"), start_of(date(2024, 3, 7), "month")
    (datetime.date(2024, 3, 4), datetime.date(2024, 3, 1))
    """
    match kind:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)


def following(start: date, kind: PeriodKind, n: int = 1) -> date:
    """The first day of the ``n``-th period after the one that begins on a day.

    >>> following(date(2024, 12, 1), "month", 2)
    datetime.date(2025, 2, 1)
    """
    if kind == "month":
        years, month = divmod(start.month - 1 + n, 12)
        return date(start.year + years, month + 1, 1)
    return start + timedelta(days=n if kind == "day" else 7 * n)


def length_days(start: date, kind: PeriodKind) -> int:
    """Days of the period that begins on a day.

    >>> length_days(date(2024, 2, 1), "month")
    29
    """
    return (following(start, kind) - start).days


def begins_at(start: date, zone: tzinfo) -> datetime:
    """The instant, UTC, at which a day begins."""
    return instant_of(datetime.combine(start, time()), zone)


def _local_date(at_us: int, zone: tzinfo) -> date:
    """The day that the wall shows at an instant."""
    try:
        at = _EPOCH + at_us * _MICROSECOND
        for days in (-_EDGE_DAYS, _EDGE_DAYS):
            at + timedelta(days=days)
    except OverflowError:
        raise OutsideCalendar("an event lies at an end of the calendar: leave it out with a condition") from None
    return at.astimezone(zone).date()


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND
