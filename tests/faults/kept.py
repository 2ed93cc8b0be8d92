"""The process that is killed while it changes a kept log, and what the log is before and after."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tropa.connectors.files import open_log
from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.questions import Edges, Paths
from tropa.ports.log import Needs
from tropa.runtime.keeping import Keeping, Wanted
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog

POINTS = (
    "forgotten",
    "swept",
    "encoded",
    "sorted",
    "summed",
    "written",
    "moved",
    "drafted",
    "published",
)
"""Where a change can be cut short, in the order in which they are come to first."""

Seen = tuple[EdgeCounts, PathCounts, int]
"""What a reader sees."""


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
    keeping.merge([("c3", "c4"), ("c29", "nobody yet")])
    keeping.compact()


def seen(log: Path, scratch: Path) -> Seen:
    """What a reader sees of a log, by summaries and by events."""
    scratch.mkdir(exist_ok=True)
    kept = KeptLog(log)
    warehouse = kept.open_warehouse(kept.land(scratch, Needs(), silent), scratch)
    try:
        return warehouse.edges(Edges()), warehouse.paths(Paths(length=20)), warehouse.events.size()[0]
    finally:
        warehouse.close()
        (scratch / "log.duckdb").unlink()
