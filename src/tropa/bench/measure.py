"""Measuring: questions on a kept log against a bare scan and hand-written SQL over raw Parquet, in one run.

The machine may be shared, so each thing is done several times in turn with the others, and the least
is told: seconds on the clock, and seconds of this process's processors.
"""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import Any

import duckdb

from tropa.bench import measure_sql as sql
from tropa.bench.measure_log import STEPS, WINDOW_S, part_log, write_log
from tropa.bootstrap import keeping, measuring
from tropa.journey.signals import Named
from tropa.measure.questions import Edges, Funnel, FunnelStep, Paths, Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_returning import Retention
from tropa.plan.needs import LookedAt
from tropa.ports.log import Limits, Progress
from tropa.ports.warehouse import Warehouse
from tropa.runtime.keeping import Wanted

MEMORY = 1_000_000_000
"""What DuckDB may take, for us and for the hand-written SQL."""

NEW = 0.01
"""The share of a log that is new when it is refreshed."""

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Spent:
    """The least that something took: seconds on the clock, seconds of processors."""

    wall_s: float = math.inf
    cpu_s: float = math.inf

    def __or__(self, other: Spent) -> Spent:
        """The lesser of two."""
        return Spent(min(self.wall_s, other.wall_s), min(self.cpu_s, other.cpu_s))


@dataclass(frozen=True, slots=True)
class Compared:
    """One question at one size.

    Args:
        n_events: Events in the log.
        question: Its id, ``Q1`` to ``Q5``.
        floor: The bare scan.
        ours: Our answer on the log as it is kept at once.
        added: Our answer on the log to which the last hundredth was added.
        by_hand: The hand-written SQL; None where it took more than it may.
    """

    n_events: int
    question: str
    floor: Spent
    ours: Spent
    added: Spent
    by_hand: Spent | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a log takes.

    Args:
        n_events: Events in it.
        build: Making it of the raw file.
        refresh: Adding the last hundredth to one that has the rest.
        n_bytes: What it takes on disk.
        raw_bytes: What the raw file takes.
    """

    n_events: int
    build: Spent
    refresh: Spent
    n_bytes: int
    raw_bytes: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, asked of us and written by hand.

    Args:
        ask: Asks a warehouse, and gives the answer as the SQL has it.
        sql: The hand-written SQL over a raw file.
    """

    ask: Callable[[Warehouse], sql.Rows]
    sql: Callable[[Path], str]


_STEPS = tuple(FunnelStep(name, Named(name)) for name in STEPS)
_LAST_STEPS = Endings(STEPS, scope=Scope(by="channel"))

QUESTIONS = {
    "Q1": Asking(lambda log: sql.plain_funnel(log.funnel(Funnel(_STEPS, window_s=WINDOW_S))), sql.funnel),
    "Q2": Asking(lambda log: sql.plain_edges(log.edges(Edges())), sql.edges),
    "Q3": Asking(lambda log: sql.plain_paths(log.paths(Paths())), sql.paths),
    "Q4": Asking(lambda log: sql.plain_retention(log.retention(Retention())), sql.retention),
    "Q5": Asking(lambda log: sql.plain_endings(log.endings(_LAST_STEPS)), sql.endings),
}
"""A five-step funnel in a week; who follows whom, with the median gap; the beginnings of eight; weekly
retention; and the last step that each customer came to, by the channel of it."""


class Wrong(AssertionError):
    """Two answers to one question differ."""


def spent(work: Callable[[], Any]) -> tuple[Spent, Any]:
    """What some work takes, and what comes of it."""
    wall_s, cpu_s = time.perf_counter(), _cpu_s()
    found = work()
    return Spent(time.perf_counter() - wall_s, _cpu_s() - cpu_s), found


