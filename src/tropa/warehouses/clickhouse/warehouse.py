"""The warehouse itself: one log in ClickHouse, any number of questions."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from tropa.ports.log import Landing, Progress
from tropa.warehouses.clickhouse.dialect import WINDOWS
from tropa.warehouses.clickhouse.events import TARGET_ROWS, StreamedTable
from tropa.warehouses.clickhouse.loading import load
from tropa.warehouses.clickhouse.talk import Talk
from tropa.warehouses.counting.windowed import WindowedWarehouse


class ClickHouseWarehouse(WindowedWarehouse):
    """Answers questions about one landed log (the port ``Warehouse``), which lies in a database of its own.

    Args:
        events: The sorted log.
        talk: The server, this object's own from now on.
        database: Where the log lies; goes with this object.
    """

    windows = WINDOWS

    def __init__(self, events: StreamedTable, talk: Talk, database: str) -> None:
        super().__init__(events)
        self._talk = talk
        self._database = database

    @classmethod
    def open(
        cls, landing: Landing, talk: Talk, token: UUID, progress: Progress, target_rows: int = TARGET_ROWS
    ) -> Self:
        """Send a landed log to the server and sort it there.

        Args:
            landing: The log; its files are read here and never again.
            talk: The server, the warehouse's own from now on.
            token: Makes the name of the log's database.
            progress: Hears ``sorting`` here and ``counting`` during each pass.
            target_rows: Rows in a chunk.
        """
        database = f"tropa_{token.hex}"
        talk.enter(database)
        try:
            vocabulary = load(talk, landing, progress)
            return cls(StreamedTable(talk, vocabulary, progress, target_rows), talk, database)
        except BaseException:
            talk.leave(database)
            raise

    def close(self) -> None:
        """Remove the log from the server, and let the connection go."""
        self._talk.leave(self._database)
