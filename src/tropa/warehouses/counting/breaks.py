"""Watched runs by touchpoint, segment and day: what the search for breaks asks of a log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Self

import numpy as np

from tropa.measure.breaking.counts import BreakCounts, DayCounts, Overlap, StepTotals
from tropa.measure.breaking.question import DAY_S, Breaks
from tropa.plan.heard import Leaf, heard_leaves
from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.listening import Listening
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.runs import US, Runs, find_runs
from tropa.warehouses.counting.segments import NOTHING, Segmenting, segmentings
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import microseconds
from tropa.warehouses.counting.values import Flags, Ints

DAY_US = DAY_S * US

KINDS = 4
"""What may become of a watched run: passed or not, goal or not."""


def count_breaks(table: SortedTable, plan: Plan, question: Breaks, watermark: datetime) -> BreakCounts:
    """Count what the search for breaks needs.

    Args:
        table: The log.
        plan: The journey's plan.
        question: The properties to cut by, and how long to watch.
        watermark: The latest ``received_at`` of the log, aware UTC.

    Raises:
        Unanswerable: A property was not kept.
    """
    listening = SegmentListening(plan, table.vocabulary)
    listening.cut(table, question)
    return counted(table, BreakCounting(listening, question, microseconds(watermark))).counts(*table.size())


class SegmentListening(Listening):
    """A plan's ears that hear the segments, too.

    Attributes:
        measured: The touchpoints of which a log can tell both that they were reached and their
            target action.
        segments: The properties that are cut by.
        left_out: Those with too many values.
    """

    def __init__(self, plan: Plan, vocabulary: Vocabulary) -> None:
        super().__init__(plan, vocabulary)
        self.measured = tuple(one for one in plan.touchpoints if self.hears(one.reached) and self.hears(one.target))
        self.segments: tuple[Segmenting, ...] = ()
        self.left_out: tuple[str, ...] = ()

    def cut(self, table: SortedTable, question: Breaks) -> None:
        """Look which of the properties asked for have values, and which."""
        proofs = [leaf for measure in self.measured for leaf in _leaves(measure)]
        where = self._any_sql(sorted({*self._start_numbers(), *self.numbers(tuple(proofs))}))
        self.segments, self.left_out = segmentings(sorted(set(question.by)), table, where, question.most_values)

    def columns(self) -> dict[str, str]:
        """What to ask of each event."""
        return super().columns() | {f"segment{i}": one.sql for i, one in enumerate(self.segments)}


def _leaves(measure: TouchpointMeasure) -> tuple[Leaf, ...]:
    return heard_leaves(measure.reached) if measure.reached is not None else ()


class BreakCounting:
    """Runs on their way through the chunks.

    Args:
        listening: The plan's ears.
        question: How long to watch.
        now_us: The latest ``received_at`` of the log.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, listening: SegmentListening, question: Breaks, now_us: int) -> None:
        self._listening = listening
        self.columns = listening.columns()
        self.where = listening.heard_sql()
        self._n_runs = 0
        self._steps = [
            _Step(measure, [len(one.values) + 1 for one in listening.segments], question.within_s, now_us)
            for measure in listening.measured
        ]

    def add(self, chunk: Columns) -> None:
        """Count the runs of some whole customers."""
        runs = find_runs(self._listening.heard(chunk), self._listening)
        if not len(runs):
            return
        self._n_runs += len(runs)
        goal = _goal(runs, self._listening)
        segments = [np.asarray(chunk[f"segment{i}"], np.int64) for i in range(len(self._listening.segments))]
        for step in self._steps:
            step.add(runs, goal, segments)

    def absorb(self, other: BreakCounting) -> None:
        """Take over what another one has counted."""
        self._n_runs += other._n_runs
        for mine, theirs in zip(self._steps, other._steps, strict=True):
            mine.absorb(theirs)

    def counts(self, n_events: int, n_customers: int) -> BreakCounts:
        """All that was counted, of a log of so many events and customers."""
        segments = self._listening.segments
        names = [one.prop for one in segments]
        values: list[tuple[str | None, ...]] = [(*one.values, None) for one in segments]
        return BreakCounts(
            tuple(step.totals() for step in self._steps),
            tuple(cell for step in self._steps for cell in step.cells(names, values)),
            tuple(overlap for step in self._steps for overlap in step.overlaps(names)),
            self._listening.left_out,
            self._n_runs,
            n_customers,
            n_events,
        )


def _goal(runs: Runs, listening: SegmentListening) -> Flags:
    """Which runs reach their goal; the entry event itself satisfies nothing (R3)."""
    success = listening.plan.success
    if success is None or not listening.hears(success):
        return np.zeros(len(runs), bool)
    return runs.first(success, np.minimum(runs.start + 1, runs.never)) < runs.never


@dataclass(frozen=True, slots=True)
class Watched:
    """The runs of a chunk that were watched at a touchpoint.

    Args:
        rows: Which runs, shape ``(watched,)``.
        reached: Places of the events by which they reached it, same shape.
        passed: Whether the target action came in time, same shape.
    """

    rows: Ints
    reached: Ints
    passed: Flags

    @classmethod
    def of(cls, measure: TouchpointMeasure, runs: Runs, within_s: int, now_us: int) -> Self:
        """Those watched for the evaluation's time, or for so many seconds where it names none."""
        assert measure.reached is not None and measure.target is not None  # noqa: S101, PT018  only such are measured
        within_us = (measure.within_s if measure.within_s is not None else within_s) * US
        place = runs.first(measure.reached, runs.start)
        at = np.append(runs.events.at_us, now_us)
        rows = np.flatnonzero((place < runs.never) & (now_us - at[place] >= within_us))
        target = runs.first(measure.target, place)
        passed = (target < runs.never) & (at[target] - at[place] <= within_us)
        return cls(rows, place[rows], passed[rows])


