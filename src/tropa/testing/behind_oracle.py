"""Who is behind the figures of a journey's reality, the long way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from tropa.measure.behind import Behind
from tropa.plan.plan import Plan
from tropa.testing.heard_truth import told
from tropa.testing.indicator_oracle import base_of, fulfils
from tropa.testing.logs import LogEvent
from tropa.testing.parts_oracle import Guest, done_in, joined_in, went_in
from tropa.testing.passages import Run, outcome, success_at
from tropa.testing.stages_oracle import memberships_of
from tropa.testing.visits import last_before_goal, next_mapped, stops_at, visits_of


def behind(
    plan: Plan, runs: Sequence[Run], log: Sequence[LogEvent], watermark_us: int, most: int
) -> tuple[Behind, ...]:
    """Name the customers behind every figure that counts a run, or a participant."""
    figures: dict[str, list[Began]] = {}
    for figure, run in chain(_counted(plan, runs, watermark_us), _of_parts(plan, runs)):
        figures.setdefault(figure, []).append(began(run))
    for event in log:
        if not told(plan, event).shows:
            figures.setdefault(f"unmapped.{event.name}", []).append((event.customer, event.at_us))
    for figure, guest in _of_others(plan, runs, log):
        figures.setdefault(figure, []).append((guest.customer, guest.at_us))
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
            following = next_mapped(visit)
            yield f"touchpoints.{measure.id}.{f'next.{following}' if following else 'nothing_after'}", visit.run
            if visit.watched:
                yield f"touchpoints.{measure.id}.{'done' if visit.in_time else 'missed'}", visit.run
    for stage in plan.stages:
        for run in runs:
            yield from [(f"stages.{stage.id}.members", run)] * memberships_of(plan, stage, run)
    for indicator in plan.indicators:
        for run in runs:
            base = base_of(indicator, run, watermark_us)
            if base is not None:
                yield f"indicators.{indicator.id}.{'done' if fulfils(indicator, run, base) else 'missed'}", run


def _of_parts(plan: Plan, runs: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    """Components, the client's own role, and requests."""
    components = {one.id: one for one in plan.parts.components if one.done is not None}
    needed = {name for name, one in components.items() if not one.optional}
    for run in runs:
        started = {name for name, one in components.items() if done_in(one.done, run) is not None}
        for name in components:
            yield f"components.{name}.{'started' if name in started else 'missing'}", run
        if len(needed - started) == 1:
            yield f"components.{min(needed - started)}.alone_missing", run
        for role in plan.parts.roles:
            if role.first and role.done is not None:
                yield f"roles.{role.id}.{'done' if done_in(role.done, run) is not None else 'missing'}", run
    for request in plan.parts.requests:
        for run in runs:
            went = went_in(plan, request, run)
            told = {"entered": went.at is not None, "through": went.through, "goals": went.goal}
            told["lost"] = went.could and not went.through
            yield from ((f"requests.{request.id}.{figure}", run) for figure, counts in told.items() if counts)


def _of_others(plan: Plan, runs: Sequence[Run], log: Sequence[LogEvent]) -> Iterator[tuple[str, Guest]]:
    """Those who joined in a role."""
    for role in plan.parts.roles:
        for guest in joined_in(plan, role, runs, log) if not role.first and role.joins is not None else ():
            yield f"roles.{role.id}.{'done' if guest.done_us is not None else 'missing'}", guest


Began: TypeAlias = tuple[str, int]
"""A customer, and when what counts of them began."""


def began(run: Run) -> Began:
    """Whose run it is, and when it began."""
    return run.start.customer, run.start.at_us


def named_behind(figure: str, those: Sequence[Began], most: int) -> Behind:
    """A figure of some runs or participants, with so many customers named."""
    last: dict[str, int] = {}
    for customer, at_us in those:
        last[customer] = max(at_us, last.get(customer, at_us))
    named = sorted(last, key=lambda customer: (-last[customer], customer))
    return Behind(figure, len(those), len(last), tuple(named[:most]))
