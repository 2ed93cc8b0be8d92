"""How much room the positions that wait take on disk, indexes included."""

from __future__ import annotations

import sqlite3
from contextlib import closing

WAITING = ("run", "participant")
"""The tables that hold them; their indexes bear their names in front."""


def bytes_each(url: str) -> float | None:
    """Bytes for each run that is open; None where the store has no disk, or nobody waits.

    Args:
        url: The store's address.
    """
    kind, _, rest = url.partition(":")
    match kind:
        case "sqlite":
            size, n = _in_sqlite(rest)
        case "postgresql":
            size, n = _in_postgres(url)
        case _:
            return None
    return size / n if n else None


def _in_sqlite(path: str) -> tuple[int, int]:
    """Bytes of the pages, and rows."""
    indexes = "SELECT name FROM sqlite_schema WHERE tbl_name IN (?, ?)"
    with closing(sqlite3.connect(path)) as database:
        ((size,),) = database.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({indexes})", WAITING)  # noqa: S608  our own words
        ((n,),) = database.execute("SELECT count(*) FROM run")
    return size or 0, n


def _in_postgres(url: str) -> tuple[int, int]:
    """Bytes of tables, indexes and what lies beside them, and rows."""
    import psycopg  # noqa: PLC0415  an extra, needed here alone

    with psycopg.connect(url, autocommit=True) as connection:
        sizes = connection.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) name", [[*WAITING]]
        )
        rows = connection.execute("SELECT count(*) FROM run")
        return int((sizes.fetchone() or (0,))[0]), int((rows.fetchone() or (0,))[0])
