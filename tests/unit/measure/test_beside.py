"""What stands beside the map in a report: questions made of a journey's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tropa.bootstrap import measuring
from tropa.journey.signals import Every, Named
from tropa.measure.beside import GOAL, START, funnel_of, retention_of
from tropa.plan.compiling import compile_plan
from tropa.plan.plan import Plan
from tropa.runtime.definitions import Shelf
from tropa.runtime.reporting import reported


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


DATA = Path(__file__).parents[3] / "src/tropa/data"


def plan_of(tmp_path: Path, text: str) -> Plan:
    """The plan of a journey."""
    path = tmp_path / "journey.yaml"
    path.write_text(text)
    loaded = Shelf().load(path)
    assert loaded.journey is not None
    return compile_plan(loaded.journey, loaded.schemes)


OBSERVED = """journey: fines
start: issued
success: paid
touchpoints:
  notice: {reached: notified, target_action: paid, evaluation: {within: 60d}}
  letter: {reached: sent, target_action: paid, evaluation: {within: 30d}}
"""


def test_the_funnel_goes_from_the_start_over_the_touchpoints_to_the_goal(tmp_path: Path) -> None:
    """Each touchpoint is a step at the event that proves it reached, and only start and goal must be taken."""
    funnel = funnel_of(plan_of(tmp_path, OBSERVED))
    assert funnel is not None
    assert [step.label for step in funnel.steps] == [START, "notice", "letter", GOAL]
    assert [step.signal for step in funnel.steps] == [
        Named("issued"),
        Named("notified"),
        Named("sent"),
        Named("paid"),
    ]
    assert [step.optional for step in funnel.steps] == [False, True, True, False]


def test_without_a_start_there_is_no_funnel_and_anybody_may_come_back(tmp_path: Path) -> None:
    """A journey that does not say how a run begins has no funnel; its retention is that of all."""
    plan = plan_of(tmp_path, "journey: bare\n")
    assert funnel_of(plan) is None
    assert retention_of(plan, "week").start == Every()


@pytest.mark.parametrize(("days", "period"), [(3, "day"), (40, "week"), (200, "month")])
def test_the_period_of_retention_is_the_longest_that_has_some_cohorts(tmp_path: Path, days: int, period: str) -> None:
    """Many months are told by month; a few days by day."""
    lines = ["customer,name,at"]
    lines += [f"c{day},issued,2026-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(days)]
    (tmp_path / "log.csv").write_text("\n".join(lines))
    (tmp_path / "journey.yaml").write_text(OBSERVED)
    loaded = Shelf().load(tmp_path / "journey.yaml")
    assert loaded.journey is not None
    log = measuring(str(tmp_path / "log.csv"), columns=None, zone=None, progress=silent)
    answer, _, _ = reported(log, loaded.journey, loaded.schemes)
    assert answer.beside.period == period
    assert sum(row.n for row in answer.beside.retention.cohorts) == days


def test_the_fines_along_their_journey() -> None:
    """The pictures of the fines agree with each other: all that begin are in the first place of every picture."""
    loaded = Shelf().load(DATA / "examples/traffic-fines.yaml")
    assert loaded.journey is not None
    columns = "customer=case_id,name=activity,at=timestamp,arrival=arrival"
    log = measuring(str(DATA / "logs/traffic_fines.parquet"), columns=columns, zone=None, progress=silent)
    (reality, _, beside), _, _ = reported(log, loaded.journey, loaded.schemes)
    assert beside.funnel is not None
    begun = beside.funnel.steps[0].n
    assert begun == reality.customers == 10_000
    assert sum(flow.n for flow in beside.flows.flows if flow.place == 1) == begun
    assert sum(row.n for row in beside.retention.cohorts) == begun
    assert beside.matrix.rows[0].parts[0].n + beside.matrix.others[0].n == begun
    assert beside.funnel.steps[-1].n == reality.reached_goal
