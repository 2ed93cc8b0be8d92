"""A warehouse whose engine counts pairs and rows of names itself, in windows of its own SQL."""

from __future__ import annotations

from typing import ClassVar

from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.questions import Edges, Paths
from tropa.warehouses.counting.warehouse import TableWarehouse
from tropa.warehouses.counting.windows import (
    Windows,
    edges_in_windows,
    paths_in_windows,
    windowed_edges,
    windowed_paths,
)


class WindowedWarehouse(TableWarehouse):
    """Answers questions about one landed log (the port ``Warehouse``).

    Attributes:
        windows: How the engine writes its windows.
    """

    windows: ClassVar[Windows]

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""
        if edges_in_windows(question):
            return windowed_edges(self.events, question, self.windows)
        return super().edges(question)

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""
        if paths_in_windows(question):
            return windowed_paths(self.events, question, self.windows)
        return super().paths(question)
