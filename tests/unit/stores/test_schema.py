"""The tables: made step by step, they are what the program takes them to be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, create_engine, insert, table, text
from sqlalchemy import column as named
from sqlalchemy.pool import NullPool

from tropa.engine.changes import Message, Transition
from tropa.stores.opening import open_store
from tropa.stores.sql.events import heard_data, input_data
from tropa.stores.sql.packing import RowCodec, micros, pack
from tropa.stores.sql.people import Person, state_of
from tropa.stores.sql.schema import METADATA
from tropa.stores.sql.upgrading import VERSION_TABLE, SchemaNewer, steps, upgrade
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import DAY, event, keeping, message_to, open_life, written
from tropa.testing.world import MONDAY


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield create_engine(f"sqlite:///{tmp_path / 'a.db'}", poolclass=NullPool)
        return
    server: Server = request.getfixturevalue("postgres")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE schema_of")
        yield create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(server.url("schema_of")), poolclass=NullPool
        )
        connection.execute("DROP DATABASE schema_of WITH (FORCE)")


def differences(engine: Engine) -> list[object]:
    """Where a database and the tables in code part, as Alembic sees it."""
    with engine.connect() as connection:
        found: list[object] = compare_metadata(MigrationContext.configure(connection), METADATA)
    return [one for one in found if "alembic_version" not in str(one)]


def test_the_steps_make_the_tables(engine: Engine) -> None:
    """What the steps make is what the tables in code say, and to take them again changes nothing."""
    assert differences(engine)
    upgrade(engine, shards=3)
    assert differences(engine) == []
    upgrade(engine, shards=9)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM shard")) == 3
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE run ADD COLUMN odd INTEGER"))
    assert differences(engine)


def test_indexes_of_some_rows_are_made_of_those_rows(engine: Engine) -> None:
    """What the comparison does not see: the conditions of indexes are those in code."""
    upgrade(engine, shards=1)
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%public.% WHERE %'",
    }
    with engine.connect() as connection:
        made = {name for name, _ in connection.execute(text(asked[engine.dialect.name]))}
    said = {
        index.name
        for table in METADATA.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert made == said
    assert len(said) >= 5


def test_tables_of_a_newer_program_are_left_alone(engine: Engine) -> None:
    """A database whose tables are of a step that is not known here is not opened, and the error says what to do."""
    upgrade(engine, shards=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaNewer, match=f"step 9999, this program knows {steps()[-1]}.*install that version"):
        upgrade(engine, shards=1)


def test_every_row_lies_in_a_shard_but_those_of_the_whole_store() -> None:
    """Every table carries the shard but the few that are the whole store's."""
    without = {table.name for table in METADATA.tables.values() if "shard" not in table.columns}
    assert without == {"counter", "word", "seen", "version", "listened", "hold"}


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Of several who open a file that is not there yet one makes the tables, and all find them."""
    url = f"sqlite:{tmp_path / 'a.db'}"
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(open_store, [url] * 6))
    assert [store.shards for store in stores] == [2] * 6
    for store in stores:
        store.close()


LIFE = open_life("anna", "k", others=("boris",), due_at=MONDAY + DAY, step="wait")
MESSAGE = message_to(LIFE)
CAME = event("came")
BEGUN = Transition(LIFE.run.id, None, "anna", "", "wait", 1, MONDAY, "entry", "m1", "", None)


def rows_of_the_first_tables() -> dict[str, dict[str, object]]:
    """A row of each table that step 0002 makes anew, as the program of step 0001 wrote it."""
    due_at, at = LIFE.positions[next(iter(LIFE.positions))].timers[0].at, MONDAY
    of_run = [[at, "m1"], [[3], [3, "boris"]], [[2, [due_at, "up_to"]]]]
    return {
        "customer": {"id": 1, "name": "anna", "state": state_of(Person(1, 0, "anna", traits={"tier": "gold"}))},
        "event": {
            "sequence": 1,
            "customer": "anna",
            "name": "came",
            "made": 0,
            "received_at": micros(at),
            "data": input_data(CAME),
        },
        "heard": {"customer_id": 1, "id": 5, "name": "came", "data": heard_data(CAME)},
        "run": {
            "id": 3,
            "customer_id": 1,
            "journey_id": 1,
            "key": "=k",
            "attempt": 1,
            "version": 1,
            "due_at": micros(due_at),
            "last_id": 6,
            "data": pack(of_run),
        },
        "participant": {"run_id": 3, "customer_id": 2},
        "story": {
            "id": 6,
            "run_id": 3,
            "before_id": 0,
            "data": pack([[["entry", "wait", at, "m1", None, None, None]], [7]]),
        },
        "message": {
            "id": 7,
            "message_id": MESSAGE.id,
            "standing": 0,
            "n_tried": 0,
            "again_at": micros(at),
            "data": pack((RowCodec(Message).fields(MESSAGE), "m1", None)),
        },
    }


def test_rows_of_the_first_tables_are_taken_over(engine: Engine, request: pytest.FixtureRequest) -> None:
    """A store that the program of the first tables has filled opens with all that was in it."""
    first = import_module("tropa.stores.sql.migrations.0001_first_tables")
    with engine.begin() as connection:
        VERSION_TABLE.create(connection)
        connection.execute(insert(VERSION_TABLE).values(version_num="0001"))
        first.upgrade(Operations(MigrationContext.configure(connection)), 1)
        rows = [(name, {"shard": 0, **row}) for name, row in rows_of_the_first_tables().items()]
        rows.append(("customer", {"shard": 0, "id": 2, "name": "boris", "state": state_of(Person(2, 0, "boris"))}))
        rows += [("word", {"id": n, "text": word}) for n, word in enumerate(("a", "wait", "client"), 1)]
        for name, row in rows:
            connection.execute(insert(table(name, *map(named, row))).values(row))
        connection.execute(text("UPDATE counter SET value = 3 WHERE name = 'word'"))
    url = f"sqlite:{engine.url.database}"
    if engine.dialect.name == "postgresql":
        url = request.getfixturevalue("postgres").url("schema_of")
    with closing(open_store(url)) as store:
        assert [store.life(LIFE.run.id)] == list(store.lives())
        told = store.history("a", "boris")
        assert told.lives == (LIFE,)
        assert told.transitions == (BEGUN,)
        assert told.messages == ((MESSAGE, "ready"),)
        assert [one.message_id for one in store.log()] == [CAME.message_id]
        assert dict(store.loaded_of("anna").heard["anna"]) == {"came": [CAME]}
        (given,) = store.lease_messages("w", MONDAY, DAY, 9)
        assert (given.message, given.traits) == (MESSAGE, {"tier": "gold"})


PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tables.md"


def test_the_reference_has_every_table() -> None:
    """The page on tables names each table with its key, and no other."""
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {
        table.name: ", ".join(column.name for column in table.primary_key) for table in METADATA.tables.values()
    }


def test_the_query_of_the_reference_counts(tmp_path: Path) -> None:
    """The query on the page tells how many stand at each step."""
    (asked,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    with closing(open_store(f"sqlite:{tmp_path / 'a.db'}")) as store:
        named: dict[str, Any] = {"journey": "premium-activate", "version": 3}
        written(store, keeping(*(open_life(f"c{n}", step="bc"[n % 2], **named) for n in range(3)), open_life("old")))
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert sorted(connection.execute(asked)) == [("b", 2), ("c", 1)]
