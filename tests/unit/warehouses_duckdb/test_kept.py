"""Kept logs: what an addition does to the parts, what is answered from where, and the traps of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import pytest
from tests.unit.warehouses_duckdb.small_logs import Happened, TraitSet, at, is_, land, row, steps

from tropa.measure.counts import EdgeCounts
from tropa.measure.questions import Edges, Funnel, Paths, Scope, Unit
from tropa.measure.questions_returning import Retention
from tropa.ports.kept import Added
from tropa.ports.log import BadLine, Landing, Limits, LogUnreadable, Needs
from tropa.ports.reasons import Reason
from tropa.testing.conformance import differences
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog, KeptWarehouse, summed
from tropa.warehouses.duckdb.kept.merging import Numbers
from tropa.warehouses.duckdb.kept.table import KeptTable

REASON = Reason("no_name", {"label": "'name'"})


class Add(Protocol):
    """Adds events to a log."""

    def __call__(
        self, events: Sequence[Happened], traits: Sequence[TraitSet] = (), ids: Sequence[str | None] = ()
    ) -> Added:
        """Add them as one landing, with message ids where there are some."""


@pytest.fixture
def log(tmp_path: Path) -> DuckDBKeeper:
    """A log to be kept."""
    return DuckDBKeeper(tmp_path / "log", most_deltas=2)


@pytest.fixture
def add(log: DuckDBKeeper, tmp_path: Path) -> Add:
    """Adds events to the log."""
    numbers = count()

    def add_them(
        events: Sequence[Happened], traits: Sequence[TraitSet] = (), ids: Sequence[str | None] = ()
    ) -> Added:
        folder = tmp_path / f"landing {next(numbers)}"
        folder.mkdir()
        landing = with_ids(land(folder, events, traits), ids or [None] * len(events))
        with log.writing():
            return log.add(replace(landing, watermark=at(1)), ("tier",), folder.name, "")

    return add_them


def with_ids(landing: Landing, ids: Sequence[str | None]) -> Landing:
    """The landing with message ids, in order of arrival; traits have none."""
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        given = {"place": np.arange(len(ids)) * 2, "message_id": np.array([*ids, "end"], dtype=object)[:-1]}
        engine.register("given", given)
        for path in filter(None, (landing.events, landing.traits)):
            received = "" if path == landing.events else ', "at" AS received_at'
            rows = f"SELECT e.*{received}, message_id FROM '{path}' AS e LEFT JOIN given ON place = arrival"  # noqa: S608 - our own path
            engine.execute(f"COPY (SELECT * FROM ({rows}) ORDER BY arrival) TO '{path}.new' (FORMAT parquet)")  # noqa: S608 - as above
            Path(f"{path}.new").replace(path)
    return landing


def opened(log: DuckDBKeeper, folder: Path, needs: Needs = Needs()) -> KeptWarehouse:  # noqa: B008 - frozen
    """The newest snapshot."""
    folder.mkdir(exist_ok=True)
    kept = KeptLog(log.path)
    return kept.open_warehouse(kept.land(folder, needs, lambda *_: None), folder)


def parts(log: DuckDBKeeper) -> list[dict[str, int]]:
    """Rows by file of each part."""
    return [dict(part.rows) for part in log.folder.newest().parts]


def test_events_in_order_leave_what_is_there(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """A part holds the new events alone; each goes on from the last one of its customer."""
    add([*row("ann", "a@0 b@1"), *row("bob", "a@0 a@9 b@10 a@11 b@12 a@13 b@14")])
    assert add([*row("ann", "c@5"), *row("cat", "a@1")]) == Added(2, 0, 0)
    assert [part["events"] for part in parts(log)] == [9, 2]
    assert "gone" not in parts(log)[1]
    with closing(opened(log, tmp_path / "w")) as warehouse:
        told = warehouse.events.rows("SELECT c, name, seq, prev, gap_us FROM bare WHERE c IN (0, 2) ORDER BY c, seq")
    assert told == [(0, 0, 1, None, None), (0, 1, 2, 0, 10**6), (0, 2, 3, 1, 4 * 10**6), (2, 0, 1, None, None)]


def test_a_late_event_rewrites_its_customer_and_nobody_else(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """An event before the last one known takes its place; one at the same instant comes after it, and is not late."""
    add([*row("ann", "a@0 b@2"), *row("bob", " ".join(f"a@{s}" for s in range(20)))])
    assert add([*row("ann", "c@2"), *row("bob", "b@19")]) == Added(2, 0, 0)
    assert add(row("ann", "d@1")) == Added(1, 0, 1)
    assert (parts(log)[-1]["events"], parts(log)[-1]["gone"]) == (4, 1)
    with closing(opened(log, tmp_path / "w")) as warehouse:
        assert warehouse.paths(Paths(length=9, top=1)).paths[0][0] in {("a", "d", "b", "c"), ("a",) * 9}
        assert {("a", "d"), ("d", "b"), ("b", "c")} < {(e.source, e.target) for e in warehouse.edges(Edges()).edges}
        assert ("a", "b") in {(edge.source, edge.target) for edge in warehouse.edges(Edges()).edges}


def test_r9_a_message_seen_in_an_earlier_file_is_dropped(log: DuckDBKeeper, add: Add) -> None:
    """By its id, whatever else it says; events without an id are never taken for each other."""
    add(row("ann", "a@0 b@1"), ids=["m1", None])
    assert add(row("ann", "a@7 b@1 c@9"), ids=["m1", None, "m2"]) == Added(2, 1, 0)
    assert (log.facts().n_events, log.folder.newest().n_duplicates) == (4, 1)


def test_merged_customers_are_one(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """Their rows become one row, traits included; ids that were merged are the customer's from then on."""
    add([*row("device", "a@0 c@2"), *row("ann", "b@1")], traits=[("device", "tier", 0, 0.5, "gold")])
    with log.writing():
        assert log.merge([("device", "ann"), ("tablet", "ann")]) == 1
        assert log.merge([("device", "ann")]) == 0
    add(row("tablet", "d@3"))
    assert log.facts().n_customers == 1
    with closing(opened(log, tmp_path / "w", Needs(traits=frozenset({"tier"})))) as warehouse:
        assert warehouse.paths(Paths()).paths == ((("a", "b", "c", "d"), 1),)
        assert warehouse.events.rows("SELECT trait_t0 FROM events ORDER BY seq") == [(None,), *[("gold",)] * 3]
        assert warehouse.events.ids([0, 1]) == {0: "ann"}


