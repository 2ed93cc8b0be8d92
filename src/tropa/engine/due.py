"""The timers of a batch in the order in which they are due."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from typing import TypeAlias

from tropa.engine.state import Life, PositionId, RunId, Timer

Rank: TypeAlias = "tuple[datetime, str, str, str, int, PositionId, int]"


class Due:
    """Timers that may be due; one that has gone meanwhile is still among them, and does nothing.

    Args:
        until: Timers after it are nobody's business here; None takes all.
    """

    def __init__(self, until: datetime | None = None) -> None:
        self._until = until
        self._heap: list[tuple[Rank, RunId, Timer]] = []

    def watch(self, life: Life, before: Life | None = None) -> None:
        """Put the timers of a run among them; those of positions that did not change are there already."""
        until = self._until
        for place, position in life.positions.items():
            timers = position.timers
            if not timers or (until is not None and timers[0].at > until):
                continue
            if before is None or before.positions.get(place) is not position:
                for n, timer in enumerate(timers):
                    if until is None or timer.at <= until:
                        heappush(self._heap, (rank(timer, life.run.id, place, n), life.run.id, timer))

    def pop_before(self, instant: datetime, *, including: bool) -> tuple[RunId, PositionId, Timer] | None:
        """The earliest that is due before an instant, or at it; None where there is none."""
        heap = self._heap
        if not heap:
            return None
        at = heap[0][0][0]
        if at > instant or (at == instant and not including):
            return None
        ranked, run, timer = heappop(heap)
        return run, ranked[5], timer


def rank(timer: Timer, run: RunId, place: PositionId, n: int) -> Rank:
    """What comes first of timers: the earlier; at one instant by run and place, and at one position in its own order.

    Args:
        timer: The timer.
        run: The run.
        place: The position.
        n: The timer's place among the position's timers; what ends a wait stands last there.
    """
    journey, customer, key, attempt = run
    return timer.at, journey, customer, "" if key is None else f"={key}", attempt, place, n


def is_due_before(life: Life, instant: datetime) -> bool:
    """Whether a timer of a run is due before an instant; the first of a position's is due first."""
    for position in life.positions.values():  # noqa: SIM110  asked for every event; a generator costs three times as much
        if position.timers and position.timers[0].at < instant:
            return True
    return False


def first_before(life: Life, instant: datetime) -> tuple[PositionId, Timer] | None:
    """The first timer of a run that is due before an instant; None where there is none."""
    due = [
        (rank(timer, life.run.id, place, n), place, timer)
        for place, position in life.positions.items()
        if position.timers and position.timers[0].at < instant
        for n, timer in enumerate(position.timers)
        if timer.at < instant
    ]
    return min(due)[1:] if due else None
