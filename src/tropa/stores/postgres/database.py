"""PostgreSQL as the store uses it: rows are written by COPY, and changed by one statement for many.

Theory.  What is changed is copied into a temporary table of the connection, and from there into its table.
Every statement is driven by the few rows it is asked for: scans and joins that read a whole table
are switched off, for the planner, which knows the tables only as of the last ANALYZE, would choose
them where a table has grown since.  Readers see one snapshot; a turn sees what is committed, and is
alone with its shard by the lock on the shard's row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from threading import Lock
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import IsolationLevel, RawCursor, errors
from sqlalchemy import BigInteger, Integer, LargeBinary, SmallInteger, Text

from tropa.ports.state import Overtaken, StoreUnavailable
from tropa.stores.sql.schema import METADATA
from tropa.stores.sql.talk import Row, statements_of
from tropa.stores.sql.words import Words

OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
        "jit=off",
        "synchronous_commit=on",
        "idle_in_transaction_session_timeout=120s",
        "client_min_messages=warning",
    )
)
"""How every connection is set; a worker that hangs inside a turn loses its connection, and with it the lock."""

MOST_KEPT = 4
"""Connections that are kept open while nobody uses them."""

OVERTAKEN = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
"""Faults of a transaction that met another one; of the two, one was kept, and the other may begin anew at once."""

UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""Faults that pass; internal ones are those of a session that was cut off, and of a server that only reads by now."""

_TYPES: Mapping[type, str] = MappingProxyType(
    {SmallInteger: "int2", Integer: "int4", BigInteger: "int8", Text: "text", LargeBinary: "bytea"}
)
_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {table.name: tuple(_TYPES[type(column.type)] for column in table.columns) for table in METADATA.tables.values()}
)
_WORK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "customer_change": ("int2", "int8", "bytea"),
        "run_change": ("int2", "int8", "int8", "int4", "int8", "int8", "bytea"),
        "run_delete": ("int2", "int8", "int8"),
        "message_lease": ("int2", "int8", "int2", "int2", "int8", "text"),
        "message_settle": ("text", "text", "int2", "int8", "text", "text"),
    }
)
"""Statements that change many rows, with the types of their values: columns ``v1``, ``v2`` ... of a work table."""


@cache
def statements() -> Mapping[str, str]:
    """The named statements of this dialect."""
    return statements_of("tropa.stores.sql", "tropa.stores.postgres")


class PostgresTalk:
    """One transaction on a connection."""

    def __init__(self, cursor: RawCursor[Row], words: Words) -> None:
        self.words = words
        self._cursor = cursor

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What a statement finds."""
        return self._cursor.execute(_text(statement), values).fetchall()

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it changed."""
        return self._cursor.execute(_text(statement), values).rowcount

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement for every row: at once, where there is a work table for it."""
        if statement not in _WORK:
            self._cursor.executemany(_text(statement), rows)
            return
        self._copy(f"work_{statement}", _WORK[statement], rows)
        self._cursor.execute(_text(statement))
        self._cursor.execute(f"TRUNCATE work_{statement}".encode())

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put new rows into a table."""
        self._copy(table, _TABLES[table], rows)

    def _copy(self, table: str, types: Sequence[str], rows: Sequence[Row]) -> None:
        with self._cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)'.encode()) as copy:
            copy.set_types(types)
            write = copy.write_row
            for row in rows:
                write(row)

    def several(self, values: Sequence[int] | Sequence[str]) -> object:
        """Values as an array."""
        return list(values)

    def look_away(self) -> None:
        """Nobody waits for a transaction but for what it has locked."""

    def keep_others_out(self) -> bool:
        """The lock on the shard's row keeps them out from the beginning."""
        return False


def _told(fault: psycopg.Error) -> str:
    return f"PostgreSQL: {str(fault).strip() or type(fault).__name__}"


def _text(statement: str) -> bytes:
    return statements()[statement].encode()


class PostgresDatabase:
    """A database.

    Args:
        conninfo: Its address, as libpq reads it.

    Raises:
        StoreUnavailable: It cannot be reached.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._lock = Lock()
        self._kept: list[tuple[psycopg.Connection[Any], Words]] = []
        with self._connection():
            pass

    @contextmanager
    def writing(self) -> Iterator[PostgresTalk]:
        """A transaction that may change things.

        Raises:
            StoreUnavailable: The server does not answer, or has cut the session off.
            Overtaken: The server ended the transaction for another's sake.
        """
        with self._connection() as (connection, words):
            connection.isolation_level = IsolationLevel.READ_COMMITTED
            connection.read_only = False
            try:
                with connection.transaction(), RawCursor(connection) as cursor:
                    yield PostgresTalk(cursor, words)
            except BaseException:
                words.forget()
                raise

    def turning(self) -> AbstractContextManager[PostgresTalk]:
        """A transaction that may change things: what it looks at first is the shard's row, which it locks."""
        return self.writing()

    @contextmanager
    def reading(self) -> Iterator[PostgresTalk]:
        """A transaction that sees one state of the store.

        Raises:
            StoreUnavailable: The server does not answer.
        """
        with self._connection() as (connection, words):
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            with connection.transaction(), RawCursor(connection) as cursor:
                yield PostgresTalk(cursor, words)

    @contextmanager
    def _connection(self) -> Iterator[tuple[psycopg.Connection[Any], Words]]:
        """A connection that nobody else uses meanwhile; one that failed is not used again."""
        try:
            with self._lock:
                kept = self._kept.pop() if self._kept else None
            connection, words = kept or (connect(self._conninfo), Words())
            try:
                yield connection, words
            except psycopg.Error:
                connection.close()
                raise
            finally:
                self._give_back(connection, words)
        except OVERTAKEN as fault:
            raise Overtaken(_told(fault)) from fault
        except UNAVAILABLE as fault:
            raise StoreUnavailable(_told(fault)) from fault

    def _give_back(self, connection: psycopg.Connection[Any], words: Words) -> None:
        with self._lock:
            if not connection.closed and len(self._kept) < MOST_KEPT:
                self._kept.append((connection, words))
                return
        connection.close()

    def close(self) -> None:
        """Close all connections that nobody uses."""
        with self._lock:
            kept, self._kept = self._kept, []
        for connection, _ in kept:
            connection.close()


def connect(conninfo: str) -> psycopg.Connection[Any]:
    """A connection as the store uses it, with its work tables."""
    connection = psycopg.connect(conninfo, options=OPTIONS, application_name="tropa", connect_timeout=10)
    with connection.transaction():
        for statement, types in _WORK.items():
            columns = ", ".join(f"v{n} {type_}" for n, type_ in enumerate(types, 1))
            made = f"CREATE TEMPORARY TABLE work_{statement} ({columns}) ON COMMIT DELETE ROWS"
            connection.execute(made.encode())
    return connection
