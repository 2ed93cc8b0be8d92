"""Retention, stickiness and the life cycle the long way round, unit by unit and period by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tropa.measure.counts_returning import (
    ActivePeriod,
    Cohort,
    LifecycleCounts,
    LifePeriod,
    RetentionCounts,
    StickinessCounts,
)
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.testing.grouping import grouped
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import by_value
from tropa.testing.truth import serves
from tropa.testing.units import seen, units, within_bounds
from tropa.testing.wall import day_of, next_period, period_of, periods_between


@dataclass(frozen=True, slots=True)
class Return:
    """A unit's origin, and after how many periods it is active."""

    origin: LogEvent
    offsets: frozenset[int]


def retention(question: Retention, events: Iterable[LogEvent]) -> RetentionCounts:
    """Count who comes back."""
    visible = seen(question.scope, events)
    returns = [found for unit in units(question.scope.unit, visible) if (found := return_of(question, unit))]

    def cohorts(some: list[Return]) -> tuple[Cohort, ...]:
        return cohorts_of(question, some)

    told = grouped(question.scope, returns, lambda one: by_value(question.scope.by, one.origin), cohorts)
    return RetentionCounts(*told, len(visible), customers(visible))


def return_of(question: Retention, unit: list[LogEvent]) -> Return | None:
    """What a unit adds; nothing where it does not begin, or begins outside the bounds."""
    origin = next((event for event in unit if serves(question.start, event)), None)
    if origin is None or not within_bounds(question.scope, origin):
        return None
    first = period_of(origin.at_us, question.period, question.zone)
    later = [event for event in unit[unit.index(origin) :] if serves(question.returning, event)]
    periods = [period_of(event.at_us, question.period, question.zone) for event in later]
    return Return(origin, frozenset(periods_between(first, period, question.period) for period in periods))


def cohorts_of(question: Retention, returns: list[Return]) -> tuple[Cohort, ...]:
    """Units by the period of their origins."""
    found = []
    starts = [period_of(one.origin.at_us, question.period, question.zone) for one in returns]
    for start in sorted(set(starts)):
        theirs = [one for one, begun in zip(returns, starts, strict=True) if begun == start]
        active = tuple(sum(k in one.offsets for one in theirs) for k in range(question.offsets + 1))
        found.append(Cohort(start, len(theirs), active))
    return tuple(found)


def stickiness(question: Stickiness, events: Iterable[LogEvent]) -> StickinessCounts:
    """Count on how many days of a period units are active."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    actives = [
        active
        for unit in units(question.scope.unit, visible)
        if (active := [event for event in unit if serves(question.active, event)])
    ]

    def periods(some: list[list[LogEvent]]) -> tuple[ActivePeriod, ...]:
        return active_periods(question, some)

    told = grouped(question.scope, actives, lambda active: by_value(question.scope.by, active[0]), periods)
    return StickinessCounts(*told, len(visible), customers(visible))


def active_periods(question: Stickiness, actives: list[list[LogEvent]]) -> tuple[ActivePeriod, ...]:
    """How many units are active on how many days of each period."""
    found: dict[date, Counter[int]] = {}
    for active in actives:
        days = {day_of(event.at_us, question.zone) for event in active}
        by_period = Counter(period_of(noon_us(day), question.period, UTC) for day in days)
        for start, n_days in by_period.items():
            found.setdefault(start, Counter())[n_days] += 1
    return tuple(
        ActivePeriod(start, tuple(found[start][n] for n in range(1, length(start, question) + 1)))
        for start in sorted(found)
    )


def noon_us(day: date) -> int:
    """Noon of a day as an instant, where the zone is UTC: its date is the day itself."""
    return int(datetime.combine(day, time(12), UTC).timestamp()) * 1_000_000


def length(start: date, question: Stickiness) -> int:
    """Days of a period."""
    return (next_period(start, question.period) - start).days


def lifecycle(question: Lifecycle, events: Iterable[LogEvent]) -> LifecycleCounts:
    """Count who is new, who stays, who comes back and who falls silent."""
    visible = seen(question.scope, events)
    last = max((period_of(event.at_us, question.period, question.zone) for event in visible), default=date.min)
    actives = [
        active
        for unit in units(question.scope.unit, visible)
        if (active := [event for event in unit if serves(question.active, event)])
    ]

    def periods(some: list[list[LogEvent]]) -> tuple[LifePeriod, ...]:
        return life_periods(question, some, last)

    told = grouped(question.scope, actives, lambda active: by_value(question.scope.by, active[0]), periods)
    return LifecycleCounts(*told, len(visible), customers(visible))


def life_periods(question: Lifecycle, actives: list[list[LogEvent]], last: date) -> tuple[LifePeriod, ...]:
    """Look at every unit in each period in which one is active, and in the one after it."""
    lives = [{period_of(event.at_us, question.period, question.zone) for event in active} for active in actives]
    before = {next_period(start, question.period): start for life in lives for start in life}
    found = []
    for start in sorted({start for life in lives for start in life} | set(before)):
        new = sum(start == min(life) for life in lives)
        returning = sum(start in life and before.get(start) in life for life in lives)
        resurrecting = sum(start in life and before.get(start) not in life for life in lives) - new
        dormant = sum(start not in life and before.get(start) in life for life in lives)
        if start <= last and within(question, start):
            found.append(LifePeriod(start, new, returning, resurrecting, dormant))
    return tuple(found)


def within(question: Lifecycle, start: date) -> bool:
    """Whether a period begins within the bounds; the zones drawn have no day without a midnight."""
    at = datetime.combine(start, time(), question.zone)
    since, until = question.scope.since, question.scope.until
    return (since is None or at >= since) and (until is None or at < until)


def customers(visible: list[LogEvent]) -> int:
    """How many customers some events have."""
    return len({event.customer for event in visible})