@dataclass(frozen=True, slots=True)
class Ground:
    """A raw log in a folder, and the same log kept.

    Args:
        folder: Where everything is.
        n_events: Events in the log.
        seed: Of its drawing.
        progress: Hears of keeping.
    """

    folder: Path
    n_events: int
    seed: int
    progress: Progress

    @property
    def raw(self) -> Path:
        """The raw log."""
        return self.folder / f"raw-{self.n_events}.parquet"

    @property
    def log(self) -> Path:
        """The kept log, to which the last hundredth was added."""
        return self.folder / f"log-{self.n_events}"

    @property
    def once(self) -> Path:
        """The log kept at once."""
        return self.folder / f"once-{self.n_events}"

    def keep(self) -> Kept:
        """Draw the log; keep it in two ways: all at once, and the last of it later."""
        write_log(self.raw, self.n_events, self.seed)
        old, new = (self.folder / f"{name}-{self.n_events}.parquet" for name in ("old", "new"))
        part_log(self.raw, old, new, NEW)
        build = self._add(self.raw, self.once)
        self._add(old, self.log)
        refresh = self._add(new, self.log)
        facts = keeping(self.log, columns=None, zone=None, progress=self.progress).facts()
        return Kept(self.n_events, build, refresh, facts.n_bytes, self.raw.stat().st_size)

    def compare(self, tries: int, *, by_hand: bool) -> Iterator[Compared]:
        """Ask every question, in turn with the floor and, where wanted, the hand-written SQL.

        Raises:
            Wrong: An answer differs from that of the SQL.
        """
        with self._asked(self.once) as once, self._asked(self.log) as added, closing(self._engine()) as engine:
            for name, asking in QUESTIONS.items():
                yield self._compared(name, asking, (once, added), engine, tries, by_hand=by_hand)

    @contextmanager
    def _asked(self, folder: Path) -> Iterator[Warehouse]:
        """A kept log to be asked."""
        limits = Limits(memory_bytes=MEMORY)
        log = measuring(str(folder), columns=None, zone=None, progress=self.progress, limits=limits)
        with log.landed(LookedAt(frozenset({"channel"}))) as (_, warehouse):
            yield warehouse

    def _compared(
        self,
        name: str,
        asking: Asking,
        logs: tuple[Warehouse, Warehouse],
        engine: duckdb.DuckDBPyConnection,
        tries: int,
        *,
        by_hand: bool,
    ) -> Compared:
        works: tuple[Callable[[], Any], ...] = (
            lambda: engine.execute(sql.floor(self.raw)).fetchall(),
            *(partial(asking.ask, log) for log in logs),
        )
        rounds = [[spent(work) for work in works] for _ in range(tries)]
        floor, ours, added = (reduce(or_, (took for took, _ in one)) for one in zip(*rounds, strict=True))
        answer, answer_added = (found for _, found in rounds[-1][1:])
        compare(name, answer, answer_added)
        if not by_hand:
            return Compared(self.n_events, name, floor, ours, added, None)
        took, written = spent(lambda: engine.execute(asking.sql(self.raw)).fetchall())
        compare(name, answer, written)
        return Compared(self.n_events, name, floor, ours, added, took)

    def _add(self, file: Path, log: Path) -> Spent:
        keep = keeping(log, columns=None, zone=None, progress=self.progress)
        return spent(lambda: keep.add(str(file), Wanted(frozenset({"channel"}))))[0]

    def _engine(self) -> duckdb.DuckDBPyConnection:
        spill = str(self.folder / "spill")
        return duckdb.connect(config={"memory_limit": f"{MEMORY}B", "temp_directory": spill, "threads": 2})


def compare(name: str, ours: sql.Rows, written: sql.Rows) -> None:
    """Hold two answers together: counts exactly, times within a microsecond.

    Raises:
        Wrong: They differ.
    """
    if len(ours) != len(written) or not all(map(_equal, ours, written)):
        raise Wrong(f"{name}: our answer differs from that of the SQL")


def _equal(ours: Sequence[Any], written: Sequence[Any]) -> bool:
    return len(ours) == len(written) and all(
        math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        if isinstance(one, float) and other is not None
        else one == other
        for one, other in zip(ours, written, strict=True)
    )


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
