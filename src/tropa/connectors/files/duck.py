"""The one place that opens DuckDB for reading logs, and quotes what users have named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import duckdb

from tropa.ports.log import Limits

_LOOKS_PER_S = 20


def connect(limits: Limits, scratch: Path) -> duckdb.DuckDBPyConnection:
    """An engine in memory that spills into ``scratch`` and fetches nothing from anywhere.

    Without ``max_temp_directory_size`` a sort may fill the whole disk; with extension
    autoloading on, a cast may open a connection to a server.
    """
    engine = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{limits.memory_bytes}B",
            "max_temp_directory_size": f"{limits.temp_bytes}B",
            "temp_directory": str(scratch / "spill"),
            "threads": limits.threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
            # 0 = never guess a type from a sample: every object array is text.
            "pandas_analyze_sample": 0,
        },
    )
    engine.execute("SET TimeZone = 'UTC'")  # what a time without zone is read as
    engine.execute("SET enable_progress_bar = true")
    engine.execute("SET enable_progress_bar_print = false")
    engine.execute("SET progress_bar_time = 0")
    return engine


def literal(text: str) -> str:
    """A text as SQL; used where a statement, such as a view, takes no bound values."""
    return "'" + text.replace("'", "''") + "'"


def view(engine: duckdb.DuckDBPyConnection, name: str, parts: Sequence[str]) -> None:
    """Let ``name`` stand for the rows of Parquet files, one file after the other."""
    files = ", ".join(map(literal, parts))
    engine.execute(f"CREATE VIEW {name} AS FROM read_parquet([{files}], hive_partitioning = false)")


def watched(engine: duckdb.DuckDBPyConnection, sql: str, hear: Callable[[float], None]) -> list[tuple[Any, ...]]:
    """Run a long statement while ``hear`` is told, on this thread, how far it has come; its rows.

    At the end it hears 1.

    Raises:
        duckdb.Error: The statement failed.
        KeyboardInterrupt: The user stopped it; the statement is stopped too.
    """
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: engine.execute(sql).fetchall())
        try:
            while wait([running], 1 / _LOOKS_PER_S).not_done:
                hear(min(max(0.0, engine.query_progress() / 100), 1.0))
        except BaseException:
            engine.interrupt()
            raise
        rows = running.result()
    hear(1.0)
    return rows
