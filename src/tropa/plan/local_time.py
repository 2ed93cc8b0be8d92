"""Waits, clocks and windows in a customer's own time (rule R7).

Everything here goes from instants (aware, UTC) to instants; the zone comes in as a ``tzinfo``, so
nothing is looked up.  Three things make local time less than a line: an hour that does not exist
in spring, an hour that comes twice in autumn, and zones that skip a whole day.  Each is decided
once, in ``instant_of``; the rest is built on it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from tropa.journey.codecs.values import SECONDS, Clock, Duration, Hours, Window

FAR = datetime(9999, 12, 1, tzinfo=UTC)
"""Later than any timer that means something: what would lie beyond the calendar is due then."""


_DAYS = {"d": 1, "w": 7}
_UNITS = {unit: timedelta(seconds=seconds) for unit, seconds in SECONDS.items()}
_SECOND = timedelta(seconds=1)


def instant_of(local: datetime, zone: tzinfo) -> datetime:
    """The instant of a local time: of a doubled one the first, of one that does not exist the first after it.

    Args:
        local: Naive.
        zone: Where.
    """
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _local(first, zone) == local:
        return first
    # In a gap the two readings of the fold lie on either side of the jump.
    before, after = sorted((first, local.replace(tzinfo=zone, fold=1).astimezone(UTC)))
    return _jump(before, after, zone)


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between two at which the zone's offset becomes that of the later one."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def _local(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def later(now: datetime, wait: Duration, zone: tzinfo) -> datetime:
    """The end of a wait: ``d`` and ``w`` are the same local time so many days later, the rest is elapsed.

    Args:
        now: When it begins; aware.
        wait: How long.
        zone: Where the customer is.

    Returns:
        An instant in UTC, ``FAR`` at the latest.
    """
    return shifted(now, wait, 1, zone)


def shifted(now: datetime, by: Duration, sign: int, zone: tzinfo) -> datetime:
    """An instant moved by a duration, forwards (``sign`` 1) or backwards (-1), as ``later`` counts."""
    try:
        if zone is UTC or by.unit not in _DAYS:  # where every day has 86,400 s
            at = (now if now.tzinfo is UTC else now.astimezone(UTC)) + _elapsed_in(sign * by.n, by.unit)
            return min(FAR, at)
        moved = _local(now, zone) + sign * timedelta(days=by.n * _DAYS[by.unit])
        return min(instant_of(moved, zone), FAR)
    except OverflowError:
        return FAR if sign > 0 else datetime.min.replace(tzinfo=UTC)


@lru_cache(maxsize=1_024)
def _elapsed_in(n: int, unit: str) -> timedelta:
    return n * _UNITS[unit]


def next_clock(now: datetime, clock: Clock, zone: tzinfo) -> datetime:
    """The first instant, now or later, at which a local clock shows a time of day."""
    day = _local(now, zone).date()
    return next((at for n in range(_MOST_DAYS) if (at := _on(day, n, clock, zone)) >= now), FAR)


_MOST_DAYS = 4
"""Days within which every time of day comes, even where a zone skips one."""


def _on(day: date, n: int, clock: Clock, zone: tzinfo) -> datetime:
    """A time of day, n days after a day."""
    try:
        local = datetime.combine(day + timedelta(days=n), time(clock.minute // 60, clock.minute % 60))
        return instant_of(local, zone)
    except OverflowError:
        return FAR


def is_inside(at: datetime, window: Window, zone: tzinfo) -> bool:
    """Whether a local time lies in a window, its start included, its end not; it may cross midnight."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    start, end = window.start.minute, window.end.minute
    return start <= minute < end if start < end else minute >= start or minute < end


def after_window(at: datetime, window: Window, zone: tzinfo) -> datetime:
    """The first instant, now or later, outside a window: when quiet hours let something through.

    The window's end may come twice in one night, and the clock may jump over it, or back out of the
    window before it.
    """
    for _ in range(_MOST_DAYS):
        if not is_inside(at, window, zone):
            return at
        end = _elapsed(at, window.end, zone)
        if end >= FAR or end.astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
            return end
        at = _jump(at, end, zone)
    return at


def _elapsed(at: datetime, clock: Clock, zone: tzinfo) -> datetime:
    """When a local clock would show a time of day if nobody set it meanwhile; a day later where it shows it now."""
    local = _local(at, zone)
    left = timedelta(minutes=clock.minute) - (local - local.replace(hour=0, minute=0, second=0, microsecond=0))
    try:
        return min(at + (left if left > timedelta() else left + timedelta(days=1)), FAR)
    except OverflowError:
        return FAR


def is_open(at: datetime, hours: Hours, zone: tzinfo) -> bool:
    """Whether something is open: a window that crosses midnight belongs to the day on which it began."""
    local = _local(at, zone)
    window = hours.window
    past_midnight = window.start.minute > window.end.minute and local.hour * 60 + local.minute < window.end.minute
    weekday = (local.weekday() - past_midnight) % 7
    first, last = hours.first_day, hours.last_day
    on_duty = first <= weekday <= last if first <= last else weekday >= first or weekday <= last
    return on_duty and is_inside(at, window, zone)


def next_open(at: datetime, hours: Hours, zone: tzinfo) -> datetime:
    """The first instant, now or later, at which something is open."""
    if is_open(at, hours, zone):
        return at
    day = _local(at, zone).date()
    starts = (_on(day, n, hours.window.start, zone) for n in range(_MOST_DAYS + 7))
    return next((start for start in starts if start >= at and is_open(start, hours, zone)), FAR)
