"""What a statement finds, as NumPy columns: by way of Arrow it is what the engine's own conversion gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import duckdb
import numpy as np
import pytest

from tropa.warehouses.duckdb.arrays import FIXED, all_fixed, columns_of

MANY = 300_000
"""Rows that no engine hands over in one batch."""


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory."""
    with closing(duckdb.connect()) as connection:
        yield connection


def rows(n: int) -> str:
    """A statement with a column of each type, one with nulls and one without."""
    odd = {"BOOLEAN": "i % 3 = 0", "DOUBLE": "i / 7"}
    columns = [
        f"CAST({odd.get(kind, 'i % 100')} AS {kind}) AS whole_{kind}, "
        f"CASE WHEN i % 5 > 0 THEN CAST({odd.get(kind, 'i % 100')} AS {kind}) END AS part_{kind}"
        for kind in FIXED
    ]
    return f"SELECT {', '.join(columns)} FROM range({n}) AS r(i)"  # noqa: S608 - our own words and numbers


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 2_048, MANY])
def test_numbers_come_as_the_engine_itself_would_give_them(engine: duckdb.DuckDBPyConnection, n: int) -> None:
    """Types, values and what is masked are the same, in whatever batches they come."""
    relation = engine.sql(rows(n))
    assert all_fixed(relation)
    found, expected = columns_of(relation), engine.execute(rows(n)).fetchnumpy()
    assert list(found) == list(expected)
    for name, column in expected.items():
        assert found[name].dtype == column.dtype, name
        assert np.array_equal(np.ma.getmaskarray(found[name]), np.ma.getmaskarray(column)), name
        assert np.ma.compressed(found[name]).tolist() == np.ma.compressed(column).tolist(), name


def test_texts_come_as_texts(engine: duckdb.DuckDBPyConnection) -> None:
    """Where one column is no number, all come by the engine's own way."""
    relation = engine.sql("SELECT 1 AS n, CASE WHEN i > 0 THEN 'ы' END AS t FROM range(2) AS r(i)")
    assert not all_fixed(relation)
    found = columns_of(relation)
    assert found["n"].tolist() == [1, 1]
    assert found["t"].tolist() == [None, "ы"]


def test_order_is_that_of_the_rows(engine: duckdb.DuckDBPyConnection) -> None:
    """Batches of many threads are put one after another as their rows stood."""
    engine.execute("CREATE TABLE many AS SELECT i FROM range(300_000) AS r(i)")
    found = columns_of(engine.sql("SELECT i FROM many WHERE i % 3 <> 1"))
    assert found["i"].tolist() == [i for i in range(MANY) if i % 3 != 1]
