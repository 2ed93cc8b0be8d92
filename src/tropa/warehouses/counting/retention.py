"""Who comes back: cohorts by the period of their origin, and the periods they are active in after it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tropa.measure.counts_returning import Cohort, RetentionCounts
from tropa.measure.questions_returning import MAX_OFFSETS, Retention
from tropa.warehouses.counting.calendars import Periods, periods_of
from tropa.warehouses.counting.conditions import Unanswerable, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import Heaps, grouped
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, microseconds
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, value_columns


def count_retention(table: SortedTable, question: Retention) -> RetentionCounts:
    """Count who comes back.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many periods.
    """
    seen = holds(question.scope.where, table.vocabulary)
    periods = periods_of(table, seen, question.period, question.zone)
    counting = counted(table, RetentionCounting(table.vocabulary, question, periods))
    return counting.counts(*table.size(seen))


class RetentionCounting:
    """Cohorts on their way through the chunks.

    A cohort's kinds are ``period * (offsets + 2)`` for its size and, from there on, one more for each
    number of periods after which somebody is active.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        periods: The periods of the log.
        width: Kinds of one cohort.
    """

    def __init__(self, vocabulary: Vocabulary, question: Retention, periods: Periods) -> None:
        if not 1 <= question.offsets <= MAX_OFFSETS:
            raise Unanswerable(f"retention tells 1 to {MAX_OFFSETS} periods, met {question.offsets}")
        self._question = question
        self._division = Division(question.scope.unit, vocabulary)
        begins, returns = matches(question.start, vocabulary), matches(question.returning, vocabulary)
        self.columns = {"begins": begins, "returns": returns} | self._division.columns()
        if question.scope.by is not None:
            self.columns |= value_columns(question.scope.by, vocabulary, "by", begins)
        seen = holds(question.scope.where, vocabulary)
        self.where = f"{seen} AND ({begins} OR {returns} OR {self._division.needs()})"
        self.periods = periods
        self.width = question.offsets + 2
        self._heaps = Heaps(max(len(periods), 1) * self.width)
        self._values = Codebook()

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        origins = self._origins(chunk, units)
        if not len(origins):
            return
        periods = self.periods.of(chunk["at_us"])
        groups = np.zeros(len(origins), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, origins)
        cohorts = periods[origins] * self.width
        self._count(groups, cohorts, origins, chunk)
        owners, offsets = self._returns(chunk, units, periods, origins)
        self._count(groups[owners], cohorts[owners] + 1 + offsets, origins[owners], chunk)

    def absorb(self, other: RetentionCounting) -> None:
        """Take over what another one has counted."""
        self._heaps.absorb(other._heaps, self._values.absorb(other._values))

    def _count(self, groups: Ints, kinds: Ints, origins: Ints, chunk: Columns) -> None:  # noqa: ARG002
        """Count units by kind; ``origins`` is where each begins in the chunk."""
        self._heaps.add(groups, kinds)

    def _origins(self, chunk: Columns, units: Ints) -> Ints:
        """Where units begin, those that begin outside the bounds left out."""
        places = np.flatnonzero(chunk["begins"])
        origins = places[changes(units[places])]
        at_us, scope = chunk["at_us"][origins], self._question.scope
        within = np.ones(len(origins), np.bool_)
        if scope.since is not None:
            within &= at_us >= microseconds(scope.since)
        if scope.until is not None:
            within &= at_us < microseconds(scope.until)
        return origins[within]

    def _returns(self, chunk: Columns, units: Ints, periods: Ints, origins: Ints) -> tuple[Ints, Ints]:
        """Each unit's distinct numbers of periods after its origin: whose, among the origins, and the numbers."""
        latest = np.zeros(len(units), np.int64)
        latest[origins] = 1
        latest = np.cumsum(latest) - 1
        places = np.flatnonzero(chunk["returns"])
        owners = latest[places]
        theirs = (owners >= 0) & (units[origins[owners]] == units[places])
        places, owners = places[theirs], owners[theirs]
        offsets = periods[places] - periods[origins[owners]]
        # In a unit's order offsets never fall, so equal ones stand together.
        kept = (offsets <= self._question.offsets) & (changes(owners) | changes(offsets))
        return owners[kept], offsets[kept]

    def counts(self, n_events: int, n_customers: int) -> RetentionCounts:
        """The answer."""
        heaps = self._heaps.by_group()
        sizes = {code: self._size(heap) for code, heap in heaps.items()}
        told = grouped(heaps, sizes, self._values.values, self._question.scope, self._cohorts)
        return RetentionCounts(*told, n_events, n_customers)

    def _size(self, heap: Counter[int]) -> int:
        """Units of a group."""
        return sum(n for kind, n in heap.items() if kind % self.width == 0)

    def _cohorts(self, heap: Counter[int]) -> tuple[Cohort, ...]:
        """A group's cohorts, in order."""
        firsts = sorted(kind for kind in heap if kind % self.width == 0)
        return tuple(
            Cohort(
                self.periods.starts[first // self.width],
                heap[first],
                tuple(heap[first + 1 + offset] for offset in range(self.width - 1)),
            )
            for first in firsts
        )
