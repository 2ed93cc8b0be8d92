"""Funnels as told: every share with its denominator and its interval (M4)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.counts import FunnelCounts, StepCounts
from tropa.measure.questions import Funnel, FunnelStep
from tropa.stats.intervals import wilson


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """One step of a funnel.

    Args:
        name: How the step is written; for unordered funnels how many of the steps were taken.
        n: Units that took it: the nested reading.
        n_loose: Units that did it whether or not they took the steps between (M8).
        share_of_first: ``n`` over the first step's; None where nobody began.
        low: Lower Wilson bound of it.
        high: Upper bound.
        share_of_previous: ``n`` over the required step before.
        median_s: Median seconds from the step taken before.
        p90_s: Ninetieth percentile of the same.
    """

    name: str
    n: int
    n_loose: int
    share_of_first: float | None
    low: float
    high: float
    share_of_previous: float | None
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class FunnelAnswer:
    """A funnel: in all, by value of the property asked for, and the values beyond the top as one (M6).

    Groups do not overlap.
    """

    steps: tuple[StepAnswer, ...]
    groups: tuple[tuple[str | None, tuple[StepAnswer, ...]], ...]
    n_events: int
    n_customers: int
    rest: tuple[StepAnswer, ...] | None = None


def answer_funnel(question: Funnel, counts: FunnelCounts) -> FunnelAnswer:
    """Put shares and intervals beside a funnel's counts."""
    return FunnelAnswer(
        _steps(question, counts.steps),
        tuple((value, _steps(question, steps)) for value, steps in counts.groups),
        counts.n_events,
        counts.n_customers,
        _steps(question, counts.rest) if counts.rest is not None else None,
    )


def _steps(question: Funnel, counted: tuple[StepCounts, ...]) -> tuple[StepAnswer, ...]:
    first = counted[0].n
    before = first
    found = []
    for number, (step, counts) in enumerate(zip(question.steps, counted, strict=True)):
        interval = wilson(counts.n, first)
        found.append(
            StepAnswer(
                _name(question, step, number),
                counts.n,
                counts.n_loose,
                counts.n / first if first else None,
                interval.low,
                interval.high,
                counts.n / before if before else None,
                counts.median_s,
                counts.p90_s,
            )
        )
        before = before if step.optional else counts.n
    return tuple(found)


def _name(question: Funnel, step: FunnelStep, number: int) -> str:
    """The step's own name; of an unordered funnel, how many of its steps."""
    if question.order != "unordered":
        return step.label
    return f"{number + 1} of {len(question.steps)}"


def reading(question: Funnel) -> str:
    """In a sentence, which reading of the log a funnel's numbers are (M2, M8): for programs, in English."""
    window = "no window" if question.window_s is None else f"window {question.window_s} s from {question.window_from}"
    unit = question.scope.unit
    parts = [
        f"nested; {question.order}; {window}; attempt {question.attempt}; start {question.start}",
        f"ties {question.ties}; per {unit.per}" + (f" {unit.prop}" if unit.prop else ""),
        f"hold {question.hold}" if question.hold else "",
        f"{len(question.exclude)} exclusions, attempt {'dropped' if question.exclude_drops else 'kept'}"
        if question.exclude
        else "",
    ]
    return "; ".join(part for part in parts if part)
