"""Counts of endings, before any estimate.  Groups and ``rest`` are those of ``counts_returning``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endings:
    """Units by the event with which they end; the rows, ``other`` and ``reached`` add up to ``n``.

    Args:
        n: Units.
        rows: By name, how many end with it; names in order of how many do in all, most first, then by
            name.  In groups the names are those of the whole.
        other: How many end with another name.
        reached: How many came to the goal.
    """

    n: int
    rows: tuple[tuple[str, int], ...]
    other: int
    reached: int


@dataclass(frozen=True, slots=True)
class EndingCounts:
    """Endings in all and by value.  Groups do not overlap."""

    total: Endings
    groups: tuple[tuple[str | None, Endings], ...]
    rest: Endings | None
    n_events: int
    n_customers: int
