"""Opening a PostgreSQL database as a store."""

from __future__ import annotations

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from tropa.ports.state import StoreUnavailable
from tropa.stores.postgres.database import PostgresDatabase
from tropa.stores.sql.store import SqlStore
from tropa.stores.sql.talk import At
from tropa.stores.sql.upgrading import upgrade

SHARDS = 8
"""How many shards a new database has: as many workers as that can share its work."""


def open_postgres(url: str, at: At, shards: int = SHARDS) -> SqlStore:
    """Open a database as a store; its tables are made, or brought up to date.

    Args:
        url: As libpq reads it.
        at: Called at named points.
        shards: Of a new store; one that is there keeps its own.

    Raises:
        StoreUnavailable: It cannot be reached, or its tables are newer than this program.
    """
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    try:
        upgrade(engine, shards)
    except (psycopg.Error, DatabaseError) as fault:
        told = fault.orig if isinstance(fault, DatabaseError) else fault
        raise StoreUnavailable(f"PostgreSQL cannot be used: {str(told).strip()}") from fault
    return SqlStore(PostgresDatabase(url), at)
