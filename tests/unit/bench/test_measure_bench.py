"""The bench of measuring: the log it draws, that all answers agree, and what it says of processes."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from tropa.bench.measure import Ground, Wrong, compare
from tropa.bench.measure_log import write_log
from tropa.bench.measure_whole import run, whole

N_EVENTS = 20_000


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def test_the_log_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    """So many events, in order of time, ten a customer with a heavy tail, forty names, ties; the same each time."""
    for name in ("one", "two"):
        write_log(tmp_path / f"{name}.parquet", N_EVENTS, seed=3)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW log AS FROM '{tmp_path}/one.parquet'")
        n, n_customers, n_names, backwards = engine.execute(
            "SELECT count(*), count(DISTINCT customer), count(DISTINCT name), count(*) FILTER (late) "
            'FROM (SELECT *, "at" < lag("at") OVER () AS late FROM log)'
        ).fetchall()[0]
        largest, ties = engine.execute(
            "SELECT max(n), sum(ties) / sum(n) FROM "
            '(SELECT count(*) AS n, count(*) - count(DISTINCT "at") AS ties FROM log GROUP BY customer)'
        ).fetchall()[0]
    assert (n, n_names, backwards) == (N_EVENTS, 40, 0)
    assert 7 < n / n_customers < 13
    assert largest > 100
    assert 0.01 < ties < 0.05


def test_every_question_is_answered_alike_by_hand(tmp_path: Path) -> None:
    """Our answers on a kept log, of which a part came later, are those of the SQL over the raw file."""
    ground = Ground(tmp_path, N_EVENTS, 3, silent)
    kept = ground.keep()
    assert kept.n_bytes > 0
    compared = list(ground.compare(1, by_hand=True))
    assert [one.question for one in compared] == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert all(one.by_hand is not None and one.ours.wall_s > 0 for one in compared)


def test_answers_that_differ_are_not_timed() -> None:
    """Not by a count, nor by a time, nor by a row."""
    compare("Q1", [("a", 1, 0.5, None)], [("a", 1, 0.5 + 1e-9, None)])
    for other in ([("a", 2, 0.5, None)], [("a", 1, 0.6, None)], [("a", 1, None, None)], []):
        with pytest.raises(Wrong, match="Q1"):
            compare("Q1", [("a", 1, 0.5, None)], other)


def test_processes_are_told_with_their_memory_and_their_failures(tmp_path: Path) -> None:
    """Time, processors and memory are the process's own; what failed says why and is not passed off as quick."""
    hungry = run(1, "Q2", "hungry", [sys.executable, "-c", "held = bytearray(200_000_000)"])
    failed = run(1, "Q2", "failed", [sys.executable, "-c", "raise SystemExit('no such peer')"])
    assert (hungry.failed, failed.failed) == ("", "no such peer")
    assert hungry.peak_mb > 200 > failed.peak_mb > 1
    ground = Ground(tmp_path, 2_000, 3, silent)
    ground.keep()
    processes = list(whole(2_000, ground.raw, ground.log, tmp_path, by_hand=True))
    assert [(one.question, one.who) for one in processes] == [
        (question, who) for question in ("Q1", "Q2", "Q3") for who in ("sql", "tropa", "tropa, kept log")
    ]
    assert {one.failed for one in processes} == {""}
