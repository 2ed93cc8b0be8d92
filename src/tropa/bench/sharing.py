"""Several workers on one store: what they decide a second together, against one alone.

All events of the reference journey wait in the store.  Each worker is a process of its own with its share of
the shards, as ``tropa worker --workers`` begins them; the clock that measures begins when all stand ready, for how
long Python takes to start is nobody's speed, and ends with the last decision of the last of them.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeAlias

from tropa.bench.engine import END, LONG, launched, timers_of
from tropa.bench.workload import BEGINNING, events
from tropa.bootstrap import state_store
from tropa.ports.state import Lease, Overtaken, StateStore
from tropa.runtime.advancing import Advancing, Turned, TurnSize
from tropa.runtime.published import Published

_READY = "ready"
_PATIENCE_S = 600.0
"""How long one waits for a worker to stand ready."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What so many workers did.

    Args:
        who: The store.
        workers: How many.
        customers: How many.
        decisions: Inputs taken and timers fired, by all of them.
        transitions: Rows of the log of transitions.
        wall_s: Seconds on the clock.
        cpu_s: Seconds of processors of all workers; those of a server are not among them.
    """

    who: str
    workers: int
    customers: int
    decisions: int
    transitions: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Decisions a second."""
        return self.decisions / self.wall_s

    def times(self, first: Shared) -> float:
        """How many times as fast as others."""
        return self.per_s / first.per_s


_Told: TypeAlias = tuple[int, int, float]
"""Decisions, transitions, seconds of processors."""


class WorkerFailed(Exception):
    """A worker came to an end before its work was done; it has said why on its own."""


def measure_sharing(who: str, url: str, n_workers: int, n_customers: int, seed: int) -> Shared:
    """Let workers decide what waits in a store.

    Args:
        who: What is measured.
        url: An empty store that several processes can open.
        n_workers: How many workers.
        n_customers: How many customers.
        seed: Of their drawing.

    Raises:
        WorkerFailed: One did not come to its end.
    """
    with closing(state_store(url)) as store:
        shares = _filled(store, n_workers, n_customers, seed)
    context = multiprocessing.get_context("spawn")
    lines: list[Connection] = []
    crew = []
    for leases in shares:
        mine, theirs = context.Pipe()
        crew.append(context.Process(target=_work, args=(url, leases, theirs)))
        crew[-1].start()
        theirs.close()
        lines.append(mine)
    try:
        for line in lines:
            _heard(line)
        began = time.perf_counter()
        for line in lines:
            line.send(_READY)
        told: list[_Told] = [_heard(line) for line in lines]
        wall = time.perf_counter() - began
    finally:
        for process in crew:
            process.terminate()
            process.join()
    decisions, transitions, cpu = (sum(column) for column in zip(*told, strict=True))
    return Shared(who, n_workers, n_customers, int(decisions), int(transitions), wall, cpu)


def _filled(store: StateStore, n_workers: int, n_customers: int, seed: int) -> list[tuple[Lease, ...]]:
    """Let everything wait that will be decided, and give out the shards."""
    given, size = events(n_customers, seed), TurnSize()
    launched(store, size)
    for first in range(0, len(given), size.inputs):
        store.append(given[first : first + size.inputs])
    free = store.shards
    shares: list[tuple[Lease, ...]] = []
    for n in range(n_workers, 0, -1):
        most = -(-free // n)
        shares.append(store.lease(f"worker-{n}", BEGINNING, LONG, most) if most else ())
        free -= most
    return shares


def _heard(line: Connection) -> _Told:
    """The next word of a worker."""
    try:
        if line.poll(_PATIENCE_S):
            told: _Told = line.recv()
            return told
    except EOFError:
        pass
    raise WorkerFailed


def _work(url: str, leases: Sequence[Lease], line: Connection) -> None:
    """What a worker does: stand ready, wait for the word, decide."""
    with closing(state_store(url)) as store:
        published = Published.of(store.versions())
        advancing = Advancing(store, published.scripts, published.surroundings())
        line.send(_READY)
        line.recv()
        cpu = time.process_time()
        decisions = transitions = 0
        for turned in (one for lease in leases for one in _turns(advancing, lease)):
            decisions += turned.n_inputs + timers_of(turned.changes)
            transitions += len(turned.changes.made.transitions)
        line.send((decisions, transitions, time.process_time() - cpu))


def _turns(advancing: Advancing, lease: Lease) -> Iterator[Turned]:
    """Turns in a shard until nothing is left; one in which somebody else was quicker begins anew."""
    more = True
    while more:
        try:
            turned = advancing.turn(lease, END)
        except Overtaken:
            continue
        more = turned.more
        yield turned
