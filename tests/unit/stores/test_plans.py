"""No hot statement reads a whole table, however large it grows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest

from tropa.stores.postgres.database import connect as connect_postgres
from tropa.stores.postgres.database import statements as postgres_statements
from tropa.stores.postgres.opening import open_postgres
from tropa.stores.sqlite.database import connect as connect_sqlite
from tropa.stores.sqlite.database import statements as sqlite_statements
from tropa.stores.sqlite.opening import open_sqlite
from tropa.testing.postgres import Server

SMALL = {"shard", "counter", "word", "version", "listened", "hold", "standing"}
"""Tables that do not grow with customers or events."""

WHOLE = {"heard_by_name"}
"""Statements that look everywhere, and say so: for names that no index is for, asked by people."""


def not_small(statement: str) -> bool:
    """Whether a statement has to do with a table that grows."""
    return bool(
        re.search(r"\b(event|seen|customer|run|participant|heard|story|message|invitation|ignored)\b", statement)
    )


FIRST = {"due_first"}
"""Statements that take the first of a shard, and stop."""

SORTED_SMALL = {"versions", "runs_due", "holds", "standing"}
"""Statements that sort, or group, few rows."""

ROWS_IN_HAND = {"asked", "chain"}
"""What a statement brings along."""


def nowhere(point: str) -> None:
    """Named points are passed by."""
    del point


@pytest.fixture(scope="module")
def explained_by_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """How SQLite would go about a statement."""
    path = tmp_path_factory.mktemp("plans") / "a.db"
    open_sqlite(path, nowhere).close()
    with closing(connect_sqlite(path)) as connection:

        def explain(statement: str) -> str:
            n = max((int(n) for n in re.findall(r"\?(\d+)", statement)), default=0)
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", ("[]",) * n if n else ()).fetchall()
            return "\n".join(row[3] for row in rows)

        yield explain


@pytest.mark.parametrize("name", sorted(name for name in sqlite_statements() if not name.startswith("insert")))
def test_sqlite_seeks(name: str, explained_by_sqlite: Callable[[str], str]) -> None:
    """SQLite reaches every growing table by a key or an index, never by the shard alone, and never scans one."""
    statement = sqlite_statements()[name]
    plan = explained_by_sqlite(statement)
    read = {alias or table for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?", statement)}
    small = {alias for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+) AS (\w+)", statement) if table in SMALL}
    scanned = (set(re.findall(r"SCAN (\w+)\b(?! VIRTUAL)", plan)) & read) - SMALL - small - ROWS_IN_HAND
    assert scanned == ({"h"} if name in WHOLE else set()), plan
    assert "AUTOMATIC" not in plan, plan
    assert not re.search(r"(?<!SEARCH shard USING PRIMARY KEY )\(shard=\?\)", plan) or name in FIRST, plan
    assert "TEMP B-TREE" not in plan or name in SORTED_SMALL, plan


@pytest.fixture(scope="module")
def explained_by_postgres(postgres: Server) -> Iterator[Callable[[str], str]]:
    """How PostgreSQL would go about a statement."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE plans_of")
        open_postgres(postgres.url("plans_of"), nowhere).close()
        with connect_postgres(postgres.url("plans_of")) as store:

            def explain(statement: str) -> str:
                with store.transaction(force_rollback=True):
                    store.execute(f"PREPARE asked AS {statement}".encode())
                    n = max((int(n) for n in re.findall(r"\$(\d+)", statement)), default=0)
                    values = f"({', '.join(['NULL'] * n)})" if n else ""
                    store.execute("SET LOCAL plan_cache_mode = force_generic_plan")
                    rows = store.execute(f"EXPLAIN EXECUTE asked{values}".encode()).fetchall()
                    store.execute("DEALLOCATE asked")
                return "\n".join(row[0] for row in rows)

            yield explain
        connection.execute("DROP DATABASE plans_of WITH (FORCE)")


@pytest.mark.parametrize("name", sorted(postgres_statements()))
def test_postgres_seeks(name: str, explained_by_postgres: Callable[[str], str]) -> None:
    """PostgreSQL reaches every growing table by an index, also where it has never been analysed."""
    statement = postgres_statements()[name]
    plan = explained_by_postgres(statement)
    assert not set(re.findall(r"Seq Scan on (\w+)", plan)) - SMALL - {f"work_{name}"}, plan
    assert "Hash Join" not in plan
    assert "Merge Join" not in plan
    assert "Join Filter" not in plan, plan
    lines = plan.splitlines()
    for n, line in enumerate(lines):
        found = re.search(r"Index (?:Only )?Scan (?:Backward )?using \w+ on (\w+)", line)
        if found is not None and found.group(1) not in SMALL | ({"heard"} if name in WHOLE else set()):
            how = lines[n + 1].strip() if n + 1 < len(lines) else ""
            assert how.startswith("Index Cond:"), plan
            assert not re.fullmatch(r"Index Cond: \(shard = [^)]*\)", how) or name in FIRST, plan
