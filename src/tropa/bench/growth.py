"""What a batch costs as more and more positions wait, and how much room a waiting position takes.

Everybody who orders waits three days for ``activated``.  With so many waiting, one batch of the same
size is measured each time: new orders and activations in the same proportion.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from tropa.bench.engine import LONG, Subject, launched
from tropa.bench.workload import BEGINNING
from tropa.engine.events import Event
from tropa.runtime.advancing import Advancing

_SPACED = timedelta(microseconds=20)
"""Between two events: five million of them pass in less than two minutes, so that nobody is due."""

TRIES = 5


@dataclass(frozen=True, slots=True)
class Grown:
    """The cost of a batch at one size of the crowd.

    Args:
        waiting: Positions that wait.
        batch: Events in the batch.
        batch_ms: Milliseconds for one batch, intake included; the median of several.
        batch_cpu_ms: The same of this process's processors.
        small_ms: Milliseconds for a batch of a hundred events.
        bytes_each: Bytes on disk for a run that waits, indexes included; None where there is no disk.
    """

    waiting: int
    batch: int
    batch_ms: float
    batch_cpu_ms: float
    small_ms: float
    bytes_each: float | None

    def times(self, first: Grown) -> float:
        """What an event of a batch costs against one of another crowd's batch."""
        return (self.batch_ms / self.batch) / (first.batch_ms / first.batch)


def measure_growth(
    subject: Subject, sizes: list[int], seed: int, told: Callable[[int], None], room: Callable[[], float | None]
) -> Iterator[Grown]:
    """Measure a batch at each of the sizes, ascending.

    Args:
        subject: What is measured.
        sizes: Waiting positions at which a batch is measured.
        seed: Of the choice of who activates.
        told: Hears how many wait so far.
        room: Says how many bytes a run that waits takes.
    """
    crowd = _Crowd(subject, launched(subject.store, subject.size), random.Random(seed))  # noqa: S311  no secret
    for size in sizes:
        while crowd.waiting < size:
            crowd.take(crowd.orders(min(subject.size.inputs, size - crowd.waiting)))
            told(crowd.waiting)
        batch = min(subject.size.inputs, max(size // 2, 1))
        whole = [crowd.take(crowd.mixed(batch)) for _ in range(TRIES)]
        small = [crowd.take(crowd.mixed(100)) for _ in range(TRIES)]
        wall, cpu = (median(times) * 1_000 for times in zip(*whole, strict=True))
        yield Grown(size, batch, wall, cpu, median(one for one, _ in small) * 1_000, room())


@dataclass(slots=True)
class _Crowd:
    """Customers who wait."""

    subject: Subject
    advancing: Advancing
    chance: random.Random
    waiting: int = 0
    n: int = 0

    def orders(self, n: int) -> list[Event]:
        """Orders of new customers."""
        self.waiting += n
        return [self._event(f"customer-{self.n + 1}", "order_connected") for _ in range(n)]

    def mixed(self, n: int) -> list[Event]:
        """Half new orders, half activations of anybody; some of these wait no longer."""
        return [
            self._event(f"customer-{self.n + 1}", "order_connected")
            if k % 2
            else self._event(f"customer-{self.chance.randint(1, self.n)}", "activated")
            for k in range(n)
        ]

    def _event(self, customer: str, name: str) -> Event:
        self.n += 1
        at = BEGINNING + self.n * _SPACED
        return Event(f"m{self.n}", customer, name, at, at, self.n, {})

    def take(self, events: list[Event]) -> tuple[float, float]:
        """Seconds for taking a batch in, on the clock and of the processors."""
        store = self.subject.store
        begun, cpu = time.perf_counter(), time.process_time()
        store.append(events)
        for lease in store.lease("bench", events[-1].received_at, LONG, store.shards):
            for _ in self.advancing.turns(lease, events[-1].received_at):
                pass
        return time.perf_counter() - begun, time.process_time() - cpu
