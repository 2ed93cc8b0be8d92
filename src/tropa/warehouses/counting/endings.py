"""With which event a unit's row ends."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_endings import Endings as Ends
from tropa.measure.questions_endings import Endings
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.grouping import Ambiguous, HashedValues, TextValues, Values
from tropa.warehouses.counting.heaps import Heaps, grouped, pooled
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Ints


def count_endings(table: SortedTable, question: Endings) -> EndingCounts:
    """Count with which event units end.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    by, vocabulary = question.scope.by, table.vocabulary
    if by is None:
        return _counted(table, question, None)
    try:
        return _counted(table, question, HashedValues(by, vocabulary))
    except Ambiguous:
        return _counted(table, question, TextValues(by, vocabulary))


def _counted(table: SortedTable, question: Endings, values: Values | None) -> EndingCounts:
    counting = counted(table, EndingCounting(table.vocabulary, question, values))
    texts: list[str | None] = [None]
    if counting.values is not None:
        texts = counting.values.texts(table)
    return counting.counts(texts, *table.size(within_sql(question.scope, table.vocabulary)))


class EndingCounting:
    """Endings on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        values: Those of the groups, if there are any.
    """

    def __init__(self, vocabulary: Vocabulary, question: Endings, values: Values | None) -> None:
        self._division = Division(question.scope.unit, vocabulary)
        self._question = question
        self._names = vocabulary.names
        self._goal = self._codes([question.goal] if question.goal is not None else [])
        self._wanted = self._codes([*question.among, *([question.goal] if question.goal is not None else [])])
        self.values = values
        self.columns = {"name": "name"} | self._division.columns() | (values.columns() if values is not None else {})
        self.where = within_sql(question.scope, vocabulary)
        if question.among:
            named = vocabulary.dialect.among("name", self._wanted) if self._wanted else "FALSE"
            self.where = f"{self.where} AND ({named} OR {self._division.needs()})"
        self._all_count = not question.among or self._division.needs() == "FALSE"
        self._heaps = Heaps(len(vocabulary.names))

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        names = chunk["name"]
        rows = self._rows(names, units)
        groups = np.zeros(len(rows), np.int64) if self.values is None else self.values.codes(chunk, rows)
        self._heaps.add(groups, names[rows].astype(np.int64))

    def absorb(self, other: EndingCounting) -> None:
        """Take over what another one has counted."""
        numbers = np.zeros(1, np.int64)
        if self.values is not None and other.values is not None:
            numbers = self.values.absorb(other.values)
        self._heaps.absorb(other._heaps, numbers)

    def _rows(self, names: Ints, units: Ints) -> Ints:
        """The event that decides of each unit that has any: its last time at the goal, or else its last event."""
        if self._all_count:
            rows = np.flatnonzero(changes(units[::-1])[::-1])
        else:
            rows = _last_of_each(_places_of(names, self._wanted), units)
        if self._goal:
            reached = _last_of_each(_places_of(names, self._goal), units)
            rows[np.searchsorted(units[rows], units[reached])] = reached
        return rows

    def _codes(self, names: list[str]) -> list[int]:
        return [code for code, name in enumerate(self._names) if name in names]

    def counts(self, texts: list[str | None], n_events: int, n_customers: int) -> EndingCounts:
        """The answer.

        Args:
            texts: The value of each group, by its code; several may have one.
            n_events: Events that the question saw.
            n_customers: Customers behind them.
        """
        heaps: dict[int, Counter[int]] = {}
        for code, heap in self._heaps.by_group().items():
            heaps.setdefault(texts.index(texts[code]), Counter()).update(heap)
        everything = pooled(heaps.values())
        ended = {name: n for name, n in everything.items() if name not in self._goal}
        shown = sorted(ended, key=lambda name: (-ended[name], name))[: self._question.top]
        sizes = {code: heap.total() for code, heap in heaps.items()}
        answer = grouped(heaps, sizes, texts, self._question.scope, lambda heap: self._told(heap, shown))
        return EndingCounts(*answer, n_events, n_customers)

    def _told(self, heap: Counter[int], shown: list[int]) -> Ends:
        """A group's endings."""
        rows = tuple((self._names[name], heap[name]) for name in shown)
        reached = sum(heap[name] for name in self._goal)
        n = heap.total()
        return Ends(n, rows, n - reached - sum(n_there for _, n_there in rows), reached)


def _places_of(names: Ints, codes: list[int]) -> Ints:
    met = np.zeros(len(names), np.bool_)
    for code in codes:
        met |= names == code
    return np.flatnonzero(met)


def _last_of_each(places: Ints, units: Ints) -> Ints:
    """Of some ascending places the last in each unit that has any."""
    return places[changes(units[places][::-1])[::-1]]
