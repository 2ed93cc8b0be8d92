"""What the search for breaks asks of a log, counted the long way round.

Every watched visit to a touchpoint is written down with its day and its values, and then sorted into
heaps, as the docstrings of ``measure.breaking.counts`` tell it.  Nothing is shared with a warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations

import numpy as np

from tropa.measure.behind import Behind
from tropa.measure.breaking.counts import BreakCounts, DayCounts, Overlap, StepTotals
from tropa.measure.breaking.question import Breaks
from tropa.measure.breaking.torn import Torn
from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.testing.behind_oracle import Began, began, named_behind
from tropa.testing.heard_truth import any_leaf_hears, told
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.passages import all_runs
from tropa.testing.units import SECOND_US, microseconds
from tropa.testing.visits import Visit, visits_of

DAY_US = 86_400 * SECOND_US


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched visit: its day, whether it passed, its values by property."""

    visit: Visit
    day: int
    values: Mapping[str, str | None]


def break_counts(plan: Plan, question: Breaks, watermark: datetime, events: Iterable[LogEvent]) -> BreakCounts:
    """Count what the search for breaks needs."""
    log = list(events)
    runs = all_runs(plan, log)
    measured = [measure for measure in plan.touchpoints if is_measured(measure)]
    met = values_met(plan, measured, question, log)
    left_out = tuple(sorted(prop for prop, values in met.items() if len(values) > question.most_values))
    cuts = {prop: values for prop, values in sorted(met.items()) if values and prop not in left_out}
    steps, cells, overlaps = [], [], []
    for measure in measured:
        timed = measure if measure.within_s is not None else replace(measure, within_s=question.within_s)
        visits = [visit for visit in visits_of(plan, timed, runs, microseconds(watermark)) if visit.watched]
        watched = [seen(visit, cuts) for visit in visits]
        steps.append(totals(timed, visits))
        here = [prop for prop in cuts if len({one.values[prop] for one in watched}) > 1]
        cells.append(by_day(measure.id, None, (None,), watched))
        cells += [by_day(measure.id, prop, (*cuts[prop], None), watched) for prop in here]
        overlaps += [overlap(measure.id, a, b, cuts, watched) for a, b in combinations(here, 2)]
    n_customers = len({event.customer for event in log})
    return BreakCounts(tuple(steps), tuple(cells), tuple(overlaps), left_out, len(runs), n_customers, len(log))


def is_measured(measure: TouchpointMeasure) -> bool:
    """Whether the plan says how it is reached and what is to come of it."""
    return measure.reached is not None and measure.target is not None


def values_met(
    plan: Plan, measured: Sequence[TouchpointMeasure], question: Breaks, log: Sequence[LogEvent]
) -> dict[str, tuple[str, ...]]:
    """The values of each property at events that begin a run or prove a touchpoint, in order of code point."""
    signals = [plan.start, *(measure.reached for measure in measured)]
    keyed = [told(plan, event) for event in log]
    events = [one.event for one in keyed if any(any_leaf_hears(heard, one) for heard in signals)]
    found = {prop: {value_text(event.properties.get(prop)) for event in events} for prop in question.by}
    return {prop: tuple(sorted(value for value in values if value is not None)) for prop, values in found.items()}


def seen(visit: Visit, cuts: Mapping[str, tuple[str, ...]]) -> Watched:
    """A visit with its values: of the event that reached the touchpoint, else of the one that began the run."""
    reached, start = visit.run.row[visit.at].event, visit.run.start
    values = {}
    for prop in cuts:
        own = value_text(reached.properties.get(prop))
        values[prop] = own if own is not None else value_text(start.properties.get(prop))
    return Watched(visit, visit.run.row[visit.at].at_us // DAY_US, values)


def totals(measure: TouchpointMeasure, visits: Sequence[Visit]) -> StepTotals:
    """All watched visits to a touchpoint."""
    assert measure.within_s is not None  # noqa: S101  it was given one
    return StepTotals(
        measure.id,
        measure.within_s,
        entrants=len(visits),
        passed=sum(visit.in_time for visit in visits),
        goals_passed=sum(visit.goal and visit.in_time for visit in visits),
        goals_missed=sum(visit.goal and not visit.in_time for visit in visits),
    )


def by_day(touchpoint: str, cut: str | None, values: tuple[str | None, ...], watched: Sequence[Watched]) -> DayCounts:
    """Visits and passes by value and day, in this order."""
    heaps: dict[tuple[int, int], list[bool]] = {}
    for one in watched:
        value = one.values[cut] if cut is not None else None
        heaps.setdefault((values.index(value), one.day), []).append(one.visit.in_time)
    rows = [(value, day, len(heap), sum(heap)) for (value, day), heap in sorted(heaps.items())]
    columns = [np.array([row[i] for row in rows], np.int64) for i in range(4)]
    return DayCounts(touchpoint, cut, values, *columns)


def overlap(
    touchpoint: str, a: str, b: str, cuts: Mapping[str, tuple[str, ...]], watched: Sequence[Watched]
) -> Overlap:
    """How many visits have which two values."""
    rows: tuple[str | None, ...] = (*cuts[a], None)
    columns: tuple[str | None, ...] = (*cuts[b], None)
    entrants = np.zeros((len(rows), len(columns)), np.int64)
    for one in watched:
        entrants[rows.index(one.values[a]), columns.index(one.values[b])] += 1
    return Overlap(touchpoint, a, b, entrants)


def torn_behind(
    plan: Plan, question: Breaks, asked: Sequence[Torn], watermark: datetime, log: Sequence[LogEvent], *, most: int
) -> tuple[Behind, ...]:
    """Name the customers behind some cells."""
    runs = all_runs(plan, log)
    measured = {measure.id: measure for measure in plan.touchpoints if is_measured(measure)}
    cuts = {one.cut: () for one in asked if one.cut is not None}
    figures: dict[str, list[Began]] = {}
    for one in asked:
        measure = measured[one.touchpoint]
        timed = measure if measure.within_s is not None else replace(measure, within_s=question.within_s)
        visits = [visit for visit in visits_of(plan, timed, runs, microseconds(watermark)) if visit.watched]
        for watched in (seen(visit, cuts) for visit in visits):
            day = date(1970, 1, 1) + timedelta(days=watched.day)
            if one.since <= day <= one.until and (one.cut is None or watched.values[one.cut] == one.value):
                figure = f"{one.name}.{'done' if watched.visit.in_time else 'missed'}"
                figures.setdefault(figure, []).append(began(watched.visit.run))
    return tuple(named_behind(figure, those, most) for figure, those in figures.items())
