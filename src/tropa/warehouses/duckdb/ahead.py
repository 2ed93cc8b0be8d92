"""Reading ahead: while one chunk is counted, the engine reads the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import duckdb

from tropa.warehouses.counting.table import Columns


def read_ahead(connection: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> Iterator[Columns]:
    """What each statement finds, in their order; one is under way while its predecessor is looked at.

    Two chunks are in memory at a time.  The statements run on a cursor of their own, so that the
    connection may be asked other things meanwhile.
    """
    with ThreadPoolExecutor(1) as reader, closing(connection.cursor()) as cursor:

        def read(sql: str) -> Columns:
            return cursor.execute(sql).fetchnumpy()

        coming: deque[Future[Columns]] = deque()
        for sql in statements:
            coming.append(reader.submit(read, sql))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
