"""Membership of stages, told the long way round (LANGUAGE.md, Stage membership)."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.measure.reality import StageReality
from tropa.plan.plan import Plan, StageMeasure
from tropa.testing.heard_truth import any_leaf_hears
from tropa.testing.passages import Run
from tropa.testing.units import SECOND_US


def stage_counts(plan: Plan, stage: StageMeasure, runs: Sequence[Run]) -> StageReality:
    """Who was in the stage, and how often."""
    memberships = [(run, n) for run in runs if (n := memberships_of(plan, stage, run))]
    customers = {run.start.customer for run, _ in memberships}
    return StageReality(stage.id, len(customers), sum(n for _, n in memberships))


def memberships_of(plan: Plan, stage: StageMeasure, run: Run) -> int:
    """Beginnings of membership that do not fall into the least time of the one before."""
    begun = ruled_beginnings(stage, run) if is_ruled(stage) else shown_beginnings(plan, stage, run)
    current_us: list[int] = []
    for at_us in begun:
        if not current_us or at_us - current_us[-1] >= (stage.min_s or 0) * SECOND_US:
            current_us.append(at_us)
    return len(current_us)


def is_ruled(stage: StageMeasure) -> bool:
    """Whether ``enter`` and ``leave`` alone decide."""
    return stage.enter is not None or stage.leave is not None


def ruled_beginnings(stage: StageMeasure, run: Run) -> list[int]:
    """Times of those enter events before which the last of the two was no enter."""
    inside, found = False, []
    for one in run.row:
        enters, leaves = any_leaf_hears(stage.enter, one), any_leaf_hears(stage.leave, one)
        if enters and not inside:
            found.append(one.at_us)
        if enters or leaves:
            inside = enters
    return found


def shown_beginnings(plan: Plan, stage: StageMeasure, run: Run) -> list[int]:
    """Times at which the run shows the stage after having shown another, or none."""
    ruled = {stage.id for stage in plan.stages if is_ruled(stage)}
    last, found = None, []
    for one in run.row:
        stages = [item.stage for item in one.shows if item.stage is not None and item.stage not in ruled]
        if stages and stages[0] != last:
            last = stages[0]
            if last == stage.id:
                found.append(one.at_us)
    return found
