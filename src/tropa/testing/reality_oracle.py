"""What became of a journey, counted the long way round.

Every run is written down with all it hears (``passages``), every touchpoint is looked for in every
run, and then things are counted as rules M4, M7, M8 and M11 and the docstrings of
``measure.reality`` and ``measure.reality_counts`` tell it.  Nothing is shared with a warehouse:
every warehouse must give these counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from tropa.measure.reality import StageReality
from tropa.measure.reality_counts import TOP_GROUPS, GroupCounts, RealityCounts, TouchpointCounts
from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.testing.behind_oracle import behind
from tropa.testing.emotions_oracle import emotion_counts
from tropa.testing.heard_truth import place
from tropa.testing.indicator_oracle import indicator_counts
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.moves_oracle import moves
from tropa.testing.parts_oracle import parts
from tropa.testing.passages import Run, all_runs, outcome, success_at
from tropa.testing.stages_oracle import stage_counts
from tropa.testing.units import SECOND_US, microseconds
from tropa.testing.visits import last_before_goal, next_mapped, stops_at, visits_of


def reality(
    plan: Plan,
    by: str | None,
    watermark: datetime,
    events: Iterable[LogEvent],
    *,
    top: int = TOP_GROUPS,
    named: int = 0,
) -> RealityCounts:
    """Count what became of a journey's runs; beyond the ``top`` groups all runs are one group."""
    log = list(events)
    runs, watermark_us = all_runs(plan, log), microseconds(watermark)
    groups: dict[str | None, list[Run]] = {}
    for run in runs if by is not None else ():
        groups.setdefault(by_value(run, by), []).append(run)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0] is None, item[0] or ""))
    rest = [run for _, group in ordered[top:] for run in group]
    return RealityCounts(
        runs=len(runs),
        customers=len({run.start.customer for run in runs}),
        reached_goal=goals(plan, runs),
        goals_before=sum(success_at(plan, run) is not None and last_before_goal(plan, run) is None for run in runs),
        outcomes=dict(Counter(outcome(plan, run) for run in runs)),
        touchpoints=touchpoints(plan, runs, watermark_us),
        stages=stages(plan, runs),
        moves=moves(plan, runs, log),
        indicators=tuple(indicator_counts(measure, runs, watermark_us) for measure in plan.indicators),
        groups=tuple(group_counts(plan, value, group, watermark_us) for value, group in ordered[:top]),
        rest=group_counts(plan, None, rest, watermark_us) if rest else None,
        n_events=len(log),
        partial_from=partial_from(plan, runs, watermark_us),
        emotions=emotion_counts(plan, log),
        behind=behind(plan, runs, log, watermark_us, named),
        parts=parts(plan, runs, log, watermark_us),
    )


def group_counts(plan: Plan, value: str | None, runs: Sequence[Run], watermark_us: int) -> GroupCounts:
    """What became of some of the runs."""
    return GroupCounts(value, len(runs), goals(plan, runs), touchpoints(plan, runs, watermark_us), stages(plan, runs))


def stages(plan: Plan, runs: Sequence[Run]) -> tuple[StageReality, ...]:
    """Who was in each stage in these runs."""
    return tuple(stage_counts(plan, stage, runs) for stage in plan.stages)


def by_value(run: Run, by: str | None) -> str | None:
    """The start event's value of a property."""
    return value_text(run.start.properties.get(by or ""))


def month(run: Run) -> str:
    """The month a run began, UTC."""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=run.start.at_us):%Y-%m}"


def goals(plan: Plan, runs: Sequence[Run]) -> int:
    """Runs with success."""
    return sum(success_at(plan, run) is not None for run in runs)


def touchpoints(plan: Plan, runs: Sequence[Run], watermark_us: int) -> tuple[TouchpointCounts, ...]:
    """What became of each touchpoint in these runs."""
    return tuple(touchpoint(plan, measure, runs, watermark_us) for measure in plan.touchpoints)


def touchpoint(plan: Plan, measure: TouchpointMeasure, runs: Sequence[Run], watermark_us: int) -> TouchpointCounts:
    """What became of one touchpoint in these runs."""
    visits = visits_of(plan, measure, runs, watermark_us)
    after = [next_mapped(visit) for visit in visits]
    return TouchpointCounts(
        id=measure.id,
        reached=len(visits),
        reached_nested=sum(reaches_nested(plan, measure, run) for run in runs),
        watched=sum(visit.watched for visit in visits),
        done=sum(visit.watched and visit.in_time for visit in visits),
        done_all=sum(visit.in_time for visit in visits),
        waits_s=np.array([visit.wait_us / SECOND_US for visit in visits], np.float64),
        happened=np.array([visit.target_us is not None for visit in visits], np.bool_),
        stopped_here=sum(stops_at(plan, measure, run) for run in runs),
        next=dict(Counter(name for name in after if name is not None)),
        goals_after=sum(last_before_goal(plan, run) == measure.id for run in runs),
    )


def reaches_nested(plan: Plan, measure: TouchpointMeasure, run: Run) -> bool:
    """Whether it was reached after all before it in the scenario, each strictly after the last (M8).

    A touchpoint that nothing proves cannot be asked of a log, so none is held up by it.
    """
    if measure.id not in plan.scenario:
        return place(measure.reached, run.row, 0) is not None
    proofs = {measure.id: measure.reached for measure in plan.touchpoints}
    since, before = 0, plan.scenario[: plan.scenario.index(measure.id)]
    for proof in (*(proofs[name] for name in before if proofs[name] is not None), measure.reached):
        at = place(proof, run.row, since)
        if at is None:
            return False
        since = at + 1
    return True


def partial_from(plan: Plan, runs: Sequence[Run], watermark_us: int) -> str | None:
    """The first month with a run not watched for the whole window of a touchpoint it reached (M5)."""
    short = [
        month(visit.run)
        for measure in plan.touchpoints
        for visit in visits_of(plan, measure, runs, watermark_us)
        if not visit.watched
    ]
    return min(short, default=None)
