"""Returning, time, places, comparisons and surveys on the real fines, against SQL written for the test alone."""

# ruff: noqa: S608 - statements made of constants of this file

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import DATA, LOG

FINES = str(DATA / "logs" / "traffic_fines.parquet")
EVENTS = f"""SELECT case_id AS c, activity AS name, timestamp AS moment, arrival, vehicleclass,
    row_number() OVER (PARTITION BY case_id ORDER BY timestamp, arrival) AS place,
    count(*) OVER (PARTITION BY case_id) AS n_events FROM '{FINES}'"""


def sql(query: str) -> list[tuple[Any, ...]]:
    """The rows of a query over ``events``: customer, name, time, arrival and place in the order of M1."""
    with duckdb.connect() as connection:
        return connection.execute(f"WITH events AS ({EVENTS}) {query}").fetchall()


def test_retention_is_that_of_plain_sql(tropa: Tropa) -> None:
    """By month of the first event, who has any event in each of the three months after."""
    said = tropa("measure", "retention", *LOG, "--period", "month", "--offsets", "3", "--format", "json")
    assert said.code == 0, said.err
    per_offset = ", ".join(f"count(DISTINCT c) FILTER (WHERE k = {offset})" for offset in range(4))
    expected = sql(
        f""", begun AS (SELECT c, min(date_trunc('month', moment)) AS cohort FROM events GROUP BY c),
        stepped AS (SELECT c, cohort, datediff('month', cohort, moment) AS k FROM events JOIN begun USING (c))
        SELECT cohort::DATE::VARCHAR, count(DISTINCT c), [{per_offset}] FROM stepped GROUP BY 1 ORDER BY 1"""
    )
    found = [
        (row["start"], row["n"], [cell["active"]["n"] for cell in row["cells"]])
        for row in said.data["cohorts"]
        if len(row["cells"]) == 4
    ]
    assert found == [row for row in expected if row[0] in {start for start, *_ in found}]
    assert len(found) == 32
    assert sum(row["n"] for row in said.data["cohorts"]) == 10_000
    assert said.data["reading"] == "first event serving '*'; active: '*'; per month in UTC; per customer"


def test_m5_the_last_month_is_marked(tropa: Tropa) -> None:
    """The log ends on 26 March 2012: that month is partial, those before it are not."""
    periods = tropa("measure", "lifecycle", *LOG, "--period", "month", "--format", "json").data["periods"]
    assert {row["start"] for row in periods if row["partial"]} == {"2012-03-01"}


def test_the_life_cycle_is_that_of_plain_sql(tropa: Tropa) -> None:
    """New, stayed, came back: by window functions over the months of each fine."""
    expected = sql(
        """, months AS (SELECT DISTINCT c, date_trunc('month', moment) AS m FROM events),
        stepped AS (SELECT m, datediff('month', lag(m) OVER (PARTITION BY c ORDER BY m), m) AS gap FROM months)
        SELECT m::DATE::VARCHAR, count(*) FILTER (WHERE gap IS NULL), count(*) FILTER (WHERE gap = 1),
        count(*) FILTER (WHERE gap > 1) FROM stepped GROUP BY 1 ORDER BY 1"""
    )
    periods = tropa("measure", "lifecycle", *LOG, "--period", "month", "--format", "json").data["periods"]
    found = [(row["start"], row["new"], row["returning"], row["resurrecting"]) for row in periods if row["active"]]
    assert found == expected


def test_stickiness_is_that_of_plain_sql(tropa: Tropa) -> None:
    """How many fines have events on at least two days of each month."""
    expected = sql(
        """, days AS (SELECT c, date_trunc('month', moment) AS m, count(DISTINCT moment::DATE) AS n
            FROM events GROUP BY 1, 2)
        SELECT m::DATE::VARCHAR, count(*), count(*) FILTER (WHERE n >= 2) FROM days GROUP BY 1 ORDER BY 1"""
    )
    periods = tropa("measure", "stickiness", *LOG, "--period", "month", "--format", "json").data["periods"]
    assert [(row["start"], row["active"], row["at_least"][1]["n"]) for row in periods] == expected


