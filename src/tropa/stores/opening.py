"""Opening a store by its address."""

from __future__ import annotations

from pathlib import Path

from tropa.ports.state import StateStore, StoreUnavailable
from tropa.stores.memory import MemoryStore
from tropa.stores.sql.talk import At

MEMORY, SQLITE = "memory:", "sqlite:"
POSTGRES = ("postgresql://", "postgres://")


class UnknownStore(ValueError):
    """An address that says no store; it says which there are."""


def _nowhere(point: str) -> None:
    """What is called at named points where nobody waits for them."""


def open_store(url: str, at: At = _nowhere) -> StateStore:
    """Open a store, its tables made or brought up to date.

    Args:
        url: ``memory:``, ``sqlite:PATH``, or ``postgresql://...`` as libpq reads it.
        at: Called at named points (``sql.store``); tests stop the process there.

    Raises:
        UnknownStore: The address says none of these.
        StoreUnavailable: It cannot be opened: why, and what to do.
    """
    if url == MEMORY:
        return MemoryStore()
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        from tropa.stores.sqlite.opening import open_sqlite  # noqa: PLC0415  SQLAlchemy takes half a second

        return open_sqlite(Path(url.removeprefix(SQLITE).removeprefix("//")), at)
    if url.startswith(POSTGRES):
        return _open_postgres(url, at)
    raise UnknownStore(f"{url!r} is no store: write memory:, sqlite:PATH or postgresql://USER@HOST/DATABASE")


def _open_postgres(url: str, at: At) -> StateStore:
    try:
        from tropa.stores.postgres.opening import open_postgres  # noqa: PLC0415  psycopg is an extra
    except ModuleNotFoundError as fault:
        if fault.name != "psycopg":
            raise
        raise StoreUnavailable("PostgreSQL needs psycopg: pip install 'tropa[postgres]'") from fault
    return open_postgres(url, at)
