"""Endings as told: the share of units by the event with which they end (M4)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_endings import Endings as Ends
from tropa.measure.sharing import Grouped, Part, grouped, part


@dataclass(frozen=True, slots=True)
class Ending:
    """One event with which units end.

    Args:
        name: The event.
        part: The part of all units that end with it.
    """

    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class EndingRows:
    """Endings of all or of one group; rows, ``others`` and ``reached`` make up all units.

    Args:
        n: Units.
        rows: The events told, those with which most units end first.
        others: Units that end with another event.
        reached: Units that came to the goal.
    """

    n: int
    rows: tuple[Ending, ...]
    others: Part
    reached: Part


def answer_endings(counts: EndingCounts) -> Grouped[EndingRows]:
    """Put shares and intervals beside the counts."""

    def told(ends: Ends) -> EndingRows:
        rows = tuple(Ending(name, part(n, ends.n)) for name, n in ends.rows)
        return EndingRows(ends.n, rows, part(ends.other, ends.n), part(ends.reached, ends.n))

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.total, counts.groups, counts.rest, sizes, told)
