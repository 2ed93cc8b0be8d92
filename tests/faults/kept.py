"""The process that is killed while it changes a kept log, and what the log is before and after."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tropa.connectors.files import open_log
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.questions import Edges, Paths
from tropa.measure.reality_counts import RealityCounts
from tropa.plan.compiling import compile_plan
from tropa.ports.log import Needs
from tropa.runtime.keeping import Keeping, Wanted
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog, KeptWarehouse
from tropa.warehouses.duckdb.kept.tallies import summed_reality

POINTS = (
    "forgotten",
    "swept",
    "encoded",
    "sorted",
    "summed",
    "tallied",
    "written",
    "moved",
    "drafted",
    "published",
)
"""Where a change can be cut short, in the order in which they are come to first."""

Seen = tuple[EdgeCounts, PathCounts, int, tuple[object, ...] | None]
"""What a reader sees; of the watched journey what its sums tell, None where it is not watched yet."""

JOURNEY = b"""
journey: way
mode: observed
start: a
success: e
touchpoints:
  call: {channel: phone, reached: b, target_action: c, evaluation: {within: 2d}}
  letter: {channel: post, reached: d}
"""


@dataclass(slots=True)
class Kill:
    """Kills its own process when it comes to a point for the n-th time."""

    point: str
    nth: int
    passed: Counter[str] = field(default_factory=Counter)

    def __call__(self, point: str) -> None:
        """Pass a point, or not."""
        self.passed[point] += 1
        if point == self.point and self.passed[point] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def write_csv(path: Path, rng: Random, n: int) -> None:
    """A file of events: late ones, ties and new customers among them."""
    rows = (
        f"c{rng.randrange(30)},{rng.choice('abcde')},2026-01-{rng.randint(1, 28):02} 10:00:{rng.randint(0, 9):02},x"
        for _ in range(n)
    )
    path.write_text("\n".join(["customer,name,at,plan", *rows]))


def change(log: Path, files: list[Path], kill: Kill | None = None) -> None:
    """Add files, merge two customers, fold: one change after the other."""
    keeper = DuckDBKeeper(log, passes=kill) if kill is not None else DuckDBKeeper(log)
    keeping = Keeping(keeper, open_log, silent)
    for file in files:
        keeping.add(str(file), Wanted())
        keeping.watch(journey(), shipped_schemes())
    keeping.merge([("c3", "c4"), ("c29", "nobody yet")])
    keeping.compact()


def journey() -> Journey:
    """The journey that is watched."""
    read = read_definition(JOURNEY, file="way.yaml", schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    return read.value


def told(warehouse: KeptWarehouse) -> tuple[object, ...] | None:
    """What the sums tell of the journey, once it is told from the events alike."""
    plan, until = compile_plan(journey(), shipped_schemes()), datetime(2026, 2, 1, tzinfo=UTC)
    summed = summed_reality(warehouse.events, plan, until)
    if summed is None:
        return None
    counts = count_reality(warehouse.events, plan, None, until)
    assert plain(counts) == plain(summed)
    return plain(summed)


def plain(counts: RealityCounts) -> tuple[object, ...]:
    """Counts as something to compare."""
    ways = tuple((one.id, one.reached, one.done, sorted(one.waits_s.tolist())) for one in counts.touchpoints)
    return counts.runs, counts.customers, counts.outcomes, counts.moves, ways


def seen(log: Path, scratch: Path) -> Seen:
    """What a reader sees of a log, by summaries and by events."""
    scratch.mkdir(exist_ok=True)
    kept = KeptLog(log)
    warehouse = kept.open_warehouse(kept.land(scratch, Needs(), silent), scratch)
    try:
        edges, paths = warehouse.edges(Edges()), warehouse.paths(Paths(length=20))
        return edges, paths, warehouse.events.size()[0], told(warehouse)
    finally:
        warehouse.close()
        (scratch / "log.duckdb").unlink()
