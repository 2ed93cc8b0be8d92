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
        small_ms: Milliseconds for a batch of a hundred events.
    """

    waiting: int
    batch: int
    batch_ms: float
    small_ms: float


def measure_growth(subject: Subject, sizes: list[int], seed: int, told: Callable[[int], None]) -> Iterator[Grown]:
    """Measure a batch at each of the sizes, ascending.

    Args:
        subject: What is measured.
        sizes: Waiting positions at which a batch is measured.
        seed: Of the choice of who activates.
        told: Hears how many wait so far.
    """
    crowd = _Crowd(subject, launched(subject.store, subject.size), random.Random(seed))  # noqa: S311  no secret
    for size in sizes:
        while crowd.waiting < size:
            crowd.take(crowd.orders(min(subject.size.inputs, size - crowd.waiting)))
            told(crowd.waiting)
        batch = min(subject.size.inputs, max(size // 2, 1))
        whole = median(crowd.take(crowd.mixed(batch)) for _ in range(TRIES))
        small = median(crowd.take(crowd.mixed(100)) for _ in range(TRIES))
        yield Grown(size, batch, whole * 1_000, small * 1_000)


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

    def take(self, events: list[Event]) -> float:
        """Seconds for taking a batch in."""
        store = self.subject.store
        begun = time.perf_counter()
        store.append(events)
        for lease in store.lease("bench", events[-1].received_at, LONG, store.shards):
            for _ in self.advancing.turns(lease, events[-1].received_at):
                pass
        return time.perf_counter() - begun
