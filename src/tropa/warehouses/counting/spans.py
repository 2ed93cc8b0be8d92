"""Durations kept by code until the end, for exact quantiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tropa.warehouses.counting.units import US, changes
from tropa.warehouses.counting.values import Ints


def ordering(codes: Ints) -> Ints:
    """The stable order that sorts the codes: those that fit in 16 bits by radix, five times as fast."""
    return np.argsort(codes.astype(np.min_scalar_type(codes.max(initial=0))), kind="stable")


class Spans:
    """Microseconds by code: eight bytes each, in as many arrays as there were chunks."""

    def __init__(self) -> None:
        self._parts: defaultdict[int, list[Ints]] = defaultdict(list)

    def add(self, codes: Ints, spans_us: Ints) -> None:
        """Keep some durations.

        Args:
            codes: What each belongs to, in ascending order, shape ``(n,)``.
            spans_us: The durations in microseconds, shape ``(n,)``.
        """
        starts = np.flatnonzero(changes(codes))
        bounds = pairwise([*starts.tolist(), len(codes)])
        for code, (begin, end) in zip(codes[starts].tolist(), bounds, strict=True):
            self._parts[code].append(spans_us[begin:end])

    def absorb(self, other: Spans, recoded: Callable[[int], int]) -> None:
        """Take over another one's durations.

        Args:
            other: The other one.
            recoded: The code here of a code there.
        """
        for code, parts in other._parts.items():
            self._parts[recoded(code)].extend(parts)

    def sizes(self) -> dict[int, int]:
        """How many durations each code has, of those that have any."""
        return {code: sum(map(len, parts)) for code, parts in self._parts.items()}

    def seconds(self, codes: Iterable[int]) -> npt.NDArray[np.float64]:
        """All durations of some codes, in no particular order."""
        parts = [part for code in codes for part in self._parts.get(code, ())]
        return np.concatenate(parts) / US if parts else np.empty(0)
