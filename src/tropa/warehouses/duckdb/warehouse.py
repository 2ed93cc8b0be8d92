"""The warehouse itself: one sorted log, any number of questions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tropa.measure.counts import EdgeCounts, FunnelCounts, PathCounts
from tropa.measure.questions import Edges, Funnel, Paths
from tropa.measure.reality_counts import RealityCounts
from tropa.plan.plan import Plan
from tropa.ports.log import Landing, Limits, Progress
from tropa.warehouses.counting.edges import count_edges
from tropa.warehouses.counting.funnel import count_funnel
from tropa.warehouses.counting.paths import count_paths
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.duckdb.log import TARGET_ROWS, EventTable, silent


class DuckDBWarehouse:
    """Answers questions about one landed log (the port ``Warehouse``).

    Every answer is exact, and depends on the question and the log alone.  All methods raise
    ``Unanswerable``, a ``ValueError``, for what a log alone cannot tell, for properties that
    were not kept when the log was landed, and for options that contradict each other.

    Args:
        events: The sorted log, this object's own from now on.
    """

    def __init__(self, events: EventTable) -> None:
        self.events = events

    @classmethod
    def open(
        cls,
        landing: Landing,
        folder: Path,
        limits: Limits | None = None,
        progress: Progress = silent,
        target_rows: int = TARGET_ROWS,
    ) -> Self:
        """Sort a landed log into ``folder``; the arguments are those of ``EventTable.open``."""
        return cls(EventTable.open(landing, folder, limits, progress, target_rows))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the database go; its folder may be removed then."""
        self.events.close()

    def names(self) -> tuple[str, ...]:
        """The names of the log's events, in order of code point."""
        return self.events.vocabulary.names

    def unset(self) -> frozenset[str]:
        """The properties kept of which no event has a value."""
        properties = self.events.vocabulary.properties
        counts = ", ".join(f"count(t{i}) + count(n{i})" for i in range(len(properties)))
        found = self.events.rows(f"SELECT {counts} FROM events")[0] if properties else ()  # noqa: S608 - of numbers
        return frozenset(name for name, n in zip(properties, found, strict=True) if not n)

    def funnel(self, question: Funnel) -> FunnelCounts:
        """Count a funnel (rule M2)."""
        return count_funnel(self.events, question)

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""
        return count_edges(self.events, question)

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""
        return count_paths(self.events, question)

    def reality(self, plan: Plan, by: str | None, watermark: datetime) -> RealityCounts:
        """Count what became of a journey's runs (rules M4, M7, M8, M11, M12)."""
        return count_reality(self.events, plan, by, watermark)