class _Step:
    """The counts of one touchpoint."""

    def __init__(self, measure: TouchpointMeasure, sizes: list[int], within_s: int, now_us: int) -> None:
        self._measure = measure
        self._within_s = measure.within_s if measure.within_s is not None else within_s
        self._now_us = now_us
        self._kinds = np.zeros(KINDS, np.int64)
        self._sizes = sizes
        self._days = [_Days(size) for size in (1, *sizes)]
        self._pairs = {(a, b): np.zeros(sizes[a] * sizes[b], np.int64) for a, b in combinations(range(len(sizes)), 2)}

    def add(self, runs: Runs, goal: Flags, segments: Sequence[Ints]) -> None:
        """Count the runs of a chunk that were watched here."""
        watched = Watched.of(self._measure, runs, self._within_s, self._now_us)
        rows, reached, passed = watched.rows, watched.reached, watched.passed
        if not len(rows):
            return
        self._kinds += np.bincount(passed * 2 + goal[rows], minlength=KINDS)
        day = runs.events.at_us[reached] // DAY_US
        codes = [value_codes(column, reached, runs.start[rows]) for column in segments]
        for days, code in zip(self._days, (np.zeros(len(rows), np.int64), *codes), strict=True):
            days.add(code, day, passed)
        for (a, b), pairs in self._pairs.items():
            self._pairs[a, b] = pairs + np.bincount(codes[a] * self._sizes[b] + codes[b], minlength=len(pairs))

    def absorb(self, other: _Step) -> None:
        """Take over what another one has counted."""
        self._kinds += other._kinds
        for mine, theirs in zip(self._days, other._days, strict=True):
            mine.absorb(theirs)
        for pair, counted_there in other._pairs.items():
            self._pairs[pair] = self._pairs[pair] + counted_there

    def totals(self) -> StepTotals:
        """All its runs."""
        neither, missed, passed, both = self._kinds.tolist()
        entrants = neither + missed + passed + both
        return StepTotals(self._measure.id, self._within_s, entrants, passed + both, both, missed)

    def cells(self, names: list[str], values: list[tuple[str | None, ...]]) -> list[DayCounts]:
        """By day: all runs, and those of each property with two values at least."""
        whole = self._days[0].counts(self._measure.id, None, (None,))
        return [whole, *(self._days[i + 1].counts(self._measure.id, names[i], values[i]) for i in self._cuts())]

    def overlaps(self, names: list[str]) -> list[Overlap]:
        """Every two of these properties."""
        cuts = set(self._cuts())
        return [
            Overlap(self._measure.id, names[a], names[b], _in_order(pairs.reshape(self._sizes[a], self._sizes[b])))
            for (a, b), pairs in self._pairs.items()
            if a in cuts and b in cuts
        ]

    def _cuts(self) -> list[int]:
        return [i for i, days in enumerate(self._days[1:]) if days.n_values() > 1]


def value_codes(column: Ints, reached: Ints, began: Ints) -> Ints:
    """The value at the event that reached the touchpoint, or at the one with which the run began."""
    code = column[reached]
    return np.where(code == NOTHING, column[began], code)


def _in_order(counted: Ints) -> Ints:
    """A missing value last in both directions, as values are told."""
    return np.roll(counted, (-1, -1), (0, 1))


class _Days:
    """Entrants and passes by value and day."""

    def __init__(self, n_values: int) -> None:
        self._n_values = n_values
        self._parts: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, code: Ints, day: Ints, passed: Flags) -> None:
        """Count some runs."""
        days, place = np.unique(day, return_inverse=True)
        shape = (self._n_values, len(days), 2)
        counted = np.bincount((code * len(days) + place) * 2 + passed, minlength=shape[0] * shape[1] * 2).reshape(
            shape
        )
        value, at = np.nonzero(counted.sum(axis=2))
        met = counted[value, at]
        self._parts.append((value, days[at], met.sum(axis=1), met[:, 1]))

    def absorb(self, other: _Days) -> None:
        """Take over what another one has counted."""
        self._parts += other._parts

    def n_values(self) -> int:
        """How many values were met, a missing one among them."""
        return len({value for part in self._parts for value in np.unique(part[0]).tolist()})

    def counts(self, touchpoint: str, cut: str | None, values: tuple[str | None, ...]) -> DayCounts:
        """The chunks together, a missing value last."""
        empty = np.empty(0, np.int64)
        joined = [np.concatenate([empty, *parts]) for parts in zip(*self._parts, strict=True)] or [empty] * 4
        value, day, entrants, passed = joined
        value = (value - 1) % self._n_values
        order = np.lexsort((day, value))
        value, day = value[order], day[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (np.diff(value) != 0) | (np.diff(day) != 0)
        first = np.flatnonzero(fresh)
        if len(first):
            entrants, passed = (np.add.reduceat(part[order], first) for part in (entrants, passed))
        return DayCounts(touchpoint, cut, values, value[first], day[first], entrants, passed)
