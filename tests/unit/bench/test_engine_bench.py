"""The bench of the engine: what it counts is what happened, and each measurement has a place of its own."""

from __future__ import annotations

import doctest
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tropa.bench import durable, sharing
from tropa.bench.burst import measure_burst
from tropa.bench.engine import Subject, measure_naive, measure_store
from tropa.bench.growth import measure_growth
from tropa.bench.places import place
from tropa.bench.room import bytes_each
from tropa.bench.sharing import measure_sharing
from tropa.bench.workload import events
from tropa.bootstrap import state_in_memory, state_store
from tropa.ports.state import StoreUnavailable
from tropa.runtime.advancing import TurnSize
from tropa.testing.postgres import Server

FEW = 40


def silent(_: int) -> None:
    """Say nothing of progress."""


def test_every_peer_decides_the_same_customers(tmp_path: Path) -> None:
    """Ours and the naive loop take the same inputs and fire the same timers; only their cost differs."""
    ours = measure_store(Subject("memory", state_in_memory()), FEW, 7, silent)
    naive = measure_naive(tmp_path, FEW, 7)
    assert ours.decisions == naive.decisions > len(events(FEW, 7))
    assert naive.cpu_us > 0


def test_a_durable_workflow_a_customer_decides_what_it_is_given(tmp_path: Path) -> None:
    """The peer takes every event, and each customer's waits end at most twice; its time is its own process's."""
    n, n_events = 4, len(events(4, 7))
    with place("sqlite:", tmp_path, "durable") as there:
        measured = durable.measure_durable(durable.address_of(there), n, 7)
    assert n_events <= measured.decisions <= n_events + 2 * n
    assert measured.cpu_s > 0
    assert measured.who.endswith("sqlite")


def test_the_peer_stays_on_this_machine() -> None:
    """A connection elsewhere is refused before it is made; sockets of this machine are not."""
    for address in (("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("example.invalid", 443)):
        with pytest.raises(PermissionError, match=str(address[0])):
            durable._refuse_the_world("socket.connect", (None, address))
    for here in (("127.0.0.1", 5432), ("::1", 5432, 0, 0), "/run/postgresql/.s.PGSQL.5432"):
        durable._refuse_the_world("socket.connect", (None, here))
    assert run_apart("durable._stay_here(); socket.create_connection(('192.0.2.1', 80), 1)") == "PermissionError"


def run_apart(said: str) -> str:
    """The name of what a sentence raises in a process of its own."""
    caught = f"try:\n  {said}\nexcept Exception as fault:\n  print(type(fault).__name__)"
    text = f"import socket\nfrom tropa.bench import durable\n{caught}"
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("most", [100, 1_000])
def test_a_minute_full_of_timers_is_drained_turn_by_turn(most: int) -> None:
    """No turn takes on more than it may, all are fired once, and each is dated at its own instant."""
    size = TurnSize(inputs=most, timers=most)
    drained = measure_burst(Subject("memory", state_in_memory(), size), 500, silent)
    assert drained.timers == 500
    assert drained.most <= most
    assert drained.turns >= 500 / most
    assert drained.spread_s == pytest.approx(60 * 499 / 500)


def test_the_room_of_those_who_wait_is_told_where_there_is_a_disk(tmp_path: Path) -> None:
    """Bytes of a run with its indexes in a file; nothing in memory, nor where nobody waits."""
    with place("sqlite:", tmp_path, "growth") as there, closing(state_store(there)) as store:
        assert bytes_each(there) is None
        first, second = measure_growth(Subject(there, store), [400, 800], 7, silent, lambda: bytes_each(there))
    assert (first.waiting, first.batch, second.batch) == (400, 200, 400)
    assert second.bytes_each is not None
    assert 50 < second.bytes_each < 400
    assert first.times(first) == 1
    assert second.times(first) == pytest.approx(second.batch_ms / 400 / (first.batch_ms / 200))
    assert bytes_each("memory:") is None
    assert list(tmp_path.iterdir()) == []


def test_a_postgres_server_is_left_as_it_was(postgres: Server, tmp_path: Path) -> None:
    """A measurement there has a database of its own, however it ends, and drops it."""
    url = postgres.url()
    with place(url, tmp_path, "one") as there, closing(state_store(there)) as store:
        (grown,) = measure_growth(Subject(there, store), [400], 7, silent, lambda: bytes_each(there))
    assert grown.bytes_each is not None
    with pytest.raises(ZeroDivisionError), place(url, tmp_path, "two"):
        raise ZeroDivisionError
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'tropa_bench%'").fetchone()
    assert found == (0,)
    with pytest.raises(StoreUnavailable), place("postgresql://nobody@127.0.0.1:1/none", tmp_path, "three"):
        pass


def test_the_peer_runs_on_postgres_too(postgres: Server, tmp_path: Path) -> None:
    """The same journey over the same events, in a database of its own."""
    with place(postgres.url(), tmp_path, "durable") as there:
        measured = durable.measure_durable(durable.address_of(there), 2, 7)
    assert measured.decisions >= len(events(2, 7))
    assert measured.who.endswith("postgresql")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_workers_together_decide_what_one_decides_alone(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same inputs, timers and moves, by one process, by two, and by more than there are shards."""
    url = request.getfixturevalue("postgres").url() if kind == "postgres" else "sqlite:"
    found = []
    for n in (1, 2, 9):
        with place(url, tmp_path, "sharing") as there:
            found.append(measure_sharing(kind, there, n, FEW, 7))
    alone = measure_store(Subject("memory", state_in_memory()), FEW, 7, silent)
    assert {(one.decisions, one.transitions) for one in found} == {(alone.decisions, alone.transitions)}
    assert [one.workers for one in found] == [1, 2, 9]
    assert found[0].times(found[0]) == 1


def test_a_worker_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for it does not wait for ever."""
    monkeypatch.setattr(sharing, "_work", _dies)
    with pytest.raises(sharing.WorkerFailed):
        measure_sharing("sqlite", f"sqlite:{tmp_path / 'a.db'}", 2, FEW, 7)


def _dies(*_: object) -> None:
    """Come to an end at once."""


def test_examples_in_docstrings_hold() -> None:
    """What docstrings show is what comes."""
    assert doctest.testmod(durable).failed == 0