def test_time_to_is_that_of_plain_sql(tropa: Tropa) -> None:
    """From its creation to a fine's first payment: who paid, and the curve where nobody is censored yet."""
    arguments = ("--from", "Create Fine", "--to", "Payment", "--horizon", "90d")
    found = tropa("measure", "time-to", *LOG, *arguments, "--format", "json").data
    ((n, came, early),) = sql(
        """, created AS (SELECT c, min_by(moment, place) AS begun, min(place) AS place FROM events
            WHERE name = 'Create Fine' GROUP BY c),
        paid AS (SELECT c, min(datediff('second', begun, e.moment)) AS wait FROM events e JOIN created USING (c)
            WHERE e.name = 'Payment' AND e.place > created.place GROUP BY c)
        SELECT (SELECT count(*) FROM created), count(*) FILTER (WHERE wait <= 90 * 86400),
        count(*) FILTER (WHERE wait <= 7 * 86400) FROM paid"""
    )
    ((latest, watched),) = sql("SELECT max(moment)::VARCHAR, count(*) FILTER (WHERE place = 1) FROM events")
    assert (found["n"], found["came"]) == (n, came) == (watched, came)
    week = next(mark for mark in found["marks"] if mark["at_s"] == 7 * 86_400)
    assert latest.startswith("2012-03-26")
    assert week["share"] == pytest.approx(early / n, rel=2e-3)
    assert week["low"] < week["share"] < week["high"]


def test_sessions_are_those_of_plain_sql(tropa: Tropa) -> None:
    """Split at silences over thirty days: how many, of how many fines, how many of one event, the median length."""
    found = tropa("measure", "sessions", *LOG, "--session-gap", "30d", "--format", "json").data
    ((n, customers, single, median_s),) = sql(
        """, gaps AS (SELECT *, coalesce(datediff('second', lag(moment) OVER w, moment) > 30 * 86400, true) AS begins
            FROM events WINDOW w AS (PARTITION BY c ORDER BY place)),
        numbered AS (SELECT *, sum(begins::INT) OVER (PARTITION BY c ORDER BY place) AS session FROM gaps),
        sessions AS (SELECT c, count(*) AS n, datediff('second', min(moment), max(moment)) AS length FROM numbered
            GROUP BY c, session)
        SELECT count(*), count(DISTINCT c), count(*) FILTER (WHERE n = 1), median(length) FROM sessions"""
    )
    assert (found["n"], found["customers"], found["single"]["n"]) == (n, customers, single)
    assert found["median_s"] == median_s


def test_the_step_matrix_is_that_of_plain_sql(tropa: Tropa) -> None:
    """Around the penalty: what stands one before and one after, and how many have ended."""
    arguments = ("--around", "Add penalty", "--before", "1", "--length", "1", "--top", "2")
    found = tropa("measure", "matrix", *LOG, *arguments, "--format", "json").data
    penalty = ", penalty AS (SELECT c, min(place) AS at_place FROM events WHERE name = 'Add penalty' GROUP BY c)"
    after = dict(
        sql(
            f"""{penalty} SELECT name, count(*) FROM events JOIN penalty USING (c)
            WHERE place = at_place + 1 GROUP BY name"""
        )
    )
    ((n,),) = sql(f"{penalty} SELECT count(*) FROM penalty")
    assert found["places"] == [-1, 0, 1]
    assert found["n"] == n == 4_635
    shown = {row["name"]: row["parts"][2]["n"] for row in found["rows"]}
    assert all(after.get(name, 0) == times for name, times in shown.items())
    assert found["others"][2]["n"] == sum(after.values()) - sum(shown.values())
    assert found["absent"][2]["n"] == n - sum(after.values())


