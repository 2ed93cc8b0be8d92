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
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, largest_first, value_columns

Ranked = tuple[tuple[tuple[str, ...], int], ...]
"""Paths with their numbers, largest first."""

_WORD_BITS = 63


def count_paths(table: SortedTable, question: Paths) -> PathCounts:
    """Count the paths of a log.

    Raises:
        Unanswerable: A beginning and an end are asked for at once, a condition asks too much,
            or a property was not kept.
    """
    if question.start is not None and question.end is not None:
        raise Unanswerable("paths are asked from an event or up to one, not both")
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
        groups = self._groups(rows, counts) if self._question.scope.by is not None else ()
        return PathCounts(paths, other, total, groups, n_events, n_customers)

    def _groups(self, rows: Ints, counts: Ints) -> tuple[tuple[str | None, Ranked, int, int], ...]:
        """The paths by value of their first event, the value with most paths first."""
        starts = np.flatnonzero(changes(rows[:, 0]))
        bounds = dict(zip(rows[starts, 0].tolist(), np.split(np.arange(len(rows)), starts[1:]), strict=False))
        found = {group: self._ranked(rows[at, 1:], counts[at]) for group, at in bounds.items()}
        totals = {group: total for group, (_, _, total) in found.items()}
        return tuple(
            (self._values.values[group], *found[group]) for group in largest_first(totals, self._values.values)
        )

    def _ranked(self, rows: Ints, counts: Ints) -> tuple[Ranked, int, int]:
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
        anchor = self._question.start if self._question.start is not None else self._question.end
        if anchor is None:
            return begins, np.minimum(ends, begins + length)
        places = np.flatnonzero(names == self._names.index(anchor) if anchor in self._names else [])
        at = np.append(places, len(names))[np.searchsorted(places, begins)]
        met = at < ends
        begins, ends, at = begins[met], ends[met], at[met]
        if self._question.start is not None:
            return at, np.minimum(ends, at + length)
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
