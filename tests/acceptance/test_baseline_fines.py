"""``measure baseline`` on the real fines log: its figures are those of reality, of discovery and of plain SQL."""

from __future__ import annotations

import duckdb
import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import DATA, FINES, LOG


def test_m4_with_a_journey_the_counts_are_those_of_reality(tropa: Tropa) -> None:
    """Watched to the end as this old log is, who came in time is ``done_all``, in all and in each segment."""
    found = tropa("measure", "baseline", FINES, *LOG, "--by", "article", "--format", "json").data
    real = tropa("measure", "reality", FINES, *LOG, "--by", "article", "--format", "json").data
    touchpoints = {one["id"]: one for one in real["touchpoints"]}
    assert [step["step"] for step in found["steps"]] == list(touchpoints)
    for step in found["steps"]:
        one = touchpoints[step["step"]]
        assert (step["n"], step["came"]) == (one["reached"], one["done_all"])
        assert (step["expected"], step["within_s"]) == (one["expected"], one["within_s"])
        assert step["low"] <= step["share"] <= step["high"]
        assert sum(group["n"] for group in step["groups"]) == step["n"]
        assert sum(group["came"] for group in step["groups"]) == step["came"]
    penalty = next(step for step in found["steps"] if step["step"] == "penalty")
    assert penalty["could_expect"] == pytest.approx(0.08)
    assert penalty["low"] >= penalty["could_expect"]


def test_without_a_journey_steps_are_discovered_and_counted_from_the_start(tropa: Tropa) -> None:
    """How many are served within 120 days of the fine, and how many pay: as SQL has it."""
    found = tropa("measure", "baseline", *LOG, "--within", "120d", "--format", "json").data
    assert found["start"] == "Create Fine"
    came = {step["step"]: (step["n"], step["came"]) for step in found["steps"]}
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""
            WITH first AS (
                SELECT case_id, activity, min(timestamp) AS at FROM '{DATA / "logs" / "traffic_fines.parquet"}'
                GROUP BY case_id, activity
            )
            SELECT later.activity, count(*)
            FROM first JOIN first AS later USING (case_id)
            WHERE first.activity = 'Create Fine' AND later.at <= first.at + INTERVAL 120 DAY
            GROUP BY later.activity
            """  # noqa: S608 - our own path
        ).fetchall()
    for name, n in rows:
        if name in came:
            assert came[name] == (10_000, n)
    assert came["Payment"][1] > 3_000


def test_a_step_may_be_named(tropa: Tropa) -> None:
    """The steps asked for are those told, and one that nobody has comes to nobody."""
    steps = ("--step", "Payment", "--step", "Nobody has it")
    said = tropa("measure", "baseline", *LOG, *steps, "--format", "json")
    assert [(step["step"], step["came"] > 0) for step in said.data["steps"]] == [
        ("Payment", True),
        ("Nobody has it", False),
    ]
    assert said.data["unheard"]["names"] == ["Nobody has it"]
    assert said.data["steps"][1]["could_expect"] is None


@pytest.mark.parametrize("arguments", [("--where", "amount > 3"), ("--step", "Payment"), ("--per", "session")])
def test_what_a_journey_decides_is_not_asked_besides(tropa: Tropa, arguments: tuple[str, str]) -> None:
    """With a journey its runs are counted as it says: other choices are refused, code 2."""
    said = tropa("measure", "baseline", FINES, *LOG, *arguments)
    assert (said.code, said.out) == (2, "")
    assert arguments[0] in said.err
