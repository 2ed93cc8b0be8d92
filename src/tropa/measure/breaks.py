"""Where the path tears: cells that fall behind their peers, ranked by goals lost (M12).

A cell is one group of watched runs at one touchpoint: those of one month, or with one value of a
property.  It is held against the pooled other cells of the same cut, never against the best
one: the best of many is the luckiest.  What counts is how far even the upper bound of the
cell's own rate stays below theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tropa.measure.reality import BreakPoint
from tropa.measure.reality_counts import Cell
from tropa.stats.intervals import wilson

LEAST_CELL = 100
"""A comparable cell has at least so many entrants (M12)."""

LEAST_LOSS = 1.0
"""Goals; what costs less than one client is not worth a line."""

TOP_BREAKS = 20


def break_points(cells: Iterable[Cell], top: int = TOP_BREAKS) -> tuple[BreakPoint, ...]:
    """The break points among cells, largest loss first.

    Args:
        cells: Cells of any number of touchpoints and cuts.
        top: How many to tell at most.
    """
    ordered = sorted(cells, key=lambda cell: (cell.touchpoint, cell.cut))
    found: list[BreakPoint] = []
    for _, peers in groupby(ordered, key=lambda cell: (cell.touchpoint, cell.cut)):
        together = list(peers)
        worth = _worth_of_passing(together)
        found += [point for cell in together if (point := _break_of(cell, together, worth)) is not None]
    return tuple(sorted(found, key=lambda p: (-p.goals_lost, p.touchpoint, p.cut, p.value or ""))[:top])


def _worth_of_passing(cells: list[Cell]) -> float:
    """How much likelier the goal is for those who passed; 0 where either side is empty."""
    passed = sum(cell.passed for cell in cells)
    missed = sum(cell.entrants - cell.passed for cell in cells)
    if not passed or not missed:
        return 0.0
    return sum(cell.goals_passed for cell in cells) / passed - sum(cell.goals_missed for cell in cells) / missed


def _break_of(cell: Cell, together: list[Cell], worth: float) -> BreakPoint | None:
    """What a cell loses against its peers; None where that is next to nothing, or it has none."""
    peers = [other for other in together if other is not cell and other.entrants >= LEAST_CELL]
    entrants = sum(other.entrants for other in peers)
    if not entrants:
        return None
    reference = sum(other.passed for other in peers) / entrants
    high = wilson(cell.passed, cell.entrants).high
    lost = cell.entrants * max(reference - high, 0.0) * worth
    if lost < LEAST_LOSS:
        return None
    return BreakPoint(
        touchpoint=cell.touchpoint,
        cut=cell.cut,
        value=cell.value,
        entrants=cell.entrants,
        passed=cell.passed,
        high=high,
        reference=reference,
        goals_lost=lost,
        since=cell.since,
        until=cell.until,
    )
