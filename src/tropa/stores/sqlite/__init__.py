"""State in a SQLite file: one writer at a time, nothing to set up."""

from tropa.stores.sqlite.database import SqliteDatabase

__all__ = ["SqliteDatabase"]
