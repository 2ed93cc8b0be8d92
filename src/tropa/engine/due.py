"""The timers of a batch in the order in which they are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import TypeAlias

from tropa.engine.state import Life, PositionId, RunId, Timer

Rank: TypeAlias = "tuple[datetime, str, str, str, int, PositionId, int]"


_Ranked: TypeAlias = tuple[Rank, RunId, Timer]


class Due:
    """Timers that may be due; one that has gone meanwhile is still among them, and does nothing.

    Those known at the beginning are sorted once; those that come later are a heap.

    Args:
        until: Timers after it are nobody's business here; None takes all.
        lives: Runs whose timers are known.
    """

    def __init__(self, until: datetime | None = None, lives: Iterable[Life] = ()) -> None:
        self._until = until
        self._new: list[_Ranked] = []
        self._known = [one for life in lives for one in self._timers_of(life, None)]
        self._known.sort(reverse=True)

    def watch(self, life: Life, before: Life | None = None) -> None:
        """Put the timers of a run among them; those of positions that did not change are there already."""
        for one in self._timers_of(life, before):
            heappush(self._new, one)

    def _timers_of(self, life: Life, before: Life | None) -> Sequence[_Ranked]:
        found: list[_Ranked] = []
        until, run = self._until, life.run.id
        for place, position in life.positions.items():
            timers = position.timers
            if not timers or (until is not None and timers[0].at > until):
                continue
            if before is None or before.positions.get(place) is not position:
                for n, timer in enumerate(timers):
                    if until is None or timer.at <= until:
                        found.append((rank(timer, run, place, n), run, timer))
        return found

    def pop_before(self, instant: datetime, *, including: bool) -> tuple[RunId, PositionId, Timer] | None:
        """The earliest that is due before an instant, or at it; None where there is none."""
        known, new = self._known, self._new
        if new and (not known or new[0] < known[-1]):
            at, is_new = new[0][0][0], True
        elif known:
            at, is_new = known[-1][0][0], False
        else:
            return None
        if at > instant or (at == instant and not including):
            return None
        ranked, run, timer = heappop(new) if is_new else known.pop()
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
