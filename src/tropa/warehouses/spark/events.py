"""A log on a Spark cluster as the sorted table that every question is asked of."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyspark.sql import DataFrame

from tropa.ports.log import Progress
from tropa.warehouses.counting.cutting import whole_customers
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import C
from tropa.warehouses.counting.table import MOST_TOLD, ORDER, Columns
from tropa.warehouses.spark.cluster import Cluster
from tropa.warehouses.spark.hands import STATE, columns_of, hand
from tropa.warehouses.spark.loading import Loaded

TARGET_ROWS = 500_000
"""Rows in a chunk of an executor's."""


class PartedTable:
    """The view ``events``, counted by the executors.

    Args:
        cluster: Where it lies.
        loaded: How it lies there.
        progress: Hears ``counting`` during each pass.
        target_rows: Rows in a chunk.
    """

    ever = "events"

    def __init__(self, cluster: Cluster, loaded: Loaded, progress: Progress, target_rows: int = TARGET_ROWS) -> None:
        self.told: deque[str] = deque(maxlen=MOST_TOLD)
        self._cluster = cluster
        self._loaded = loaded
        self._progress = progress
        self._target_rows = target_rows

    @property
    def vocabulary(self) -> Vocabulary:
        """Names, properties and traits, as the table numbers them."""
        return self._loaded.vocabulary

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        self.told.append(sql)
        return self._cluster.rows(sql)

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """How many events are so, and of how many customers."""
        n_events, n_customers = self.rows(f"SELECT count(*), count(DISTINCT c) FROM events WHERE {where}")[0]  # noqa: S608 - of quoted parts
        return int(n_events), int(n_customers)

    def ids(self, customers: Iterable[int]) -> dict[int, str]:
        """The customers' own ids, by their numbers."""
        wanted = ", ".join(str(int(customer)) for customer in sorted(customers))
        found = self.rows(f"SELECT c, customer FROM customers WHERE c IN ({wanted})") if wanted else []  # noqa: S608 - numbers
        return {int(number): str(name) for number, name in found}

    def gathered(self, counting: C) -> C:
        """Let every executor count the customers of its buckets, and put together what they have counted."""
        self._progress("counting", 0.0)
        with self._cluster.heard():
            rows = self._sorted(counting.columns, counting.where)
            states = rows.mapInArrow(hand(counting, self._target_rows), STATE).collect()
        for (state,) in states:
            counting.absorb(pickle.loads(state))  # noqa: S301  our executors' own
        self._progress("counting", 1.0)
        return counting

    def chunks(self, columns: Mapping[str, str], where: str = "TRUE") -> Iterator[Columns]:
        """Pass over the log on this machine, in order of customer, time and arrival, whole customers at a time."""
        with self._cluster.heard():
            batches = self._sorted(columns, where).toArrow().to_batches()
        yield from whole_customers(map(columns_of, batches), self._target_rows)

    def _sorted(self, columns: Mapping[str, str], where: str) -> DataFrame:
        """What is asked of each event, in order within each bucket."""
        wanted = {name: name for name in ORDER} | dict(columns)
        selected = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
        sql = f"SELECT {selected} FROM events WHERE {where}"  # noqa: S608 - of quoted parts
        self.told.append(sql)
        return self._cluster.sql(sql).sortWithinPartitions(*ORDER)
