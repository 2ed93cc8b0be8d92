"""The engine: decisions a second on a store, against the naive loop in the same run.

A *decision* is an input taken, or a timer fired: what PERFORMANCE counts as a transition of its spike.
Rows of our own log of transitions are more (a send and the wait behind it are two); both are told.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from tropa.bench.naive import NaiveLoop
from tropa.bench.workload import BEGINNING, JOURNEY, events
from tropa.engine.desk import Changes
from tropa.ports.state import StateStore, Version
from tropa.runtime.advancing import Advancing, TurnSize
from tropa.runtime.published import Published, edition_of

LONG = timedelta(days=3650)
"""A lease that outlives any bench."""

END = BEGINNING + timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run.

    Args:
        who: What ran.
        customers: How many.
        decisions: Inputs taken and timers fired.
        transitions: Rows of the log of transitions; 0 where there is none.
        wall_s: Seconds on the clock.
        cpu_s: Seconds of this process's processors.
    """

    who: str
    customers: int
    decisions: int
    transitions: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Decisions a second."""
        return self.decisions / self.wall_s

    @property
    def cpu_us(self) -> float:
        """Microseconds of processor a decision."""
        return self.cpu_s / self.decisions * 1e6


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: an empty store under a name."""

    who: str
    store: StateStore
    size: TurnSize = TurnSize()


@dataclass(slots=True)
class _Watch:
    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Self:
        gc.collect()
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def measure_naive(folder: Path, n_customers: int, seed: int) -> Measured:
    """The naive loop."""
    given = events(n_customers, seed)
    with _Watch() as watch:
        loop = NaiveLoop(folder / "naive.db")
        loop.run(given, END)
    return Measured("naive loop, SQLite", n_customers, loop.n_decided, 0, watch.wall, watch.cpu)


def measure_store(subject: Subject, n_customers: int, seed: int, told: Callable[[int], None]) -> Measured:
    """Ours: intake and turns on a store, by a virtual clock.

    Args:
        subject: What is measured.
        n_customers: How many customers.
        seed: Of their drawing.
        told: Hears how many decisions were made so far.
    """
    store, size = subject.store, subject.size
    given = events(n_customers, seed)
    advancing = launched(store, size)
    decisions = transitions = 0
    with _Watch() as watch:
        for first in range(0, len(given), size.inputs):
            batch = given[first : first + size.inputs]
            store.append(batch)
            moved = _turns(advancing, store, batch[-1].received_at)
            decisions, transitions = decisions + moved[0], transitions + moved[1]
            told(decisions)
        moved = _turns(advancing, store, END)
        decisions, transitions = decisions + moved[0], transitions + moved[1]
    return Measured(subject.who, n_customers, decisions, transitions, watch.wall, watch.cpu)


def launched(store: StateStore, size: TurnSize) -> Advancing:
    """The reference journey published in a store, ready to be advanced."""
    version = Version("reference", 1, JOURNEY, "", BEGINNING)
    store.publish(version, edition_of(version).script.names, None)
    published = Published.of(store.versions())
    return Advancing(store, published.scripts, published.surroundings(), size)


def _turns(advancing: Advancing, store: StateStore, now: datetime) -> tuple[int, int]:
    decisions = transitions = 0
    for lease in store.lease("bench", now, LONG, store.shards):
        for turned in advancing.turns(lease, now):
            decisions += turned.n_inputs + timers_of(turned.changes)
            transitions += len(turned.changes.made.transitions)
    return decisions, transitions


def timers_of(changes: Changes) -> int:
    """Timers that moved something."""
    return len({(one.run, one.at) for one in changes.made.transitions if not one.cause})
