"""The timers of a batch in the order in which they are due."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from typing import TypeAlias

from tropa.engine.state import Life, PositionId, RunId, Timer

Rank: TypeAlias = tuple[str, ...]


class Due:
    """Timers that may be due; one that has gone meanwhile is still among them, and does nothing."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, Rank, RunId, PositionId, Timer]] = []

    def watch(self, life: Life, before: Life | None = None) -> None:
        """Put the timers of a run among them; those of positions that did not change are there already."""
        for place, position in life.positions.items():
            if before is None or before.positions.get(place) is not position:
                for n, timer in enumerate(position.timers):
                    heappush(self._heap, (timer.at, rank(life.run.id, place, n), life.run.id, place, timer))

    def pop_before(self, instant: datetime, *, including: bool) -> tuple[RunId, PositionId, Timer] | None:
        """The earliest that is due before an instant, or at it; None where there is none."""
        heap = self._heap
        if not heap or heap[0][0] > instant or (heap[0][0] == instant and not including):
            return None
        _, _, run, place, timer = heappop(heap)
        return run, place, timer


def rank(run: RunId, place: PositionId, n: int) -> Rank:
    """What comes first of timers due at one instant: by run and place, and at one position in its own order.

    Args:
        run: The run.
        place: The position.
        n: The timer's place among the position's timers; what ends a wait stands last there.
    """
    key = "" if run.key is None else f"={run.key}"
    return (run.journey, run.customer, key, str(run.attempt), *place[:3], str(place.visit), f"{n:06d}")


def first_before(life: Life, instant: datetime) -> tuple[PositionId, Timer] | None:
    """The first timer of a run that is due before an instant; None where there is none."""
    found = min(
        (
            (timer.at, rank(life.run.id, place, n), place, timer)
            for place, position in life.positions.items()
            for n, timer in enumerate(position.timers)
            if timer.at < instant
        ),
        default=None,
    )
    return None if found is None else found[2:]
