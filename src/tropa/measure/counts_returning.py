"""Counts of coming back, before any estimate.

Groups are ordered as everywhere: largest first (by the units counted), then by value, a missing
value last among equals; they do not overlap.  ``rest`` pools the groups beyond ``scope.top``, and
is None where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those whose origin lies in one period.

    Args:
        start: The first day of the period.
        n: Units, at least 1.
        active: Of them, those who returned after 0, 1, ... ``offsets`` periods.
    """

    start: date
    n: int
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RetentionCounts:
    """Cohorts in order of their periods; periods in which nobody began are left out."""

    cohorts: tuple[Cohort, ...]
    groups: tuple[tuple[str | None, tuple[Cohort, ...]], ...]
    rest: tuple[Cohort, ...] | None
    n_events: int
    n_customers: int


@dataclass(frozen=True, slots=True)
class ActivePeriod:
    """How the units active in one period share out over its days.

    Args:
        start: The first day of the period.
        by_days: Units active in exactly 1, 2, ... days of it, up to its length in days; at least one
            unit in all.
    """

    start: date
    by_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StickinessCounts:
    """Periods in order; those in which nobody was active are left out.  Groups are sized by units."""

    periods: tuple[ActivePeriod, ...]
    groups: tuple[tuple[str | None, tuple[ActivePeriod, ...]], ...]
    rest: tuple[ActivePeriod, ...] | None
    n_events: int
    n_customers: int


@dataclass(frozen=True, slots=True)
class LifePeriod:
    """One period's units by what they are in it; the four words are those of ``Lifecycle``."""

    start: date
    new: int
    returning: int
    resurrecting: int
    dormant: int


@dataclass(frozen=True, slots=True)
class LifecycleCounts:
    """Periods in order; those of which all four numbers are 0 are left out.

    The last period is that of the log's last active event: those active in it are dormant in none.
    Groups are sized by units that were ever active.
    """

    periods: tuple[LifePeriod, ...]
    groups: tuple[tuple[str | None, tuple[LifePeriod, ...]], ...]
    rest: tuple[LifePeriod, ...] | None
    n_events: int
    n_customers: int
