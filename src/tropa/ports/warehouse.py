"""The port to whatever counts: DuckDB here, another columnar engine elsewhere."""

from __future__ import annotations

from typing import Protocol

from tropa.measure.counts import EdgeCounts, FunnelCounts, PathCounts
from tropa.measure.questions import Edges, Funnel, Paths


class Warehouse(Protocol):
    """Answers questions about one landed log.

    Laws: answers depend on the question and the log only, never on the order of asking; all
    warehouses give equal counts, and times equal within float error, on equal logs.
    """

    def funnel(self, question: Funnel) -> FunnelCounts:
        """Count a funnel (rule M2)."""

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""
