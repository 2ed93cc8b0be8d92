"""Who is active when: the periods of each unit, told as stickiness and as a life cycle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tropa.measure.counts_returning import ActivePeriod, LifecycleCounts, LifePeriod, StickinessCounts
from tropa.measure.periods import begins_at, length_days
from tropa.measure.questions import EventSignal, Scope
from tropa.measure.questions_returning import Lifecycle, Stickiness
from tropa.warehouses.counting.calendars import Periods, periods_of
from tropa.warehouses.counting.conditions import Unanswerable, holds, matches
from tropa.warehouses.counting.heaps import Heaps, grouped
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, value_columns

NEW, RETURNING, RESURRECTING, DORMANT = range(4)
"""What a unit may be in a period, as kinds of a heap."""

_DAYS = 32
"""One more than the days of the longest period."""


def count_stickiness(table: SortedTable, question: Stickiness) -> StickinessCounts:
    """Count in how many days of a period units are active.

    Raises:
        Unanswerable: The period is a day, a condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many days.
    """
    if question.period == "day":
        raise Unanswerable("a day has no days on which one could be active: ask for weeks or months")
    where = within_sql(question.scope, table.vocabulary)
    activity = _Activity(table, question.active, question.scope, where)
    days = periods_of(table, activity.where, "day", question.zone)
    counting = Sticking(days, periods_of(table, activity.where, question.period, question.zone))
    for chunk in table.chunks(activity.columns, activity.where):
        counting.add(activity.visits(chunk))

    def told(heap: Counter[int]) -> tuple[ActivePeriod, ...]:
        return counting.told(heap, question)

    answer = grouped(counting.heaps.by_group(), counting.sizes(), activity.values.values, question.scope, told)
    return StickinessCounts(*answer, *table.size(where))


def count_lifecycle(table: SortedTable, question: Lifecycle) -> LifecycleCounts:
    """Count who is new, who stays, who comes back and who falls silent.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many periods.
    """
    where = holds(question.scope.where, table.vocabulary)
    activity = _Activity(table, question.active, question.scope, where)
    counting = Living(periods_of(table, where, question.period, question.zone))
    for chunk in table.chunks(activity.columns, activity.where):
        counting.add(activity.visits(chunk))

    def told(heap: Counter[int]) -> tuple[LifePeriod, ...]:
        return counting.told(heap, question)

    answer = grouped(counting.heaps.by_group(), counting.sizes(), activity.values.values, question.scope, told)
    return LifecycleCounts(*answer, *table.size(where))


@dataclass(frozen=True, slots=True)
class Visits:
    """Active events of some whole customers, each unit's together and in order.

    Args:
        units: Whose, shape ``(n,)``.
        at_us: When, same shape.
        groups: The code of the unit's value, same shape.
    """

    units: Ints
    at_us: Ints
    groups: Ints


class _Activity:
    """The active events of a log.

    Args:
        table: The log.
        active: What counts as being active.
        scope: Units and groups.
        where: Which events the question sees, as SQL.
    """

    def __init__(self, table: SortedTable, active: EventSignal, scope: Scope, where: str) -> None:
        self._division = Division(scope.unit, table.vocabulary)
        self._grouped = scope.by is not None
        self.values = Codebook()
        serves = matches(active, table.vocabulary)
        self.columns = {"active": serves} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, table.vocabulary, "by", serves)
        self.where = f"{where} AND ({serves} OR {self._division.needs()})"

    def visits(self, chunk: Columns) -> Visits:
        """Those of some whole customers."""
        chunk, units = self._division.divide(chunk)
        places = np.flatnonzero(chunk["active"])
        units = units[places]
        firsts = np.flatnonzero(changes(units))
        groups = np.zeros(len(firsts), np.int64)
        if self._grouped:
            groups = codes_of(chunk, "by", self.values, places[firsts])
        return Visits(units, chunk["at_us"][places], np.repeat(groups, np.diff(firsts, append=len(units))))


class Sticking:
    """Days of activity by period, counted so far; a kind is ``period * _DAYS + days``.

    Args:
        days: The log's days.
        periods: Its weeks or months.
    """

    def __init__(self, days: Periods, periods: Periods) -> None:
        self._days = days
        self._periods = periods
        self._period_of_day = periods.of(days.boundaries_us[:-1])
        self.heaps = Heaps(max(len(periods), 1) * _DAYS)
        self._units = Heaps(1)

    def add(self, visits: Visits) -> None:
        """Count some whole customers."""
        days = self._days.of(visits.at_us)
        kept = changes(visits.units) | changes(days)
        units, groups, periods = visits.units[kept], visits.groups[kept], self._period_of_day[days[kept]]
        begins = np.flatnonzero(changes(units) | changes(periods))
        n_days = np.diff(begins, append=len(units))
        self.heaps.add(groups[begins], periods[begins] * _DAYS + n_days)
        firsts = groups[changes(units)]
        self._units.add(firsts, np.zeros_like(firsts))

    def sizes(self) -> dict[int, int]:
        """Units by group."""
        return {code: heap[0] for code, heap in self._units.by_group().items()}

    def told(self, heap: Counter[int], question: Stickiness) -> tuple[ActivePeriod, ...]:
        """A group's periods, in order."""
        numbers = sorted({kind // _DAYS for kind in heap})
        return tuple(
            ActivePeriod(
                start := self._periods.starts[number],
                tuple(heap[number * _DAYS + days] for days in range(1, length_days(start, question.period) + 1)),
            )
            for number in numbers
        )


class Living:
    """What units are in each period, counted so far; a kind is ``period * 4`` and one of the four.

    Args:
        periods: The log's.
    """

    def __init__(self, periods: Periods) -> None:
        self._periods = periods
        self.heaps = Heaps(max(len(periods), 1) * 4)
        self._units = Heaps(1)

    def add(self, visits: Visits) -> None:
        """Count some whole customers."""
        periods = self._periods.of(visits.at_us)
        kept = changes(visits.units) | changes(periods)
        units, groups, periods = visits.units[kept], visits.groups[kept], periods[kept]
        first = changes(units)
        since = periods - np.roll(periods, 1)
        self.heaps.add(groups, periods * 4 + np.where(first, NEW, np.where(since == 1, RETURNING, RESURRECTING)))
        silent = (np.roll(first, -1) | (np.roll(since, -1) > 1)) & (periods + 1 < len(self._periods))
        self.heaps.add(groups[silent], (periods[silent] + 1) * 4 + DORMANT)
        self._units.add(groups[first], np.zeros(int(first.sum()), np.int64))

    def sizes(self) -> dict[int, int]:
        """Units by group."""
        return {code: heap[0] for code, heap in self._units.by_group().items()}

    def told(self, heap: Counter[int], question: Lifecycle) -> tuple[LifePeriod, ...]:
        """A group's periods within the question's bounds, in order."""
        scope, numbers = question.scope, sorted({kind // 4 for kind in heap})
        found = []
        for number in numbers:
            start = self._periods.starts[number]
            at = begins_at(start, question.zone)
            if (scope.since is None or at >= scope.since) and (scope.until is None or at < scope.until):
                found.append(LifePeriod(start, *(heap[number * 4 + kind] for kind in range(4))))
        return tuple(found)
