"""From a candidate to a shift as told: shares beside each other, intervals, goals lost (M12)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from tropa.measure.breaking.answer import CoursePoint, Shift, ShiftKind, Stretch
from tropa.measure.breaking.cells import LEAST_CELL, Calendar, Cells
from tropa.measure.breaking.counts import StepTotals
from tropa.measure.breaking.finding import Candidate
from tropa.stats.intervals import wilson
from tropa.stats.scan import Floats

MOST_POINTS = 40
"""Points of a course: what a small picture can show."""

EPOCH = date(1970, 1, 1)


def worth_of_passing(step: StepTotals) -> float | None:
    """How much likelier the goal is for those who passed; None where it is not, or nobody can tell."""
    missed = step.entrants - step.passed
    if not step.passed or not missed:
        return None
    worth = step.goals_passed / step.passed - step.goals_missed / missed
    return worth if worth > 0 else None


def shift_of(candidate: Candidate) -> Shift:
    """A candidate with its evidence."""
    cells, row, start, end = candidate.cells, candidate.row, candidate.start, candidate.end
    n = cells.calendar.n
    lasting = end == n and not candidate.throughout
    kind: ShiftKind = "throughout" if candidate.throughout else "lasting" if lasting else "window"
    inside = _stretch(cells.entrants[row, start:end], cells.passed[row, start:end])
    interval = wilson(inside.passed, inside.entrants)
    reference = _reference(candidate, inside)
    worse = candidate.deviate < 0
    off = reference - interval.high if worse else interval.low - reference
    passes = inside.entrants * max(off, 0.0)
    worth = worth_of_passing(cells.step)
    outside = np.r_[0:start, end:n]
    since, until = _days(cells.calendar, start, end)
    return Shift(
        touchpoint=cells.step.touchpoint,
        cut=cells.cut,
        value=cells.values[row] if cells.cut is not None else None,
        kind=kind,
        since=since,
        until=until,
        step_days=cells.calendar.width,
        within_s=cells.step.within_s,
        inside=inside,
        before=_stretch(cells.entrants[row, :start], cells.passed[row, :start]),
        after=_stretch(cells.entrants[row, end:], cells.passed[row, end:]),
        peers=_stretch(cells.peer_entrants[row, start:end], cells.peer_passed[row, start:end]),
        peers_elsewhere=_stretch(cells.peer_entrants[row, outside], cells.peer_passed[row, outside]),
        low=interval.low,
        high=interval.high,
        reference=reference,
        deviate=candidate.deviate,
        p_value=candidate.p_value,
        q_value=candidate.q_value,
        passes=passes,
        goals=passes * worth if worth is not None else None,
        course=_course(cells, row, start, end),
    )


def _reference(candidate: Candidate, inside: Stretch) -> float:
    """The share to be expected: the cell's own on other days, moved as its peers moved.

    Peers of whom too few came in those days (M12) say nothing of how a share should have moved; then it is
    the cell's own on other days alone, and what only they would make a loss is none.
    """
    cells, row, start, end = candidate.cells, candidate.row, candidate.start, candidate.end
    moved = min(max((inside.share or 0.0) - candidate.shift, 0.0), 1.0)
    if candidate.throughout or cells.cut is None or cells.peer_entrants[row, start:end].sum() >= LEAST_CELL:
        return moved
    outside = np.r_[0:start, end : cells.calendar.n]
    own = _stretch(cells.entrants[row, outside], cells.passed[row, outside])
    return moved if own.share is None else own.share


def _stretch(entrants: Floats, passed: Floats) -> Stretch:
    return Stretch(int(entrants.sum()), int(passed.sum()))


def _days(calendar: Calendar, start: int, end: int) -> tuple[date, date]:
    """The first and the last day of some periods."""
    first = EPOCH + timedelta(days=calendar.first + start * calendar.width)
    return first, EPOCH + timedelta(days=calendar.first + end * calendar.width - 1)


def _course(cells: Cells, row: int, start: int, end: int) -> tuple[CoursePoint, ...]:
    """The whole course in points of equal width, parted at the ends of the window."""
    n = cells.calendar.n
    width = max(-(-n // (MOST_POINTS - 2)), 1)
    cuts = sorted({0, n, *range(start, 0, -width), *range(start, end, width), *range(end, n, width)})
    points = []
    for first, last in pairwise(cuts):
        held = _stretch(cells.entrants[row, first:last], cells.passed[row, first:last])
        points.append(CoursePoint(*_days(cells.calendar, first, last), held.entrants, held.passed))
    return tuple(points)
