"""Which event stands at each place of a unit's row."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.questions_places import MAX_PLACES, StepMatrix
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import Heaps, grouped, pooled
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, value_columns


def count_matrix(table: SortedTable, question: StepMatrix) -> MatrixCounts:
    """Count who has which event at which place.

    Raises:
        Unanswerable: Places before are asked for without an event to be before, or too many places; a
            condition asks too much, or a property was not kept.
    """
    counting = counted(table, MatrixCounting(table.vocabulary, question))
    return counting.counts(*table.size(counting.where))


def _refuse(question: StepMatrix) -> None:
    if question.around is None and question.before:
        raise Unanswerable("places before an event want the event: name it")
    if not (1 <= question.length <= MAX_PLACES and 0 <= question.before <= MAX_PLACES):
        raise Unanswerable(f"a step matrix has at most {MAX_PLACES} places on either side, and at least one")


class MatrixCounting:
    """Places on their way through the chunks.

    A kind is ``place * (names + 1)``, counted from the first column, and there 0 for no event or the
    name's code plus 1.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        places: The numbers of the places.
        width: Kinds of one place.
    """

    def __init__(self, vocabulary: Vocabulary, question: StepMatrix) -> None:
        _refuse(question)
        names, scope = vocabulary.names, question.scope
        self._division = Division(scope.unit, vocabulary)
        self.where = within_sql(scope, vocabulary)
        self.columns = {"name": "name"} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by")
        self._names = names
        self._question = question
        first = 1 if question.around is None else -question.before
        self.places = tuple(range(first, question.length + 1))
        self.width = len(names) + 1
        self._heaps = Heaps(len(self.places) * self.width)
        self._values = Codebook()

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        names = chunk["name"].astype(np.int64)
        begins = np.flatnonzero(changes(units))
        ends = np.append(begins[1:], len(names))
        anchors = begins
        if self._question.around is not None:
            anchors = self._anchors(names, begins)
            met = anchors < ends
            begins, ends, anchors = begins[met], ends[met], anchors[met]
        groups = np.zeros(len(anchors), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, anchors)
        shift = 1 if self._question.around is None else 0
        for column, place in enumerate(self.places):
            at = anchors + place - shift
            there = (at >= begins) & (at < ends)
            kinds = np.zeros(len(at), np.int64)
            kinds[there] = names[at[there]] + 1
            self._count(groups, column * self.width + kinds, anchors, chunk)

    def _count(self, groups: Ints, kinds: Ints, anchors: Ints, chunk: Columns) -> None:  # noqa: ARG002
        """Count units by kind; ``anchors`` is where each is told from in the chunk."""
        self._heaps.add(groups, kinds)

    def absorb(self, other: MatrixCounting) -> None:
        """Take over what another one has counted."""
        self._heaps.absorb(other._heaps, self._values.absorb(other._values))

    def _anchors(self, names: Ints, begins: Ints) -> Ints:
        """The first event of the name from each beginning on, another unit's perhaps; the end where there is none."""
        around = self._question.around
        code = self._names.index(around) if around in self._names else -1
        places = np.append(np.flatnonzero(names == code), len(names))
        return places[np.searchsorted(places[:-1], begins)]

    def counts(self, n_events: int, n_customers: int) -> MatrixCounts:
        """The answer."""
        heaps = self._heaps.by_group()
        sizes = {code: self._units(heap) for code, heap in heaps.items()}
        shown = self._shown(pooled(heaps.values()))

        def told(heap: Counter[int]) -> Matrix:
            return self._matrix(heap, shown)

        answer = grouped(heaps, sizes, self._values.values, self._question.scope, told)
        return MatrixCounts(self.places, *answer, n_events, n_customers)

    def _units(self, heap: Counter[int]) -> int:
        """Units of a group: all of them have something, or nothing, at the first place."""
        return sum(n for kind, n in heap.items() if kind < self.width)

    def _shown(self, heap: Counter[int]) -> list[int]:
        """The names that take the most places, as they stand in kinds."""
        taken: Counter[int] = Counter()
        for kind, n in heap.items():
            taken[kind % self.width] += n
        return sorted((name for name in taken if name), key=lambda name: (-taken[name], name))[: self._question.top]

    def _matrix(self, heap: Counter[int], shown: list[int]) -> Matrix:
        """A group's matrix."""
        columns = [column * self.width for column in range(len(self.places))]
        n = self._units(heap)
        rows = tuple((self._names[name - 1], tuple(heap[column + name] for column in columns)) for name in shown)
        absent = tuple(heap[column] for column in columns)
        told = [sum(row[column] for _, row in rows) for column in range(len(columns))]
        other = tuple(n - gone - here for gone, here in zip(absent, told, strict=True))
        return Matrix(n, rows, other, absent)
