"""Journeys and answers written by hand, for the pages to draw.

The fines have the known figures of the public log (10,000 fines; 4,626 paid, of them 3,443 before
any touchpoint, 39 after the letter, 18 after the notification, 1,126 after the penalty).
"""

from __future__ import annotations

from datetime import UTC, datetime

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.measure.reality import (
    Group,
    IndicatorReality,
    Moves,
    Reality,
    StageReality,
    TouchpointReality,
    Verdict,
)
from tropa.stats.intervals import wilson
from tropa.stats.survival import survival_curve

DAY = 86_400

FINES_TEXT = """
journey: traffic-fines
title: {en: Traffic fines, ru: Штрафы}
locales: [en, ru]
mode: observed
goal: {client: I pay once and without a penalty, business: 70 % pay before the penalty}
stages:
  - {id: issued, title: Issued}
  - {id: notified, title: Notified}
  - {id: overdue, title: Overdue}
  - {id: court, title: Court}
key: case_id
start: Create Fine where amount > 0
success: Payment
exit:
  collected: Send for Credit Collection
  dismissed: {title: Dismissed on appeal, for: Appeal to Judge}
indicators:
  paid_in_time: {share: Payment, within: 60d, before: Add penalty, expect: 70 %}
touchpoints:
  letter:
    stage: issued
    channel: post
    reached: Send Fine
    communication: 'Pay {{ amount }} by {{ due.date }}'
    target_action: Payment
    evaluation: {within: 60d, expect: 40 %}
    responsible: police
    client_expects: {en: To know what it is for, ru: Понять}
  notification:
    stage: notified
    channel: [post, web]
    each: yes
    reached: Insert Fine Notification
    target_action: any(Payment, Appeal to Judge where dismissal in ('G', '#'))
    evaluation: {within: 60d, expect: 50 %}
    moment_of_truth: yes
  penalty:
    stage: overdue
    channel: post
    reached: Add penalty
    communication: {subject: The sum has grown, text: Pay now, web: See the page, who: The clerk, when: 3d, how: post}
    target_action: at_least(2, Payment)
    evaluation: {within: 90d, expect: at most 30 %}
    responsible: police
  collection:
    stage: overdue
    channel: post
    reached: Send for Credit Collection
    evaluation: by eye
"""

WORKSPACE_TEXT = """
workspace: city
locales: [en, ru]
teams:
  police: {title: {en: Traffic police, ru: ГИБДД}}
channels:
  post: {}
  web: {title: City site}
"""


def journey_of(text: str) -> Journey:
    """Read a journey, in which nothing may be wrong."""
    read = read_definition(text.encode(), schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    return read.value


def workspace() -> Workspace:
    """Read the workspace of the fines."""
    read = read_definition(WORKSPACE_TEXT.encode())
    assert isinstance(read.value, Workspace), read.problems
    return read.value


def touchpoint(
    name: str,
    stage: str,
    reached: int,
    done: int,
    *,
    expected: float | None = 0.4,
    verdict: Verdict = "missed",
    following: dict[str, int] | None = None,
    goals_after: int = 0,
) -> TouchpointReality:
    """Make up a touchpoint's reality; nobody is watched too shortly."""
    bounds = wilson(done, reached)
    waits = [float(1 + k % 59) * DAY for k in range(done)] + [400.0 * DAY] * (reached - done)
    return TouchpointReality(
        id=name,
        stage=stage,
        reached=reached,
        reached_nested=reached - 3,
        watched=reached,
        done=done,
        done_all=done,
        share=done / reached if reached else None,
        low=bounds.low,
        high=bounds.high,
        expected=expected,
        expected_at_most=False,
        within_s=60 * DAY,
        verdict=verdict,
        median_s=2.5 * DAY if done else None,
        curve=survival_curve(waits, [k < done for k in range(reached)]) if reached else None,
        stopped_here=reached // 4,
        next=following or {},
        goals_after=goals_after,
    )


def fines_touchpoints() -> tuple[TouchpointReality, ...]:
    """The fines' four touchpoints."""
    notified = {"Insert Fine Notification": 4634, "Payment": 42, "Appeal to Judge": 3, "Send Fine": 2, "Paid": 1}
    return (
        touchpoint("letter", "issued", 6570, 46, following=notified, goals_after=39),
        touchpoint("notification", "notified", 4635, 2400, expected=0.5, verdict="met", goals_after=18),
        touchpoint("penalty", "overdue", 4635, 453, expected=0.1, verdict="unclear", goals_after=1126),
        touchpoint("collection", "overdue", 3387, 0, expected=None, verdict="not measured"),
    )


def fines_reality() -> Reality:
    """What became of the fines, broken down by class of vehicle."""
    touchpoints = fines_touchpoints()
    stages = (StageReality("issued", 6570, 6570), StageReality("overdue", 4640, 4702))
    few = tuple(StageReality(stage.id, 60, 70) for stage in stages)
    paid = wilson(3480, 9800)
    return Reality(
        journey="traffic-fines",
        runs=10_000,
        customers=9_990,
        reached_goal=4_626,
        goals_before=3_443,
        outcomes={"reached": 4_626, "collected": 3_301, "open": 2_073},
        touchpoints=touchpoints,
        stages=stages,
        moves=Moves(
            mapped=24_156,
            unexplained=408,
            unmapped=568,
            pairs=(("Create Fine", "Send Fine", 6557, True), ("Payment", "Payment", 265, False)),
            unmapped_names=(("Send Appeal to Prefecture", 227),),
        ),
        indicators=(
            IndicatorReality(
                id="paid_in_time",
                watched=9800,
                done=3480,
                share=3480 / 9800,
                low=paid.low,
                high=paid.high,
                expected=0.7,
                expected_at_most=False,
                verdict="missed",
            ),
        ),
        by="vehicleclass",
        groups=(Group("A", 9_700, 4_600, touchpoints, stages), Group(None, 200, 20, touchpoints[:2], few[:1])),
        other=Group(None, 100, 6, touchpoints, few),
        watermark=datetime(2012, 3, 26, 13, 5, tzinfo=UTC),
        n_events=34_724,
        n_bad=3,
        n_duplicates=12,
        partial_from="2012-02",
    )


def nothing_happened(journey: str = "traffic-fines") -> Reality:
    """The answer of an empty log."""
    return Reality(
        journey=journey,
        runs=0,
        customers=0,
        reached_goal=0,
        goals_before=0,
        outcomes={},
        touchpoints=(),
        stages=(),
        moves=Moves(0, 0, 0),
        indicators=(),
        by=None,
        groups=(),
        other=None,
        watermark=None,
        n_events=0,
    )


def long_journey(sizes: tuple[int, ...], stageless: int = 0) -> Journey:
    """Make up a journey with so many touchpoints a stage, and some without a stage."""
    stages = "".join(f"  - {{id: stage-{k}, title: Stage {k}}}\n" for k in range(len(sizes)))
    held = [(k, f"point-{k}-{n}") for k, size in enumerate(sizes) for n in range(size)]
    points = [f"  {name}:\n    stage: stage-{k}\n    responsible: team-{k}\n" for k, name in held]
    points += [f"  lost-{n}:\n    channel: sms\n" for n in range(stageless)]
    section = f"touchpoints:\n{''.join(points)}" if points else ""
    return journey_of(f"journey: long\nstages:\n{stages}{section}")
