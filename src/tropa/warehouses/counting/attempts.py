"""Attempts at a funnel, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tropa.measure.questions import Attempt
from tropa.warehouses.counting.units import changes
from tropa.warehouses.counting.values import Flags, Ints

NOWHERE = -1
"""The place of an event that did not come."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How far each attempt went.

    Args:
        starts: Place of each attempt's first event, ascending, shape ``(a,)``.
        places: Where each step was taken, or nowhere, shape ``(a, n_steps)``.
        broken: Whether an exclusion came before the next required step could, shape ``(a,)``.
    """

    starts: Ints
    places: Ints
    broken: Flags

    @property
    def depths(self) -> Ints:
        """The highest step each attempt took, from 0."""
        from_last = np.argmax(self.places[:, ::-1] != NOWHERE, axis=1)
        return np.asarray(self.places.shape[1] - 1 - from_last, np.int64)


def chosen_attempts(
    attempts: Attempts,
    units: Ints,
    policy: Attempt,
    start: Literal["earliest", "latest"] = "earliest",
    *,
    drops: bool = False,
) -> Ints:
    """Which attempts count: one for each unit that has any left, or every one.

    Args:
        attempts: The attempts of a chunk.
        units: Each event's unit.
        policy: Which of a unit's attempts counts.
        start: Which of equally far attempts, with ``best``.
        drops: Whether broken attempts are left out.

    Returns:
        Their numbers among the attempts, ascending.
    """
    left = np.flatnonzero(~attempts.broken) if drops else np.arange(len(attempts.starts))
    owners = units[attempts.starts[left]]
    match policy:
        case "every":
            return left
        case "first":
            return left[changes(owners)]
        case "last":
            return left[changes(owners[::-1])[::-1]]
        case "best":
            return left[_furthest(attempts.depths[left], owners, start)]


def _furthest(depths: Ints, owners: Ints, start: Literal["earliest", "latest"]) -> Ints:
    """The place of each owner's furthest attempt; owners stand together, each's attempts in order."""
    firsts = np.flatnonzero(changes(owners))
    if not len(firsts):
        return firsts
    lengths = np.diff(firsts, append=len(owners))
    best = np.flatnonzero(depths == np.repeat(np.maximum.reduceat(depths, firsts), lengths))
    whose = owners[best]
    return best[changes(whose)] if start == "earliest" else best[changes(whose[::-1])[::-1]]
