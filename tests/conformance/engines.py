"""The warehouses that the suites of this folder hold against the oracles, by name."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from tests.conformance.kept import kept

from tropa.ports.log import Landing
from tropa.warehouses.counting.passes import C
from tropa.warehouses.counting.warehouse import TableWarehouse
from tropa.warehouses.duckdb import DuckDBWarehouse, EventTable

Factory = Callable[[Landing, Path], TableWarehouse]

SPAN = 300
"""Rows in a chunk, where a small log is to be counted as a large one is."""


def whole(landing: Landing, folder: Path) -> TableWarehouse:
    """Open the embedded warehouse over a landing."""
    return DuckDBWarehouse.open(landing, folder)


def in_spans(landing: Landing, folder: Path) -> TableWarehouse:
    """Open it so that a log is counted in many spans."""
    return DuckDBWarehouse.open(landing, folder, target_rows=SPAN)


class DealtOut(EventTable):
    """A log that is counted by many hands: every chunk by another copy, put together in any order."""

    def gathered(self, counting: C) -> C:
        """Count as executors do that know nothing of each other."""
        blank = pickle.dumps(counting)
        counted = []
        for chunk in self.chunks(counting.columns, counting.where):
            copy = pickle.loads(blank)  # noqa: S301  our own
            copy.add(chunk)
            counted.append(pickle.dumps(copy))
        Random(len(counted)).shuffle(counted)  # noqa: S311  any order
        for told in counted:
            counting.absorb(pickle.loads(told))  # noqa: S301  as above
        return counting


def dealt_out(landing: Landing, folder: Path) -> TableWarehouse:
    """Open the embedded warehouse so that many count."""
    return DuckDBWarehouse(DealtOut.open(landing, folder, target_rows=SPAN))


def kept_in_pieces(landing: Landing, folder: Path) -> TableWarehouse:
    """Keep the log in a folder, in two pieces, and ask it there."""
    return kept(landing, folder, target_rows=SPAN)


def clickhouse(landing: Landing, folder: Path) -> TableWarehouse:
    """Send the landing to ClickHouse's engine in this process, over the client that talks to servers."""
    del folder
    installed("chdb")
    from clickhouse_connect import get_client  # noqa: PLC0415  an extra

    from tropa.warehouses.clickhouse import ClickHouseWarehouse  # noqa: PLC0415  as above
    from tropa.warehouses.clickhouse.talk import Talk  # noqa: PLC0415  as above

    talk = Talk(get_client(interface="chdb"))
    return ClickHouseWarehouse.open(landing, talk, uuid4(), lambda *_: None, target_rows=SPAN)


def installed(*modules: str) -> None:
    """Leave a test out where the engines are not installed, but never in CI."""
    for module in modules:
        if not os.environ.get("CI"):
            pytest.importorskip(module, reason=f"ENGINES LEFT OUT: no {module}; `make engines ENGINES=yes` mends it")


WAREHOUSES: dict[str, Factory] = {
    "duckdb": whole,
    "duckdb-spans": in_spans,
    "duckdb-dealt-out": dealt_out,
    "duckdb-kept": kept_in_pieces,
    "clickhouse": clickhouse,
}
