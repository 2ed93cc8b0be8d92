"""Counts of moves from place to place, before any picture."""

from __future__ import annotations

from dataclasses import dataclass

OTHER, ENDED = -1, -2
"""Stops that are no name: any name beyond those told, and no event any more."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Units that went from one stop to another.

    Args:
        place: The place they left, from 1.
        source: The stop there: an index into ``FlowCounts.names``, or ``OTHER``.
        target: The stop at the next place: an index, ``OTHER``, or ``ENDED``.
        n: How many, at least 1.
    """

    place: int
    source: int
    target: int
    n: int


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """All moves, in order of place, then largest first, then by source and target.

    The flows out of place 1 add up to ``n``; those out of a later place to the flows into it but
    those that ended there.  Nothing is left out: what is not told by name is told as ``OTHER``.

    Args:
        names: The names told, those that take the most places first.
        n: Units.
        flows: The moves.
        n_events: Events that the question saw.
        n_customers: Their customers.
    """

    names: tuple[str, ...]
    n: int
    flows: tuple[Flow, ...]
    n_events: int
    n_customers: int
