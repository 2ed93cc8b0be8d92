"""State in PostgreSQL: any number of workers on any number of machines."""

from tropa.stores.postgres.database import PostgresDatabase

__all__ = ["PostgresDatabase"]
