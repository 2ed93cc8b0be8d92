"""Baselines: what may be expected of a step, by what the log shows so far, in all and by segment.

A baseline is read where an expectation is missing: how many come to a step within a time, and how long half of them
take.  It says what is, not what ought to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

import numpy as np

from tropa.journey.signals import Named
from tropa.measure.counts_timing import TimeToCounts, Waits
from tropa.measure.questions import EventSignal, Scope
from tropa.measure.questions_timing import TimeTo
from tropa.measure.reality_counts import RealityCounts, TouchpointCounts
from tropa.measure.sharing import Grouped, grouped
from tropa.plan.plan import Expectation, Plan, TouchpointMeasure
from tropa.stats.survival import survival_curve

MOST_STEPS = 60
"""Steps looked at: each is a question of its own."""


@dataclass(frozen=True, slots=True)
class BaselineFigure:
    """What is usual of one step.

    Args:
        n: Units watched from where watching begins; who is not watched to the end counts while watched.
        came: Of them, those to whom the step came in time.
        share: Part to which it comes in time (Kaplan and Meier); None where nobody was watched.
        low: Lower bound of the share (log-log 95 %).
        high: Upper bound.
        median_s: Seconds after which half have it, in time or later; None where that is beyond what was watched.
        median_low_s: Lower bound of the median (95 %); None likewise.
        median_high_s: Upper bound; None likewise.
    """

    n: int
    came: int
    share: float | None
    low: float
    high: float
    median_s: float | None
    median_low_s: float | None
    median_high_s: float | None

    @property
    def could_expect(self) -> int | None:
        """The largest whole share in per cent that is surely met, or None where too little is known for one."""
        whole = floor(self.low * 100)
        return whole if self.share is not None and whole > 0 else None


@dataclass(frozen=True, slots=True)
class BaselineStep:
    """One step.

    Args:
        step: The step: an event, or a touchpoint whose target action is meant.
        within_s: The time that was given, in seconds.
        expected: What the journey expects; None where there is no journey, or it expects nothing.
        figures: In all and by segment; ``n_events`` and ``n_customers`` are the log's.
    """

    step: str
    within_s: int
    expected: Expectation | None
    figures: Grouped[BaselineFigure]


def step_questions(start: EventSignal, names: Iterable[str], scope: Scope) -> list[TimeTo]:
    """The questions for the steps of a log: from the start to each."""
    return [TimeTo(start, Named(name), scope=scope) for name in list(names)[:MOST_STEPS]]


def answer_step(name: str, within_s: int, counts: TimeToCounts) -> BaselineStep:
    """One step of a log, that is to come within a time."""

    def figure(waits: Waits) -> BaselineFigure:
        return _figure(waits, within_s)

    sizes = (counts.n_events, counts.n_customers)
    return BaselineStep(name, within_s, None, grouped(counts.waits, counts.groups, counts.rest, sizes, figure))


def answer_journey(counts: RealityCounts, plan: Plan, within_s: int) -> tuple[BaselineStep, ...]:
    """The target actions of a journey's touchpoints, from the counts that reality is judged by.

    Args:
        counts: What a warehouse counted.
        plan: The plan it was counted by.
        within_s: The time for a touchpoint that gives none.
    """
    found = []
    for place, measure in enumerate(plan.touchpoints):
        if measure.reached is None or measure.target is None:
            continue
        figures = Grouped(
            _of_touchpoint(counts.touchpoints[place], measure, within_s),
            tuple(
                (group.value, _of_touchpoint(group.touchpoints[place], measure, within_s)) for group in counts.groups
            ),
            _of_touchpoint(counts.rest.touchpoints[place], measure, within_s) if counts.rest is not None else None,
            counts.n_events,
            counts.customers,
        )
        found.append(BaselineStep(measure.id, measure.within_s or within_s, measure.expect, figures))
    return tuple(found)


def _of_touchpoint(counts: TouchpointCounts, measure: TouchpointMeasure, within_s: int) -> BaselineFigure:
    """The target action of one touchpoint in some runs."""
    order = np.lexsort((~counts.happened, counts.waits_s))
    return _figure(Waits(counts.waits_s[order], counts.happened[order]), measure.within_s or within_s)


def _figure(waits: Waits, within_s: int) -> BaselineFigure:
    curve = survival_curve(waits.waits_s, waits.happened)
    point, n = curve.at(within_s), len(waits.waits_s)
    low, high = curve.median_bounds()
    came = int((waits.happened & (waits.waits_s <= within_s)).sum())
    if not n:
        return BaselineFigure(0, 0, None, 0.0, 1.0, None, None, None)
    return BaselineFigure(n, came, point.done, point.low, point.high, curve.median(), low, high)


def baseline_data(steps: Iterable[BaselineStep]) -> list[dict[str, object]]:
    """Baselines as plain data for programs."""
    return [
        {
            "step": one.step,
            "within_s": one.within_s,
            "expected": one.expected.share if one.expected is not None else None,
            "expected_at_most": one.expected is not None and one.expected.at_most,
            **_figure_data(one.figures.total),
            "groups": [{"value": value, **_figure_data(figure)} for value, figure in one.figures.groups],
            "rest": _figure_data(one.figures.rest) if one.figures.rest is not None else None,
        }
        for one in steps
    ]


def _figure_data(figure: BaselineFigure) -> dict[str, object]:
    names = ("n", "came", "share", "low", "high", "median_s", "median_low_s", "median_high_s")
    could = figure.could_expect
    return {
        **{name: getattr(figure, name) for name in names},
        "could_expect": could / 100 if could is not None else None,
    }
