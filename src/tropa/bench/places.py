"""Empty places for stores: each measurement has one of its own, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tropa.ports.state import StoreUnavailable

SQLITE, POSTGRES = "sqlite:", "postgresql:"


@contextmanager
def place(url: str, folder: Path, what: str) -> Iterator[str]:
    """The address of an empty store.

    Args:
        url: ``sqlite:`` alone is a file in the folder; on a PostgreSQL server a database is made, and dropped
            at the end; whatever else is an address itself.
        folder: Goes with the bench.
        what: Names the measurement; a word of letters.

    Raises:
        StoreUnavailable: The server does not let a database be made.
    """
    if url == SQLITE:
        path = folder / f"{what}.db"
        yield f"{SQLITE}{path}"
        for beside in folder.glob(f"{path.name}*"):
            beside.unlink()
    elif url.startswith(POSTGRES):
        name = f"tropa_bench_{what}"
        _execute(url, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            _execute(url, f"DROP DATABASE {name} (FORCE)")
    else:
        yield url


def _execute(url: str, *statements: str) -> None:
    """Statements of our own words, each by itself."""
    import psycopg  # noqa: PLC0415  an extra, needed here alone

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    except psycopg.Error as fault:
        raise StoreUnavailable(str(fault).strip()) from fault
