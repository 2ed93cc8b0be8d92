"""When runs are due: a heap, in which what has changed since is passed over when it comes up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush

from tropa.engine.state import Life, RunId


class Timers:
    """The first due instant of every run that has one."""

    __slots__ = ("_due", "_heap", "_n")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, RunId]] = []
        self._due: dict[RunId, datetime] = {}
        self._n = 0

    def put(self, run: RunId, due_at: datetime | None) -> None:
        """Say when a run is due; None is never."""
        if due_at is None:
            self._due.pop(run, None)
        elif self._due.get(run) != due_at:
            self._due[run] = due_at
            self._n += 1
            heappush(self._heap, (due_at, self._n, run))

    def first(self) -> datetime | None:
        """When the first run is due."""
        heap, due = self._heap, self._due
        while heap and due.get(heap[0][2]) != heap[0][0]:
            heappop(heap)
        return heap[0][0] if heap else None

    def take(self, until: datetime, most: int) -> list[RunId]:
        """Runs due at an instant or before, those due first, at most so many; they must be put back."""
        taken: list[RunId] = []
        heap, due = self._heap, self._due
        while heap and heap[0][0] <= until and len(taken) < most:
            at, _, run = heappop(heap)
            if due.get(run) == at:
                del due[run]
                taken.append(run)
        return taken

    def put_back(self, lives: Iterable[Life]) -> None:
        """Say of runs that were taken when they are due."""
        for life in lives:
            self.put(life.run.id, due_at(life))


def due_at(life: Life) -> datetime | None:
    """When a run is due first; None where it has no timer."""
    if len(life.positions) == 1:
        (only,) = life.positions.values()
        return only.timers[0].at if only.timers else None
    return min((one.timers[0].at for one in life.positions.values() if one.timers), default=None)
