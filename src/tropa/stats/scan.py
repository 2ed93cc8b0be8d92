"""When did a mean move?  Every window of periods against all the others, and what the best of them is worth.

Theory.  A series has in each period a difference (of a share from its peers' share, say), a weight,
and the difference's variance by chance.  A window is judged by its weighted mean difference less that
of the periods outside it, in standard errors.  Under "nothing moved" the value of one window is a
normal deviate, but the best of thousands is not: it is a maximum of a field whose neighbours nearly
agree.  The chance that such a field gets so high anywhere is, for a high level, the sum over all
windows of the chance that this one is above the level and a local peak in both of its ends
(Siegmund).  That costs no simulation and reaches down to any p-value.

Days differ by more than the chance of single clients: an outage, a holiday, a delayed feed.  The
scatter of the periods outside a window is therefore looked at; where it is larger than chance says,
the standard error grows with it.  One series alone knows its scatter badly; what is usual among many
like it (``dispersion``) is worth so many periods more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import erf, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from tropa.stats.dispersion import UNKNOWN, Dispersion
from tropa.stats.tails import normal_above

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_INSIDE = 50
"""Entrants in a window: fewer say nothing that could be acted upon."""

LEAST_OUTSIDE = 100
"""Entrants outside it, the cell that a window is compared with (M12)."""

LOW = 3.0
"""A deviate below which no maximum over windows is worth a sum: its chance is told as 1."""

_FAR = 30.0
"""Where the overshoot's factor has become its asymptote."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Several series over the same periods, one a row; shape ``(series, periods)`` throughout.

    Args:
        difference: The difference seen, anything where there is no weight.
        weight: Its weight, at least 0.
        variance: Its variance by chance, at least 0.
        entrants: How many it rests on.
        lost: Means that were taken out of each series: so many of its periods say nothing of its scatter.
        usual: What dispersion is usual.
    """

    difference: Floats
    weight: Floats
    variance: Floats
    entrants: Floats
    lost: int = 1
    usual: Dispersion = UNKNOWN

    def rows(self, chosen: Ints) -> Series:
        """Some of the series."""
        return replace(
            self,
            difference=self.difference[chosen],
            weight=self.weight[chosen],
            variance=self.variance[chosen],
            entrants=self.entrants[chosen],
        )

    def without(self, row: int, start: int, end: int) -> Series:
        """One series as if nothing were known of the periods of a window."""
        alone = self.rows(np.array([row]))
        weight = alone.weight.copy()
        weight[0, start:end] = 0.0
        return replace(alone, weight=weight)


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a series that stands out most.

    Args:
        start: Its first period.
        end: The period after its last.
        shift: Mean difference inside less mean difference outside.
        deviate: The shift in standard errors.
        dispersion: By how much the variance exceeds chance; at least 1.
        df: Periods by which that is known.
    """

    start: int
    end: int
    shift: float
    deviate: float
    dispersion: float
    df: float


def windows(n_periods: int) -> Iterator[tuple[Ints, Ints]]:
    """All windows that are tried, in batches of starts and ends.

    A window that begins with the series is the time before a change, told by the window of the
    time after it; one in the middle takes up to half of the series, one at the end as much as
    it likes.
    """
    for length in range(1, n_periods // 2 + 1):
        starts = np.arange(1, n_periods - length)
        if len(starts):
            yield starts, starts + length
    starts = np.arange(1, n_periods)
    if len(starts):
        yield starts, np.full(len(starts), n_periods)


class Sums:
    """Running sums over the periods: what any window holds, at the cost of one subtraction.

    Args:
        series: What is summed.
    """

    def __init__(self, series: Series) -> None:
        weight, variance = series.weight, series.variance
        known = (weight > 0) & (variance > 0)
        weight = np.where(known, weight, 0.0)
        scale = np.where(known, variance, 1.0)
        difference = np.where(known, series.difference, 0.0)
        self.n_periods = weight.shape[1]
        self._lost, self._usual = series.lost, series.usual
        self._weight = _run(weight)
        self._excess = _run(weight * difference)
        self._spread = _run(weight**2 * np.where(known, variance, 0.0))
        self._entrants = _run(np.where(known, series.entrants, 0.0))
        self._known = _run(known.astype(np.float64))
        self._scatter = (
            _run(difference**2 / scale),
            _run(np.where(known, difference / scale, 0.0)),
            _run(np.where(known, 1 / scale, 0.0)),
        )

    def allowed(self, start: Ints, end: Ints) -> Flags:
        """Which windows of which series have enough inside and outside."""
        inside, outside = _both(self._entrants, start, end)
        return (inside >= LEAST_INSIDE) & (outside >= LEAST_OUTSIDE)

    def judged(self, start: Ints, end: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Shift, deviate, dispersion and its degrees of freedom, of each window of each series."""
        weight_in, weight_out = _both(self._weight, start, end)
        excess_in, excess_out = _both(self._excess, start, end)
        spread_in, spread_out = _both(self._spread, start, end)
        fits = (weight_in > 0) & (weight_out > 0)
        weight_in, weight_out = np.where(fits, weight_in, 1.0), np.where(fits, weight_out, 1.0)
        mean_out = excess_out / weight_out
        shift = np.where(fits, excess_in / weight_in - mean_out, 0.0)
        squares, sums, ones = (_both(part, start, end)[1] for part in self._scatter)
        df = np.maximum(_both(self._known, start, end)[1] - self._lost, 1.0)
        scatter = (squares - 2 * mean_out * sums + mean_out**2 * ones) / df
        dispersion, df = self._usual.with_own(scatter, df)
        error = np.sqrt(dispersion * (spread_in / weight_in**2 + spread_out / weight_out**2))
        return shift, np.where(error > 0, shift / np.where(error > 0, error, 1.0), 0.0), dispersion, df

    def peakedness(self, start: Ints, end: Ints) -> tuple[Floats, Floats]:
        """How fast the first series' deviate forgets itself when the start, or the end, moves by a period."""
        spread = self._spread[0]
        whole = spread[-1] or 1.0
        inside = np.maximum(spread[end] - spread[start], 1e-12 * whole)
        rest = np.maximum(1 - inside / whole, 1e-12)
        first, last = spread[start + 1] - spread[start], spread[end] - spread[end - 1]
        return first / (2 * inside * rest), last / (2 * inside * rest)


def _run(values: Floats) -> Floats:
    """Sums up to each period, beginning with 0."""
    return np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))