def test_where_fines_end_is_that_of_plain_sql(tropa: Tropa) -> None:
    """Of the fines, those that were paid and those that were created alone, by the class of vehicle told there."""
    names = ("--among", "Create Fine", "--among", "never", "--goal", "Payment")
    arguments = (*names, "--by", "vehicleclass", "--format", "json")
    found = tropa("measure", "endings", *LOG, *arguments).data
    expected = sql(
        """, decided AS (SELECT c, arg_max({name: name, value: vehicleclass}, (name = 'Payment', place)) AS last
            FROM events WHERE name IN ('Create Fine', 'Payment') GROUP BY c)
        SELECT last.value, last.name, count(*) FROM decided GROUP BY 1, 2"""
    )
    told = [
        (group["value"], name, n)
        for group in found["groups"]
        for name, n in [(row["name"], row["part"]["n"]) for row in group["rows"]]
        + [("Payment", group["reached"]["n"])]
    ]
    assert {row for row in told if row[2]} == set(expected)
    assert found["n"] == 10_000
    assert found["others"]["n"] == 0
    assert len(found["groups"]) > 2


def test_two_periods_are_compared_as_by_hand(tropa: Tropa) -> None:
    """Who pays of those created in the halves of 2007: the parts are plain counts, and the verdict follows the q."""
    halves = ("2007-01-01..2007-07-01", "2007-07-01..2008-01-01")
    sides = [part for half in halves for part in ("--during", half)]
    steps = ("--step", "Create Fine", "--step", "Payment")
    found = tropa("measure", "compare", *LOG, *sides, *steps, "--format", "json").data
    expected = sql(
        """, created AS (SELECT c, place, moment >= '2007-07-01' AS late FROM events
            WHERE name = 'Create Fine' AND moment >= '2007-01-01' AND moment < '2008-01-01')
        SELECT count(DISTINCT created.c) FILTER (WHERE e.c IS NOT NULL), count(DISTINCT created.c) FROM created
        LEFT JOIN events e ON e.c = created.c AND e.name = 'Payment' AND e.place > created.place
        GROUP BY late ORDER BY late"""
    )
    first, second = found["steps"][0]["sides"]
    assert [(side["figure"]["n"], side["figure"]["of"]) for side in (first, second)] == expected
    told = second["difference"]
    assert told["low"] < told["difference"] < told["high"] < 0
    assert (told["verdict"], told["q"] <= 0.05) == ("lower", True)


def test_m6_groups_beyond_the_top_are_pooled_with_exact_totals(tropa: Tropa) -> None:
    """A funnel by vehicle class: the first group and the pooled rest add up to the whole, step by step."""
    steps = ("--step", "Create Fine", "--step", "Payment")
    found = tropa("measure", "funnel", *LOG, *steps, "--by", "vehicleclass", "--groups", "1", "--format", "json").data
    (group,) = found["groups"]
    for place, step in enumerate(found["steps"]):
        assert group["steps"][place]["n"] + found["pooled"]["steps"][place]["n"] == step["n"]
    assert found["overlap"] is False


def test_paths_around_an_event(tropa: Tropa) -> None:
    """Around the penalty: the notification stands before it in nearly all."""
    found = tropa("measure", "paths", *LOG, "--around", "Add penalty", "--length", "3", "--format", "json").data
    assert found["total"] == 4_635
    before = sum(path["n"] for path in found["paths"] if path["names"][0] == "Insert Fine Notification")
    ((expected,),) = sql(
        """, penalty AS (SELECT c, min(place) AS at_place FROM events WHERE name = 'Add penalty' GROUP BY c)
        SELECT count(*) FROM events JOIN penalty USING (c) WHERE place = at_place - 1
        AND name = 'Insert Fine Notification'"""
    )
    assert before == expected


@pytest.fixture
def answered(tmp_path: Path) -> str:
    """Forty customers asked in each of two months; thirty of them answer, better in the second, one with a word."""
    lines: list[dict[str, Any]] = []
    for month in (1, 2):
        for number in range(40):
            who, day = f"c{number}", f"2024-0{month}-10T00:00:0"
            lines.append({"type": "track", "userId": who, "event": "asked", "timestamp": f"{day}0Z"})
            if number < 30:
                points = 9 if number < 10 * month + 5 else 3
                told = {"type": "track", "userId": who, "event": "answered", "timestamp": f"{day}5Z"}
                lines.append(
                    {**told, "properties": {"points": points if number else "nine", "plan": f"p{number % 3}"}}
                )
    lines.append({"type": "track", "userId": "c0", "event": "asked", "timestamp": "2024-03-15T00:00:00Z"})
    log = tmp_path / "answers.jsonl"
    log.write_text("\n".join(map(json.dumps, lines)))
    return str(log)


