"""From counts to series: every segment's share by period, held against that of its peers.

Theory.  A cell is one segment at one touchpoint.  What is followed over time is not its share but the
*difference* of its share from the pooled share of the comparable others in the same period: what
happens to everybody (a holiday, an outage, a season) cancels.  Everybody together has no peers; there
the share itself is followed.  Differences between the days of the week are taken out of every series,
so that a weekend is no event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from tropa.measure.breaking.counts import BreakCounts, DayCounts, StepTotals
from tropa.stats.dispersion import usual_dispersion
from tropa.stats.scan import Floats, Ints, Series

LEAST_CELL = 100
"""A comparable cell has at least so many entrants (M12); a smaller one is not looked at either."""

MOST_PERIODS = 400
WIDTHS = (1, 7, 28, 91, 364)
"""Days in a period: the narrowest width with at most ``MOST_PERIODS`` of them in the log."""

STRAY = 0.001
"""The part of the entrants at either end that may lie anywhere: a clock that stands at 1970 is no beginning."""

WEEK = 7
MONDAY = 4
"""1970-01-05, the first Monday in days since 1970; wider periods begin on Mondays."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods of a touchpoint.

    Args:
        first: The first day of the first period, in days since 1970.
        width: Days in a period.
        n: How many periods.
    """

    first: int
    width: int
    n: int

    def period(self, day: Ints) -> Ints:
        """In which period days lie."""
        return (day - self.first) // self.width


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of one touchpoint and cut that are large enough.

    Args:
        step: The touchpoint.
        cut: The property, or None.
        values: The cells' values, shape ``(cells,)``.
        places: Where these stand among all values of the property.
        calendar: The periods.
        entrants: Shape ``(cells, periods)``.
        passed: The same shape.
        peer_entrants: The same shape: of the comparable others, 0 throughout without a cut.
        peer_passed: The same shape.
        series: What is followed.
    """

    step: StepTotals
    cut: str | None
    values: tuple[str | None, ...]
    places: Ints
    calendar: Calendar
    entrants: Floats
    passed: Floats
    peer_entrants: Floats
    peer_passed: Floats
    series: Series


def calendars_of(counts: BreakCounts) -> dict[str, Calendar]:
    """The periods of each touchpoint at which anybody was watched, of one width for all of them."""
    whole = {cell.touchpoint: cell for cell in counts.cells if cell.cut is None and len(cell.day)}
    spans = {touchpoint: _span(cell) for touchpoint, cell in whole.items()}
    days = max((last - first + 1 for first, last in spans.values()), default=0)
    width = next((width for width in WIDTHS if days <= width * (MOST_PERIODS - (width > 1))), WIDTHS[-1])
    return {touchpoint: _calendar(first, last, width) for touchpoint, (first, last) in spans.items()}


def _span(whole: DayCounts) -> tuple[int, int]:
    """The first and the last day, stray entrants left aside."""
    held = np.cumsum(whole.entrants) / whole.entrants.sum()
    first, last = np.searchsorted(held, STRAY, side="right"), np.searchsorted(held, 1 - STRAY, side="left")
    return int(whole.day[first]), int(whole.day[last])


def _calendar(first: int, last: int, width: int) -> Calendar:
    start = first if width == 1 else first - (first - MONDAY) % WEEK
    n = (last - start) // width + 1
    # Whoever logs for centuries is told of the last ones.
    beyond = max(n - MOST_PERIODS, 0)
    return Calendar(start + beyond * width, width, n - beyond)


def cells_of(counts: BreakCounts) -> list[Cells]:
    """All cells that are large enough, touchpoint by touchpoint."""
    steps, calendars = {step.touchpoint: step for step in counts.steps}, calendars_of(counts)
    found = []
    for touchpoint, counted in groupby(counts.cells, key=lambda cell: cell.touchpoint):
        if touchpoint not in calendars:
            continue
        calendar = calendars[touchpoint]
        cells = [made for cell in counted if (made := _cells(steps[touchpoint], cell, calendar)) is not None]
        found += _knowing_each_other(cells)
    return found


def _knowing_each_other(cells: list[Cells]) -> list[Cells]:
    """The cells of a touchpoint; those that are held against peers know how much such differences scatter."""
    beside = [scatter_of(one.series)[1:] for one in cells if one.cut is not None]
    if not beside:
        return cells
    usual = usual_dispersion(*(np.concatenate(part) for part in zip(*beside, strict=True)))
    return [one if one.cut is None else replace(one, series=replace(one.series, usual=usual)) for one in cells]


