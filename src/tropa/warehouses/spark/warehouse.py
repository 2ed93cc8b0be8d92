"""The warehouse itself: one log on a Spark cluster, any number of questions."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from tropa.ports.log import Landing, Progress
from tropa.warehouses.counting.windowed import WindowedWarehouse
from tropa.warehouses.spark.cluster import Cluster
from tropa.warehouses.spark.dialect import WINDOWS
from tropa.warehouses.spark.events import TARGET_ROWS, PartedTable
from tropa.warehouses.spark.loading import load


class SparkWarehouse(WindowedWarehouse):
    """Answers questions about one landed log (the port ``Warehouse``), which lies in the cluster's storage.

    Args:
        events: The sorted log.
        cluster: Where it lies; this object's own from now on.
        token: What its files are called there; they go with this object.
    """

    windows = WINDOWS

    def __init__(self, events: PartedTable, cluster: Cluster, token: str) -> None:
        super().__init__(events)
        self._cluster = cluster
        self._token = token

    @classmethod
    def open(
        cls, landing: Landing, cluster: Cluster, token: UUID, progress: Progress, target_rows: int = TARGET_ROWS
    ) -> Self:
        """Copy a landed log into the cluster's storage and sort it there.

        Args:
            landing: The log; its files are read here and never again.
            cluster: Where to; the warehouse's own from now on.
            token: Makes the name of the log's folder.
            progress: Hears ``sorting`` here and ``counting`` during each pass.
            target_rows: Rows in a chunk of an executor's.
        """
        name = f"tropa_{token.hex}"
        try:
            with cluster.heard():
                loaded = load(cluster, landing, name, progress)
            return cls(PartedTable(cluster, loaded, progress, target_rows), cluster, name)
        except BaseException:
            _leave(cluster, name)
            raise

    def close(self) -> None:
        """Remove the log from the storage, and let the cluster go."""
        _leave(self._cluster, self._token)


def _leave(cluster: Cluster, name: str) -> None:
    """Remove what was made under a name."""
    try:
        cluster.sql(f"DROP TABLE IF EXISTS {name}")
        cluster.forget(name)
    finally:
        cluster.close()
