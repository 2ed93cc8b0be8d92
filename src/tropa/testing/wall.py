"""The days on a wall, told a second time: the date that a wall clock shows at an instant.

The oracle may not lean on ``measure.periods``.  Reading the clock is the plainest way to a period; it
parts from rule R7 only where midnight itself comes twice, which no zone drawn for tests does.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from tropa.measure.periods import PeriodKind


def day_of(at_us: int, zone: tzinfo) -> date:
    """The date that the wall clock shows."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)).astimezone(zone).date()


def period_of(at_us: int, kind: PeriodKind, zone: tzinfo) -> date:
    """The first day of the period in which an instant lies."""
    day = day_of(at_us, zone)
    if kind == "month":
        return day.replace(day=1)
    return day if kind == "day" else day - timedelta(days=day.isoweekday() - 1)


def periods_between(first: date, last: date, kind: PeriodKind) -> int:
    """How many periods later the second begins."""
    if kind == "month":
        return (last.year - first.year) * 12 + last.month - first.month
    return (last - first).days // (1 if kind == "day" else 7)


def next_period(first: date, kind: PeriodKind) -> date:
    """The first day of the period after one."""
    if kind == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first + timedelta(days=1 if kind == "day" else 7)
