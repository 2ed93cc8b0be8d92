"""From counts to what may be said: shares with intervals, curves, verdicts (M4)."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from tropa.measure.judge_parts import judge_parts
from tropa.measure.reality import EmotionReality, Group, IndicatorReality, Reality, TouchpointReality, Verdict
from tropa.measure.reality_counts import EMOTIONS, EmotionCounts, GroupCounts, RealityCounts, TouchpointCounts
from tropa.plan.plan import Expectation, Plan, TouchpointMeasure
from tropa.stats.intervals import Interval, wilson
from tropa.stats.means import mean_interval, mean_of_scale
from tropa.stats.quantiles import quantile
from tropa.stats.survival import survival_curve


def verdict(interval: Interval, n: int, expect: Expectation | None, *, measured: bool = True) -> Verdict:
    """What an interval says of an expectation.

    Args:
        interval: The share's interval.
        n: How many were watched; where nobody was, nothing was measured.
        expect: The expectation, or None.
        measured: Whether the share could be measured at all.

    >>> verdict(Interval(0.61, 0.72), 200, Expectation(0.6))
    'met'
    >>> verdict(Interval(0.55, 0.72), 200, Expectation(0.6))
    'unclear'
    >>> verdict(Interval(0.0, 1.0), 0, Expectation(0.6))
    'not measured'
    """
    if expect is None or not measured or n == 0:
        return "not measured"
    above, below = interval.low >= expect.share, interval.high < expect.share
    if expect.at_most:
        above, below = interval.high <= expect.share, interval.low > expect.share
    return "met" if above else "missed" if below else "unclear"


def judge(
    counts: RealityCounts, plan: Plan, *, by: str | None, watermark: datetime | None, n_bad: int, n_duplicates: int
) -> Reality:
    """The answer to "what became of this journey".

    Args:
        counts: What the warehouse counted.
        plan: The plan it was counted by.
        by: The property of the groups, or None.
        watermark: The latest ``received_at`` known.
        n_bad: Lines of the log that could not be read.
        n_duplicates: Events dropped as repeated.
    """
    return Reality(
        journey=plan.journey,
        runs=counts.runs,
        customers=counts.customers,
        reached_goal=counts.reached_goal,
        goals_before=counts.goals_before,
        outcomes=counts.outcomes,
        touchpoints=_touchpoints(counts.touchpoints, plan, curves=True),
        stages=counts.stages,
        moves=counts.moves,
        indicators=tuple(_indicators(counts, plan)),
        by=by,
        groups=tuple(_group(group, plan) for group in counts.groups),
        other=_group(counts.rest, plan) if counts.rest is not None else None,
        watermark=watermark,
        n_events=counts.n_events,
        n_bad=n_bad,
        n_duplicates=n_duplicates,
        partial_from=counts.partial_from,
        emotions=tuple(emotion_reality(emotion) for emotion in counts.emotions),
        unproven=tuple(measure.id for measure in plan.touchpoints if measure.reached is None),
        begins=plan.start is not None,
        behind={one.figure: one for one in counts.behind},
        parts=judge_parts(counts.parts, plan, counts.runs, watermark),
    )


def _touchpoints(counted: tuple[TouchpointCounts, ...], plan: Plan, *, curves: bool) -> tuple[TouchpointReality, ...]:
    return tuple(_touchpoint(c, m, curves=curves) for c, m in zip(counted, plan.touchpoints, strict=True))


def _touchpoint(counted: TouchpointCounts, measure: TouchpointMeasure, *, curves: bool) -> TouchpointReality:
    interval = wilson(counted.done, counted.watched)
    measured = measure.reached is not None and measure.target is not None
    within = measure.within_s if measure.within_s is not None else np.inf
    return TouchpointReality(
        id=counted.id,
        stage=measure.stage,
        reached=counted.reached,
        reached_nested=counted.reached_nested,
        watched=counted.watched,
        done=counted.done,
        done_all=counted.done_all,
        share=counted.done / counted.watched if measured and counted.watched else None,
        low=interval.low,
        high=interval.high,
        expected=measure.expect.share if measure.expect else None,
        expected_at_most=measure.expect.at_most if measure.expect else False,
        within_s=measure.within_s,
        verdict=verdict(interval, counted.watched, measure.expect, measured=measured),
        median_s=quantile(counted.waits_s[counted.happened & (counted.waits_s <= within)], 0.5),
        curve=survival_curve(counted.waits_s, counted.happened) if curves and measured and counted.reached else None,
        stopped_here=counted.stopped_here,
        next=counted.next,
        goals_after=counted.goals_after,
    )


def _indicators(counts: RealityCounts, plan: Plan) -> list[IndicatorReality]:
    """Every indicator of the plan; one that a log cannot tell is not measured."""
    counted = {item.id: item for item in counts.indicators}
    found = []
    for measure in plan.indicators:
        item = counted.get(measure.id)
        watched, done = (item.watched, item.done) if item is not None else (0, 0)
        interval = wilson(done, watched)
        found.append(
            IndicatorReality(
                id=measure.id,
                watched=watched,
                done=done,
                share=done / watched if watched else None,
                low=interval.low,
                high=interval.high,
                expected=measure.expect.share if measure.expect else None,
                expected_at_most=measure.expect.at_most if measure.expect else False,
                verdict=verdict(interval, watched, measure.expect, measured=item is not None),
            )
        )
    return found


def emotion_reality(counted: EmotionCounts) -> EmotionReality:
    """What the answers at a touchpoint say, with the interval of their mean (M4)."""
    interval = mean_interval(counted.answers, EMOTIONS[0], EMOTIONS[-1])
    n, mean = sum(counted.answers.values()), mean_of_scale(counted.answers)
    return EmotionReality(counted.id, n, mean, interval.low, interval.high)


def _group(group: GroupCounts, plan: Plan) -> Group:
    touchpoints = _touchpoints(group.touchpoints, plan, curves=False)
    return Group(group.value, group.runs, group.reached_goal, touchpoints, group.stages)
