"""What a warehouse counts for the search for breaks: watched runs by touchpoint, segment and day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StepTotals:
    """All watched runs at one touchpoint.

    Args:
        touchpoint: Where.
        within_s: How long they were watched: the evaluation's window, or the question's.
        entrants: Runs that reached the touchpoint at least so long before the watermark.
        passed: Of them, those whose target action came within the time.
        goals_passed: Of those who passed, runs that reached the goal.
        goals_missed: Of those who did not, runs that reached the goal all the same.
    """

    touchpoint: str
    within_s: int
    entrants: int
    passed: int
    goals_passed: int
    goals_missed: int


@dataclass(frozen=True, slots=True, eq=False)
class DayCounts:
    """The watched runs at one touchpoint by value of a property and by day, no empty cell among them.

    Args:
        touchpoint: Where.
        cut: The property; None: all runs together, whose one value is None.
        values: Its values in order of code point, a missing one (None) last.
        value: Place of each cell's value in ``values``, shape ``(cells,)``, ascending.
        day: Days since 1970-01-01, UTC, shape ``(cells,)``, ascending within a value.
        entrants: Shape ``(cells,)``, at least 1.
        passed: Shape ``(cells,)``.
    """

    touchpoint: str
    cut: str | None
    values: tuple[str | None, ...]
    value: Ints
    day: Ints
    entrants: Ints
    passed: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """How many watched runs at a touchpoint have which values of two properties at once.

    Args:
        touchpoint: Where.
        cut: One property; its values are those of its ``DayCounts``.
        other: The other one, later in order.
        entrants: Shape ``(values of cut, values of other)``.
    """

    touchpoint: str
    cut: str
    other: str
    entrants: Ints


@dataclass(frozen=True, slots=True)
class BreakCounts:
    """All counts.

    Args:
        steps: Touchpoints at which anything can be measured, in the order of the plan.
        cells: For each of them all runs together, then every property with at least two values
            there, in order of the properties' names.
        overlaps: For each of them every two of these properties.
        left_out: Properties of the question with more values than it allows, in order of name.
        n_runs: Runs that began.
        n_customers: Customers in the log.
        n_events: Events in the log.
    """

    steps: tuple[StepTotals, ...]
    cells: tuple[DayCounts, ...]
    overlaps: tuple[Overlap, ...]
    left_out: tuple[str, ...]
    n_runs: int
    n_customers: int
    n_events: int
