"""SQLite as the store uses it: any number read, one writes at a time, and every commit is durable.

Theory.  SQLite lets one writer in at a time.  What takes long, a turn's loading and deciding, is therefore
done beforehand: the turn looks in a reading transaction, decides in none, and begins to write
when its rows are ready.  Threads wait for each other at a lock, other processes at ``BEGIN IMMEDIATE``;
the write-ahead log lets all read meanwhile, and ``synchronous=FULL`` makes a commit outlive a power
cut.  The connection used last is used next: what it has in its cache, it reads from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock, get_ident
from typing import cast

import msgspec

from tropa.ports.state import Overtaken, StoreUnavailable
from tropa.stores.sql.schema import METADATA
from tropa.stores.sql.talk import Row, statements_of
from tropa.stores.sql.words import Words

BUSY_S = 60
"""How long somebody waits for another process's transaction."""

MOST_KEPT = 4
"""Connections that are kept open while nobody uses them."""

_JSON = msgspec.json.Encoder()
_CACHE_KIB = 64 * 1024

_CHECKPOINT_PAGES = 16_000
"""How far the write-ahead log grows, in pages of 4 KiB, until a commit also brings it into the file.  SQLite's own
1,000 are what two small turns write: each would pay for pages that the next one changes again."""


class SqliteTalk:
    """One transaction on a connection.

    Args:
        connection: Nobody else's meanwhile.
        writers: Who may write, among the threads of this process.
    """

    def __init__(self, connection: sqlite3.Connection, writers: Writers) -> None:
        self.words = Words()
        self.connection = connection
        self._writers = writers
        self._statements = statements()
        self._is_writing = False

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What a statement finds."""
        return self.connection.execute(self._statements[statement], cast("tuple[str, ...]", values)).fetchall()

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it changed."""
        return self.connection.execute(self._statements[statement], cast("tuple[str, ...]", values)).rowcount

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement for every row."""
        self.connection.executemany(self._statements[statement], rows)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put new rows into a table."""
        self.connection.executemany(self._statements[f"insert into {table}"], rows)

    def several(self, values: Sequence[int] | Sequence[str]) -> object:
        """Values as a JSON array, which ``json_each`` reads."""
        return _JSON.encode(values).decode()

    def look_away(self) -> None:
        """End the reading transaction, if it is one."""
        if not self._is_writing and self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def keep_others_out(self) -> bool:
        """Begin to write, if that is not done yet."""
        if self._is_writing:
            return False
        self.look_away()
        self._writers.enter()
        self._is_writing = True
        self.connection.execute("BEGIN IMMEDIATE")
        return True

    def end(self, *, keep: bool) -> None:
        """End the transaction, and let others write.

        Args:
            keep: Whether what was written is kept.
        """
        try:
            if self.connection.in_transaction:
                self.connection.execute("COMMIT" if keep else "ROLLBACK")
        finally:
            if self._is_writing:
                self._is_writing = False
                self._writers.leave()


class Writers:
    """Lets the threads of a process write one after the other, without the pauses in which SQLite looks again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._who: int | None = None

    def enter(self) -> None:
        """Wait until nobody else writes.

        Raises:
            RuntimeError: This thread writes already, and would wait for itself.
        """
        if self._who == get_ident():
            raise RuntimeError("a transaction of this thread is under way")
        self._lock.acquire()
        self._who = get_ident()

    def leave(self) -> None:
        """Let the next one write."""
        self._who = None
        self._lock.release()


class SqliteDatabase:
    """A file.

    Args:
        path: Where it is; it is made if it is not there, its tables are not (``upgrading.upgrade``).

    Raises:
        StoreUnavailable: The file cannot be opened, or is none of SQLite's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._writers = Writers()
        self._kept: list[SqliteTalk] = []
        with self._talking(keep=False):
            pass

    @contextmanager
    def writing(self) -> Iterator[SqliteTalk]:
        """A transaction that may change things.

        Raises:
            RuntimeError: This thread is inside one already.
            StoreUnavailable: Another process has kept the file too long, or it cannot be read.
        """
        with self._talking(keep=True) as talk:
            talk.keep_others_out()
            yield talk

    @contextmanager
    def reading(self) -> Iterator[SqliteTalk]:
        """A transaction that sees one state."""
        with self._talking(keep=False) as talk:
            talk.connection.execute("BEGIN")
            yield talk

    @contextmanager
    def turning(self) -> Iterator[SqliteTalk]:
        """A transaction that reads, and writes in the end."""
        with self._talking(keep=True) as talk:
            talk.connection.execute("BEGIN")
            yield talk

    @contextmanager
    def _talking(self, *, keep: bool) -> Iterator[SqliteTalk]:
        """A connection that nobody else uses meanwhile; kept at the end is what was written, or nothing."""
        try:
            talk = self._taken()
            try:
                yield talk
                talk.end(keep=keep)
            except BaseException:
                talk.words.forget()
                with suppress(sqlite3.Error):  # what went wrong is told, not that it cannot be taken back either
                    talk.end(keep=False)
                raise
            finally:
                self._give_back(talk)
        except sqlite3.IntegrityError as fault:
            raise Overtaken(f"SQLite: {fault}") from fault
        except sqlite3.DatabaseError as fault:
            raise StoreUnavailable(f"SQLite: {fault}") from fault

    def _taken(self) -> SqliteTalk:
        with self._lock:
            if self._kept:
                return self._kept.pop()
        return SqliteTalk(connect(self._path), self._writers)

    def _give_back(self, talk: SqliteTalk) -> None:
        with self._lock:
            if not talk.connection.in_transaction and len(self._kept) < MOST_KEPT:
                self._kept.append(talk)
                return
        talk.connection.close()

    def close(self) -> None:
        """Close all connections that nobody uses."""
        with self._lock:
            kept, self._kept = self._kept, []
        for talk in kept:
            talk.connection.close()


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
        f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
        f"cache_size = -{_CACHE_KIB}",
        "temp_store = MEMORY",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
