"""Stores to crash in, processes to kill, and what comes of the story where nothing happens."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import psycopg
import pytest
from tests.faults.child import Errand, Kill
from tests.faults.outcome import Outcome, outcome_of
from tests.faults.story import customers

from tropa.stores.postgres.opening import open_postgres
from tropa.testing.postgres import Server

TROPA = Path(sys.executable).with_name("tropa")
"""The command line."""

PATIENCE_S = 120.0
"""How long a process may take on a loaded machine."""

SHARDS = 3
"""Of the PostgreSQL stores: enough for customers to be brought together out of several."""

KILLED = -signal.SIGKILL
"""The exit code of what was killed."""


@pytest.fixture(scope="session")
def forked() -> ForkServerContext:
    """Where processes come from: a server that has read the program, and forks it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.faults.child", "tropa.stores.sqlite.opening", "tropa.stores.postgres.opening"]
    )
    return context


@dataclass(slots=True)
class Place:
    """A store that is empty in the beginning, its output file, and the processes that work there.

    Args:
        url: The store's address.
        out: The file.
        context: Where processes come from.
        n_begun: How many were begun; each has a name of its own.
    """

    url: str
    out: Path
    context: ForkServerContext
    n_begun: int = 0

    def errand(self, kill: Kill | None = None, *, careful: bool = False, tried: Semaphore | None = None) -> Errand:
        """What a process of its own name is to do."""
        self.n_begun += 1
        return Errand(self.url, self.out, f"worker {self.n_begun}", kill, careful, tried)

    def begin(
        self, kill: Kill | None = None, *, careful: bool = False, tried: Semaphore | None = None
    ) -> ForkServerProcess:
        """Let a process begin, or go on with, the story."""
        process = self.context.Process(target=self.errand(kill, careful=careful, tried=tried).run)
        process.start()
        return process

    def run(self, kill: Kill | None = None, *, careful: bool = False) -> int:
        """Let a process work to its end; its exit code."""
        process = self.begin(kill, careful=careful)
        process.join(PATIENCE_S)
        assert process.exitcode is not None
        return process.exitcode

    @property
    def outcome(self) -> Outcome:
        """What the story has come to."""
        return outcome_of(self.url, self.out, customers())


@dataclass(frozen=True, slots=True)
class Ground:
    """Places of one kind of store.

    Args:
        kind: Which.
        fresh: Makes one.
        undisturbed: What the story comes to there when nobody is killed.
        takes_s: How long that took.
        semaphore: Makes what processes count with.
    """

    kind: str
    fresh: Callable[[], Place]
    undisturbed: Outcome
    takes_s: float
    semaphore: Callable[[], Semaphore]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, forked: ForkServerContext) -> Iterator[Ground]:
    """Both kinds of stores that outlive a process, in turn."""
    numbers = count()
    with TemporaryDirectory(prefix="tropa-faults-") as folder:
        out = Path(folder)
        if request.param == "sqlite":

            def fresh() -> Place:
                n = next(numbers)
                return Place(f"sqlite:{out}/{n}.db", out / f"{n}.jsonl", forked)

        else:
            server: Server = request.getfixturevalue("postgres")
            with psycopg.connect(server.url(), autocommit=True) as connection:
                connection.execute("DROP DATABASE IF EXISTS faults WITH (FORCE)")
                connection.execute("CREATE DATABASE faults")

            def fresh() -> Place:
                return Place(emptied(server.url("faults")), out / f"{next(numbers)}.jsonl", forked)

        assert fresh().run() == 0  # the first process waits until the server has read the program
        place, begun = fresh(), monotonic()
        assert place.run() == 0
        yield Ground(request.param, fresh, place.outcome, monotonic() - begun, partial(forked.Semaphore, 0))


def emptied(url: str) -> str:
    """A database as a new one is, but for what that costs."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    open_postgres(url, lambda _: None, SHARDS).close()
    return url


def same(outcome: Outcome, undisturbed: Outcome) -> None:
    """Nothing was lost, nothing doubled: compared piece by piece, so that a failure shows which it is."""
    assert outcome.histories == undisturbed.histories
    assert outcome.loaded == undisturbed.loaded
    assert outcome.log == undisturbed.log
    assert outcome.standing == undisturbed.standing
    assert outcome.due == undisturbed.due
    assert outcome.left == undisturbed.left == ()
    assert outcome.out == undisturbed.out
    assert set(outcome.out.values()) == {1}
    assert outcome == undisturbed
