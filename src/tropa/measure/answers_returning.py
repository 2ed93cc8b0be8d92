"""Coming back as told: every share with its denominator and its interval, unfinished periods marked (M4, M5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tropa.measure.counts_returning import (
    ActivePeriod,
    Cohort,
    LifecycleCounts,
    LifePeriod,
    RetentionCounts,
    StickinessCounts,
)
from tropa.measure.periods import following, length_days
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.sharing import Grouped, Known, Part, grouped, part
from tropa.stats.means import mean_interval, mean_of_scale


@dataclass(frozen=True, slots=True)
class RetentionCell:
    """Of a cohort, who is active after so many periods.

    Args:
        offset: How many.
        active: The part of the cohort.
        partial: The period is not over, so the part can only grow (M5).
    """

    offset: int
    active: Part
    partial: bool


@dataclass(frozen=True, slots=True)
class CohortRow:
    """Those who began in one period.

    Args:
        start: Its first day.
        n: How many.
        partial: The period is not over, or cut by the question's bounds: more may belong to it (M5).
        cells: After 0, 1, ... periods, as far as these have begun.
    """

    start: date
    n: int
    partial: bool
    cells: tuple[RetentionCell, ...]


@dataclass(frozen=True, slots=True)
class RetentionRows:
    """Retention of all or of one group.

    Args:
        cohorts: In order of their periods.
        together: After 0, 1, ... periods all cohorts for which that period is over, as one; without the
            offsets for which none is.
    """

    cohorts: tuple[CohortRow, ...]
    together: tuple[RetentionCell, ...]


def answer_retention(
    question: Retention, counts: RetentionCounts, watermark: datetime | None
) -> Grouped[RetentionRows]:
    """Put shares and intervals beside retention's counts."""
    known = Known(watermark, question.period, question.zone)

    def rows(cohorts: tuple[Cohort, ...]) -> RetentionRows:
        told = tuple(_cohort(question, known, cohort) for cohort in cohorts)
        return RetentionRows(told, _together(question, told))

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.cohorts, counts.groups, counts.rest, sizes, rows)


def _cohort(question: Retention, known: Known, cohort: Cohort) -> CohortRow:
    cells = []
    for offset, n in enumerate(cohort.active):
        start = following(cohort.start, question.period, offset)
        if known.begun(start):
            cells.append(RetentionCell(offset, part(n, cohort.n), not known.over(start)))
    partial = not known.over(cohort.start) or known.cut(cohort.start, question.scope)
    return CohortRow(cohort.start, cohort.n, partial, tuple(cells))


def _together(question: Retention, cohorts: tuple[CohortRow, ...]) -> tuple[RetentionCell, ...]:
    """A unit has one cohort, so it counts once in each offset."""
    found = []
    for offset in range(question.offsets + 1):
        cells = [cell for row in cohorts for cell in row.cells[offset : offset + 1] if not cell.partial]
        if cells:
            n, of = (sum(sizes) for sizes in zip(*((c.active.n, c.active.of) for c in cells), strict=True))
            found.append(RetentionCell(offset, part(n, of), partial=False))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class StickyPeriod:
    """On how many days of a period those active in it are active.

    Args:
        start: Its first day.
        days: Its length.
        active: Units active in it.
        mean_days: Days on which one of them is active, on average.
        low: Lower bound of the mean (Student 95 %).
        high: Upper bound.
        at_least: Of them, the part active on at least 1, 2, ... ``days`` days.
        partial: The period is not over, or cut by the question's bounds (M5).
    """

    start: date
    days: int
    active: int
    mean_days: float
    low: float
    high: float
    at_least: tuple[Part, ...]
    partial: bool


def answer_stickiness(
    question: Stickiness, counts: StickinessCounts, watermark: datetime | None
) -> Grouped[tuple[StickyPeriod, ...]]:
    """Put means, shares and intervals beside stickiness' counts."""
    known = Known(watermark, question.period, question.zone)

    def rows(periods: tuple[ActivePeriod, ...]) -> tuple[StickyPeriod, ...]:
        return tuple(_sticky(question, known, period) for period in periods)

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.periods, counts.groups, counts.rest, sizes, rows)


def _sticky(question: Stickiness, known: Known, period: ActivePeriod) -> StickyPeriod:
    by_days = dict(enumerate(period.by_days, start=1))
    active, days = sum(period.by_days), length_days(period.start, question.period)
    interval = mean_interval(by_days, 1, days)
    return StickyPeriod(
        period.start,
        days,
        active,
        mean_of_scale(by_days),
        interval.low,
        interval.high,
        tuple(part(sum(period.by_days[fewest:]), active) for fewest in range(days)),
        not known.over(period.start) or known.cut(period.start, question.scope),
    )


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One period of the life cycle.

    Args:
        start: Its first day.
        active: Units active in it: new, returning and resurrecting.
        new: Active for the first time.
        returning: Active in the period before too.
        resurrecting: Active before, not in the period before.
        dormant: Active in the period before, not in this one.
        kept: Of those active in the period before, the part that is active in this one.
        growth: New and resurrecting for each that is dormant; None where nobody is.
        partial: The period is not over: those dormant may still come (M5).
    """

    start: date
    active: int
    new: int
    returning: int
    resurrecting: int
    dormant: int
    kept: Part
    growth: float | None
    partial: bool


def answer_lifecycle(
    question: Lifecycle, counts: LifecycleCounts, watermark: datetime | None
) -> Grouped[tuple[LifeRow, ...]]:
    """Put shares and intervals beside the life cycle's counts."""
    known = Known(watermark, question.period, question.zone)

    def rows(periods: tuple[LifePeriod, ...]) -> tuple[LifeRow, ...]:
        return tuple(_life(known, period) for period in periods)

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.periods, counts.groups, counts.rest, sizes, rows)


def _life(known: Known, period: LifePeriod) -> LifeRow:
    come = period.new + period.resurrecting
    return LifeRow(
        period.start,
        come + period.returning,
        period.new,
        period.returning,
        period.resurrecting,
        period.dormant,
        part(period.returning, period.returning + period.dormant),
        come / period.dormant if period.dormant else None,
        not known.over(period.start),
    )
