"""Unordered funnels over a chunk: how many different steps fall into one window.

Every event that serves a step opens an attempt, and an attempt counts the largest matching
of the window's events to steps, one event to a step.  Sets of events that can be matched
together form a transversal matroid, so taking the events one by one, each if an augmenting
path makes room for it, gives the largest matching of every beginning of the window
(J. Edmonds and D. R. Fulkerson, 1965, "Transversals and matroid partition").

Events that serve the same steps are alike, and of *m* steps no more than *m* alike can ever
be matched: so an attempt needs only the next few of each kind, found for all attempts by one
search; and what a row of kinds gains is worked out once for each row that occurs (where no
event serves two steps, each of a row does).
"""

from __future__ import annotations

import numpy as np

from tropa.warehouses.counting.attempts import NOWHERE, Attempts
from tropa.warehouses.counting.kernel import FOREVER, Lookup, Trail
from tropa.warehouses.counting.values import Flags, Ints


def gains(kinds: list[frozenset[int]]) -> list[bool]:
    """Which of a row of events enlarge the matching of those before them.

    Args:
        kinds: For each event the steps it serves.

    >>> gains([frozenset({0, 1}), frozenset({0}), frozenset({1})])
    [True, True, False]
    """
    taken: dict[int, frozenset[int]] = {}
    return [_placed(kind, taken, set()) for kind in kinds]


def gather(trail: Trail, serves: list[Flags], bar: Lookup | None, window_us: int | None, starts: Ints) -> Attempts:
    """All unordered attempts of a chunk.

    Args:
        trail: The chunk's events.
        serves: For each step whether an event serves it.
        bar: The events that end an attempt, if any do.
        window_us: The window, end inclusive, or None.
        starts: Places at which attempts begin, ascending, shape ``(a,)``.

    Returns:
        Attempts whose *k*-th place is where the *k*-th different step was reached;
        ``broken`` where an exclusion came before the last of them.
    """
    kinds, candidates = _candidates(trail, serves, starts)
    ends = trail.at(starts) + window_us if window_us is not None else np.full(len(starts), FOREVER)
    inside = (candidates != NOWHERE) & (trail.at(candidates) <= ends[:, None])
    barred = np.zeros(len(starts), np.bool_)
    if bar is not None:
        bars = bar.after(bar.bounds(starts), starts)
        barred = (bars != NOWHERE) & (trail.at(bars) <= ends)
        inside &= ~barred[:, None] | (candidates < bars[:, None])
    places = _reached(kinds, np.where(inside, candidates, NOWHERE), len(serves))
    return Attempts(starts, places, barred & (places[:, -1] == NOWHERE))


def _candidates(trail: Trail, serves: list[Flags], starts: Ints) -> tuple[list[frozenset[int]], Ints]:
    """The next events of each kind, as many as it serves steps.

    Returns:
        The kind of each column, and places (or nowhere), shape ``(a, n_columns)``.
    """
    masks = np.zeros(len(trail.units), np.int64)
    for step, served in enumerate(serves):
        masks |= served.astype(np.int64) << step
    kinds, columns = [], []
    for mask in np.unique(masks[masks > 0]).tolist():
        kind = frozenset(step for step in range(len(serves)) if mask >> step & 1)
        lane = trail.lane(masks == mask)
        bounds = lane.bounds(starts)
        previous = starts - 1
        for _ in kind:
            found = lane.after(bounds, previous)
            columns.append(found)
            kinds.append(kind)
            previous = np.where(found == NOWHERE, len(masks), found)
    return kinds, np.stack(columns, axis=1) if columns else np.empty((len(starts), 0), np.int64)


def _reached(kinds: list[frozenset[int]], candidates: Ints, n_steps: int) -> Ints:
    """Where each attempt's matching grows: places, shape ``(a, n_steps)``."""
    beyond = np.where(candidates == NOWHERE, FOREVER, candidates)
    order = np.argsort(beyond, axis=1, kind="stable")
    ordered = np.take_along_axis(candidates, order, axis=1)
    growing = _growing(kinds, np.where(ordered == NOWHERE, NOWHERE, order).astype(np.int16))
    attempt, column = np.nonzero(growing)
    place = (np.cumsum(growing, axis=1) - 1)[attempt, column]
    places = np.full((len(candidates), n_steps), NOWHERE, np.int64)
    places[attempt, place] = ordered[attempt, column]
    return places


def _growing(kinds: list[frozenset[int]], row_kinds: Ints) -> Flags:
    """Which events of each row enlarge its matching, by the numbers of their kinds."""
    if all(len(kind) == 1 for kind in kinds):
        return np.asarray(row_kinds != NOWHERE, np.bool_)
    rows, row_of = np.unique(row_kinds, axis=0, return_inverse=True)
    grows = np.zeros(rows.shape, np.bool_)
    for number, row in enumerate(rows.tolist()):
        met = [kinds[kind] for kind in row if kind != NOWHERE]
        grows[number, : len(met)] = gains(met)
    return np.asarray(grows[row_of], np.bool_)


def _placed(kind: frozenset[int], taken: dict[int, frozenset[int]], tried: set[int]) -> bool:
    """Find an event a step, moving those placed before it where that makes room."""
    for step in sorted(kind):
        if step in tried:
            continue
        tried.add(step)
        if step not in taken or _placed(taken[step], taken, tried):
            taken[step] = kind
            return True
    return False
