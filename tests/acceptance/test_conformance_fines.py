"""``measure conformance`` on the real fines log: its figures agree with what other commands and plain SQL count."""

from __future__ import annotations

import duckdb
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import DATA, FINES, LOG


def test_moves_are_those_of_reality(tropa: Tropa) -> None:
    """Where nothing is cut and no variant is left out, moves and unexplained moves are the same two numbers (M7)."""
    found = tropa("measure", "conformance", FINES, *LOG, "--format", "json").data
    moves = tropa("measure", "reality", FINES, *LOG, "--format", "json").data["moves"]
    assert (found["moves"], found["unexplained"]) == (moves["mapped"], moves["unexplained"])
    assert (found["runs"], found["judged"], found["other"], found["cut"]) == (10_000, 10_000, 0, 0)
    assert sum(variant["n"] for variant in found["variants"]) == found["runs"]
    assert sum(variant["n"] for variant in found["variants"] if variant["conforms"]) == found["conforming"]


def test_who_came_after_the_end_is_who_sql_finds(tropa: Tropa) -> None:
    """Cases handed to the collectors right after a payment: the same number, and the customers named are they."""
    found = tropa("measure", "conformance", FINES, *LOG, "--behind", "1000", "--format", "json").data
    after = next(
        one for one in found["deviations"] if (one["kind"], one["step"]) == ("after_end", "touchpoint:collection")
    )
    with duckdb.connect() as connection:
        cases = connection.execute(
            f"""
            SELECT DISTINCT case_id FROM (
                SELECT case_id, activity,
                       lag(activity) OVER (PARTITION BY case_id ORDER BY timestamp, arrival) AS before
                FROM '{DATA / "logs" / "traffic_fines.parquet"}'
                WHERE activity IN ('Create Fine', 'Send Fine', 'Insert Fine Notification', 'Add penalty', 'Payment',
                                   'Send for Credit Collection')
                   OR (activity = 'Send Appeal to Prefecture' AND dismissal = '#')
                   OR (activity = 'Appeal to Judge' AND dismissal = 'G')
            )
            WHERE before = 'Payment' AND activity = 'Send for Credit Collection'
            """  # noqa: S608 - our own path
        ).fetchall()
    assert (after["n"], after["customers"]) == (len(cases), len(cases))
    assert set(after["behind"]) == {case for (case,) in cases}


def test_a_cut_and_a_top_are_said(tropa: Tropa) -> None:
    """Runs beyond the length, and runs of rare variants, are counted as what they are, and are in no share."""
    found = tropa("measure", "conformance", FINES, *LOG, "--length", "3", "--top", "2", "--format", "json").data
    assert found["judged"] + found["other"] == found["runs"] == 10_000
    assert found["cut"] == sum(variant["n"] for variant in found["variants"] if variant["cut"]) > 0
    rows = tropa("measure", "conformance", FINES, *LOG, "--format", "jsonl").out.splitlines()
    assert '"row": "deviation"' in rows[0]
    assert '"row": "summary"' in rows[-1]
