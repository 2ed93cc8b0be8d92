"""The search for breaks: all cells, all windows, and no more false discoveries than promised.

Every touchpoint with a target action is cut by every property; of each cell all windows of dates are
tried (``cells``, ``finding``).  A window's p-value accounts for its being the best of thousands
(``stats.scan``); the cells overlap in every way, so that the rate of false discoveries is held under
any dependence (Benjamini and Yekutieli).  What one cause does to many cells is told once
(``explaining``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tropa.measure.breaking.answer import BreaksAnswer, Shift, Tried
from tropa.measure.breaking.cells import Cells, cells_of
from tropa.measure.breaking.counts import BreakCounts
from tropa.measure.breaking.explaining import Explainer
from tropa.measure.breaking.finding import Candidate, standing_candidates, window_candidates
from tropa.measure.breaking.telling import shift_of
from tropa.stats.discoveries import q_values
from tropa.stats.scan import windows

LEVEL = 0.05
"""The rate of false discoveries allowed unless somebody says otherwise."""

LEAST_PASSES = 1.0
"""Target actions; what costs less than one client is not worth a line."""


def find_breaks(counts: BreakCounts, level: float = LEVEL) -> BreaksAnswer:
    """Where the path tears, and where it mends.

    Args:
        counts: What a warehouse counted.
        level: The rate of false discoveries allowed, strictly between 0 and 1.

    Raises:
        ValueError: The level is not strictly between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a rate of false discoveries lies strictly between 0 and 1, met {level}")
    cells = cells_of(counts)
    moved = [one for group in cells for one in window_candidates(group)]
    standing = [one for group in cells for one in standing_candidates(group)]
    # Two questions, each with its own discoveries: where segments stand apart in many places, that is
    # no licence to tell more moves.
    tests = [*_with_q_values(moved), *_with_q_values(standing)]
    told = _told(tests, level, Explainer(counts.overlaps))
    shifts = [shift for one in told if (shift := shift_of(one)).passes >= LEAST_PASSES]
    return BreaksAnswer(
        breaks=_ranked(shift for shift in shifts if shift.worse),
        # That a segment does better than its peers all the time is no change.
        improvements=_ranked(shift for shift in shifts if not shift.worse and shift.kind != "throughout"),
        tried=_tried(counts, cells, len(tests)),
        left_out=counts.left_out,
        level=level,
        n_runs=counts.n_runs,
        n_customers=counts.n_customers,
        n_events=counts.n_events,
    )


def _with_q_values(candidates: list[Candidate]) -> list[Candidate]:
    found = q_values([one.p_value for one in candidates], dependence="any")
    return [replace(one, q_value=float(q)) for one, q in zip(candidates, found, strict=True)]


def _told(tests: list[Candidate], level: float, explainer: Explainer) -> list[Candidate]:
    """The discoveries that say something of their own: what has dates first, then by strength."""
    credible = [one for one in tests if one.q_value <= level]
    ordered = sorted(credible, key=lambda one: (one.throughout, -abs(one.deviate)))
    return [one for one in ordered if explainer.take(one)]


def _ranked(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """By goals, then by target actions, then by place."""
    return tuple(
        sorted(
            shifts,
            key=lambda one: (
                -(one.goals or 0.0),
                -one.passes,
                one.touchpoint,
                one.cut or "",
                one.value or "",
                one.since,
            ),
        )
    )


def _tried(counts: BreakCounts, cells: list[Cells], tests: int) -> Tried:
    calendars = [group.calendar for group in cells]
    return Tried(
        touchpoints=len(counts.steps),
        cuts=tuple(sorted({group.cut for group in cells if group.cut is not None})),
        cells=sum(len(group.values) for group in cells),
        windows=max((sum(len(starts) for starts, _ in windows(one.n)) for one in calendars), default=0),
        tests=tests,
        days=max((one.n * one.width for one in calendars), default=0),
    )
