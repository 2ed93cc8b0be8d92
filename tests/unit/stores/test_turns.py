"""Turns that meet: what one has looked at and another has changed is decided anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import psycopg
import pytest

from tropa.engine.desk import Changes
from tropa.ports.state import Lease, LeaseLost, Overtaken, Pruned, StateStore, StoreUnavailable
from tropa.stores.postgres import PostgresDatabase, database
from tropa.stores.postgres.opening import open_postgres
from tropa.stores.sql.intake import shard_of
from tropa.stores.sqlite.opening import open_sqlite
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import DAY, HOUR, event, keeping, open_life, over, version
from tropa.testing.world import MONDAY


def nowhere(point: str) -> None:
    """Named points are passed by."""
    del point


@pytest.fixture
def address(postgres: Server) -> Iterator[str]:
    """An empty database of a server."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE turns")
        yield postgres.url("turns")
        connection.execute("DROP DATABASE turns WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    """An empty store of each kind, with two shards."""
    if request.param == "sqlite":
        with closing(open_sqlite(tmp_path / "a.db", nowhere, shards=2)) as made:
            yield made
        return
    with closing(open_postgres(request.getfixturevalue("address"), nowhere, shards=2)) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Iterator[StateStore]:
    """An empty file with two shards: there others may write until a turn does."""
    with closing(open_sqlite(tmp_path / "a.db", nowhere, shards=2)) as made:
        yield made


def leased(store: StateStore) -> tuple[Lease, Lease]:
    """Both shards of a store."""
    one, two = store.lease("w", MONDAY, DAY, 2)
    return one, two


IN_0 = next(name for name in map(str, range(99)) if shard_of(name, 2) == 0)
IN_1 = next(name for name in map(str, range(99)) if shard_of(name, 2) == 1)
FILM = event("film", IN_0)


def test_of_two_turns_that_make_one_customer_one_begins_anew(store: StateStore) -> None:
    """Two shards that hear of a new customer at once keep one row: the second is overtaken, and finds it then."""
    one, two = leased(store)
    with pytest.raises(Overtaken), store.turn(two) as slow:  # noqa: PT012  what is raised inside comes out at the end
        slow.load([event("looked at", "kid")], None, 0)
        with store.turn(one) as quick:
            quick.load([event("looked at", "kid")], None, 0)
            quick.write(Changes(heard=[event("film", "kid")]), ())
        slow.write(Changes(heard=[event("book", "kid")]), ())
    with store.turn(two) as again:
        assert set(again.load([event("looked at", "kid")], None, 0).heard["kid"]) == {"film"}
    assert list(store.customers()) == ["kid"]


def test_a_turn_whose_customers_were_brought_away_is_given_up(file: StateStore) -> None:
    """A run that is brought into another shard while its own decides is decided there; the late turn is lost."""
    one, two = leased(file)
    mine, both = open_life(IN_0), open_life(IN_1, others=(IN_0,))
    with file.turn(one) as turn:
        turn.load([event("looked at", IN_0)], None, 0)
        turn.write(keeping(mine), ())
    with pytest.raises(Overtaken), file.turn(one) as slow:  # noqa: PT012  what is raised inside comes out at the end
        slow.load([event("looked at", IN_0)], None, 0)
        with file.turn(two) as quick:
            quick.load([event("looked at", name) for name in (IN_0, IN_1)], None, 0)
            quick.write(keeping(both), ())
        slow.write(keeping(open_life(IN_0, step="b")), ())
    assert file.standing("a", 1) == {"a": 2}
    with file.turn(two) as turn:
        assert set(turn.load([event("looked at", IN_0)], None, 0).lives) == {mine.run.id, both.run.id}


def test_a_turn_that_a_new_version_passes_by_is_given_up(file: StateStore) -> None:
    """What is published while a turn decides would not hear what the turn takes: the turn begins anew."""
    file.append([FILM])
    one, _ = leased(file)
    with pytest.raises(Overtaken), file.turn(one) as slow:  # noqa: PT012  what is raised inside comes out at the end
        given = slow.inputs(9)
        slow.load(given, None, 0)
        assert file.publish(version(1), ["film"], None) == 0
        slow.write(Changes(), given)
    with file.turn(one) as turn:
        assert len(turn.inputs(9)) == 1


def test_a_turn_that_takes_longer_than_its_lease_is_refused(file: StateStore) -> None:
    """A shard that another worker has taken while the turn decided is that worker's: nothing is kept."""
    file.append([FILM])
    one, _ = leased(file)
    with pytest.raises(LeaseLost), file.turn(one) as slow:  # noqa: PT012  what is raised inside comes out at the end
        given = slow.inputs(9)
        slow.load(given, None, 0)
        (theirs,) = file.lease("another", MONDAY + 2 * DAY, HOUR, 1)
        slow.write(Changes(heard=[FILM]), given)
    with file.turn(theirs) as turn:
        assert len(turn.inputs(9)) == 1
        assert not turn.load(given, None, 0).heard


def test_a_turn_whose_customers_were_pruned_meanwhile_is_given_up(file: StateStore) -> None:
    """What a turn remembers of a customer is not written over what pruning has left of it."""
    one, _ = leased(file)
    life = open_life(IN_0)
    for lives in (life, over(life)):
        with file.turn(one) as turn:
            turn.load([FILM], None, 0)
            turn.write(keeping(lives), ())
    with pytest.raises(Overtaken), file.turn(one) as slow:  # noqa: PT012  what is raised inside comes out at the end
        slow.load([FILM], None, 0)
        assert sum(file.prune(MONDAY + 9 * DAY), Pruned()).n_runs == 1
        slow.write(Changes(traits={IN_0: {"tier": "gold"}}), ())
    assert file.history("a", IN_0).lives == ()


def test_others_write_while_a_turn_decides(file: StateStore) -> None:
    """Between what a turn looks at and what it writes, others append, and their inputs come behind."""
    file.append([FILM])
    one, _ = leased(file)
    with file.turn(one) as turn:
        given = turn.inputs(9)
        turn.load(given, None, 0)
        assert file.append([event("book", IN_0)]).n == 1
        turn.write(Changes(heard=[FILM]), given)
    with file.turn(one) as turn:
        assert [one.name for one in turn.inputs(9) if hasattr(one, "name")] == ["book"]


def test_a_thread_does_not_wait_for_itself(file: StateStore) -> None:
    """Whoever writes while the same thread writes is told, instead of waiting for ever."""
    one, _ = leased(file)
    with file.turn(one) as turn:
        turn.load([], None, 0)
        turn.write(Changes(), ())
        with pytest.raises(RuntimeError, match="under way"):
            file.append([FILM])
    assert file.append([FILM]).n == 1


def test_postgres_tells_two_who_wait_for_each_other(address: str) -> None:
    """Of two transactions that want each other's shard one is overtaken; the other goes on."""
    open_postgres(address, nowhere, shards=2).close()
    barrier, fates = Barrier(2), list[str]()

    def want(mine: int, theirs: int) -> None:
        with closing(PostgresDatabase(address)) as own:
            try:
                with own.turning() as talk:
                    talk.rows("shard_lock", mine)
                    barrier.wait()
                    talk.rows("shard_lock", theirs)
            except Overtaken:
                fates.append("overtaken")
            else:
                fates.append("kept")

    threads = [Thread(target=want, args=pair) for pair in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fates) == ["kept", "overtaken"]


def test_a_session_that_was_cut_off_may_be_asked_again(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hangs in a transaction longer than the server allows is told so, and the next transaction is a new one."""
    open_postgres(address, nowhere, shards=2).close()
    monkeypatch.setattr(database, "OPTIONS", database.OPTIONS.replace("=120s", "=50ms"))
    with closing(PostgresDatabase(address)) as hasty:
        with pytest.raises(StoreUnavailable, match="idle-in-transaction"), hasty.turning() as talk:  # noqa: PT012  it is the second statement that is refused
            talk.rows("shard_lock", 0)
            sleep(0.3)
            talk.rows("shard_lock", 1)
        with hasty.turning() as talk:
            assert len(talk.rows("shards")) == 2