def _cells(step: StepTotals, counted: DayCounts, calendar: Calendar) -> Cells | None:
    entrants, passed = (_dense(counted, part, calendar) for part in (counted.entrants, counted.passed))
    places = np.flatnonzero(entrants.sum(axis=1) >= LEAST_CELL)
    entrants, passed = entrants[places], passed[places]
    if not len(places) or (counted.cut is not None and len(places) == 1):
        return None
    peers = np.zeros_like(entrants) if counted.cut is None else entrants.sum(axis=0) - entrants
    peers_passed = np.zeros_like(passed) if counted.cut is None else passed.sum(axis=0) - passed
    series = _alone(entrants, passed) if counted.cut is None else _beside_peers(entrants, passed, peers, peers_passed)
    return Cells(
        step,
        counted.cut,
        tuple(counted.values[place] for place in places.tolist()),
        places,
        calendar,
        entrants,
        passed,
        peers,
        peers_passed,
        _without_weekdays(series, calendar),
    )


def _dense(counted: DayCounts, part: Ints, calendar: Calendar) -> Floats:
    """One row a value, one column a period; what lies outside the calendar is left out."""
    period = calendar.period(counted.day)
    inside = (period >= 0) & (period < calendar.n)
    dense = np.zeros((len(counted.values), calendar.n))
    np.add.at(dense, (counted.value[inside], period[inside]), part[inside])
    return dense


def _shares(passed: Floats, entrants: Floats) -> Floats:
    """Shares, 0 where nobody came."""
    return np.divide(passed, entrants, out=np.zeros_like(passed), where=entrants > 0)


def _chance(passed: Floats, entrants: Floats) -> Floats:
    """Variance of one client's passing, in each series, never 0: half a success and half a failure are added."""
    share = (passed.sum(axis=1, keepdims=True) + 0.5) / (entrants.sum(axis=1, keepdims=True) + 1)
    return np.broadcast_to(share * (1 - share), passed.shape)


def _per(variance: Floats, entrants: Floats) -> Floats:
    return np.divide(variance, entrants, out=np.zeros_like(entrants), where=entrants > 0)


def _alone(entrants: Floats, passed: Floats) -> Series:
    """The share itself."""
    return Series(_shares(passed, entrants), entrants, _per(_chance(passed, entrants), entrants), entrants)


def _beside_peers(entrants: Floats, passed: Floats, peers: Floats, peers_passed: Floats) -> Series:
    """The difference of shares, weighted as Mantel and Haenszel weigh strata: by ``n N / (n + N)``."""
    both = entrants + peers
    known = (entrants > 0) & (peers > 0)
    weight = np.where(known, np.divide(entrants * peers, both, out=np.zeros_like(both), where=both > 0), 0.0)
    variance = _per(_chance(passed, entrants), entrants) + _per(_chance(peers_passed, peers), peers)
    difference = _shares(passed, entrants) - _shares(peers_passed, peers)
    return Series(difference, weight, variance, np.where(known, entrants, 0.0))


def _without_weekdays(series: Series, calendar: Calendar) -> Series:
    """The series with the mean difference of each day of the week moved to that of all days."""
    if calendar.width > 1:
        return series
    difference = series.difference.copy()
    weight, excess = series.weight, series.weight * series.difference
    whole = weight.sum(axis=1, keepdims=True)
    mean = np.divide(excess.sum(axis=1, keepdims=True), whole, out=np.zeros_like(whole), where=whole > 0)
    for weekday in range(WEEK):
        days = slice(weekday, None, WEEK)
        of_day = weight[:, days].sum(axis=1, keepdims=True)
        usual = np.divide(excess[:, days].sum(axis=1, keepdims=True), of_day, out=mean.copy(), where=of_day > 0)
        difference[:, days] += mean - usual
    return replace(series, difference=difference, lost=WEEK)


def scatter_of(series: Series) -> tuple[Floats, Floats, Floats]:
    """Each series' weighted mean, its own dispersion around it, and the degrees of freedom of that."""
    known = (series.weight > 0) & (series.variance > 0)
    weight = np.where(known, series.weight, 0.0)
    whole = weight.sum(axis=1)
    mean = np.divide((weight * series.difference).sum(axis=1), whole, out=np.zeros_like(whole), where=whole > 0)
    off = np.where(known, series.difference - mean[:, None], 0.0)
    df = np.maximum(known.sum(axis=1) - series.lost, 1.0)
    return mean, (off**2 / np.where(known, series.variance, 1.0)).sum(axis=1) / df, df
