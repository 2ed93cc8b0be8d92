"""One cause, told once: what a stronger candidate already explains is left out.

A segment whose share falls pulls everybody's share down a little, lets each of its peers look better
beside it, and shows in every other property whose values it overlaps.  How much of each it explains
follows from how far they overlap, in clients and in days; what is left over must still be credible.
"""

from __future__ import annotations

import numpy as np

from tropa.measure.breaking.cells import Cells
from tropa.measure.breaking.counts import Overlap
from tropa.measure.breaking.finding import Candidate

CREDIBLE_REST = 3.0
"""Standard errors that must be left of a shift when all that stronger ones explain is taken away ..."""

OWN_PART = 1 / 3
"""... and the part of the shift that must be."""


class Explainer:
    """Takes candidates one after another, the strongest first.

    Args:
        overlaps: How many runs have which values of two properties at once.
    """

    def __init__(self, overlaps: tuple[Overlap, ...]) -> None:
        self._overlaps = {(one.touchpoint, one.cut, one.other): one.entrants for one in overlaps}
        self._taken: list[Candidate] = []

    def take(self, candidate: Candidate) -> bool:
        """Whether a candidate says something that those taken before do not; it is taken then."""
        carried = sum(self._carried(taken, candidate) for taken in self._taken)
        rest = candidate.shift - carried
        if rest * candidate.shift <= 0 or abs(rest) < OWN_PART * abs(candidate.shift):
            return False
        if carried and abs(rest) < CREDIBLE_REST * candidate.error:
            return False
        self._taken.append(candidate)
        return True

    def _carried(self, taken: Candidate, other: Candidate) -> float:
        """By how much one shift alone moves the share of another cell, its peers' share taken off."""
        if taken.cells.step.touchpoint != other.cells.step.touchpoint:
            return 0.0
        return taken.shift * self._among(taken, other) * _days_shared(taken, other)

    def _among(self, taken: Candidate, other: Candidate) -> float:
        """The part of another cell that belongs to one, less the part of its peers that does."""
        whole = float(other.cells.entrants[other.row].sum())
        both = self._both(taken, other)
        if other.cells.cut is None:
            return both / whole
        peers = float(other.cells.peer_entrants[other.row].sum())
        mine = float(taken.cells.entrants[taken.row].sum())
        return both / whole - (max(mine - both, 0.0) / peers if peers else 0.0)

    def _both(self, taken: Candidate, other: Candidate) -> float:
        """How many runs are in both cells."""
        mine, theirs = taken.cells, other.cells
        if theirs.cut is None:
            return float(mine.entrants[taken.row].sum())
        if mine.cut is None:
            return float(theirs.entrants[other.row].sum())
        if mine.cut == theirs.cut:
            return float(mine.entrants[taken.row].sum()) if taken.row == other.row else 0.0
        return self._joint(mine, taken.row, theirs, other.row)

    def _joint(self, mine: Cells, row: int, theirs: Cells, other_row: int) -> float:
        places = int(mine.places[row]), int(theirs.places[other_row])
        touchpoint = mine.step.touchpoint
        found = self._overlaps.get((touchpoint, str(mine.cut), str(theirs.cut)))
        if found is not None:
            return float(found[places])
        found = self._overlaps.get((touchpoint, str(theirs.cut), str(mine.cut)))
        return float(found[places[::-1]]) if found is not None else 0.0


def _days_shared(taken: Candidate, other: Candidate) -> float:
    """How much of a shift of some periods shows in the difference between the inside and the outside of others."""
    weight = other.cells.entrants[other.row]
    mine, theirs = np.zeros(len(weight), bool), np.zeros(len(weight), bool)
    mine[taken.start : taken.end] = True
    theirs[other.start : other.end] = True
    inside, outside = weight[theirs].sum(), weight[~theirs].sum()
    shared = weight[theirs & mine].sum() / inside if inside else 0.0
    if other.throughout:
        return float(shared)
    return float(shared - (weight[~theirs & mine].sum() / outside if outside else 0.0))
