"""The sorted table: layout, chunks of whole customers, order, limits and progress."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import START, Happened, is_, land, reached, row, steps

from tropa.journey.conditions import Value
from tropa.journey.signals import Named
from tropa.measure.questions import Edges, Funnel, Paths, Scope, Unit
from tropa.ports.log import Landing, Limits
from tropa.warehouses.counting.table import Columns
from tropa.warehouses.duckdb import DuckDBWarehouse, EventTable
from tropa.warehouses.duckdb.loading import fits
from tropa.warehouses.duckdb.log import in_order, whole_customers_of

PER: tuple[Unit, ...] = (
    Unit(),
    Unit(per="session", gap_s=3),
    Unit(per="key", prop="order"),
    Unit(per="run", start=Named("c")),
)


def test_customers_and_names_are_numberedin_order_of_code_point(open_log: OpenLog) -> None:
    """Customers and names get dense numbers; times are microseconds; rows are sorted."""
    events = open_log([*row("б", "b@1 a@0"), *row("a", "b@2.5"), *row("Z", "é@0")]).events
    start_us = int(START.timestamp()) * 1_000_000
    assert events.vocabulary.names == ("a", "b", "é")
    assert events.rows("SELECT c, name, at_us, arrival // 2 FROM events") == [
        (0, 2, start_us, 3),
        (1, 1, start_us + 2_500_000, 2),
        (2, 0, start_us, 1),
        (2, 1, start_us + 1_000_000, 0),
    ]
    assert events.size() == (4, 3)
    assert events.size("name = 1") == (2, 2)


def test_what_the_log_has_not_is_known(open_log: OpenLog) -> None:
    """Names of events in order, and the properties kept of which no event has a value, be it a text or a number."""
    empty: dict[str, Value] = {"x": None, "y": None, "z": None}
    log = open_log([("anna", "b", 0, {**empty, "y": "q"}), ("anna", "a", 1, {**empty, "z": 0.0})])
    assert log.names() == ("a", "b")
    assert log.unset() == {"x"}
    assert open_log([("anna", "b", 0, {})]).unset() == frozenset()


def test_a_number_that_is_none_is_missing(open_log: OpenLog) -> None:
    """NaN would be equal to itself and greater than all in SQL, and neither elsewhere."""
    events = open_log([("anna", "a", 0, {"x": math.nan})]).events
    assert events.rows("SELECT n0 FROM events") == [(None,)]


@pytest.mark.parametrize("target_rows", [1, 2, 5, 100])
def test_chunks_are_whole_customersin_order(open_log: OpenLog, target_rows: int) -> None:
    """No customer is parted, whatever the target; all rows come once, in order."""
    customers = [row(f"customer {i}", " ".join(f"a@{s}" for s in range(i % 4 + 1))) for i in range(10)]
    events = open_log([event for one in customers for event in one], target_rows=target_rows).events
    chunks = [chunk["c"].tolist() for chunk in events.chunks({})]
    expected = [c for c in range(10) for _ in range(c % 4 + 1)]
    assert [c for chunk in chunks for c in chunk] == expected
    assert len([c for chunk in chunks for c in set(chunk)]) == 10
    assert (len(chunks) > 1) == (target_rows < 100)


@given(st.lists(st.integers(1, 9), max_size=40), st.integers(1, 20))
def test_parts_are_whole_customers_of_about_so_many_rows(sizes: list[int], target_rows: int) -> None:
    """No customer is parted, no row is left out, and no part but the last could be parted again."""
    customers = np.repeat(np.arange(len(sizes)) * 3, sizes)
    parts = [customers[rows].tolist() for rows in whole_customers_of(customers, target_rows)]
    assert [c for part in parts for c in part] == customers.tolist()
    assert not any(one[-1] == other[0] for one, other in pairwise(parts))
    assert all(part for part in parts)
    assert all(len(part) - part.count(part[-1]) < target_rows + 9 for part in parts)


def test_a_pass_that_is_left_early_leaves_the_table_as_it_was(open_log: OpenLog) -> None:
    """Whatever the engine is reading ahead then is waited for, and the next pass has all rows."""
    events = open_log([event for i in range(50) for event in row(f"c{i}", "a@1 b@2")], target_rows=1).events
    with closing(cast("Generator[Columns]", events.chunks({"t": "CAST(name AS VARCHAR)"}))) as chunks:
        assert next(chunks)["c"].tolist() == [0, 0]
    assert sum(len(chunk["c"]) for chunk in events.chunks({})) == 100


def test_texts_and_numbers_are_handed_out_alike(open_log: OpenLog) -> None:
    """A pass over texts, read piece by piece, and one over numbers, read several pieces at once."""
    events = open_log([event for i in range(30) for event in row(f"c{i}", "a@1 b@2 a@3")], target_rows=4).events
    numbers, texts = (list(events.chunks({"name": sql})) for sql in ("name", "CAST(name AS VARCHAR)"))
    assert len(numbers) > 5
    assert [int(code) for chunk in texts for code in chunk["name"]] == [
        code for chunk in numbers for code in chunk["name"].tolist()
    ]


def test_a_small_log_is_sorted_in_memory_and_a_large_one_on_disk() -> None:
    """Two thirds of what the engine may take are for the table: ten million bare events in 400 MiB, not fifty."""
    landing = Landing(Path("x"), None, (), 10_000_000, 0, 0, None)
    assert fits(landing, Limits())
    assert not fits(replace(landing, n_events=50_000_000), Limits())
    assert not fits(replace(landing, properties=("a", "b")), Limits())
    assert not fits(replace(landing, traits=Path("y")), Limits())


def test_order_lost_by_the_engine_is_restored() -> None:
    """White box: rows as a hash join of an IN list may give them, masks included."""
    found = {
        "c": np.array([1, 0, 1, 0]),
        "at_us": np.array([5, 7, 5, 7]),
        "arrival": np.array([9, 3, 8, 2]),
        "name": np.ma.masked_equal([1, 2, 3, 4], 3),
    }
    ordered = in_order(found)
    assert ordered["arrival"].tolist() == [2, 3, 8, 9]
    assert ordered["name"].tolist() == [4, 2, None, 1]


def test_rows_that_do_not_stand_in_order_are_sorted_by_the_engine(open_log: OpenLog) -> None:
    """White box: a table whose rows come last first is read in order all the same, equal times by arrival."""
    events = open_log([*row("anna", "a@5 b@5 a@1"), *row("boris", "c@2")]).events
    events.connection.execute("ALTER TABLE events RENAME TO standing")
    events.connection.execute("CREATE VIEW events AS FROM standing ORDER BY c DESC, at_us DESC, arrival DESC")
    (chunk,) = events.chunks({"name": "name"})
    assert chunk["name"].tolist() == [0, 0, 1, 2]


def test_names_beyond_the_bits_of_a_number_are_asked_for_too(open_log: OpenLog) -> None:
    """A funnel of the first, the sixty-fourth and the last of eighty names counts as one of three."""
    names = [f"n{number:02}" for number in range(80)]
    log = open_log(
        [*row("anna", " ".join(f"{name}@{s}" for s, name in enumerate(names))), *row("boris", "n00@0 n79@9")]
    )
    for asked in ("n00 n62 n79", "n00 n63 n79", "n00 n61 n62"):
        assert reached(log.funnel(Funnel(steps(asked)))) == [2, 1, 1]


@pytest.mark.parametrize("unit", PER, ids=lambda unit: unit.per)
def test_chunk_boundaries_do_not_show(open_log: OpenLog, unit: Unit) -> None:
    """A chunk for each customer gives the same answers as one for all."""
    random = np.random.default_rng(20260301)
    orders: list[Value] = ["1", 1.0, "x", None]
    events: list[Happened] = [
        (
            f"customer {random.integers(40)}",
            str(random.choice(["a", "b", "c", "d"])),
            float(random.integers(60)),
            {"order": orders[random.integers(4)], "plan": str(random.integers(3))},
        )
        for _ in range(600)
    ]
    many, one = open_log(events, target_rows=1), open_log(events, target_rows=10_000)
    scope = Scope(unit=unit, by="plan", where=is_("plan", "9", "!="))
    funnel = Funnel(steps("a b d"), scope, window_s=20)
    assert one.funnel(funnel).steps[2].n > 0
    assert many.funnel(funnel) == one.funnel(funnel)
    assert many.edges(Edges(scope)) == one.edges(Edges(scope))
    assert many.paths(Paths(3, 5, scope=scope)) == one.paths(Paths(3, 5, scope=scope))


def test_traits_do_not_depend_on_the_chunks_they_are_given_in(open_log: OpenLog) -> None:
    """One customer at a time or all at once, each event gets the same traits."""
    events: list[Happened] = [(f"customer {i % 5}", "a", i, {}) for i in range(20)]
    traits = [(f"customer {i % 5}", "plan", i + 0.5, 100.0 + i, float(i)) for i in range(0, 20, 3)]
    tables = [open_log(events, traits, target_rows=rows).events for rows in (1, 1000)]
    found = [table.rows("SELECT c, arrival, trait_n0 FROM events ORDER BY ALL") for table in tables]
    assert found[0] == found[1]
    assert any(trait is not None for *_, trait in found[0])


def test_limits_are_set_and_nothing_is_fetched(tmp_path: Path) -> None:
    """Memory, spilling and threads are bounded, and extensions are never installed on their own."""
    limits = Limits(memory_bytes=100 * 2**20, temp_bytes=2**30, threads=1)
    with DuckDBWarehouse.open(land(tmp_path, row("anna", "a@0")), tmp_path, limits) as warehouse:
        settings = dict(warehouse.events.rows("SELECT name, value FROM duckdb_settings()"))
    assert settings["memory_limit"] == "100.0 MiB"
    assert settings["max_temp_directory_size"] == "1.0 GiB"
    assert settings["temp_directory"] == str(tmp_path / "spill")
    assert settings["threads"] == "1"
    assert settings["autoinstall_known_extensions"] == settings["autoload_known_extensions"] == "false"


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    """Sorting is heard while the log is opened, counting at each pass."""
    heard: list[tuple[str, float]] = []
    landing = land(tmp_path, [*row("anna", "a@0"), *row("boris", "a@0")], [("anna", "plan", 0, 0, "x")])
    table = EventTable.open(landing, tmp_path, progress=lambda step, at: heard.append((step, at)), target_rows=1)
    assert len(list(table.chunks({}))) == 2
    table.close()
    assert [share for step, share in heard if step == "sorting"] == [0.0, 0.2, 0.5, 1.0]
    assert list(dict.fromkeys(share for step, share in heard if step == "counting")) == [0.0, 0.5, 1.0]
