"""One landed log as a DuckDB table sorted by customer and time, read in whole customers.

Layout decides more than the engine: sorted once, every question is one pass in which each
customer's events lie together.  A pass hands out NumPy columns, some hundred thousand rows at
a time, so that memory does not grow with the log.

The table is ``events``:

======================== ======== ===================================================
column                   type     meaning
======================== ======== ===================================================
``c``                    INTEGER  the customer, numbered from 0 in order of the id
``name``                 INTEGER  the place of the event's name in ``names``
``at_us``                BIGINT   when it happened: microseconds since 1970, UTC
``arrival``              BIGINT   its place in order of arrival; UINTEGER where all of them fit
``t{i}``, ``n{i}``       pair     property *i* as text or as number
``trait_t{i}``, ...      pair     trait *i* as it stood at the event
======================== ======== ===================================================

``at`` itself is a word of DuckDB's grammar, hence ``at_us``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np

from tropa.ports.log import Landing, Limits, Progress
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import MOST_TOLD, ORDER, Column, Columns
from tropa.warehouses.duckdb.ahead import read_ahead
from tropa.warehouses.duckdb.arrays import all_fixed, columns_of
from tropa.warehouses.duckdb.connecting import connect
from tropa.warehouses.duckdb.loading import customer_cuts, fits, load, within_cuts

STANDING = ("c", "at_us")
"""What is looked at of rows that are handed out as they stand."""

TARGET_ROWS = 500_000
"""Rows that a statement reads at least: a few tens of megabytes of columns."""

MOST_VALUES = 10_000_000
"""Values that a statement reads at most, where it may read more rows: each statement is planned anew."""

CHUNK_ROWS = 200_000
"""Rows in a chunk: too many to feel each call, and few enough for a processor's own memory."""


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


