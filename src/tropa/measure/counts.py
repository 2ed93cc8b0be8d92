"""What a warehouse answers: counts and durations, before any estimate.

A warehouse counts and no more; shares, intervals and verdicts are ``measure``'s, so that two
engines that count alike cannot judge apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepCounts:
    """One funnel step.

    Args:
        n: Units (attempts, with ``attempt: every``) whose counted attempt took this step.
        n_loose: Units with any attempt after whose start an event serves this step within the
            window, whether or not the steps between were taken (rule M8).  Equals ``n`` for
            the first step and for unordered funnels.  Exclusions do not act on it.
        median_s: Median seconds from the step taken before, linear between neighbours; None
            for the first step and where nobody took it.
        p90_s: The ninetieth percentile of the same.
    """

    n: int
    n_loose: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class FunnelCounts:
    """A funnel's counts, in all and by value of the property asked for.

    ``groups`` is ordered by size, largest first, then by value; a missing value is None and
    comes last among equals.  Groups do not overlap: a unit has one counted attempt (with
    ``every``, an attempt has one value).  ``rest`` pools the groups beyond ``scope.top`` (M6), and is
    None where there are none, here and below.
    """

    steps: tuple[StepCounts, ...]
    groups: tuple[tuple[str | None, tuple[StepCounts, ...]], ...]
    n_events: int
    n_customers: int
    rest: tuple[StepCounts, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One directly-follows pair.

    Args:
        source: The earlier event's name.
        target: The later event's name.
        n: Times it occurred.
        customers: Customers in whom it occurred.
        median_gap_s: Median seconds between the two.
    """

    source: str
    target: str
    n: int
    customers: int
    median_gap_s: float


@dataclass(frozen=True, slots=True)
class EdgeCounts:
    """All edges, largest first (then by names), with the names that begin and end a unit."""

    edges: tuple[Edge, ...]
    starts: dict[str, int]
    ends: dict[str, int]
    groups: tuple[tuple[str | None, tuple[Edge, ...]], ...]
    n_events: int
    n_customers: int
    rest: tuple[Edge, ...] | None = None


@dataclass(frozen=True, slots=True)
class PathCounts:
    """The top paths (largest first, then by names), the rest, and the total."""

    paths: tuple[tuple[tuple[str, ...], int], ...]
    other: int
    total: int
    groups: tuple[tuple[str | None, tuple[tuple[tuple[str, ...], int], ...], int, int], ...]
    n_events: int
    n_customers: int
    rest: tuple[tuple[tuple[tuple[str, ...], int], ...], int, int] | None = None
