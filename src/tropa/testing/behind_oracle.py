"""Who is behind the figures of a journey's reality, the long way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tropa.measure.behind import Behind
from tropa.plan.plan import Plan
from tropa.testing.indicator_oracle import base_of, fulfils
from tropa.testing.passages import Run, outcome, success_at
from tropa.testing.visits import last_before_goal, stops_at, visits_of


def behind(plan: Plan, runs: Sequence[Run], watermark_us: int, most: int) -> tuple[Behind, ...]:
    """Name the customers behind every figure that counts a run."""
    figures: dict[str, list[Run]] = {}
    for figure, run in _counted(plan, runs, watermark_us):
        figures.setdefault(figure, []).append(run)
    return tuple(named_behind(figure, those, most) for figure, those in figures.items()) if most else ()


def _counted(plan: Plan, runs: Sequence[Run], watermark_us: int) -> Iterator[tuple[str, Run]]:
    for run in runs:
        yield f"outcomes.{outcome(plan, run)}", run
        reached = success_at(plan, run) is not None
        last = last_before_goal(plan, run)
        yield f"goals.{'reached' if reached else 'never'}", run
        if last is not None:
            yield f"touchpoints.{last}.goals_after", run
        elif reached:
            yield "goals.before", run
    for measure in plan.touchpoints:
        yield from ((f"touchpoints.{measure.id}.stopped_here", run) for run in runs if stops_at(plan, measure, run))
        for visit in visits_of(plan, measure, runs, watermark_us):
            yield f"touchpoints.{measure.id}.reached", visit.run
            if visit.watched:
                yield f"touchpoints.{measure.id}.{'done' if visit.in_time else 'missed'}", visit.run
    for indicator in plan.indicators:
        for run in runs:
            base = base_of(indicator, run, watermark_us)
            if base is not None:
                yield f"indicators.{indicator.id}.{'done' if fulfils(indicator, run, base) else 'missed'}", run


def named_behind(figure: str, runs: Sequence[Run], most: int) -> Behind:
    """A figure of some runs, with so many customers named."""
    began: dict[str, int] = {}
    for run in runs:
        customer, at_us = run.start.customer, run.start.at_us
        began[customer] = max(at_us, began.get(customer, at_us))
    named = sorted(began, key=lambda customer: (-began[customer], customer))
    return Behind(figure, len(runs), len(began), tuple(named[:most]))
