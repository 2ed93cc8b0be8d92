"""Waits and sessions the long way round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tropa.measure.counts_timing import SessionCounts, SessionFigures, TimeToCounts, Waits
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.testing.grouping import grouped
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import by_value, linear_quantile
from tropa.testing.truth import serves
from tropa.testing.units import SECOND_US, microseconds, seen, sessions, units, within_bounds


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one unit was watched from an event on, and whether it came."""

    start: LogEvent
    wait_us: int
    came: bool


def time_to(question: TimeTo, events: Iterable[LogEvent], watermark: datetime) -> TimeToCounts:
    """Count how long units wait."""
    visible = seen(question.scope, events)
    split = units(question.scope.unit, visible)
    waits = [wait for unit in split if (wait := wait_of(question, unit, microseconds(watermark)))]
    told = grouped(question.scope, waits, lambda wait: by_value(question.scope.by, wait.start), waits_of)
    return TimeToCounts(*told, len(visible), len({event.customer for event in visible}))


def wait_of(question: TimeTo, unit: list[LogEvent], watermark_us: int) -> Wait | None:
    """How long a unit is watched; nothing where watching never begins."""
    starts = [place for place, event in enumerate(unit) if serves(question.start, event)]
    start = next((place for place in starts if within_bounds(question.scope, unit[place])), None)
    if start is None:
        return None
    end = next((event for event in unit[start + 1 :] if serves(question.end, event)), None)
    wait_us = max((end.at_us if end else watermark_us) - unit[start].at_us, 0)
    horizon_us = question.horizon_s * SECOND_US if question.horizon_s is not None else wait_us
    return Wait(unit[start], min(wait_us, horizon_us), end is not None and wait_us <= horizon_us)


def waits_of(waits: list[Wait]) -> Waits:
    """Waits in the order promised."""
    ordered = sorted(waits, key=lambda wait: (wait.wait_us, not wait.came))
    return Waits(
        np.array([wait.wait_us / SECOND_US for wait in ordered], np.float64),
        np.array([wait.came for wait in ordered], np.bool_),
    )


def session_counts(question: Sessions, events: Iterable[LogEvent]) -> SessionCounts:
    """Count sessions."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    by_customer: dict[str, list[LogEvent]] = {}
    for event in visible:
        by_customer.setdefault(event.customer, []).append(event)
    found = [one for theirs in by_customer.values() for one in sessions(question.gap_s, theirs)]
    told = grouped(question.scope, found, lambda one: by_value(question.scope.by, one[0]), figures_of)
    return SessionCounts(*told, len(visible), len(by_customer))


def figures_of(found: list[list[LogEvent]]) -> SessionFigures:
    """Sessions and their sizes."""
    lengths_s = [(one[-1].at_us - one[0].at_us) / SECOND_US for one in found]
    n_events = [float(len(one)) for one in found]
    return SessionFigures(
        n=len(found),
        customers=len({one[0].customer for one in found}),
        single=sum(len(one) == 1 for one in found),
        events=sum(len(one) for one in found),
        median_s=linear_quantile(lengths_s, 0.5) if found else None,
        p90_s=linear_quantile(lengths_s, 0.9) if found else None,
        median_events=linear_quantile(n_events, 0.5) if found else None,
        p90_events=linear_quantile(n_events, 0.9) if found else None,
    )