def test_m10_a_survey_has_waves_responses_and_a_test(tropa: Tropa, answered: str) -> None:
    """Of forty asked twenty-nine answer on the scale; January's 14 of 29 against February's 24 of 29 is news."""
    arguments = ("--kind", "nps", "--answer", "answered", "--prop", "points", "--asked", "asked", "--wave", "month")
    said = tropa("measure", "survey", "--events", answered, *arguments, "--format", "json")
    assert said.code == 0, said.err
    january, february, march = said.data["waves"]
    assert [wave["n"] for wave in (january, february, march)] == [29, 29, 0]
    assert january["score"] == pytest.approx((14 - 15) / 29)
    assert february["score"] == pytest.approx((24 - 5) / 29)
    assert (january["response"]["n"], january["response"]["of"], january["unread"]) == (29, 40, 1)
    assert february["change"]["verdict"] == "higher"
    assert [wave["partial"] for wave in (january, february, march)] == [False, False, True]


QUESTIONS = {
    "retention": ("--period", "month", "--by", "vehicleclass", "--groups", "1"),
    "stickiness": ("--period", "month"),
    "lifecycle": ("--period", "month"),
    "time-to": ("--from", "Create Fine", "--to", "Payment"),
    "sessions": ("--by", "vehicleclass", "--groups", "1"),
    "matrix": ("--top", "3"),
    "endings": ("--goal", "Payment", "--by", "vehicleclass", "--groups", "1"),
    "survey": ("--kind", "csat", "--answer", "Payment", "--prop", "paymentamount"),
    "compare": (
        "--step",
        "Create Fine",
        "--step",
        "Payment",
        "--among",
        "vehicleclass = 'A'",
        "--among",
        "amount > 40",
    ),
}


@pytest.mark.parametrize(("question", "language"), list(zip(QUESTIONS, cycle(("ru", "fa", "en")), strict=False)))
def test_people_read_it_in_their_language(tropa: Tropa, question: str, language: str) -> None:
    """Every question has a table in the language asked for, with no id and no placeholder left in it."""
    said = tropa("measure", question, *LOG, *QUESTIONS[question], "--lang", language)
    assert said.code == 0, said.err
    assert len(said.out.splitlines()) > 1
    assert "{" not in said.out
    assert "measure." not in said.out


@pytest.mark.parametrize("question", ["retention", "matrix", "endings", "compare"])
def test_programs_read_it_line_by_line(tropa: Tropa, question: str) -> None:
    """An answer has lines, and the last is the summary with the watermark."""
    said = tropa("measure", question, *LOG, *QUESTIONS[question], "--format", "jsonl")
    assert said.code == 0, said.err
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert lines[-1]["row"] == "summary"
    assert lines[-1]["watermark"] == "2012-03-26T00:00:00Z"


@pytest.mark.parametrize(
    "arguments",
    [
        ("retention", "--period-zone", "Mars/Olympus"),
        ("retention", "--start", "Payment where ("),
        ("compare", "--step", "Create Fine", "--step", "Payment", "--during", "2007-01-01..2008-01-01"),
        (
            "compare",
            "--step",
            "Create Fine",
            "--during",
            "2007-01-01..2008-01-01",
            "--during",
            "2008-01-01..2009-01-01",
        ),
        ("compare", "--step", "a", "--step", "b", "--during", "2007", "--during", "2008"),
        ("compare", "--step", "a", "--step", "b", "--during", "2007-01-01..2008-01-01", "--among", "amount > 1"),
        ("compare", "--from", "'*'", "--to", "Payment", "--among", "amount > 1", "--among", "amount < 1"),
        ("sessions", "--per", "key:amount"),
        ("matrix", "--before", "2"),
        ("paths", "--from", "a", "--around", "b"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_in_a_sentence(tropa: Tropa, arguments: tuple[str, ...]) -> None:
    """Exit code 2, one or two lines of text on standard error, nothing on standard output, and no traceback."""
    said = tropa("measure", arguments[0], *LOG, *arguments[1:])
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
