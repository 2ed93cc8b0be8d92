"""Cells: watched runs by touchpoint and group, the stuff of which break points are made (M12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tropa.measure.reality_counts import Cell
from tropa.plan.plan import TouchpointMeasure
from tropa.warehouses.counting.values import Flags, Ints

MONTH = "month"


def month_names(months: Iterable[int]) -> list[str]:
    """Months since 1970 as ``YYYY-MM``."""
    return [str(np.datetime64(month, "M")) for month in months]


@dataclass(slots=True)
class _Sums:
    entrants: int = 0
    passed: int = 0
    goals_passed: int = 0
    goals_missed: int = 0
    since: int = 2**40
    until: int = -(2**40)


class Cells:
    """Counts cells chunk by chunk.

    Args:
        by: The property that cuts, beside the month in which a run began; or None.
    """

    def __init__(self, by: str | None) -> None:
        self._by = by
        self._sums: dict[tuple[str, str, int], _Sums] = {}

    def add(
        self, measure: TouchpointMeasure, entrants: Flags, passed: Flags, goals: Flags, *, codes: Ints, months: Ints
    ) -> None:
        """Count a chunk's runs at one touchpoint; all arrays have one entry a run."""
        if measure.target is None:
            return
        cuts = {MONTH: months} if self._by is None else {MONTH: months, self._by: codes}
        rows = np.flatnonzero(entrants)
        for cut, values in cuts.items():
            distinct, where = np.unique(values[rows], return_inverse=True)
            n = len(distinct)
            parts = [
                np.bincount(where, chosen, n).astype(np.int64)
                for chosen in (
                    np.ones(len(rows)),
                    passed[rows],
                    passed[rows] & goals[rows],
                    ~passed[rows] & goals[rows],
                )
            ]
            for place, value in enumerate(distinct.tolist()):
                mine = months[rows][where == place]
                self._put((measure.id, cut, value), [int(part[place]) for part in parts], mine)

    def _put(self, key: tuple[str, str, int], parts: list[int], months: Ints) -> None:
        sums = self._sums.setdefault(key, _Sums())
        sums.entrants += parts[0]
        sums.passed += parts[1]
        sums.goals_passed += parts[2]
        sums.goals_missed += parts[3]
        sums.since = min(sums.since, int(months.min()))
        sums.until = max(sums.until, int(months.max()))

    def absorb(self, other: Cells, numbers: Ints) -> None:
        """Take over another one's cells.

        Args:
            other: The other one.
            numbers: The code here of each value's code there.
        """
        for (touchpoint, cut, value), theirs in other._sums.items():
            code = value if cut == MONTH else int(numbers[value])
            sums = self._sums.setdefault((touchpoint, cut, code), _Sums())
            sums.entrants += theirs.entrants
            sums.passed += theirs.passed
            sums.goals_passed += theirs.goals_passed
            sums.goals_missed += theirs.goals_missed
            sums.since = min(sums.since, theirs.since)
            sums.until = max(sums.until, theirs.until)

    def result(self, values: list[str | None]) -> tuple[Cell, ...]:
        """All cells, by touchpoint, cut and value."""
        return tuple(
            Cell(
                touchpoint,
                cut,
                month_names([value])[0] if cut == MONTH else values[value],
                sums.entrants,
                sums.passed,
                sums.goals_passed,
                sums.goals_missed,
                *month_names([sums.since, sums.until]),
            )
            for (touchpoint, cut, value), sums in sorted(self._sums.items())
        )
