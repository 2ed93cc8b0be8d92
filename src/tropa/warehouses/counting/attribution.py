"""Paths of touches to goals: who was first and last, who shares how, and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.measure.attribution.counts import Attribution, AttributionCounts, Credit, TouchCounts
from tropa.warehouses.counting.conditions import Unanswerable, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import US, Division, changes, within_sql
from tropa.warehouses.counting.values import Flags, Ints

Floats: TypeAlias = npt.NDArray[np.float64]

ENDS = 0.4
"""What the first and the last touch of a path of three or more get each."""

MOST_TOUCHES = 200


def count_attribution(table: SortedTable, question: Attribution) -> AttributionCounts:
    """Count the paths to a goal.

    Raises:
        Unanswerable: There is no touch or there are too many, the half-life is nought, or a condition asks too much.
    """
    if not 1 <= len(question.touches) <= MOST_TOUCHES:
        raise Unanswerable(f"goals are dealt out to 1 to {MOST_TOUCHES} touches")
    if question.half_life_s <= 0:
        raise Unanswerable("a half-life is longer than nought")
    counting = counted(table, AttributionCounting(table.vocabulary, question))
    return counting.counts(*table.size(within_sql(question.scope, table.vocabulary)))


@dataclass(frozen=True, slots=True)
class _Paths:
    """The paths of some whole customers, those without a touch among them.

    Args:
        path: The path of each touch, ascending, shape ``(touches,)``.
        touch: Which touch it is, same shape.
        age_s: Seconds before its goal; meaningless on a path without one, same shape.
        won: Whether a path ended in a goal, shape ``(paths,)``.
    """

    path: Ints
    touch: Ints
    age_s: Floats
    won: Flags


class AttributionCounting:
    """Paths on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Attribution) -> None:
        self._question = question
        self._division = Division(question.scope.unit, vocabulary)
        goal = matches(question.goal, vocabulary)
        touches = [matches(touch.signal, vocabulary) for touch in question.touches]
        whens = " ".join(f"WHEN {sql} THEN {number}" for number, sql in enumerate(touches))
        code = f"CASE WHEN {goal} THEN {len(touches)} {whens} ELSE -1 END"
        self.columns = {"touch": f"CAST({code} AS BIGINT)"} | self._division.columns()
        needed = " OR ".join([goal, *touches, self._division.needs()])
        self.where = f"{within_sql(question.scope, vocabulary)} AND ({needed})"
        n = len(touches)
        self._whole = np.zeros((n, 4), np.int64)
        self._parts = np.zeros((n, 3, 2))
        self._moves = np.zeros((n + 1, n + 2), np.int64)
        self._goals = self._untouched = self._lost = 0

    def add(self, chunk: Columns) -> None:
        """Count the paths of some whole customers."""
        chunk, units = self._division.divide(chunk)
        paths = self._paths(np.asarray(chunk["touch"], np.int64), units, np.asarray(chunk["at_us"], np.int64))
        sizes = np.bincount(paths.path, minlength=len(paths.won))
        self._goals += int(paths.won.sum())
        self._untouched += int((paths.won & (sizes == 0)).sum())
        self._lost += int((~paths.won & (sizes > 0)).sum())
        if len(paths.path):
            self._count_moves(paths)
            self._count_credits(paths, sizes)

    def absorb(self, other: AttributionCounting) -> None:
        """Take over what another one has counted."""
        self._whole += other._whole
        self._parts += other._parts
        self._moves += other._moves
        self._goals += other._goals
        self._untouched += other._untouched
        self._lost += other._lost

    def counts(self, n_events: int, n_customers: int) -> AttributionCounts:
        """The answer."""
        touches = []
        for touch, whole, parts in zip(
            self._question.touches, self._whole.tolist(), self._parts.tolist(), strict=True
        ):
            n, goals, first, last = whole
            linear, position, decay = (Credit(*part) for part in parts)
            touches.append(TouchCounts(touch.label, n, goals, first, last, linear, position, decay))
        moves = tuple(tuple(row) for row in self._moves.tolist())
        return AttributionCounts(
            tuple(touches), moves, self._goals, self._untouched, self._lost, n_events, n_customers
        )

    def _paths(self, touch: Ints, units: Ints, at_us: Ints) -> _Paths:
        """Cut the units after each goal."""
        told = np.flatnonzero(touch >= 0)
        touch, units, at_us = touch[told], units[told], at_us[told]
        goal = touch == len(self._question.touches)
        begins = changes(units) | np.roll(goal, 1)
        path = np.cumsum(begins) - 1
        won = np.zeros(int(path[-1]) + 1 if len(path) else 0, np.bool_)
        won[path[goal]] = True
        goal_us = np.zeros(len(won), np.int64)
        goal_us[path[goal]] = at_us[goal]
        age_s = (goal_us[path] - at_us) / US
        kept = ~goal
        if self._question.lookback_s is not None:
            kept &= ~won[path] | (age_s <= self._question.lookback_s)
        return _Paths(path[kept], touch[kept], age_s[kept], won)

    def _count_moves(self, paths: _Paths) -> None:
        """Count from where to where paths lead."""
        first = changes(paths.path)
        last = np.roll(first, -1)
        before = np.where(first, 0, np.roll(paths.touch, 1) + 1)
        n = len(self._question.touches)
        ends = np.where(paths.won[paths.path[last]], n, n + 1)
        begun, ended = np.append(before, paths.touch[last] + 1), np.append(paths.touch, ends)
        counts = np.bincount(begun * (n + 2) + ended, minlength=self._moves.size)
        self._moves += counts.reshape(self._moves.shape)

    def _count_credits(self, paths: _Paths, sizes: Ints) -> None:
        """Count what each touch gets of the goals."""
        n = len(self._question.touches)
        self._whole[:, 0] += np.bincount(paths.touch, minlength=n)
        of = np.flatnonzero(paths.won[paths.path])
        path, touch, age_s = paths.path[of], paths.touch[of], paths.age_s[of]
        if not len(path):
            return
        first = changes(path)
        last = np.roll(first, -1)
        self._whole[:, 2] += np.bincount(touch[first], minlength=n)
        self._whole[:, 3] += np.bincount(touch[last], minlength=n)
        size = sizes[path]
        ends = first.astype(np.float64) + last
        weights = (1 / size, _position(size, ends), self._decayed(path, age_s, last))
        codes, places = np.unique(path * n + touch, return_inverse=True)
        self._whole[:, 1] += np.bincount(codes % n, minlength=n)
        for number, weight in enumerate(weights):
            credit = np.bincount(places, weight)
            self._parts[:, number, 0] += np.bincount(codes % n, credit, minlength=n)
            self._parts[:, number, 1] += np.bincount(codes % n, credit**2, minlength=n)

    def _decayed(self, path: Ints, age_s: Floats, last: Flags) -> Floats:
        """Weights that halve with each half-life before the path's last touch, however far off the goal is."""
        numbers = np.cumsum(changes(path)) - 1
        weight = np.exp2(-(age_s - age_s[last][numbers]) / self._question.half_life_s)
        return np.asarray(weight / np.bincount(numbers, weight)[numbers], np.float64)


def _position(size: Ints, ends: Floats) -> Floats:
    """Two fifths for each end and the rest for what lies between; halves for two, all for one.

    Args:
        size: Touches on each touch's path, shape ``(touches,)``.
        ends: At how many of its path's ends each touch stands, same shape.
    """
    between = (1 - 2 * ENDS) / np.maximum(size - 2, 1)
    return np.where(size > 2, np.where(ends > 0, ENDS, between), 1 / size)  # noqa: PLR2004  two ends
