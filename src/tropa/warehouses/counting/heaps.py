"""Things counted by kind and group: heaps that grow chunk by chunk and are pooled at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from tropa.measure.questions import Scope
from tropa.warehouses.counting.values import Ints, largest_first, recoding

T = TypeVar("T")

_DENSE = 2**22
"""Codes up to here are counted in an array, above by sorting."""


class Heaps:
    """How often each kind occurred in each group.

    Args:
        n_kinds: Kinds are numbers from 0 to this, exclusive.
    """

    def __init__(self, n_kinds: int) -> None:
        self._n_kinds = n_kinds
        self._counts: Counter[int] = Counter()

    def add(self, groups: Ints, kinds: Ints) -> None:
        """Count some things.

        Args:
            groups: Each thing's group, shape ``(n,)``.
            kinds: Its kind, same shape.
        """
        codes = groups * self._n_kinds + kinds
        if codes.max(initial=0) < _DENSE:
            counts = np.bincount(codes)
            met = np.flatnonzero(counts)
            counts = counts[met]
        else:
            met, counts = np.unique(codes, return_counts=True)
        self._counts.update(dict(zip(met.tolist(), counts.tolist(), strict=True)))

    def absorb(self, other: Heaps, numbers: Ints) -> None:
        """Take over what another one has counted.

        Args:
            other: One of as many kinds.
            numbers: By a group's number there its number here.
        """
        recoded = recoding(numbers, self._n_kinds)
        self._counts.update({recoded(code): n for code, n in other._counts.items()})

    def by_group(self) -> dict[int, Counter[int]]:
        """How often each kind occurred, by group."""
        found: dict[int, Counter[int]] = {}
        for code, n in self._counts.items():
            group, kind = divmod(code, self._n_kinds)
            found.setdefault(group, Counter())[kind] = n
        return found


def pooled(heaps: Iterable[Counter[int]]) -> Counter[int]:
    """Several groups as one."""
    total: Counter[int] = Counter()
    for heap in heaps:
        total.update(heap)
    return total


def grouped(
    heaps: dict[int, Counter[int]],
    sizes: dict[int, int],
    values: list[str | None],
    scope: Scope,
    told: Callable[[Counter[int]], T],
) -> tuple[T, tuple[tuple[str | None, T], ...], T | None]:
    """Everything, each group that is told by itself, and the other groups as one (rule M6).

    Args:
        heaps: By group.
        sizes: By group: the largest come first.
        values: The value of each group, by its code.
        scope: Whether there are groups, and how many are told.
        told: Makes an answer of a heap.
    """
    total = told(pooled(heaps.values()))
    if scope.by is None:
        return total, (), None
    one_by_one, others = told_and_pooled(sizes, values, scope.top)
    groups = tuple((values[code], told(heaps.get(code, Counter()))) for code in one_by_one)
    rest = told(pooled(heaps.get(code, Counter()) for code in others)) if others else None
    return total, groups, rest


def told_and_pooled(sizes: dict[int, int], values: list[str | None], top: int | None) -> tuple[list[int], list[int]]:
    """Which groups are told one by one, largest first, and which are pooled; the arguments are as above."""
    ordered = largest_first(sizes, values)
    return (ordered, []) if top is None else (ordered[:top], ordered[top:])
