"""Counts of places, before any estimate.  Groups and ``rest`` are those of ``counts_returning``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units at each place; at every place the rows, ``other`` and ``absent`` add up to ``n``.

    Args:
        n: Units.
        rows: By name, how many have it at each place; names in order of how many places they take in
            all units, most first, then by name.  In groups the names are those of the whole.
        other: How many have another name at each place.
        absent: How many have no event at each place.
    """

    n: int
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    other: tuple[int, ...]
    absent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatrixCounts:
    """A step matrix in all and by value; ``places`` numbers the columns.  Groups do not overlap."""

    places: tuple[int, ...]
    total: Matrix
    groups: tuple[tuple[str | None, Matrix], ...]
    rest: Matrix | None
    n_events: int
    n_customers: int
