"""Every store keeps the laws of ``ports.state``, and all come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from tropa.ports.state import StateStore
from tropa.stores.memory import MemoryStore
from tropa.stores.postgres.opening import open_postgres
from tropa.stores.sqlite.opening import open_sqlite
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import LAWS, Law

Fresh: TypeAlias = Callable[[], AbstractContextManager[StateStore]]


def nowhere(point: str) -> None:
    """Named points are passed by."""
    del point


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Every store in turn: what makes an empty one."""
    if request.param == "memory":
        return in_memory
    if request.param == "sqlite":
        return lambda: in_sqlite(tmp_path)
    server: Server = request.getfixturevalue("postgres")
    return lambda: in_postgres(server)


@contextmanager
def in_memory() -> Iterator[StateStore]:
    """An empty store in memory."""
    yield MemoryStore()


NAMES = count()


@contextmanager
def in_sqlite(folder: Path) -> Iterator[StateStore]:
    """An empty store in a file."""
    store = open_sqlite(folder / f"{next(NAMES)}.db", nowhere)
    yield store
    store.close()


@contextmanager
def in_postgres(server: Server) -> Iterator[StateStore]:
    """An empty store in a database of its own, of one shard."""
    name = f"laws_{next(NAMES)}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        store = open_postgres(server.url(name), nowhere, shards=1)
        yield store
        store.close()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_hold(law: Law, fresh: Fresh) -> None:
    """Each law of the port holds in each store; its own sentence says what it is."""
    with fresh() as store:
        law(store)
