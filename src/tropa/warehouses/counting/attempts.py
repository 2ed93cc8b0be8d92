"""Attempts at a funnel, and which of them count."""

from __future__ import annotations

from collections.abc import Callable
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
        units: Each event's unit, never decreasing.
        policy: Which of a unit's attempts counts.
        start: Which of equally far attempts, with ``best``.
        drops: Whether broken attempts are left out.

    Returns:
        Their numbers among the attempts, ascending.
    """
    left = np.flatnonzero(~attempts.broken) if drops else slice(None)
    owners = units[attempts.starts[left]]
    chosen = _of_owners(owners, attempts.places[left], policy, start)
    return chosen if isinstance(left, slice) else left[chosen]


def _of_owners(owners: Ints, places: Ints, policy: Attempt, start: Literal["earliest", "latest"]) -> Ints:
    """Which rows count; owners stand together, each's attempts in order."""
    match policy:
        case "every":
            return np.arange(len(owners))
        case "first":
            return np.flatnonzero(changes(owners))
        case "last":
            return np.flatnonzero(_changes_after(owners))
        case "best":
            return _furthest(owners, places, changes if start == "earliest" else _changes_after)


def _furthest(owners: Ints, places: Ints, one_each: Callable[[Ints], Flags]) -> Ints:
    """The row of each owner's furthest attempt: the one of those that took the highest step.

    All have taken the first.
    """
    numbers = np.cumsum(changes(owners), dtype=np.int64) - 1
    best = np.flatnonzero(one_each(owners))
    for step in range(1, places.shape[1]):
        rows = np.flatnonzero(places[:, step] != NOWHERE)
        whose = numbers[rows]
        chosen = one_each(whose)
        best[whose[chosen]] = rows[chosen]
    return best


def _changes_after(column: Ints) -> Flags:
    """Whether each element differs from the one after it; the last always does."""
    return changes(column[::-1])[::-1]
