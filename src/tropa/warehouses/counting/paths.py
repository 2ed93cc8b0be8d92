"""The most frequent rows of event names.

A path is packed into as few integers as hold it, the first name in the highest bits and
nothing as zero, so that paths in the order of their names are integers in ascending order.
"""

from __future__ import annotations

import numpy as np

from tropa.measure.counts import PathCounts
from tropa.measure.questions import Paths
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import told_and_pooled
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, value_columns

Ranked = tuple[tuple[tuple[str, ...], int], ...]
"""Paths with their numbers, largest first."""

Counted = tuple[Ranked, int, int]
"""The paths shown, how many have others, and how many there are."""

Group = tuple[str | None, Ranked, int, int]
"""A value and what is counted of it."""

_WORD_BITS = 63


def count_paths(table: SortedTable, question: Paths) -> PathCounts:
    """Count the paths of a log.

    Raises:
        Unanswerable: More than one of a beginning, an end and a middle is asked for, a condition asks too
            much, or a property was not kept.
    """
    if sum(name is not None for name in (question.start, question.end, question.around)) > 1:
        raise Unanswerable("paths are asked from an event, up to one or around one: name one of the three")
    counting = counted(table, PathCounting(table.vocabulary, question))
    n_events, n_customers = table.size(counting.where)
    return counting.counts(n_events, n_customers)


class PathCounting:
    """Paths on their way through the chunks: rows of a group's code and the words of a path, with their numbers.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Paths) -> None:
        names, scope = vocabulary.names, question.scope
        self._division = Division(scope.unit, vocabulary)
        self.where = within_sql(scope, vocabulary)
        self.columns = {"name": "name"} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by")
        self._names = names
        self._question = question
        self._values = Codebook()
        self._bits = len(names).bit_length()
        self._per_word = _WORD_BITS // max(self._bits, 1)
        self._rows: list[Ints] = []
        self._counts: list[Ints] = []

    def add(self, chunk: Columns) -> None:
        """Count the paths of some whole customers."""
        chunk, units = self._division.divide(chunk)
        names = chunk["name"].astype(np.int64)
        begins, ends = self._bounds(names, changes(units))
        groups = np.zeros(len(begins), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, begins)
        rows, counts = _collapse(np.column_stack([groups, self._packed(names, begins, ends)]))
        self._rows.append(rows)
        self._counts.append(counts)

    def absorb(self, other: PathCounting) -> None:
        """Take over what another one has counted."""
        numbers = self._values.absorb(other._values)
        for rows, counts in zip(other._rows, other._counts, strict=True):
            self._rows.append(np.column_stack([numbers[rows[:, 0]], rows[:, 1:]]))
            self._counts.append(counts)

    def counts(self, n_events: int, n_customers: int) -> PathCounts:
        """The answer."""
        width = 1 + self._n_words()
        rows = np.concatenate([np.empty((0, width), np.int64), *self._rows])
        rows, counts = _collapse(rows, np.concatenate([np.empty(0, np.int64), *self._counts]))
        paths, other, total = self._ranked(*_collapse(rows[:, 1:], counts))
        groups, rest = self._groups(rows, counts) if self._question.scope.by is not None else ((), None)
        return PathCounts(paths, other, total, groups, n_events, n_customers, rest)

    def _groups(self, rows: Ints, counts: Ints) -> tuple[tuple[Group, ...], Counted | None]:
        """The paths by value of their first event, the value with most paths first; those beyond the top as one."""
        starts = np.flatnonzero(changes(rows[:, 0]))
        bounds = dict(zip(rows[starts, 0].tolist(), np.split(np.arange(len(rows)), starts[1:]), strict=False))
        found = {group: self._ranked(rows[at, 1:], counts[at]) for group, at in bounds.items()}
        totals = {group: total for group, (_, _, total) in found.items()}
        told, others = told_and_pooled(totals, self._values.values, self._question.scope.top)
        groups = tuple((self._values.values[group], *found[group]) for group in told)
        at = np.concatenate([np.empty(0, np.int64), *(bounds[group] for group in others)])
        return groups, self._ranked(*_collapse(rows[at, 1:], counts[at])) if others else None

    def _ranked(self, rows: Ints, counts: Ints) -> Counted:
        """The top paths, how many have others, and how many there are."""
        top = np.lexsort((np.arange(len(rows)), -counts))[: self._question.top]
        paths = tuple(
            (self._unpacked(words), n) for words, n in zip(rows[top].tolist(), counts[top].tolist(), strict=True)
        )
        total = int(counts.sum())
        return paths, total - int(counts[top].sum()), total

    def _bounds(self, names: Ints, first: Flags) -> tuple[Ints, Ints]:
        """Where each unit's path begins, and where it ends (exclusive)."""
        begins = np.flatnonzero(first)
        ends = np.append(begins[1:], len(names))
        length = self._question.length
        anchors = (self._question.start, self._question.end, self._question.around)
        anchor = next((name for name in anchors if name is not None), None)
        if anchor is None:
            return begins, np.minimum(ends, begins + length)
        places = np.flatnonzero(names == self._names.index(anchor) if anchor in self._names else [])
        at = np.append(places, len(names))[np.searchsorted(places, begins)]
        met = at < ends
        begins, ends, at = begins[met], ends[met], at[met]
        if self._question.start is not None:
            return at, np.minimum(ends, at + length)
        if self._question.around is not None:
            before = (length - 1) // 2
            return np.maximum(begins, at - before), np.minimum(ends, at + length - before)
        return np.maximum(begins, at + 1 - length), at + 1

    def _packed(self, names: Ints, begins: Ints, ends: Ints) -> Ints:
        """Paths as words, shape ``(n_paths, n_words)``."""
        words = np.zeros((len(begins), self._n_words()), np.int64)
        for step in range(self._question.length):
            rows = np.flatnonzero(begins + step < ends)
            word, place = divmod(step, self._per_word)
            shift = self._bits * (self._per_word - 1 - place)
            words[rows, word] |= (names[begins[rows] + step] + 1) << shift
        return words

    def _unpacked(self, words: list[int]) -> tuple[str, ...]:
        """The names of a path."""
        mask = (1 << self._bits) - 1
        shifts = [self._bits * place for place in reversed(range(self._per_word))]
        letters = [word >> shift & mask for word in words for shift in shifts]
        return tuple(self._names[letter - 1] for letter in letters if letter)

    def _n_words(self) -> int:
        """Integers that a path takes."""
        return -(-self._question.length // self._per_word)


def _collapse(rows: Ints, counts: Ints | None = None) -> tuple[Ints, Ints]:
    """Equal rows as one, in ascending order, with their numbers added up."""
    order = np.lexsort(rows.T[::-1])
    rows = rows[order]
    counts = counts[order] if counts is not None else np.ones(len(rows), np.int64)
    differs = np.ones(len(rows), np.bool_)
    differs[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    starts = np.flatnonzero(differs)
    return rows[starts], np.add.reduceat(counts, starts) if len(starts) else counts
