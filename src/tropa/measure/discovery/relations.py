"""How pairs of names stand to each other, judged from many units so that single slips do not decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

import numpy as np

from tropa.measure.discovery.evidence import Evidence, Flags, Floats

Part: TypeAlias = tuple[int, ...]
"""Names by their places in the evidence, ascending."""

ORDERED = 0.75
"""Share of units with both names from which on one of them is said to come before the other."""

APART = 0.5
"""Two names that meet less than so many times as often as chance would have it exclude each other."""

TOLD_FROM = 5.0
"""Units that must be expected to have both names before their absence says anything."""


BESIDE = 0.1
"""A name that at least this share of its units come back to may be in a loop."""


@dataclass(frozen=True, eq=False)
class Relations:
    """The pairs of a log's names.

    Args:
        evidence: What the rows say.
        rounds: What they say when they are cut into the rounds of loops; over the same names.
    """

    evidence: Evidence
    rounds: Evidence

    @cached_property
    def ordered(self) -> Flags:
        """Whether one of two names comes before the other, shape ``(names, names)``."""
        before, both = self.evidence.before, self.evidence.both
        return np.asarray((both > 0) & (np.maximum(before, before.T) >= ORDERED * both), np.bool_)

    def apart(self, part: Part) -> Flags:
        """Whether two names of a part exclude each other; of names in a loop, within a round of it."""
        looping = self.evidence.returning[list(part)] >= BESIDE
        return np.where(np.outer(looping, looping), _apart(self.rounds, part), _apart(self.evidence, part))

    def choices(self, part: Part) -> list[Part]:
        """Parts that exclude each other, those of most units first."""
        return sorted(_connected(part, ~self.apart(part)), key=lambda one: (-self.weight(one), one))

    def row(self, part: Part) -> list[Part]:
        """Parts that stand one after another; one part where there is no such row."""
        parts = _connected(part, self.apart(part) | ~self.ordered[np.ix_(part, part)])
        while (
            torn := next((pair for pair in combinations(parts, 2) if not self._in_order(*pair)), None)
        ) is not None:
            parts = [*(one for one in parts if one not in torn), tuple(sorted(torn[0] + torn[1]))]
        return self.ranked(parts, part)

    def side_by_side(self, part: Part) -> list[Part]:
        """Parts whose names come in any order."""
        return _connected(part, self.ordered[np.ix_(part, part)] | self.apart(part))

    def ranked(self, parts: Iterable[Part], among: Part) -> list[Part]:
        """Parts by how many of the others they mostly come before; then by how many of the other names."""
        told = list(parts)
        return sorted(told, key=lambda one: (-self._wins(one, told), -self._lead(one, among), one))

    def weight(self, part: Iterable[int]) -> int:
        """Units that have any name of a part."""
        return _weight(self.evidence, part)

    def _torn(self, parts: list[Part]) -> tuple[Part, Part] | None:
        """Two parts without an order, or None."""
        return next((pair for pair in combinations(parts, 2) if not self._in_order(*pair)), None)

    def _in_order(self, one: Part, other: Part) -> bool:
        """Whether, of all meetings of two parts' names, enough are in one and the same order."""
        forth, back = self._meetings(one, other), self._meetings(other, one)
        return max(forth, back) >= ORDERED * (forth + back)

    def _meetings(self, one: Part, other: Part) -> int:
        """Meetings of two parts' names in which the first part's comes first."""
        return int(self.evidence.before[np.ix_(one, other)].sum())

    def _wins(self, one: Part, parts: list[Part]) -> int:
        """How many parts a part mostly comes before."""
        return sum(self._meetings(one, other) > self._meetings(other, one) for other in parts)

    def _lead(self, part: Part, among: Part) -> float:
        """How many of the other names a part comes before, each counted by its share."""
        others = [code for code in among if code not in part]
        forth: Floats = self.evidence.before[np.ix_(part, others)].sum(axis=0).astype(np.float64)
        both = self.evidence.both[np.ix_(part, others)].sum(axis=0)
        return float(np.where(both > 0, forth / np.maximum(both, 1), 0.5).sum())


def _apart(evidence: Evidence, part: Part) -> Flags:
    """Whether two names meet less often than chance would have it, among the rows that have any of a part's."""
    units = evidence.units[list(part)].astype(np.float64)
    expected = np.outer(units, units) / max(_weight(evidence, part), 1)
    both = evidence.both[np.ix_(part, part)]
    return np.asarray((expected >= TOLD_FROM) & (both < APART * expected), np.bool_)


def _weight(evidence: Evidence, part: Iterable[int]) -> int:
    return int(evidence.weights[evidence.any_of(part)].sum())


def _connected(part: Part, joined: Flags) -> list[Part]:
    """The connected parts of a graph over a part's names."""
    left, parts = set(range(len(part))), []
    while left:
        found, waiting = set[int](), [min(left)]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += [int(other) for other in np.flatnonzero(joined[at] | joined[:, at]) if other not in found]
        left -= found
        parts.append(tuple(part[at] for at in sorted(found)))
    return parts
