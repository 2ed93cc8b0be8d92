"""Funnel counts gathered over chunks, by the value of the property asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from tropa.measure.counts import StepCounts
from tropa.stats.quantiles import quantile
from tropa.warehouses.counting.attempts import NOWHERE
from tropa.warehouses.counting.heaps import told_and_pooled
from tropa.warehouses.counting.kernel import Trail
from tropa.warehouses.counting.spans import Spans, ordering
from tropa.warehouses.counting.values import Codebook, Flags, Ints, recoding

Steps: TypeAlias = tuple[StepCounts, ...]
"""A funnel's steps."""


def spans_us(trail: Trail, places: Ints) -> Ints:
    """Microseconds from the step taken before, shape ``(a, n_steps)``; meaningless where not taken."""
    spans = np.zeros(places.shape, np.int64, order="F")
    previous = trail.at(places[:, 0])
    for step in range(1, places.shape[1]):
        rows = np.flatnonzero(places[:, step] != NOWHERE)
        at_us = trail.at(places[rows, step])
        spans[rows, step] = at_us - previous[rows]
        previous[rows] = at_us
    return spans


class Tally:
    """What a funnel has counted so far.

    Args:
        n_steps: Steps of the funnel.
    """

    def __init__(self, n_steps: int) -> None:
        self.values = Codebook()
        self._n_steps = n_steps
        self._counts = np.zeros((1, n_steps, 2), np.int64)
        self._spans = Spans()

    def add(self, groups: Ints, taken: Flags, loose: Flags, spans: Ints) -> None:
        """Count some attempts.

        Args:
            groups: Code of each attempt's value in ``values``, shape ``(a,)``.
            taken: Whether it took each step, shape ``(a, n_steps)``.
            loose: Whether the step was served at all, same shape.
            spans: Microseconds from the step taken before, same shape.
        """
        n_groups = len(self.values.values)
        if n_groups > len(self._counts):
            self._counts = np.pad(self._counts, ((0, n_groups - len(self._counts)), (0, 0), (0, 0)))
        for step in range(self._n_steps):
            for kind, met in enumerate((taken, loose)):
                self._counts[:, step, kind] += _sizes(groups, met[:, step], n_groups)
        for step in range(1, self._n_steps):
            rows = np.flatnonzero(taken[:, step])
            rows = rows[ordering(groups[rows])] if n_groups > 1 else rows
            self._spans.add(groups[rows] * self._n_steps + step, spans[rows, step])

    def absorb(self, other: Tally) -> None:
        """Take over what another one has counted of other attempts."""
        numbers = self.values.absorb(other.values)
        self._counts = np.pad(self._counts, ((0, len(self.values.values) - len(self._counts)), (0, 0), (0, 0)))
        self._counts[numbers[: len(other._counts)]] += other._counts
        self._spans.absorb(other._spans, recoding(numbers, self._n_steps))

    def total(self) -> Steps:
        """All groups together."""
        return self._steps(range(len(self._counts)))

    def groups(self, top: int | None) -> tuple[tuple[tuple[str | None, Steps], ...], Steps | None]:
        """Each value's counts, largest first, then by value, a missing one last; those beyond the top as one (M6)."""
        n_first = {code: n for code, n in enumerate(self._counts[:, 0, 0].tolist()) if n}
        values = self.values.values
        told, others = told_and_pooled(n_first, values, top)
        return tuple((values[code], self._steps([code])) for code in told), self._steps(others) if others else None

    def _steps(self, codes: Sequence[int]) -> Steps:
        """The steps over some values."""
        counts = self._counts[codes].sum(axis=0).tolist()
        return tuple(self._step(step, n, n_loose, codes) for step, (n, n_loose) in enumerate(counts))

    def _step(self, step: int, n: int, n_loose: int, codes: Sequence[int]) -> StepCounts:
        """One step over some values, with the quantiles of its durations."""
        spans_s = self._spans.seconds(code * self._n_steps + step for code in codes)
        return StepCounts(n, n_loose, quantile(spans_s, 0.5), quantile(spans_s, 0.9))


def _sizes(groups: Ints, met: Flags, n_groups: int) -> Ints:
    """How many of each group are so."""
    return np.bincount(groups[met], minlength=n_groups) if n_groups > 1 else np.array([np.count_nonzero(met)])
