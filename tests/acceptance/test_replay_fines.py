"""The real fines log, run by a journey of our own: what it would have sent, counted once more in SQL."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.acceptance.conftest import Tropa, run_in

import tropa.data

JOURNEY = Path(__file__).parents[1] / "assets" / "journeys" / "fines-reminder.yaml"
FINES = Path(tropa.data.__file__).parent / "logs" / "traffic_fines.parquet"
LOG = ("--events", str(FINES), "--columns", "customer=case_id,name=activity,at=timestamp,arrival=arrival")

CASES = f"""
    WITH log AS (SELECT case_id, activity, timestamp AS day, arrival FROM '{FINES}'),
    notified AS (SELECT * FROM log WHERE activity = 'Insert Fine Notification'),
    payments AS (SELECT * FROM log WHERE activity = 'Payment'),
    collections AS (SELECT * FROM log WHERE activity = 'Send for Credit Collection'),
    ended AS (
        SELECT n.case_id, n.day,
            coalesce(bool_or((p.day, p.arrival) < (n.day, n.arrival)), false) AS skipped,
            coalesce(min(p.day) FILTER ((p.day, p.arrival) > (n.day, n.arrival)), 'infinity') AS paid,
            coalesce(min(c.day), 'infinity') AS collected
        FROM notified n LEFT JOIN payments p ON p.case_id = n.case_id LEFT JOIN collections c ON c.case_id = n.case_id
        GROUP BY n.case_id, n.day
    ),
    cases AS (
        SELECT *, least(paid, collected) AS over,
            day + INTERVAL '30 days 8 hours' AS due_30, day + INTERVAL '50 days 8 hours' AS due_10,
            day + INTERVAL '62 days 8 hours' AS called, day + INTERVAL '92 days 8 hours' AS given_up
        FROM ended
    )
    """  # noqa: S608  a path of our own
"""Each notified case: when it was over, and when it would be reminded: at the first eight o'clock of the due day."""


def said(instant: str) -> str:
    """SQL of an instant as a replay writes it."""
    return f"strftime({instant}, '%Y-%m-%dT%H:%M:%SZ')"


def counted(question: str) -> list[tuple[Any, ...]]:
    """Rows of a question about the cases."""
    with duckdb.connect() as engine:
        return engine.execute(f"{CASES} {question}").fetchall()


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401  JSON is anything
    """The replay to its end."""
    folder = tmp_path_factory.mktemp("fines")
    done = run_in(folder, "replay", str(JOURNEY), *LOG, "--until", "end", "--format", "json")
    assert done.code == 0, done.err
    return done.data


def messages(replayed: Any, touchpoint: str) -> list[tuple[str, str]]:  # noqa: ANN401  JSON is anything
    """Who was sent a touchpoint, and when."""
    return sorted((one["customer"], one["at"]) for one in replayed["messages"] if one["touchpoint"] == touchpoint)


@pytest.mark.parametrize(
    ("touchpoint", "due", "n"), [("thirty-days", "due_30", 4_617), ("ten-days", "due_10", 4_609)]
)
def test_everybody_who_has_not_paid_is_reminded_and_nobody_else(
    replayed: Any,  # noqa: ANN401  JSON is anything
    touchpoint: str,
    due: str,
    n: int,
) -> None:
    """Case by case: a reminder at eight o'clock of its day unless a payment or the collectors came before."""
    wanted = counted(
        f"SELECT case_id, {said(due)} FROM cases WHERE NOT skipped AND over > {due} ORDER BY ALL"  # noqa: S608  our own words
    )
    found = messages(replayed, touchpoint)
    assert found == sorted(wanted)
    assert len(found) == n


def test_every_run_ends_as_the_cases_do(replayed: Any) -> None:  # noqa: ANN401  JSON is anything
    """Paid, collected or given up, each at its instant, and those who had paid before begin no run."""
    wanted = counted(
        f"""SELECT case_id, CASE WHEN over > given_up THEN 'unpaid' WHEN paid <= collected THEN 'reached'
            ELSE 'handed-over' END, {said("least(over, given_up)")} FROM cases WHERE NOT skipped ORDER BY ALL"""  # noqa: S608  as above
    )
    assert sorted((one["customer"], one["outcome"], one["ended_at"]) for one in replayed["runs"]) == wanted
    assert (
        replayed["ignored"]["success_before_entry"] == counted("SELECT count(*) FROM cases WHERE skipped")[0][0] == 8
    )
    assert all(one["positions"] == [] and one["key"] == one["customer"] for one in replayed["runs"])


def test_a_person_calls_whom_two_reminders_did_not_move(replayed: Any) -> None:  # noqa: ANN401  JSON is anything
    """A task a case that is still open after twelve days more; it is called off by a payment, or its time is over."""
    wanted = counted(
        f"""SELECT case_id, {said("called")}, CASE WHEN over > given_up THEN 'timed_out' ELSE 'cancelled' END
        FROM cases WHERE NOT skipped AND over > called ORDER BY ALL"""  # noqa: S608  as above
    )
    assert sorted((one["customer"], one["at"], one["outcome"]) for one in replayed["tasks"]) == wanted
    assert {one["title"] for one in replayed["tasks"]} == {"Call, and offer instalments"}


def test_the_clock_stops_where_it_is_told_to(tropa: Tropa) -> None:
    """Until an instant, only what was due before it less the watermark has happened; the rest is open."""
    done = tropa("replay", str(JOURNEY), *LOG, "--until", "2008-01-01T08:00:29Z", "--format", "json")
    sent = counted(
        """SELECT count(*) FILTER (due_30 <= '2008-01-01 07:59:59' AND over > due_30),
            count(*) FILTER (due_10 <= '2008-01-01 07:59:59' AND over > due_10) FROM cases WHERE NOT skipped"""
    )[0]
    found = Counter(one["touchpoint"] for one in done.data["messages"])
    assert (found["thirty-days"], found["ten-days"]) == sent
    begun = counted("SELECT count(*) FROM cases WHERE NOT skipped AND day <= '2008-01-01 08:00:29'")[0][0]
    runs = done.data["runs"]
    assert len(runs) == begun
    assert {one["outcome"] for one in runs} >= {"open", "reached", "unpaid"}
    assert all(one["positions"] for one in runs if one["outcome"] == "open")


def test_a_later_reminder_spares_some_and_calls_others(tropa: Tropa, tmp_path: Path) -> None:
    """Another version is told apart customer by customer: who is not written to any more, and who later."""
    other = tmp_path / "later.yaml"
    other.write_text(JOURNEY.read_text(encoding="utf-8").replace("wait: 30d", "wait: 45d"), encoding="utf-8")
    done = tropa("replay", str(JOURNEY), *LOG, "--until", "end", "--compare", str(other), "--format", "json")
    assert done.code == 0, done.err
    paid_meanwhile = counted(
        "SELECT count(*) FROM cases WHERE NOT skipped AND over > due_30 AND over <= due_30 + INTERVAL '15 days'"
    )[0][0]
    kinds = Counter(
        (one["kind"], one["what"]) for one in done.data["differences"] if one["kind"].startswith("message")
    )
    assert kinds["message_gone", "thirty-days"] == paid_meanwhile > 0
    assert kinds["message_moved", "thirty-days"] == 4_617 - paid_meanwhile
    assert ("message_new", "thirty-days") not in kinds
    assert done.data["compared"]["n_otherwise"] == 4_617
