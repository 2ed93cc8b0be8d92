"""The tables: made step by step, they are what the program takes them to be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from tropa.stores.opening import open_store
from tropa.stores.sql.schema import METADATA
from tropa.stores.sql.upgrading import SchemaNewer, steps, upgrade
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import keeping, open_life, written


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
    assert [store.shards for store in stores] == [1] * 6
    for store in stores:
        store.close()


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
