"""What each run shows at a touchpoint, the long way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.testing.heard_truth import any_leaf_hears, place
from tropa.testing.passages import Run, success_at
from tropa.testing.units import SECOND_US


@dataclass(frozen=True, slots=True)
class Visit:
    """A run's first time at a touchpoint.

    Args:
        run: The run.
        at: The place where the touchpoint was reached.
        target_us: When its target action came, None where it has not.
        wait_us: Time to the target action, or to the watermark.
        watched: It was reached at least the window before the watermark.
        in_time: The target action came within the window.
        goal: The run reached the goal.
    """

    run: Run
    at: int
    target_us: int | None
    wait_us: int
    watched: bool
    in_time: bool
    goal: bool


def visits_of(plan: Plan, measure: TouchpointMeasure, runs: Sequence[Run], watermark_us: int) -> list[Visit]:
    """The first visits of those runs that reached a touchpoint (M11)."""
    places = [(run, place(measure.reached, run.row, 0)) for run in runs]
    return [visit_of(plan, measure, run, at, watermark_us) for run, at in places if at is not None]


def visit_of(plan: Plan, measure: TouchpointMeasure, run: Run, at: int, watermark_us: int) -> Visit:
    """What followed when the touchpoint was reached."""
    target = place(measure.target, run.row, at)
    reached_us = run.row[at].at_us
    target_us = None if target is None else run.row[target].at_us
    window_us = None if measure.within_s is None else measure.within_s * SECOND_US
    return Visit(
        run,
        at,
        target_us,
        wait_us=max((watermark_us if target_us is None else target_us) - reached_us, 0),
        watched=window_us is None or watermark_us - reached_us >= window_us,
        in_time=target_us is not None and (window_us is None or target_us - reached_us <= window_us),
        goal=success_at(plan, run) is not None,
    )


def next_mapped(visit: Visit) -> str | None:
    """The name of the mapped event right after the touchpoint was reached."""
    later = visit.run.row[visit.at + 1 :]
    return next((one.event.name for one in later if one.shows), None)


def stops_at(plan: Plan, measure: TouchpointMeasure, run: Run) -> bool:
    """Whether the run, without success, reached the touchpoint and shows nothing after it."""
    if success_at(plan, run) is not None or place(measure.reached, run.row, 0) is None:
        return False
    mapped = [one for one in run.row if one.shows]
    return any_leaf_hears(measure.reached, mapped[-1])


def last_before_goal(plan: Plan, run: Run) -> str | None:
    """The touchpoint first reached last before the success; of two at one event, the earlier defined."""
    goal = success_at(plan, run)
    if goal is None:
        return None
    firsts = [(place(measure.reached, run.row, 0), measure.id) for measure in plan.touchpoints]
    before = [(at, name) for at, name in firsts if at is not None and at < goal]
    return max(before, key=lambda first: first[0])[1] if before else None
