"""Warehouses over logs written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from tests.unit.warehouses_duckdb.small_logs import Happened, TraitSet, land

from tropa.warehouses.duckdb import DuckDBWarehouse


class OpenLog(Protocol):
    """Opens a warehouse over a log."""

    def __call__(
        self, events: Sequence[Happened], traits: Sequence[TraitSet] = (), target_rows: int = 1000
    ) -> DuckDBWarehouse:
        """Land the log and open it, ``target_rows`` events at a time."""


@pytest.fixture
def open_log(tmp_path: Path) -> Iterator[OpenLog]:
    """Opens warehouses over logs written by hand; closes them after the test."""
    opened: list[DuckDBWarehouse] = []

    def open_it(
        events: Sequence[Happened], traits: Sequence[TraitSet] = (), target_rows: int = 1000
    ) -> DuckDBWarehouse:
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        opened.append(DuckDBWarehouse.open(land(folder, events, traits), folder, target_rows=target_rows))
        return opened[-1]

    yield open_it
    for warehouse in opened:
        warehouse.close()
