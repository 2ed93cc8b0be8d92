"""Many timers due in one minute (R5): how quickly they are drained, and that they keep their order in time.

So many customers order within a minute and wait three days; then the clock strikes, and everybody's wait
is over within one minute.  A turn takes on no more than it may, and what is decided is dated at its own
due instant, not at the instant at which a turn got round to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tropa.bench.engine import LONG, Subject, launched
from tropa.bench.workload import BEGINNING
from tropa.engine.events import Event

A_MINUTE = timedelta(minutes=1)
DUE = BEGINNING + timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the timers.

    Args:
        who: The store.
        timers: How many were due, and fired.
        turns: Turns that it took.
        most: Timers of the fullest turn.
        spread_s: From the first decision's instant to the last.
        wall_s: Seconds on the clock.
        cpu_s: Seconds of this process's processors.
    """

    who: str
    timers: int
    turns: int
    most: int
    spread_s: float
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Timers a second."""
        return self.timers / self.wall_s


def measure_burst(subject: Subject, n: int, told: Callable[[int], None]) -> Drained:
    """Let so many waits end in one minute.

    Args:
        subject: An empty store.
        n: How many.
        told: Hears how many wait so far, and then how many were fired.
    """
    store, size = subject.store, subject.size
    advancing = launched(store, size)
    leases = store.lease("bench", BEGINNING, LONG, store.shards)
    for first in range(0, n, size.inputs):
        batch = [_order(k, BEGINNING + A_MINUTE * k / n) for k in range(first, min(first + size.inputs, n))]
        store.append(batch)
        for lease in leases:
            for _ in advancing.turns(lease, batch[-1].received_at):
                pass
        told(first + len(batch))
    fired: list[int] = []
    instants: list[datetime] = []
    wall, cpu = time.perf_counter(), time.process_time()
    for lease in leases:
        for turned in advancing.turns(lease, DUE + 2 * A_MINUTE):
            moved = {(one.run, one.at) for one in turned.changes.made.transitions}
            fired.append(len(moved))
            instants += [at for _, at in moved]
            told(sum(fired))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    spread = max(instants) - min(instants) if instants else timedelta()
    return Drained(subject.who, sum(fired), len(fired), max(fired, default=0), spread.total_seconds(), wall, cpu)


def _order(k: int, at: datetime) -> Event:
    return Event(f"m{k}", f"customer-{k}", "order_connected", at, at, k, {})
