"""A log in ClickHouse as the sorted table that every question is asked of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tropa.ports.log import Progress
from tropa.warehouses.clickhouse.talk import Talk
from tropa.warehouses.counting.cutting import whole_customers
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import MOST_TOLD, ORDER, Columns

TARGET_ROWS = 500_000
"""Rows in a chunk."""


class StreamedTable:
    """The table ``events`` in a database of its own, streamed in its own order.

    Args:
        talk: The server; the database is the connection's.
        vocabulary: Names, properties and traits, as the table numbers them.
        progress: Hears ``counting`` during each pass.
        target_rows: Rows in a chunk.
    """

    ever = "events"

    def __init__(
        self, talk: Talk, vocabulary: Vocabulary, progress: Progress, target_rows: int = TARGET_ROWS
    ) -> None:
        self.vocabulary = vocabulary
        self.told: deque[str] = deque(maxlen=MOST_TOLD)
        self._talk = talk
        self._progress = progress
        self._target_rows = target_rows
        self._n_customers = int(self.rows("SELECT uniqExact(c) FROM events")[0][0])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        self.told.append(sql)
        return self._talk.rows(sql)

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """How many events are so, and of how many customers."""
        n_events, n_customers = self.rows(f"SELECT count(), uniqExact(c) FROM events WHERE {where}")[0]  # noqa: S608 - of quoted parts
        return int(n_events), int(n_customers)

    def ids(self, customers: Iterable[int]) -> dict[int, str]:
        """The customers' own ids, by their numbers."""
        wanted = ", ".join(str(int(customer)) for customer in sorted(customers))
        found = self.rows(f"SELECT c, customer FROM customers WHERE c IN ({wanted})") if wanted else []  # noqa: S608 - numbers
        return {int(number): str(name) for number, name in found}

    def chunks(self, columns: Mapping[str, str], where: str = "TRUE") -> Iterator[Columns]:
        """Pass over the log in order of customer, time and arrival, whole customers at a time.

        The table lies in this order, so that the server reads and sends, and sorts nothing.

        Raises:
            OutOfOrder: The server has sent rows in another order.
        """
        wanted = {name: name for name in ORDER} | dict(columns)
        selected = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
        sql = f"SELECT {selected} FROM events WHERE {where} ORDER BY events.c, events.at_us, events.arrival"  # noqa: S608 - of quoted parts
        self.told.append(sql)
        self._progress("counting", 0.0)
        for chunk in whole_customers(self._talk.blocks(sql), self._target_rows):
            yield chunk
            self._progress("counting", (int(chunk["c"][-1]) + 1) / self._n_customers)
