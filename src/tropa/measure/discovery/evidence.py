"""What the rows of a log say of its names: who comes before whom, who without whom, who again.

Rows are those of ``PathCounts``: distinct rows of names with the number of units behind each.  Where
a name comes several times in a row, its first place is its place: then a loop disturbs the order of
its inside by nothing but what noise does anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

Ranked: TypeAlias = Sequence[tuple[tuple[str, ...], int]]
"""Rows of names with the units behind each."""

NEVER = 1_000_000
"""The place of a name that a row does not have: behind all."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The rows of a log over some of its names.

    Args:
        names: The names, in order of code point.
        weights: Units behind each row, shape ``(rows,)``.
        place: The first place of each name, ``NEVER`` where the row lacks it, shape ``(rows, names)``.
        returns: Whether the name comes again after another name, same shape.
        doubled: Whether the name comes twice on end, same shape.
    """

    names: tuple[str, ...]
    weights: Ints
    place: Ints
    returns: Flags
    doubled: Flags

    @cached_property
    def has(self) -> Flags:
        """Whether a row has a name, shape ``(rows, names)``."""
        return self.place < NEVER

    @cached_property
    def before(self) -> Ints:
        """Units with both names in which the first comes first, shape ``(names, names)``."""
        earlier = (self.place[:, :, None] < self.place[:, None, :]) if self._small else None
        if earlier is not None:
            return np.asarray(np.tensordot(self.weights, earlier & self.has[:, None, :], 1), np.int64)
        rows = [self.weights @ ((self.place[:, [a]] < self.place) & self.has) for a in range(len(self.names))]
        return np.array(rows, np.int64).reshape(len(self.names), len(self.names))

    @property
    def _small(self) -> bool:
        """Whether all pairs of all rows fit into memory at once."""
        return self.place.size * len(self.names) < 2_000_000  # noqa: PLR2004  two megabytes of flags

    @cached_property
    def both(self) -> Ints:
        """Units with both names, shape ``(names, names)``."""
        return self.before + self.before.T

    @cached_property
    def units(self) -> Ints:
        """Units that have a name, shape ``(names,)``."""
        return np.asarray(self.weights @ self.has, np.int64)

    @cached_property
    def returning(self) -> Floats:
        """The share of a name's units that come back to it, shape ``(names,)``."""
        return np.asarray((self.weights @ (self.returns & self.has)) / np.maximum(self.units, 1), np.float64)

    def share_of(self, wanted: Flags, among: Flags) -> float:
        """The share of units behind the rows ``among`` that are ``wanted`` too; 0 where there are none."""
        n = int(self.weights[among].sum())
        return int(self.weights[among & wanted].sum()) / n if n else 0.0

    def any_of(self, codes: Iterable[int]) -> Flags:
        """Whether a row has any of the names, shape ``(rows,)``."""
        return np.asarray(self.has[:, list(codes)].any(axis=1), np.bool_)


def evidence_of(rows: Ranked, names: Iterable[str]) -> Evidence:
    """The evidence of rows over the names asked for; what else is in a row is passed over."""
    known = tuple(sorted(set(names)))
    code_of = {name: code for code, name in enumerate(known)}
    shape = (len(rows), len(known))
    place = np.full(shape, NEVER, np.int64)
    returns, doubled = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for number, (row, _) in enumerate(rows):
        codes = [code_of[name] for name in row if name in code_of]
        for at, code in enumerate(codes):
            if place[number, code] == NEVER:
                place[number, code] = at
            elif codes[at - 1] == code:
                doubled[number, code] = True
            else:
                returns[number, code] = True
    return Evidence(known, np.array([n for _, n in rows], np.int64), place, returns, doubled)


def rounds_of(rows: Ranked) -> Ranked:
    """The rows cut where a name comes again after others.

    Names that exclude each other in one round of a loop may well meet in two.

    >>> rounds_of([(("a", "b", "b", "c", "a", "c"), 5)])
    [(('a', 'b', 'b', 'c'), 5), (('a', 'c'), 5)]
    """
    found = []
    for row, n in rows:
        begin = 0
        for at, name in enumerate(row):
            if name in row[begin:at] and row[at - 1] != name:
                found.append((row[begin:at], n))
                begin = at
        found.append((row[begin:], n))
    return found
