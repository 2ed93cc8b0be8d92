"""SQLite as the store uses it: one connection, one transaction at a time, durable at every commit.

Theory.  SQLite lets one writer in at a time, and its transactions are short; so one connection behind a
lock serves all threads, and other processes wait for ``BEGIN IMMEDIATE``.  The write-ahead log lets them
read meanwhile; ``synchronous=FULL`` makes a commit outlive a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import cast

import msgspec

from tropa.ports.state import StoreUnavailable
from tropa.stores.sql.schema import METADATA
from tropa.stores.sql.talk import Row, statements_of
from tropa.stores.sql.words import Words

BUSY_S = 60
"""How long somebody waits for another process's transaction."""

_JSON = msgspec.json.Encoder()
_CACHE_KIB = 64 * 1024


class SqliteTalk:
    """One transaction; the statements are the connection's."""

    def __init__(self, connection: sqlite3.Connection, statements: Mapping[str, str], words: Words) -> None:
        self.words = words
        self._connection = connection
        self._statements = statements

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What a statement finds."""
        return self._connection.execute(self._statements[statement], cast("tuple[str, ...]", values)).fetchall()

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it changed."""
        return self._connection.execute(self._statements[statement], cast("tuple[str, ...]", values)).rowcount

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement for every row."""
        self._connection.executemany(self._statements[statement], rows)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put new rows into a table."""
        self._connection.executemany(self._statements[f"insert into {table}"], rows)

    def several(self, values: Sequence[int] | Sequence[str]) -> object:
        """Values as a JSON array, which ``json_each`` reads."""
        return _JSON.encode(values).decode()


class SqliteDatabase:
    """A file.

    Args:
        path: Where it is; it is made if it is not there, its tables are not (``upgrading.upgrade``).

    Raises:
        StoreUnavailable: The file cannot be opened, or is none of SQLite's.
    """

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        self._is_writing = False
        try:
            self._connection = connect(path)
        except sqlite3.Error as fault:
            raise StoreUnavailable(f"{path} cannot be opened as a SQLite database: {fault}") from fault
        self._talk = SqliteTalk(self._connection, statements(), Words())

    @contextmanager
    def writing(self) -> Iterator[SqliteTalk]:
        """A transaction that may change things.

        Raises:
            RuntimeError: This thread is inside one already.
            StoreUnavailable: Another process has kept the file too long, or it cannot be read.
        """
        with self._lock:
            if self._is_writing:
                raise RuntimeError("a transaction of this thread is under way")
            with self._transaction("BEGIN IMMEDIATE") as talk:
                self._is_writing = True
                try:
                    yield talk
                finally:
                    self._is_writing = False

    @contextmanager
    def reading(self) -> Iterator[SqliteTalk]:
        """A transaction that sees one state; inside one that writes, what that has written."""
        with self._lock:
            if self._is_writing:
                yield self._talk
                return
            with self._transaction("BEGIN") as talk:
                yield talk

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[SqliteTalk]:
        connection = self._connection
        try:
            connection.execute(begin)
            try:
                yield self._talk
                connection.execute("COMMIT")
            except BaseException:
                self._talk.words.forget()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as fault:
            raise StoreUnavailable(f"SQLite: {fault}") from fault

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


@cache
def statements() -> Mapping[str, str]:
    """The named statements of this dialect, and one for new rows of each table."""
    named = statements_of("tropa.stores.sql", "tropa.stores.sqlite")
    made = {name: text.replace("$", "?") for name, text in named.items()}
    for table in METADATA.tables.values():
        places = ", ".join("?" * len(table.columns))
        made[f"insert into {table.name}"] = f'INSERT INTO "{table.name}" VALUES ({places})'  # noqa: S608  our own tables
    return made


def connect(path: Path | str) -> sqlite3.Connection:
    """A connection as the store uses it."""
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"cache_size = -{_CACHE_KIB}",
        "temp_store = MEMORY",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
