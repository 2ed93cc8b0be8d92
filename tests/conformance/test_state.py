"""Every store keeps the laws of ``ports.state``, and all come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tropa.engine.advance import advance
from tropa.engine.batch import WATERMARK, Batch, Scripts
from tropa.engine.caps import Entry
from tropa.engine.changes import Ignored, Message, Suppressed, TaskClosed, TaskOpened, Transition
from tropa.engine.desk import Changes
from tropa.engine.events import Event, Input
from tropa.engine.state import Entrance, EntranceId, Life, StageId, StageMembership
from tropa.plan.scripting import compile_script
from tropa.ports.state import Lease, StateStore
from tropa.stores.ages import age
from tropa.stores.memory import MemoryStore
from tropa.stores.postgres.opening import open_postgres
from tropa.stores.sqlite.opening import open_sqlite
from tropa.testing.histories import CUSTOMERS as HISTORIES_OF
from tropa.testing.histories import EVERYTHING, histories, known_until, merging
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import DAY, LAWS, Law, leased, over, seen, written
from tropa.testing.state_rows import CUSTOMERS, lives, of_type, row, run_ids, unusual_lives
from tropa.testing.world import MONDAY, journey_of, surroundings

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
    """An empty store in a file, of one shard."""
    with closing(open_sqlite(folder / f"{next(NAMES)}.db", nowhere, shards=1)) as store:
        yield store


@contextmanager
def in_postgres(server: Server) -> Iterator[StateStore]:
    """An empty store in a database of its own, of one shard."""
    name = f"laws_{next(NAMES)}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        with closing(open_postgres(server.url(name), nowhere, shards=1)) as store:
            yield store
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_hold(law: Law, fresh: Fresh) -> None:
    """Each law of the port holds in each store; its own sentence says what it is."""
    with fresh() as store:
        law(store)


@contextmanager
def beside(other: Fresh) -> Iterator[tuple[StateStore, StateStore]]:
    """A store in memory, and another one."""
    with in_memory() as memory, other() as store:
        yield memory, store


SHARED = settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
"""A store is made anew for each example, which takes most of the time: shrinking would take hours."""

OTHERS = pytest.mark.parametrize("fresh", ["sqlite", "postgres"], indirect=True)


@OTHERS
@SHARED
@given(data=st.data())
def test_any_row_is_loaded_as_it_was_written(fresh: Fresh, data: st.DataObject) -> None:
    """Rows of whatever texts, numbers and instants, written in turn after turn, are what is loaded then."""
    with beside(fresh) as (memory, store):
        for _ in range(data.draw(st.integers(1, 3))):
            changes = data.draw(changes_of_rows(memory))
            for one in (memory, store):
                written(one, changes)
        mine, theirs = (seen(one, CUSTOMERS, MONDAY) for one in (memory, store))
        assert dict(theirs.lives) == dict(mine.lives)
        assert dict(theirs.entrances) == dict(mine.entrances)
        assert dict(theirs.memberships) == dict(mine.memberships)
        assert dict(theirs.traits) == dict(mine.traits)
        assert dict(theirs.ledgers) == {name: rows for name, rows in mine.ledgers.items() if rows}
        assert {name: dict(rows) for name, rows in theirs.heard.items()} == mine.heard
        assert store.next_due(0) == memory.next_due(0)
        assert [one.message_id for one in store.heard_of("film")] == [
            one.message_id for one in memory.heard_of("film")
        ]
        assert sorted(store.lives(), key=age) == sorted(memory.lives(), key=age)
        for version in (1, 2):
            assert store.standing("a", version) == memory.standing("a", version)
        for customer in CUSTOMERS:
            assert store.history("a", customer) == memory.history("a", customer)
        ours, others = (one.lease_messages("w", LATE, DAY, 99) for one in (memory, store))
        assert [(one.message, one.traits) for one in others] == [(one.message, one.traits) for one in ours]


@OTHERS
@SHARED
@given(unusual=unusual_lives())
def test_what_is_not_as_usual_is_kept(fresh: Fresh, unusual: list[Life]) -> None:
    """Runs of which one field alone is out of the way, whichever it is, are loaded as they were written."""
    with beside(fresh) as (memory, store):
        for one in (memory, store):
            written(one, Changes(lives={life.run.id: life for life in unusual}))
        assert sorted(store.lives(), key=age) == sorted(memory.lives(), key=age)


@st.composite
def changes_of_rows(draw: st.DrawFn, store: StateStore) -> Changes:
    """Draw what a turn may write, on top of what a store holds: runs anew, changed, and over."""
    going_on = {life.run.id: life for life in store.lives()}
    new = {life.run.id: life for life in draw(st.lists(lives(), max_size=3))}
    ended = draw(st.lists(st.sampled_from(sorted(going_on, key=str)), max_size=2)) if going_on else []
    known = {name for customer in CUSTOMERS for name in (life.run.id for life in store.history("a", customer).lives)}
    kept = {name: life for name, life in new.items() if name in going_on or name not in known}
    changed = Changes(
        lives={**kept, **{name: over(going_on[name]) for name in ended}},
        entrances=draw(st.dictionaries(run_ids().map(lambda run: EntranceId(*run[:3])), row(Entrance), max_size=2)),
        heard=draw(st.lists(row(Event, customer=WHO, name=st.sampled_from(("film", "\ud800"))), max_size=3)),
        traits=draw(
            st.dictionaries(WHO, st.dictionaries(of_type(str), of_type(float | str | None), min_size=1), max_size=2)
        ),
        ledgers=draw(st.dictionaries(WHO, st.lists(row(Entry), max_size=2).map(tuple), max_size=2)),
        memberships={one.id: one for one in draw(st.lists(row(StageMembership, id=STAGES), max_size=2))},
        ignored=draw(st.lists(row(Ignored, customer=WHO, journey=st.sampled_from(("a", ""))), max_size=2)),
    )
    of_runs = st.sampled_from(sorted(changed.lives, key=str)) if changed.lives else None
    if of_runs is not None:
        made = changed.made
        made.transitions += draw(st.lists(row(Transition, run=of_runs), max_size=2))
        made.suppressed += draw(st.lists(row(Suppressed, run=of_runs), max_size=2))
        made.opened += draw(st.lists(row(TaskOpened, run=of_runs), max_size=2))
        made.closed += draw(st.lists(row(TaskClosed, run=of_runs), max_size=2))
        made.messages += draw(st.lists(row(Message, run=of_runs, id=st.uuids().map(str)), max_size=2))
    return changed


LATE = datetime.max.replace(tzinfo=UTC) - DAY
WHO = st.sampled_from(CUSTOMERS)
STAGES = st.builds(StageId, WHO, st.just("a"), st.sampled_from(("onboarding", "\x00")))


@OTHERS
@SHARED
@given(data=st.data())
def test_all_stores_come_to_the_same(fresh: Fresh, data: st.DataObject) -> None:
    """The same history, cut the same way, leaves every store with the same runs, messages and past."""
    inputs = data.draw(histories(SCRIPT))
    cuts = data.draw(st.lists(st.integers(1, 13), max_size=4))
    with beside(fresh) as (memory, store):
        for one in (memory, store):
            live_through(one, inputs, cuts)
        assert sorted(store.lives(), key=age) == sorted(memory.lives(), key=age)
        assert store.log() == memory.log()
        assert store.next_due(0) == memory.next_due(0)
        assert store.standing("everything", 1) == memory.standing("everything", 1)
        assert set(store.customers()) == set(memory.customers())
        for customer in HISTORIES_OF:
            assert store.history("everything", customer) == memory.history("everything", customer)
        late = MONDAY + 100 * DAY
        assert store.lease_messages("w", late, DAY, 3) == memory.lease_messages("w", late, DAY, 3)


@OTHERS
@SHARED
@given(data=st.data())
def test_all_stores_join_customers_alike(fresh: Fresh, data: st.DataObject) -> None:
    """Customers who turn out to be one, anonymous until then or not, several in one turn or not: the same is kept."""
    inputs = data.draw(merging(SCRIPT))
    cuts = data.draw(st.lists(st.integers(1, 16), max_size=4))
    with beside(fresh) as (memory, store):
        for one in (memory, store):
            live_through(one, inputs, cuts)
        assert sorted(store.lives(), key=age) == sorted(memory.lives(), key=age)
        for customer in HISTORIES_OF:
            mine, theirs = (one.loaded_of(customer) for one in (memory, store))
            person = mine.aliases.get(customer, customer)
            assert theirs.heard.get(person, {}) == mine.heard.get(person, {})
            assert theirs.traits.get(person, {}) == mine.traits.get(person, {})
            mine_of, theirs_of = (one.history("everything", customer) for one in (memory, store))
            assert theirs_of.lives == mine_of.lives
            assert [one.id for one, _ in theirs_of.messages] == [one.id for one, _ in mine_of.messages]


@OTHERS
@SHARED
@given(data=st.data())
def test_what_is_forgotten_decides_nothing(fresh: Fresh, data: st.DataObject) -> None:
    """Whenever and however often a store is pruned, it goes on as one that never forgets; it tells what is young."""
    inputs = data.draw(histories(SCRIPT))
    cuts = sorted(data.draw(st.sets(st.integers(1, 13), max_size=4)))
    before = data.draw(st.sampled_from((MONDAY, MONDAY + DAY, LATE)))
    with beside(fresh) as (memory, store):
        for start, end in pairwise([0, *(cut for cut in cuts if cut < len(inputs)), len(inputs)]):
            for one in (memory, store):
                live_through(one, inputs[start:end], ())
            list(store.prune(before))
        late = MONDAY + 100 * DAY
        assert sorted(store.lives(), key=age) == sorted(memory.lives(), key=age)
        assert store.next_due(0) == memory.next_due(0)
        assert store.standing("everything", 1) == memory.standing("everything", 1)
        for customer in HISTORIES_OF:
            assert store.loaded_of(customer).entrances == memory.loaded_of(customer).entrances
            mine, theirs = (one.history("everything", customer) for one in (memory, store))
            kept = {life.run.id for life in theirs.lives}
            assert theirs.lives == tuple(life for life in mine.lives if life.run.id in kept)
            assert theirs.transitions == tuple(one for one in mine.transitions if one.run in kept)
            young = (life for life in mine.lives if not life.run.ended_at or life.run.ended_at >= before)
            assert {life.run.id for life in young} <= kept
        assert store.lease_messages("w", late, DAY, 99) == memory.lease_messages("w", late, DAY, 99)


SCRIPT = compile_script(journey_of(EVERYTHING), None)
KEYS_OF_RUNS = tuple((SCRIPT.journey, key) for key in ("1", "2"))


def live_through(store: StateStore, inputs: Sequence[Input], cuts: Iterable[int]) -> None:
    """Let a store's shards decide a history, cut into batches."""
    scripts = Scripts([SCRIPT])
    edges = [0, *sorted(cut for cut in set(cuts) if 0 < cut < len(inputs)), len(inputs)]
    for start, end in pairwise(edges):
        store.append(inputs[start:end])
        n_taken = 1
        while n_taken:
            n_taken = sum(_turned(store, lease, scripts, known_until(inputs, end)) for lease in leased(store))


def _turned(store: StateStore, lease: Lease, scripts: Scripts, upto: datetime) -> int:
    """Let one shard decide what waits, and what is due; how many inputs it took."""
    with store.turn(lease) as turn:
        given = turn.inputs(1_000)
        loaded = turn.load(given, upto - WATERMARK, 1_000, KEYS_OF_RUNS if given else ())
        turn.write(advance(scripts, Batch(given, upto), loaded, surroundings()), given)
    return len(given)


@SHARED
@given(data=st.data())
def test_any_number_of_shards_comes_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """However many shards a store has, who comes together in a run is decided as in one."""
    inputs = data.draw(histories(SCRIPT))
    each = range(1, len(inputs))
    path = tmp_path_factory.mktemp("shards") / "a.db"
    one = MemoryStore()
    with closing(open_sqlite(path, nowhere, shards=5)) as many:
        for store in (one, many):
            live_through(store, inputs, each)
        assert sorted(many.lives(), key=age) == sorted(one.lives(), key=age)
        assert many.standing("everything", 1) == one.standing("everything", 1)
        for customer in HISTORIES_OF:
            assert many.history("everything", customer) == one.history("everything", customer)
