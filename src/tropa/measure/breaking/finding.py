"""Candidates: of every cell the windows that stand out most, and how likely chance makes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tropa.measure.breaking.cells import WEEK, Cells, scatter_of
from tropa.stats.dispersion import SURE
from tropa.stats.scan import Window, best_windows, chance_of_peak
from tropa.stats.tails import binomial_above, deviate_of, normal_above, student_deviate

MOST_WINDOWS = 3
"""Windows told of one cell at most."""

CREDIBLE = 0.01
"""P-value up to which a window is taken out of its series to look for another one."""

EDGE = 1e-6
"""How near to 0 or 1 an expected share may come."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that may have moved, or may stand apart from its peers.

    Args:
        cells: The cells it is of.
        row: Which of them.
        start: The first period.
        end: The period after the last.
        throughout: It is held against its peers over all periods, not against other periods.
        shift: By how much its share is off.
        error: The shift's standard error.
        deviate: Its sign and size as a normal deviate, the most careful reading of several.
        p_value: How likely chance makes it, the choice of the window included.
        q_value: The same over all that was tried; 1 until that is known.
    """

    cells: Cells
    row: int
    start: int
    end: int
    throughout: bool
    shift: float
    error: float
    deviate: float
    p_value: float
    q_value: float = 1.0


def window_candidates(cells: Cells) -> list[Candidate]:
    """The windows that stand out most: one of each cell, more where the first is credible."""
    found: list[Candidate] = []
    for row, window in enumerate(best_windows(cells.series)):
        series, best = cells.series, window
        for _ in range(MOST_WINDOWS):
            if best is None:
                break
            place = row if series is cells.series else 0
            candidate = _moved(cells, row, best)
            candidate = replace(candidate, p_value=chance_of_peak(series, place, abs(candidate.deviate)))
            found.append(candidate)
            if candidate.p_value > CREDIBLE:
                break
            series = series.without(place, best.start, best.end)
            (best,) = best_windows(series)
    return found


def _moved(cells: Cells, row: int, window: Window) -> Candidate:
    """A window as a candidate, its p-value still open."""
    inside = slice(window.start, window.end)
    size = abs(window.deviate)
    careful = student_deviate(size, window.df)
    bound = _by_count(cells, row, inside, window.shift, window.dispersion)
    error = abs(window.shift) / size if size else np.inf
    return Candidate(
        cells,
        row,
        window.start,
        window.end,
        throughout=False,
        shift=window.shift,
        error=error,
        deviate=float(np.copysign(min(careful, bound), window.shift)),
        p_value=1.0,
    )


def _by_count(cells: Cells, row: int, inside: slice, shift: float, dispersion: float) -> float:
    """The deviate that the count of passes alone allows: for rare passes the normal one promises too much."""
    entrants = float(cells.entrants[row, inside].sum()) / dispersion
    passed = float(cells.passed[row, inside].sum()) / dispersion
    if not entrants:
        return 0.0
    expected = min(max(passed / entrants - shift, EDGE), 1 - EDGE)
    if shift > 0:
        return max(deviate_of(binomial_above(passed, entrants, expected)), 0.0)
    return max(deviate_of(binomial_above(entrants - passed, entrants, 1 - expected)), 0.0)


def standing_candidates(cells: Cells) -> list[Candidate]:
    """Every cell with peers, held against them over all periods."""
    if cells.cut is None:
        return []
    series = cells.series
    shift, own, own_df = scatter_of(series)
    dispersion, df = series.usual.with_own(own, own_df)
    # Of a few days nobody can tell how days scatter: then chance alone is held against a difference.
    few = df < WEEK
    dispersion, df = np.where(few, 1.0, dispersion), np.where(few, SURE, df)
    known = (series.weight > 0) & (series.variance > 0)
    weight = np.where(known, series.weight, 0.0)
    whole = weight.sum(axis=1)
    error = np.sqrt(dispersion * (weight**2 * series.variance).sum(axis=1)) / np.where(whole > 0, whole, 1.0)
    found = []
    for row in np.flatnonzero((whole > 0) & (error > 0)).tolist():
        size = student_deviate(abs(float(shift[row] / error[row])), float(df[row]))
        bound = _by_count(cells, row, slice(None), float(shift[row]), float(dispersion[row]))
        deviate = min(size, bound)
        found.append(
            Candidate(
                cells,
                row,
                0,
                cells.calendar.n,
                throughout=True,
                shift=float(shift[row]),
                error=float(error[row]),
                deviate=float(np.copysign(deviate, shift[row])),
                p_value=min(1.0, 2 * normal_above(deviate)),
            )
        )
    return found
