"""The same question of two sides: two periods, versions, segments or arms, and whether they differ (M4).

A comparison is built of questions that warehouses answer anyway, so no engine knows of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from tropa.journey.conditions import And, Condition
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.answers_timing import WaitRow, wait_row
from tropa.measure.contrast import Difference, Tried, differences
from tropa.measure.counts import FunnelCounts
from tropa.measure.counts_timing import TimeToCounts, Waits
from tropa.measure.questions import EventSignal, Funnel
from tropa.measure.questions_timing import TimeTo
from tropa.measure.sharing import Part, part
from tropa.stats.comparing import difference, shares_differ, waits_differ
from tropa.stats.intervals import Interval, newcombe

Compared: TypeAlias = Funnel | TimeTo
Q = TypeVar("Q", Funnel, TimeTo)
Estimate: TypeAlias = tuple[float | None, Interval]
"""A share, None of nobody, and its interval."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: which beginnings it takes.

    Args:
        label: How it is told.
        since: The first step lies here or later; None keeps the question's own bound.
        until: It lies before this; likewise.
        where: It fulfils this: a segment of its traits, a version, an arm.
    """

    label: str
    since: datetime | None = None
    until: datetime | None = None
    where: Condition | None = None


class NoComparison(ValueError):
    """The sides cannot be told apart in this question."""


def of_side(question: Q, side: Side) -> Q:
    """The question put to one side.

    Raises:
        NoComparison: The question groups its answer, or its first step is any event and the side has a condition.
    """
    if question.scope.by is not None:
        raise NoComparison("a comparison has sides in place of groups")
    since, until = side.since or question.scope.since, side.until or question.scope.until
    scope = replace(question.scope, since=since, until=until)
    if isinstance(question, Funnel):
        if question.order == "unordered" and side.where is not None:
            raise NoComparison("an unordered funnel has no first step that a condition could hold of")
        first = replace(question.steps[0], signal=_narrowed(question.steps[0].signal, side.where))
        return replace(question, scope=scope, steps=(first, *question.steps[1:]))
    return replace(question, scope=scope, start=_narrowed(question.start, side.where))


def _narrowed(signal: EventSignal, where: Condition | None) -> EventSignal:
    """The signal where a condition holds as well."""
    if where is None:
        return signal
    match signal:
        case Named(name, own):
            return Named(name, where if own is None else And((own, where)))
        case AnyOf(members):
            return AnyOf(tuple(_narrowed(member, where) for member in members))  # type: ignore[arg-type]  # all are such
        case Every():
            raise NoComparison("the first step is any event: name it, so that a condition can hold of it")


@dataclass(frozen=True, slots=True)
class SideShare:
    """One side's figure.

    Args:
        side: Its label.
        figure: The part that took the step.
        difference: Against the first side; None for the first side itself.
    """

    side: str
    figure: Part
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class ComparedStep:
    """A step of a funnel on all sides.

    Args:
        name: The step.
        sides: In the order of the question; the share is of the side's first step.
    """

    name: str
    sides: tuple[SideShare, ...]


def compare_funnels(
    question: Funnel, sides: Sequence[Side], counts: Sequence[FunnelCounts]
) -> tuple[ComparedStep, ...]:
    """Each step after the first, every side against the first side; all differences are tested at once.

    Args:
        question: What was asked of each.
        sides: At least two.
        counts: What each answered, in the same order.
    """
    parts = [[part(step.n, one.steps[0].n) for step in one.steps[1:]] for one in counts]
    steps = list(zip(*parts, strict=True))
    told = iter(differences([_parts_tried(row[0], other) for row in steps for other in row[1:]]))
    found = []
    for step, row in zip(question.steps[1:], steps, strict=True):
        first = SideShare(sides[0].label, row[0], None)
        others = (SideShare(side.label, one, next(told)) for side, one in zip(sides[1:], row[1:], strict=True))
        found.append(ComparedStep(step.label, (first, *others)))
    return tuple(found)


def _parts_tried(first: Part, second: Part) -> Tried:
    gap = second.share - first.share if first.share is not None and second.share is not None else None
    interval = newcombe(second.n, second.of, first.n, first.of)
    return Tried(gap, interval, shares_differ(first.n, first.of, second.n, second.of), min(first.of, second.of))


@dataclass(frozen=True, slots=True, eq=False)
class SideWait:
    """How long it takes on one side.

    Args:
        side: Its label.
        row: Its curve and median.
        by_s: The time at which the curves are compared: the horizon, or the longest that is watched on all
            sides.
        share: To whom it has come by then; None of nobody.
        low: Lower bound (log-log 95 %).
        high: Upper bound.
        difference: Of the shares against the first side; its p-value is that of the whole curves (log-rank).
    """

    side: str
    row: WaitRow
    by_s: float
    share: float | None
    low: float
    high: float
    difference: Difference | None


def compare_waits(question: TimeTo, sides: Sequence[Side], counts: Sequence[TimeToCounts]) -> tuple[SideWait, ...]:
    """Every side's curve against the first side's; all are tested at once.

    Args:
        question: What was asked of each.
        sides: At least two.
        counts: What each answered, in the same order.
    """
    longest = [float(one.waits.waits_s[-1]) if len(one.waits.waits_s) else 0.0 for one in counts]
    by_s = float(question.horizon_s) if question.horizon_s is not None else min(longest)
    rows = [wait_row(question, one.waits) for one in counts]
    shares = [_share_at(row, by_s) for row in rows]
    tried = [
        _waits_tried(counts[0].waits, shares[0], other.waits, share)
        for other, share in zip(counts[1:], shares[1:], strict=True)
    ]
    return tuple(
        SideWait(side.label, row, by_s, share, interval.low, interval.high, found)
        for side, row, (share, interval), found in zip(sides, rows, shares, (None, *differences(tried)), strict=True)
    )


def _share_at(row: WaitRow, at_s: float) -> Estimate:
    point = row.curve.at(at_s)
    return (point.done if row.n else None), Interval(point.low, point.high)


def _waits_tried(first: Waits, share1: Estimate, second: Waits, share2: Estimate) -> Tried:
    fewest = min(len(first.waits_s), len(second.waits_s))
    if share1[0] is None or share2[0] is None:
        return Tried(None, Interval(-1.0, 1.0), 1.0, fewest)
    interval = difference(share2[0], share2[1], share1[0], share1[1])
    p = waits_differ(first.waits_s, first.happened, second.waits_s, second.happened)
    return Tried(share2[0] - share1[0], interval, p, fewest)
