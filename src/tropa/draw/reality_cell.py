"""Reality on one touchpoint: the last lane of the map."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.draw.bars import Measured, measured
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.behind import next_figure
from tropa.measure.reality import TouchpointReality

N_NEXT = 3
"""So many next events are named; the rest are counted together."""


@dataclass(frozen=True, slots=True)
class NextEvent:
    """An event that came right after, in how many runs, and their figure."""

    name: Prose
    figure: str
    n: str


@dataclass(frozen=True, slots=True)
class RealityCell:
    """What became of a touchpoint, ready to show.

    Args:
        id: The touchpoint.
        reached: Runs that reached it.
        measured: The share of the target action, its interval and verdict.
        missed: Runs watched whose target action did not come in time; None where nothing is measured.
        median: Median time to the target action; None where there was none.
        stopped: Runs without success that ended here.
        next: What came right after, most often first.
        next_other: Runs in which something else came; None where nothing else did.
        next_nothing: Runs in which nothing came after; None where something always did.
    """

    id: str
    reached: str
    measured: Measured
    missed: str | None
    median: str | None
    stopped: str
    next: tuple[NextEvent, ...]
    next_other: str | None
    next_nothing: str | None


def reality_cell(found: TouchpointReality, names: Names, wording: Wording) -> RealityCell:
    """The cell of one touchpoint."""
    numbers = wording.numbers
    following = sorted(found.next.items(), key=lambda item: (-item[1], item[0]))
    n_other = sum(n for _, n in following[N_NEXT:])
    n_nothing = found.reached - sum(found.next.values())
    return RealityCell(
        id=found.id,
        reached=numbers.count(found.reached),
        measured=measured_touchpoint(found, wording),
        missed=numbers.count(found.watched - found.done) if found.share is not None else None,
        median=None if found.median_s is None else numbers.duration(found.median_s),
        stopped=numbers.count(found.stopped_here),
        next=tuple(
            NextEvent(names.place(name), next_figure(found.id, name), numbers.count(n))
            for name, n in following[:N_NEXT]
        ),
        next_other=numbers.count(n_other) if n_other else None,
        next_nothing=numbers.count(n_nothing) if n_nothing else None,
    )


def measured_touchpoint(found: TouchpointReality, wording: Wording) -> Measured:
    """The share of a touchpoint's target action."""
    return measured(
        wording,
        share=found.share,
        low=found.low,
        high=found.high,
        done=found.done,
        watched=found.watched,
        expected=found.expected,
        expected_at_most=found.expected_at_most,
        verdict=found.verdict,
    )
