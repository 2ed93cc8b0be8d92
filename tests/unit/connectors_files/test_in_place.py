"""Rows that stay in the user's own Parquet file: which may, and that it makes no difference."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tropa.connectors.files import open_log, parse_columns
from tropa.ports.log import Landing, Needs

PLAIN = (
    "SELECT 'c' || (i % 7) AS who, 'e' || (i % 5) AS what, "
    "TIMESTAMP '2026-01-01' + INTERVAL (i % 11) HOUR AS happened"
)


def written(path: Path, picked: str = "*", more: str = "") -> Path:
    """A Parquet file of a hundred events."""
    with duckdb.connect() as engine:
        rows = f"SELECT {picked} FROM ({PLAIN}, i AS number, i / 2 AS amount FROM range(100) AS r(i)) {more}"  # noqa: S608 - our own words
        engine.sql(rows).write_parquet(str(path))
    return path


def landed(
    path: Path, folder: Path, columns: str = "customer=who,name=what,at=happened", *, zone: str | None = None
) -> Landing:
    """Its landing, in place if that can be."""
    needs = Needs(properties=frozenset({"amount"}), in_place=True)
    return open_log(str(path), columns=parse_columns(columns), zone=zone).land(folder, needs, lambda *_: None)


def rows(landing: Landing) -> list[tuple[object, ...]]:
    """What a landing holds, in its order."""
    source = f"({landing.query})" if landing.query is not None else f"'{landing.events}'"
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        columns = 'customer, name, "at", received_at, arrival, t0, n0'
        return engine.execute(f"SELECT {columns} FROM {source} ORDER BY arrival").fetchall()  # noqa: S608 - our own words


def test_rows_that_are_events_as_they_stand_stay_where_they_are(tmp_path: Path) -> None:
    """Nothing is written, and the rows are those of a copy."""
    path = written(tmp_path / "it's a log.parquet")
    landing = landed(path, tmp_path / "landing")
    assert landing.events == path
    assert not list((tmp_path / "landing").iterdir())
    copy = open_log(str(path), columns=parse_columns("customer=who,name=what,at=happened")).land(
        tmp_path / "copy", Needs(properties=frozenset({"amount"})), lambda *_: None
    )
    assert copy.query is None
    assert rows(landing) == rows(copy)
    assert (landing.n_events, landing.watermark) == (copy.n_events, copy.watermark) == (100, copy.watermark)


COLUMNS = "customer=who,name=what,at=happened"


@pytest.mark.parametrize(
    ("picked", "columns"),
    [
        ("* REPLACE (happened::TIMESTAMPTZ AS happened)", COLUMNS),
        ("* REPLACE (happened::TIMESTAMP_NS AS happened)", COLUMNS),
        ("* REPLACE (happened::DATE AS happened)", COLUMNS),
        ("* REPLACE (happened::VARCHAR AS happened)", COLUMNS),
        ("* REPLACE (number::DOUBLE AS who, number % 3 AS what)", COLUMNS),
        ("* REPLACE (CASE WHEN number % 2 = 0 THEN 'x' END AS amount)", COLUMNS),
        ("*, happened - INTERVAL 1 HOUR AS received", COLUMNS + ",received_at=received"),
        ("*, NULL::VARCHAR AS id", COLUMNS + ",message_id=id"),
    ],
    ids=["zoned", "nanoseconds", "days", "texts", "numbers", "a text", "received before it happened", "no ids"],
)
def test_whatever_the_types_rows_in_place_are_those_of_a_copy(tmp_path: Path, picked: str, columns: str) -> None:
    """Times with and without a zone, of any precision, as text, and corrected by when they were received."""
    path = written(tmp_path / "log.parquet", picked)
    landing = landed(path, tmp_path / "landing", columns)
    copy = open_log(str(path), columns=parse_columns(columns)).land(
        tmp_path / "copy", Needs(properties=frozenset({"amount"})), lambda *_: None
    )
    assert landing.query is not None
    assert rows(landing) == rows(copy)
    assert landing.watermark == copy.watermark


@pytest.mark.parametrize(
    ("picked", "more", "columns", "zone"),
    [
        (
            "* REPLACE (CASE WHEN number = 3 THEN NULL ELSE who END AS who)",
            "",
            "customer=who,name=what,at=happened",
            None,
        ),
        ("*", "", "customer=who,name=what,at=happened,arrival=number", None),
        ("*", "", "customer=who,name=what,at=happened,message_id=number", None),
        ("*", "", "customer=who,name=what,at=happened", "Europe/Rome"),
    ],
    ids=["a bad row", "an order of its own", "message ids", "a clock that is not UTC"],
)
def test_rows_that_have_to_be_judged_one_by_one_are_copied(
    tmp_path: Path, picked: str, more: str, columns: str, zone: str | None
) -> None:
    """Whatever makes a landing differ from the rows as they stand."""
    landing = landed(written(tmp_path / "log.parquet", picked, more), tmp_path / "landing", columns, zone=zone)
    assert landing.query is None
    assert landing.events == tmp_path / "landing" / "events.parquet"
    assert landing.n_events + landing.n_bad == len(rows(landing)) + landing.n_bad == 100


def test_text_and_what_asks_for_ids_are_copied(tmp_path: Path) -> None:
    """A CSV file has no rows to read in place, and ids are no column of it."""
    with duckdb.connect() as engine:
        engine.execute(f"COPY (FROM '{written(tmp_path / 'log.parquet')}') TO '{tmp_path}/log.csv'")
    assert landed(tmp_path / "log.csv", tmp_path / "csv").query is None
    source = open_log(str(tmp_path / "log.parquet"), columns=parse_columns("customer=who,name=what,at=happened"))
    assert source.land(tmp_path / "ids", Needs(ids=True, in_place=True), lambda *_: None).query is None
