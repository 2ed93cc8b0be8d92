"""What all tests share: how far Hypothesis looks.

The suite draws the same examples every time, so that a change is judged by what it changed.
``TROPA_HYPOTHESIS=wide`` draws anew and more (``make test-long`` does): what it finds becomes an
``@example`` or a test of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from tropa.testing.postgres import NoPostgres, Server, find_postgres, postgres_server

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("wide", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("TROPA_HYPOTHESIS", "steady"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; without one its tests are skipped, and say how to mend it, but never in CI."""
    try:
        find_postgres()
    except NoPostgres as fault:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"POSTGRESQL TESTS LEFT OUT: {fault}; `apt-get install postgresql` mends it")
    with (
        TemporaryDirectory(prefix="tropa-pg-", ignore_cleanup_errors=True) as folder,
        postgres_server(Path(folder)) as server,
    ):
        yield server