class EventTable:
    """The table ``events``, its vocabulary, and passes over it.

    Args:
        connection: The database, this object's own from now on.
        vocabulary: Names, properties and traits, as the table numbers them.
        cuts: Customers before whom the table may be parted, ascending, with about so many rows between them.
        progress: Hears ``counting`` during each pass.
        target_rows: Rows between two cuts.
        n_events: Events of the log, where the table has those alone that will be asked about.
    """

    order: Sequence[str] = ORDER
    """The columns that say in which order a chunk's rows are to be."""

    ever = "events"
    """The relation that has at least the rows of ``events``."""

    stands = True
    """Whether rows are handed out as they stand, sorted, in a table or file, rather than out of a join."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        vocabulary: Vocabulary,
        cuts: Sequence[int],
        progress: Progress = silent,
        *,
        target_rows: int = TARGET_ROWS,
        n_events: int | None = None,
    ) -> None:
        self.connection = connection
        self.vocabulary = vocabulary
        self.told: deque[str] = deque(maxlen=MOST_TOLD)
        self._cuts = cuts
        self._progress = progress
        self._target_rows = target_rows
        self._n_events = n_events

    @classmethod
    def open(
        cls,
        landing: Landing,
        folder: Path,
        limits: Limits | None = None,
        progress: Progress = silent,
        target_rows: int = TARGET_ROWS,
    ) -> Self:
        """Sort a landed log into a new database, in memory where all of it fits, else in ``folder``.

        Args:
            landing: The log; its files are read here and never again.
            folder: Where the database and what it spills are kept; the caller's to remove,
                after ``close``.
            limits: What DuckDB may take of the machine.
            progress: Hears ``sorting`` here and ``counting`` during each pass.
            target_rows: Rows that a statement reads at least.
        """
        allowed = limits or Limits()
        connection = connect(folder, allowed, in_memory=fits(landing, allowed))
        vocabulary = load(connection, landing, progress, target_rows)
        n_events = landing.n_events if landing.only is not None else None
        cuts = customer_cuts(connection, target_rows)
        return cls(connection, vocabulary, cuts, progress, target_rows=target_rows, n_events=n_events)

    def close(self) -> None:
        """Let the database go; its file may be removed then."""
        self.connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        self.told.append(sql)
        return self.connection.execute(sql).fetchall()

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """How many events are so, and of how many customers."""
        if where == "TRUE" and self._n_events is not None:
            return self._n_events, int(self.rows("SELECT count(*) FROM customers")[0][0])
        customers = "count(DISTINCT c)" if where != "TRUE" else "(SELECT count(*) FROM customers)"
        counted = self.rows(f"SELECT count(*), {customers} FROM events WHERE {where}")  # noqa: S608 - of quoted parts
        return int(counted[0][0]), int(counted[0][1])

    def ids(self, customers: Iterable[int]) -> dict[int, str]:
        """The customers' own ids, by their numbers."""
        wanted = ", ".join(str(int(customer)) for customer in sorted(customers))
        found = self.rows(f"SELECT c, customer FROM customers WHERE c IN ({wanted})") if wanted else []  # noqa: S608 - numbers
        return {int(number): str(name) for number, name in found}

    def chunks(self, columns: Mapping[str, str], where: str = "TRUE") -> Iterator[Columns]:
        """Pass over the log in order of customer, time and arrival, whole customers at a time.

        Args:
            columns: SQL expressions over ``events`` by the name wanted; ``c``, ``at_us`` and
                what orders the rows come along always.
            where: Which events to hand out: a SQL expression, never built from raw text.

        Yields:
            Arrays of one length, masked where something is null.  A customer's events are
            never parted, so a customer with more than a chunk's rows makes a larger one.
        """
        by = STANDING if self.stands else self.order
        wanted = {name: name for name in ("c", "at_us", *by)} | dict(columns)
        selected = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
        whole = f"SELECT {selected} FROM events WHERE {where}"  # noqa: S608 - of quoted parts, as below
        self.told.append(f"{whole} ORDER BY {', '.join(ORDER)}")
        statements = [
            f"SELECT {selected} FROM {self._events(within)} AS events WHERE {where}"  # noqa: S608
            for within in within_cuts(self._cuts[:: self._at_once(whole)])
        ]
        self._progress("counting", 0.0)
        for done, found in enumerate(read_ahead(self.connection, statements, self._read)):
            parts = whole_customers_of(found["c"], min(CHUNK_ROWS, self._target_rows))
            for part, rows in enumerate(parts, start=1):
                yield {name: column[rows] for name, column in found.items()}
                self._progress("counting", (done + part / len(parts)) / len(statements))
        self._progress("counting", 1.0)

    def _at_once(self, statement: str) -> int:
        """How many pieces between cuts one statement reads: several where its answer is of numbers alone."""
        relation = self.connection.sql(statement)
        if not self.stands or not all_fixed(relation):
            return 1
        return max(1, MOST_VALUES // (len(relation.columns) * self._target_rows))

    def _read(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> Columns:
        """What a statement finds, in order."""
        found = columns_of(cursor.sql(sql))
        return self._standing(cursor, found, sql) if self.stands else in_order(found, self.order)

    def _standing(self, cursor: duckdb.DuckDBPyConnection, found: Columns, sql: str) -> Columns:
        """The rows of a statement as they stand, unless they do not: then the engine is to sort them.

        They are looked at by customer and time, two columns that come along anyhow; an engine that
        lost their order would not lose it within the same instants alone.
        """
        standing = merged(found, STANDING)
        if standing is not None:
            return standing
        by = ", ".join(f"events.{name}" for name in self.order)
        return columns_of(cursor.sql(f"{sql} ORDER BY {by}"))

    def _events(self, within: str) -> str:
        """Some customers' events as a relation, in parentheses."""
        return f"(FROM events WHERE {within})"


def whole_customers_of(customers: Column, target_rows: int) -> list[slice]:
    """Parts of some rows, each of so many at least but for the last, that part no customer's.

    Args:
        customers: Never decreasing, shape ``(n,)``.
        target_rows: Of a part.
    """
    aims = np.arange(target_rows, len(customers), target_rows)
    begins = np.unique(np.searchsorted(customers, customers[aims])).tolist()
    return [slice(begin, end) for begin, end in pairwise(dict.fromkeys([0, *begins, len(customers)]))]


def in_order(found: Columns, by: Sequence[str] = ORDER) -> Columns:
    """The columns in the order promised, whatever the engine made of it.

    DuckDB 2.0 may answer an ``IN`` list, and so a chain of equalities, by a hash join that
    loses the table's order although ``preserve_insertion_order`` is on.  Looking costs a few
    milliseconds a chunk; sorting in SQL would take longer than the reading itself.
    """
    standing = merged(found, by)
    if standing is not None:
        return standing
    order = np.lexsort([found[name] for name in reversed(by)])
    return {name: column[order] for name, column in found.items()}


def merged(found: Columns, by: Sequence[str]) -> Columns | None:
    """The columns in order, if their rows are, at most with several parts after one another; else None."""
    if _rises(found, by):
        return found
    # Rows of several parts stand in order part by part: then merging by customer is enough.
    order = np.argsort(found[by[0]], kind="stable")
    if _rises({name: found[name][order] for name in by}, by):
        return {name: column[order] for name, column in found.items()}
    return None


def _rises(found: Columns, by: Sequence[str]) -> bool:
    """Whether no row comes before the one before it."""
    before, after = ({name: found[name][cut] for name in by} for cut in (slice(-1), slice(1, None)))
    *leading, last = by
    rising = before[last] <= after[last]
    for name in reversed(leading):
        rising = (before[name] < after[name]) | ((before[name] == after[name]) & rising)
    return bool(rising.all())
