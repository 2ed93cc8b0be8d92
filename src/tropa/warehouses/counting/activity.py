"""Who is active when: the periods of each unit, told as stickiness and as a life cycle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np

from tropa.measure.counts_returning import ActivePeriod, LifecycleCounts, LifePeriod, StickinessCounts
from tropa.measure.periods import begins_at, length_days
from tropa.measure.questions import EventSignal, Scope
from tropa.measure.questions_returning import Lifecycle, Stickiness
from tropa.warehouses.counting.calendars import Periods, periods_of
from tropa.warehouses.counting.conditions import Unanswerable, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import Heaps, grouped
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, value_columns

NEW, RETURNING, RESURRECTING, DORMANT = range(4)
"""What a unit may be in a period, as kinds of a heap."""

_DAYS = 32
"""One more than the days of the longest period."""


def count_stickiness(table: SortedTable, question: Stickiness) -> StickinessCounts:
    """Count on how many days of a period units are active.

    Raises:
        Unanswerable: The period is a day, a condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many days.
    """
    if question.period == "day":
        raise Unanswerable("a day has no days on which one could be active: ask for weeks or months")
    within = within_sql(question.scope, table.vocabulary)
    days = periods_of(table, within, "day", question.zone)
    periods = periods_of(table, within, question.period, question.zone)
    counting = counted(table, StickinessCounting(table.vocabulary, question, days, periods))
    return counting.counts(*table.size(within))


def count_lifecycle(table: SortedTable, question: Lifecycle) -> LifecycleCounts:
    """Count who is new, who stays, who comes back and who falls silent.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many periods.
    """
    seen = holds(question.scope.where, table.vocabulary)
    periods = periods_of(table, seen, question.period, question.zone)
    counting = counted(table, LifecycleCounting(table.vocabulary, question, periods))
    return counting.counts(*table.size(seen))


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
    """The active events of a log, and how many units of each group have one.

    Args:
        vocabulary: What the log calls things.
        active: What counts as being active.
        scope: Units and groups.
        seen: Which events the question sees, as SQL.
    """

    def __init__(self, vocabulary: Vocabulary, active: EventSignal, scope: Scope, seen: str) -> None:
        self._division = Division(scope.unit, vocabulary)
        self._grouped = scope.by is not None
        self._units = Heaps(1)
        self.values = Codebook()
        serves = matches(active, vocabulary)
        self.columns = {"active": serves} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by", serves)
        self.where = f"{seen} AND ({serves} OR {self._division.needs()})"

    def visits(self, chunk: Columns) -> Visits:
        """Those of some whole customers."""
        chunk, units = self._division.divide(chunk)
        places = np.flatnonzero(chunk["active"])
        units = units[places]
        firsts = np.flatnonzero(changes(units))
        groups = np.zeros(len(firsts), np.int64)
        if self._grouped:
            groups = codes_of(chunk, "by", self.values, places[firsts])
        self._units.add(groups, np.zeros_like(groups))
        return Visits(units, chunk["at_us"][places], np.repeat(groups, np.diff(firsts, append=len(units))))

    def absorb(self, other: _Activity) -> Ints:
        """Take over another one's units and values; by a group's number there its number here."""
        numbers = self.values.absorb(other.values)
        self._units.absorb(other._units, numbers)
        return numbers

    def sizes(self) -> dict[int, int]:
        """Units by group."""
        return {code: heap[0] for code, heap in self._units.by_group().items()}


class StickinessCounting:
    """Days of activity by period, on their way through the chunks; a kind is ``period * _DAYS + days``.

    Args:
        vocabulary: What the log calls things.
        question: What is asked.
        days: The log's days.
        periods: Its weeks or months.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Stickiness, days: Periods, periods: Periods) -> None:
        within = within_sql(question.scope, vocabulary)
        self._activity = _Activity(vocabulary, question.active, question.scope, within)
        self.columns, self.where = self._activity.columns, self._activity.where
        self._question = question
        self._days = days
        self._periods = periods
        self._period_of_day = periods.of(days.boundaries_us[:-1])
        self._heaps = Heaps(max(len(periods), 1) * _DAYS)

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        visits = self._activity.visits(chunk)
        days = self._days.of(visits.at_us)
        kept = changes(visits.units) | changes(days)
        units, groups, periods = visits.units[kept], visits.groups[kept], self._period_of_day[days[kept]]
        begins = np.flatnonzero(changes(units) | changes(periods))
        n_days = np.diff(begins, append=len(units))
        self._heaps.add(groups[begins], periods[begins] * _DAYS + n_days)

    def absorb(self, other: StickinessCounting) -> None:
        """Take over what another one has counted."""
        self._heaps.absorb(other._heaps, self._activity.absorb(other._activity))

    def counts(self, n_events: int, n_customers: int) -> StickinessCounts:
        """The answer."""
        values, scope = self._activity.values.values, self._question.scope
        told = grouped(self._heaps.by_group(), self._activity.sizes(), values, scope, self._told)
        return StickinessCounts(*told, n_events, n_customers)

    def _told(self, heap: Counter[int]) -> tuple[ActivePeriod, ...]:
        """A group's periods, in order."""
        numbers = sorted({kind // _DAYS for kind in heap})
        return tuple(ActivePeriod(self._periods.starts[number], self._by_days(heap, number)) for number in numbers)

    def _by_days(self, heap: Counter[int], number: int) -> tuple[int, ...]:
        """Units active on 1, 2, ... days of a period."""
        n_days = length_days(self._periods.starts[number], self._question.period)
        return tuple(heap[number * _DAYS + days] for days in range(1, n_days + 1))


class LifecycleCounting:
    """What units are in each period, on their way through the chunks; a kind is ``period * 4`` and one of the four.

    Args:
        vocabulary: What the log calls things.
        question: What is asked.
        periods: The log's.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Lifecycle, periods: Periods) -> None:
        seen = holds(question.scope.where, vocabulary)
        self._activity = _Activity(vocabulary, question.active, question.scope, seen)
        self.columns, self.where = self._activity.columns, self._activity.where
        self._question = question
        self._periods = periods
        self._heaps = Heaps(max(len(periods), 1) * 4)

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        visits = self._activity.visits(chunk)
        periods = self._periods.of(visits.at_us)
        kept = changes(visits.units) | changes(periods)
        units, groups, periods = visits.units[kept], visits.groups[kept], periods[kept]
        first = changes(units)
        since = periods - np.roll(periods, 1)
        self._heaps.add(groups, periods * 4 + np.where(first, NEW, np.where(since == 1, RETURNING, RESURRECTING)))
        silent = (np.roll(first, -1) | (np.roll(since, -1) > 1)) & (periods + 1 < len(self._periods))
        self._heaps.add(groups[silent], (periods[silent] + 1) * 4 + DORMANT)

    def absorb(self, other: LifecycleCounting) -> None:
        """Take over what another one has counted."""
        self._heaps.absorb(other._heaps, self._activity.absorb(other._activity))

    def counts(self, n_events: int, n_customers: int) -> LifecycleCounts:
        """The answer."""
        values, scope = self._activity.values.values, self._question.scope
        told = grouped(self._heaps.by_group(), self._activity.sizes(), values, scope, self._told)
        return LifecycleCounts(*told, n_events, n_customers)

    def _told(self, heap: Counter[int]) -> tuple[LifePeriod, ...]:
        """A group's periods within the question's bounds, in order."""
        numbers = sorted({kind // 4 for kind in heap})
        starts = [(number, self._periods.starts[number]) for number in numbers]
        return tuple(
            LifePeriod(start, *(heap[number * 4 + kind] for kind in range(4)))
            for number, start in starts
            if self._is_told(start)
        )

    def _is_told(self, start: date) -> bool:
        """Whether a period begins within the question's bounds."""
        at, scope = begins_at(start, self._question.zone), self._question.scope
        return (scope.since is None or at >= scope.since) and (scope.until is None or at < scope.until)
