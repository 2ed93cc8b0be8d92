"""The one way a database of this room is opened: bounded, and fetching nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tropa.ports.log import Limits


def connect(folder: Path, limits: Limits, *, in_memory: bool = False) -> duckdb.DuckDBPyConnection:
    """A new database in memory, or ``log.duckdb`` in a folder, which keeps to its limits and fetches nothing.

    One in memory spills into the folder too, but what it has spilled is read five times as slowly.
    Without a bound for what it spills a sort may fill the whole disk; with extensions installed or
    loaded on their own, a cast may open a connection to a server.  The optimizer that makes a join
    of an ``IN`` list is off: such a join loses the order of rows, and sorting them anew costs more
    than it saves.
    """
    connection = duckdb.connect(
        ":memory:" if in_memory else str(folder / "log.duckdb"),
        config={
            "memory_limit": f"{limits.memory_bytes}B",
            "temp_directory": str(folder / "spill"),
            "max_temp_directory_size": f"{limits.temp_bytes}B",
            "threads": limits.threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "disabled_optimizers": "in_clause",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")  # what a time without zone is read as
    return connection
