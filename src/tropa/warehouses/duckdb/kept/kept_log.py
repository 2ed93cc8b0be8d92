"""A kept log as a log to ask: what ``--events FOLDER`` opens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_returning import RetentionCounts
from tropa.measure.questions import Edges, Paths
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_returning import Retention
from tropa.measure.reality_counts import RealityCounts
from tropa.plan.plan import Plan
from tropa.ports.log import BadLine, Landing, Limits, Needs, Progress
from tropa.ports.reasons import Reason
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.duckdb.connecting import connect
from tropa.warehouses.duckdb.kept.folder import Held, LogFolder
from tropa.warehouses.duckdb.kept.relations import Relations, spared
from tropa.warehouses.duckdb.kept.summed import (
    edges_are_summed,
    endings_are_summed,
    paths_are_summed,
    retention_is_summed,
    summed_edges,
    summed_endings,
    summed_paths,
    summed_retention,
)
from tropa.warehouses.duckdb.kept.table import KEPT_ROWS, KeptTable
from tropa.warehouses.duckdb.kept.tallies import summed_reality
from tropa.warehouses.duckdb.log import silent
from tropa.warehouses.duckdb.warehouse import DuckDBWarehouse


class KeptWarehouse(DuckDBWarehouse):
    """Answers questions about one snapshot, from what is summed up where that is enough.

    Args:
        events: The snapshot as a table, this object's own from now on.
        held: What keeps the snapshot from being removed.
        asked: Properties that the questions look at.
    """

    events: KeptTable

    def __init__(self, events: KeptTable, held: Held, asked: frozenset[str]) -> None:
        super().__init__(events)
        self._held = held
        self._asked = asked

    def close(self) -> None:
        """Let the database and the snapshot go."""
        super().close()
        self._held.close()

    def unset(self) -> frozenset[str]:
        """The properties looked at of which no event has a value."""
        places = {name: place for place, name in enumerate(self.events.vocabulary.properties) if name in self._asked}
        counts = ", ".join(f"count(t{i}) + count(n{i})" for i in places.values())
        found = self.events.rows(f"SELECT {counts} FROM bare")[0] if places else ()
        return frozenset(name for name, n in zip(places, found, strict=True) if not n)

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""
        if edges_are_summed(self.events, question):
            return summed_edges(self.events)
        return super().edges(question)

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""
        if paths_are_summed(self.events, question):
            return summed_paths(self.events, question)
        return super().paths(question)

    def endings(self, question: Endings) -> EndingCounts:
        """Count with which event units end."""
        if endings_are_summed(question):
            return summed_endings(self.events, question)
        return super().endings(question)

    def retention(self, question: Retention) -> RetentionCounts:
        """Count who comes back."""
        if retention_is_summed(self.events, question):
            return summed_retention(self.events, question)
        return super().retention(question)

    def reality(self, plan: Plan, by: str | None, watermark: datetime, named: int = 0) -> RealityCounts:
        """Count what became of a journey's runs; of one that is watched, from its sums."""
        if by is None and not named:
            found = summed_reality(self.events, plan, watermark)
            if found is not None:
                return found
        return super().reality(plan, by, watermark, named)


class KeptLog:
    """A kept log (the port ``LogSource``), of which nothing has to be read before it is asked.

    Args:
        path: The folder of the log.
        limits: What DuckDB may take of the machine.
        target_rows: Rows that a statement reads at least.

    Raises:
        LogUnreadable: No log is kept there.
    """

    def __init__(self, path: Path, limits: Limits | None = None, target_rows: int = KEPT_ROWS) -> None:
        self._limits = limits or Limits()
        self._target_rows = target_rows
        self._folder = LogFolder(path)
        self._landed: dict[Path, tuple[Held, Needs]] = {}
        self.properties()

    def properties(self) -> tuple[str, ...]:
        """The properties that are kept.

        Raises:
            LogUnreadable: No log is kept there.
        """
        with Held(self._folder) as held:
            return held.manifest.properties

    def land(self, folder: Path, needs: Needs, progress: Progress) -> Landing:
        """What is known of how the log was read; nothing is copied, and ``events`` is the manifest.

        Raises:
            LogUnreadable: No log is kept there any more.
            Unanswerable: A property or a trait was not kept.
        """
        del progress
        held = Held(self._folder)
        kept = held.manifest
        try:
            _refuse("property", needs.properties - spared(kept.properties), kept.properties, self._folder.path)
            _refuse("trait", needs.traits, kept.traits, self._folder.path)
        except Unanswerable:
            held.close()
            raise
        self._landed[folder] = (held, needs)
        return Landing(
            events=held.path,
            traits=None,
            properties=kept.properties,
            n_events=kept.n_events,
            n_bad=kept.n_bad,
            n_duplicates=kept.n_duplicates,
            watermark=kept.watermark,
            bad_lines=tuple(BadLine(line.number, Reason(line.reason, line.params)) for line in kept.bad_lines),
            ignored=kept.ignored,
        )

    def open_warehouse(self, landing: Landing, folder: Path, progress: Progress = silent) -> KeptWarehouse:
        """A warehouse over the snapshot that was landed, which nobody removes before it is closed.

        Args:
            landing: What ``land`` gave.
            folder: The folder it was asked to land in; what is spilled is kept there.
            progress: Hears ``counting`` during each pass.
        """
        del landing
        held, needs = self._landed.pop(folder)
        connection = connect(folder, self._limits)
        kept = Relations(self._folder, held.manifest)
        table = KeptTable(connection, kept, sorted(needs.traits), progress, self._target_rows)
        return KeptWarehouse(table, held, needs.properties)


def _refuse(kind: str, asked: frozenset[str], kept: tuple[str, ...], path: Path) -> None:
    missing = ", ".join(sorted(asked - set(kept)))
    if missing:
        has = ", ".join(kept) or "none"
        raise Unanswerable(
            f"the log in {path} was kept without the {kind} {missing} (it has: {has}); "
            f"add its files to a new log, with --{kind} for each"
        )
