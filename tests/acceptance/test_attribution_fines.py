"""``measure attribution`` on the real fines log: its figures are those of plain SQL; nonsense is refused."""

from __future__ import annotations

import duckdb
import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import DATA, FINES, LOG


def test_goals_and_last_touches_are_those_of_sql(tropa: Tropa) -> None:
    """Payments, those after a letter since the payment before, and the last letter before each."""
    said = tropa("measure", "attribution", *LOG, "--journey", FINES, "--format", "json")
    assert said.code == 0, said.err
    found = said.data
    with duckdb.connect() as connection:
        goals, touched = connection.execute(
            f"""
            WITH told AS (
                SELECT *, activity = 'Payment' AS paid,
                       lag(activity) OVER (PARTITION BY case_id ORDER BY timestamp, arrival) AS before
                FROM '{DATA / "logs" / "traffic_fines.parquet"}'
                WHERE activity IN ('Send Fine', 'Insert Fine Notification', 'Add penalty',
                                   'Send for Credit Collection', 'Payment')
            )
            SELECT count(*), count(*) FILTER (before <> 'Payment') FROM told WHERE paid
            """  # noqa: S608 - our own path
        ).fetchall()[0]
    assert (found["goals"], found["goals"] - found["untouched"]) == (goals, touched)
    assert sum(touch["dealt"]["last"]["goals"] for touch in found["touches"]) == touched
    assert [touch["label"] for touch in found["touches"]] == ["letter", "notification", "penalty", "collection"]


def test_what_is_typed_goes_before_the_journey(tropa: Tropa) -> None:
    """Touches and goal on the command line stand in place of the journey's."""
    typed = ("--touch", "Send Fine", "--goal", "Send for Credit Collection", "--lookback", "1d")
    found = tropa("measure", "attribution", *LOG, "--journey", FINES, *typed, "--format", "json").data
    assert [touch["label"] for touch in found["touches"]] == ["Send Fine"]
    assert (found["goals"], found["untouched"]) == (3_387, 3_387)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--goal", "Payment"),
        ("--touch", "Send Fine"),
        ("--touch", "Send Fine", "--goal", "Payment", "--half-life", "0d"),
        ("--touch", "all(a, b)", "--goal", "Payment"),
    ],
)
def test_what_has_no_meaning_is_refused(tropa: Tropa, arguments: tuple[str, ...]) -> None:
    """No touch, no goal, no half-life, a touch of several events: told in one line, code 2."""
    said = tropa("measure", "attribution", *LOG, *arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip().count("\n") == 0