def _both(sums: Floats, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """What lies inside windows and what outside, shape ``(series, windows)``."""
    inside = sums[:, end] - sums[:, start]
    return inside, sums[:, -1:] - inside


def best_windows(series: Series) -> list[Window | None]:
    """Of each series the window whose deviate is largest in size; None where no window is allowed."""
    sums = Sums(series)
    n_series = len(series.weight)
    rows = np.arange(n_series)
    found: list[Window | None] = [None] * n_series
    most = np.zeros(n_series)
    for start, end in windows(sums.n_periods):
        shift, deviate, dispersion, df = sums.judged(start, end)
        size = np.where(sums.allowed(start, end), np.abs(deviate), -1.0)
        place = np.argmax(size, axis=1)
        for row in np.flatnonzero(size[rows, place] > most).tolist():
            at = place[row]
            most[row] = size[row, at]
            found[row] = Window(
                int(start[at]),
                int(end[at]),
                float(shift[row, at]),
                float(deviate[row, at]),
                float(dispersion[row, at]),
                float(df[row, at]),
            )
    return found


def chance_of_peak(series: Series, row: int, deviate: float) -> float:
    """How likely the best window of a series in which nothing moved is as far out, on either side.

    Args:
        series: The series.
        row: Which of them.
        deviate: How far out, as a normal deviate, at least 0.

    Returns:
        The chance that some window's deviate is as large in size; 1 below ``LOW``.

    Source: D. Siegmund (1988), "Approximate tail probabilities for the maxima of some random fields",
    Annals of Probability 16(2), 487-501, summed window by window so that periods of unequal weight
    are allowed; the overshoot's factor after D. Siegmund and B. Yakir (2007), "The statistics of
    gene mapping", section 5.
    """
    if deviate < LOW:
        return 1.0
    alone = Sums(series.rows(np.array([row])))
    start, end = _all_windows(alone.n_periods)
    allowed = alone.allowed(start, end)[0]
    start, end = start[allowed], end[allowed]
    first, last = alone.peakedness(start, end)
    # A window at the end of the series has but one end that could lie elsewhere.
    peaks = _peak(deviate, first) * np.where(end < alone.n_periods, _peak(deviate, last), 1.0)
    return min(1.0, 2 * normal_above(deviate) * float(peaks.sum()))


@cache
def _all_windows(n_periods: int) -> tuple[Ints, Ints]:
    """All windows at once."""
    batches = list(windows(n_periods))
    starts, ends = zip(*batches, strict=True) if batches else ((np.empty(0, np.int64),), (np.empty(0, np.int64),))
    return np.concatenate(starts), np.concatenate(ends)


def _peak(deviate: float, rate: Floats) -> Floats:
    """How likely a window above the level is a peak in one of its ends."""
    x = np.minimum(deviate * np.sqrt(2 * rate), _FAR)
    grid, factors = _overshoot()
    return np.minimum(x**2 / 2 * np.interp(x, grid, factors), 1.0)


@cache
def _overshoot() -> tuple[Floats, Floats]:
    """The factor by which a walk in steps passes a level more rarely than one without."""
    grid = np.linspace(0.0, _FAR, 3_001)
    return grid, np.array([_overshoot_at(x) for x in grid.tolist()])


def _overshoot_at(x: float) -> float:
    if x == 0:
        return 1.0
    half = x / 2
    below = (1 + erf(half / sqrt(2))) / 2
    density = exp(-half * half / 2) / sqrt(2 * pi)
    return (2 / x) * (below - 1 / 2) / (half * below + density)
