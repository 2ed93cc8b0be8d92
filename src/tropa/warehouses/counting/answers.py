"""Answers on a scale, wave by wave."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from tropa.measure.counts_surveys import AnswerCounts, Wave
from tropa.measure.questions_surveys import SCALES, Answers
from tropa.warehouses.counting.calendars import Periods, periods_of
from tropa.warehouses.counting.conditions import matches, property_pair
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import Heaps, grouped, pooled
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, value_columns


def count_answers(table: SortedTable, question: Answers) -> AnswerCounts:
    """Count how customers answered.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
        OutsideCalendar: The log spans too many waves.
    """
    within = within_sql(question.scope, table.vocabulary)
    periods = periods_of(table, within, question.wave, question.zone) if question.wave is not None else None
    counting = counted(table, AnswerCounting(table.vocabulary, question, periods))
    return counting.counts(*table.size(within))


class AnswerCounting:
    """Answers on their way through the chunks.

    A kind is ``wave * width`` and there the answer, counted from the lowest; besides, in the heap of
    what is told in the whole only, 0 for being asked, 1 for having answered then, 2 for an unread answer.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Answers, periods: Periods | None) -> None:
        scope = question.scope
        self._question = question
        self._low, self._high = SCALES[question.kind]
        self._division = Division(scope.unit, vocabulary)
        answers = matches(question.answer, vocabulary)
        asked = matches(question.asked, vocabulary) if question.asked is not None else "FALSE"
        number = vocabulary.number_of(property_pair(question.prop, vocabulary))
        self.columns = {"answers": answers, "asked": asked, "number": f"CASE WHEN {answers} THEN {number} END"}
        self.columns |= self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by", answers)
        self.where = f"{within_sql(scope, vocabulary)} AND ({answers} OR {asked} OR {self._division.needs()})"
        self._periods = periods
        self._n_waves = max(len(periods), 1) if periods is not None else 1
        self._width = self._high - self._low + 1
        self._heaps = Heaps(self._n_waves * self._width)
        self._whole = Heaps(self._n_waves * 3)
        self._values = Codebook()

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        waves = self._periods.of(chunk["at_us"]) if self._periods is not None else np.zeros(len(units), np.int64)
        numbers, read = self._read(chunk)
        unread = chunk["answers"] & ~read
        owners = units * self._n_waves + waves
        places = np.flatnonzero(read)
        last = places[changes(owners[places][::-1])[::-1]]
        groups = np.zeros(len(last), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, last)
        self._heaps.add(groups, waves[last] * self._width + numbers[last] - self._low)
        asked = np.flatnonzero(chunk["asked"])
        asked = asked[changes(owners[asked])]
        answered = asked[np.isin(owners[asked], owners[last])]
        for kind, rows in enumerate((asked, answered, np.flatnonzero(unread))):
            self._whole.add(np.zeros(len(rows), np.int64), waves[rows] * 3 + kind)

    def absorb(self, other: AnswerCounting) -> None:
        """Take over what another one has counted."""
        self._heaps.absorb(other._heaps, self._values.absorb(other._values))
        self._whole.absorb(other._whole, np.zeros(1, np.int64))

    def _read(self, chunk: Columns) -> tuple[Ints, Flags]:
        """The answers as whole numbers, and whether each event brings one that is on the scale."""
        found = np.ma.filled(np.ma.asarray(chunk["number"], np.float64), np.nan)
        whole = np.nan_to_num(np.clip(found, self._low - 1, self._high + 1), nan=self._low - 1)
        numbers = whole.astype(np.int64)
        return numbers, (numbers == whole) & (numbers >= self._low) & (numbers <= self._high)

    def counts(self, n_events: int, n_customers: int) -> AnswerCounts:
        """The answer."""
        heaps = self._heaps.by_group()
        sizes = {code: heap.total() for code, heap in heaps.items()}
        whole = self._whole.by_group().get(0, Counter())
        _, groups, rest = grouped(heaps, sizes, self._values.values, self._question.scope, self._in_group)
        return AnswerCounts(self._waves(pooled(heaps.values()), whole), groups, rest, n_events, n_customers)

    def _in_group(self, heap: Counter[int]) -> tuple[Wave, ...]:
        return self._waves(heap, None)

    def _waves(self, heap: Counter[int], whole: Counter[int] | None) -> tuple[Wave, ...]:
        """The waves of a group, or of all with what is told of them alone."""
        besides = whole or Counter()
        numbers = sorted({kind // self._width for kind in heap} | {kind // 3 for kind in besides})
        asking = whole is not None and self._question.asked is not None
        return tuple(
            Wave(
                self._start(number),
                tuple(heap[number * self._width + answer] for answer in range(self._width)),
                besides[number * 3] if asking else None,
                besides[number * 3 + 1] if asking else None,
                besides[number * 3 + 2],
            )
            for number in numbers
        )

    def _start(self, number: int) -> date | None:
        """The first day of a wave."""
        return self._periods.starts[number] if self._periods is not None else None