def test_merges_hang_together() -> None:
    """A chain ends at the last one, and a circle is one customer."""
    numbers = Numbers({"a": 0, "b": 1, "c": 2}, 3)
    for previous, customer in (("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "a")):
        numbers.merge(previous, customer)
    assert numbers.into == {0: 2, 1: 2, 3: 2}
    assert (numbers.new, numbers.next) == ({"x": 3, "y": 3}, 4)


def test_parts_are_folded_when_they_become_many(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """The later ones into one, names in order of code point or not; all into one when much lies beside the first."""
    add([event for n in range(40) for event in row(f"c{n}", "b@0 c@1")])
    for n in range(4):
        add(row(f"c{n}", f"a@{n - 1} c@{5 + n}"))
    assert [part["events"] for part in parts(log)] == [80, 10, 2]
    with closing(opened(log, tmp_path / "w1")) as warehouse:
        before = (warehouse.edges(Edges()), warehouse.paths(Paths()), warehouse.retention(Retention()))
        assert warehouse.names() == ("a", "b", "c")
    add([event for n in range(40, 60) for event in row(f"c{n}", "b@0 c@1")])
    assert len(parts(log)) == 1
    add([])
    with log.writing():
        log.compact()
    with closing(opened(log, tmp_path / "w2")) as warehouse:
        assert warehouse.edges(Edges()).n_events == before[0].n_events + 40
        assert warehouse.paths(Paths()).paths[0] == (("b", "c"), before[1].paths[0][1] + 20)


def test_summaries_answer_what_they_know_and_nothing_else(
    log: DuckDBKeeper, add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """White box: a stored predecessor is that among all events, so a condition, a unit or a bound asks the events."""
    add([("ann", "a", 0, {"x": "1"}), ("ann", "b", 1, {"x": "2"}), ("ann", "c", 5, {"x": "1"})])
    asked: list[str] = []

    def seen(table: KeptTable) -> EdgeCounts:
        asked.append("summed")
        return summed.summed_edges(table)

    monkeypatch.setattr("tropa.warehouses.duckdb.kept.kept_log.summed_edges", seen)
    with closing(opened(log, tmp_path / "w", Needs(frozenset({"x"})))) as warehouse:
        assert [(e.source, e.target) for e in warehouse.edges(Edges()).edges] == [("a", "b"), ("b", "c")]
        assert asked == ["summed"]
        filtered = warehouse.edges(Edges(Scope(where=is_("x", "1"))))
        assert [(e.source, e.target, e.median_gap_s) for e in filtered.edges] == [("a", "c", 5.0)]
        for scope in (Scope(unit=Unit("session", gap_s=2)), Scope(since=at(1)), Scope(by="x")):
            warehouse.edges(Edges(scope))
        assert asked == ["summed"]


def test_what_was_not_kept_is_told(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """A question is not answered as if nobody had the property."""
    add([("ann", "a", 0, {"x": "1"})])
    kept = KeptLog(log.path)
    assert kept.properties() == ("x",)
    with pytest.raises(Unanswerable, match=r"without the property y, z .*it has: x"):
        kept.land(tmp_path, Needs(frozenset({"x", "y", "z"})), lambda *_: None)
    with pytest.raises(Unanswerable, match=r"without the trait age .*it has: tier"):
        kept.land(tmp_path, Needs(traits=frozenset({"age"})), lambda *_: None)


def test_a_folder_without_a_log_is_told(tmp_path: Path) -> None:
    """Rather than a traceback, or an empty answer."""
    with pytest.raises(LogUnreadable, match="no log is kept"):
        KeptLog(tmp_path)
    assert DuckDBKeeper(tmp_path / "new").facts().snapshot == 0


def test_bad_lines_are_told_as_of_the_files(log: DuckDBKeeper, tmp_path: Path) -> None:
    """What could not be read when files were added is told with each answer, as it is of the files themselves."""
    for n in range(2):
        (tmp_path / str(n)).mkdir()
        landing = with_ids(land(tmp_path / str(n), row("ann", "a@0")), [None])
        bad = (BadLine(3, REASON, "secret"),)
        with log.writing():
            log.add(replace(landing, n_bad=60, bad_lines=bad * 60, ignored={"group": 2}), (), str(n), "")
    kept = KeptLog(log.path)
    landing = kept.land(tmp_path, Needs(), lambda *_: None)
    kept.open_warehouse(landing, tmp_path).close()
    assert (landing.n_bad, len(landing.bad_lines), landing.ignored) == (120, 100, {"group": 4})
    assert landing.bad_lines[0] == BadLine(3, REASON)


def test_limits_are_set_and_nothing_is_fetched(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """The engine that answers keeps to its bounds, and IN lists keep the order of rows."""
    add(row("ann", "a@0"))
    kept = KeptLog(log.path, Limits(memory_bytes=100 * 2**20, temp_bytes=2**30, threads=1))
    with closing(kept.open_warehouse(kept.land(tmp_path, Needs(), lambda *_: None), tmp_path)) as warehouse:
        settings = dict(warehouse.events.rows("SELECT name, value FROM duckdb_settings()"))
    assert (settings["memory_limit"], settings["max_temp_directory_size"]) == ("100.0 MiB", "1.0 GiB")
    assert settings["autoinstall_known_extensions"] == settings["autoload_known_extensions"] == "false"
    assert "in_clause" in settings["disabled_optimizers"]


def test_five_names_asked_for_at_once_come_in_order(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """The engine would answer a list of five values by a join that mixes the rows of a large log."""
    names = "abcdefghij"
    random = np.random.default_rng(5)
    add([(f"c{random.integers(3000)}", names[random.integers(10)], float(s), {}) for s in range(30_000)])
    with closing(opened(log, tmp_path / "w")) as warehouse:
        statement = "SELECT c, seq FROM bare WHERE name IN (0, 2, 4, 6, 8)"
        told = warehouse.events.connection.execute(statement).fetchnumpy()
        rising = np.diff(told["c"].astype(np.int64) * 10**6 + told["seq"]) > 0
        assert len(rising) > 10_000
        assert rising.all()
        assert warehouse.funnel(Funnel(steps("a c e g i"))).steps[0].n > 1_000


def test_gaps_of_a_wide_spread_have_exact_medians(log: DuckDBKeeper, add: Add, tmp_path: Path) -> None:
    """From microseconds to years, equal gaps and none among them: as from the events themselves."""
    random = np.random.default_rng(6)
    second = 0.0
    events: list[Happened] = []
    for n in range(600):
        second += float(random.choice([0, 86_400, 1e-6 * int(np.exp(random.uniform(0, 30)))]))
        events.append((f"c{n // 30}", "ab"[random.integers(2)], second, {}))
    add(events[:500])
    add(events[500:])
    with closing(opened(log, tmp_path / "w")) as warehouse:
        by_summaries = warehouse.edges(Edges())
        by_events = super(KeptWarehouse, warehouse).edges(Edges())
    assert differences(by_events, by_summaries) == []
