"""The warehouse itself: one log sorted by DuckDB, any number of questions."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from tropa.ports.log import Landing, Limits, Progress
from tropa.warehouses.counting.warehouse import TableWarehouse
from tropa.warehouses.duckdb.log import TARGET_ROWS, EventTable, silent


class DuckDBWarehouse(TableWarehouse):
    """Answers questions about one landed log (the port ``Warehouse``).

    Args:
        events: The sorted log, this object's own from now on.
    """

    events: EventTable

    def __init__(self, events: EventTable) -> None:
        super().__init__(events)

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

    def close(self) -> None:
        """Let the database go; its folder may be removed then."""
        self.events.close()
