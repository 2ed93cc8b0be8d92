"""Opening a SQLite file as a store."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Error

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from tropa.ports.state import StoreUnavailable
from tropa.stores.sql.store import SqlStore
from tropa.stores.sql.talk import At
from tropa.stores.sql.upgrading import upgrade
from tropa.stores.sqlite.database import SqliteDatabase, connect

SHARDS = 2
"""Two workers can share a file, since one decides while the other writes; more would cut batches small."""


def open_sqlite(path: Path, at: At, shards: int = SHARDS) -> SqlStore:
    """Open a file as a store; it is made where it is not there.

    Args:
        path: Where it is.
        at: Called at named points.
        shards: Of a new store; one that is there keeps its own.

    Raises:
        StoreUnavailable: Its folder is not there, it is no SQLite database, or its tables are newer
            than this program.
    """
    if not path.parent.is_dir():
        raise StoreUnavailable(f"{path}: there is no folder {path.parent}; make it first")
    try:
        _upgrade(path, shards)
    except (Error, DatabaseError) as fault:
        told = fault.orig if isinstance(fault, DatabaseError) else fault
        raise StoreUnavailable(f"{path} cannot be opened as a SQLite database: {told}") from fault
    return SqlStore(SqliteDatabase(path), at)


def _upgrade(path: Path, shards: int) -> None:
    connection = connect(path)
    try:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        event.listen(engine, "begin", _begin)
        upgrade(engine, shards)
    finally:
        connection.close()


def _begin(connection: Connection) -> None:
    """All steps are one transaction; of two processes that start at once, one waits."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
