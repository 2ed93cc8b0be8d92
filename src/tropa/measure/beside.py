"""What stands beside the map in a report: the same log, asked the usual questions.

The pictures of a report are answers to questions that anybody may ask alone: how many go along the
journey's own touchpoints to its goal, where people go from event to event, who comes back, and
which event stands at which place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tropa.journey.signals import AnyOf, Every
from tropa.measure.answers import FunnelAnswer
from tropa.measure.answers_places import MatrixRows
from tropa.measure.answers_returning import RetentionRows
from tropa.measure.behind import Behind
from tropa.measure.counts_flows import FlowCounts
from tropa.measure.periods import PeriodKind
from tropa.measure.questions import EventSignal, Funnel, FunnelStep
from tropa.measure.questions_returning import Retention
from tropa.plan.heard import Heard, heard_leaves, one_event_serves
from tropa.plan.plan import Plan

START, GOAL = "start", "success"
"""Labels of the steps of a journey's funnel that are no touchpoint's."""

PERIODS: tuple[PeriodKind, ...] = ("month", "week", "day")
"""How long a period of a report's retention may be, the longest first."""

LEAST_COHORTS = 4
"""Fewer cohorts than these want a shorter period."""

MOST_COHORTS = 24
"""Cohorts shown in a report, the latest of all; the question itself tells them all."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The answers.

    Args:
        funnel: Along the journey's touchpoints to its goal; None where a log cannot tell how a run begins.
        flows: Moves from place to place, over all events.
        retention: Who comes back after their first step on the journey.
        period: How long a period of it is.
        matrix: Which event stands at which place.
        behind: The customers behind all of these and behind breaks, by figure; empty where none were asked for.
    """

    funnel: FunnelAnswer | None
    flows: FlowCounts
    retention: RetentionRows
    period: PeriodKind
    matrix: MatrixRows
    behind: Mapping[str, Behind] = field(default_factory=dict)


def step_figure(step: int, *, lost: bool) -> str:
    """The figure of a step of the funnel, counted from 1: those who came to it, or who were lost there.

    >>> step_figure(2, lost=True)
    'funnel.2.lost'
    """
    return f"funnel.{step}.{'lost' if lost else 'reached'}"


def funnel_of(plan: Plan) -> Funnel | None:
    """The funnel along a journey: its start, each touchpoint that one event proves reached, its goal.

    Touchpoints may be skipped, and are told where they come in the order of the journey; so a figure
    here is the nested reading (M8).  None where the start takes more than an event.
    """
    if plan.start is None or not one_event_serves(plan.start):
        return None
    start = _signal(plan.start)
    order = {name: place for place, name in enumerate(plan.scenario)}
    touchpoints = sorted(plan.touchpoints, key=lambda one: order.get(one.id, len(order)))
    passed = (
        FunnelStep(one.id, _signal(one.reached), optional=True)
        for one in touchpoints
        if one.reached is not None and one_event_serves(one.reached)
    )
    steps = [FunnelStep(START, start), *(step for step in passed if step.signal != start)]
    if plan.success is not None and one_event_serves(plan.success):
        steps.append(FunnelStep(GOAL, _signal(plan.success)))
    return Funnel(tuple(steps)) if len(steps) > 1 else None


def retention_of(plan: Plan, period: PeriodKind) -> Retention:
    """Who comes back, with any event, after beginning the journey; where a log cannot tell, after any first event."""
    start = _signal(plan.start) if plan.start is not None and one_event_serves(plan.start) else Every()
    return Retention(period, start=start)


def _signal(heard: Heard) -> EventSignal:
    """The signal of what one event serves."""
    signals = [leaf.signal for leaf in heard_leaves(heard)]
    return signals[0] if len(signals) == 1 else AnyOf(tuple(signals))
