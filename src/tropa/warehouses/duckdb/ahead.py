"""Reading ahead: while one part of a log is counted, the engine reads the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import duckdb

from tropa.warehouses.counting.table import Columns


def read_ahead(
    connection: duckdb.DuckDBPyConnection,
    statements: Iterable[str],
    read: Callable[[duckdb.DuckDBPyConnection, str], Columns],
) -> Iterator[Columns]:
    """What each statement finds, in their order; one is under way while its predecessor is looked at.

    Two answers are in memory at a time.

    Args:
        connection: The database.
        statements: What it is asked.
        read: Asks one, on a cursor of its own, so that the connection may be asked other things meanwhile.
    """
    with closing(connection.cursor()) as cursor, ThreadPoolExecutor(1) as reader:
        coming: deque[Future[Columns]] = deque()
        for sql in statements:
            coming.append(reader.submit(read, cursor, sql))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
