"""Where the stops and ribbons of a picture of moves stand: columns of stops, ribbons between them.

A column is a place.  The height of a stop is the number of units there, to one scale in the whole
picture, so that nothing is gained or lost by the drawing: the ribbons out of a stop and those
that end there fill it, and so do those into it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tropa.measure.counts_flows import ENDED, OTHER, Flow, FlowCounts

COLUMN, STOP = 190.0, 12.0
"""From one column to the next, and how wide a stop is."""

HEIGHT, BETWEEN = 340.0, 16.0
"""Of all units together, and between two stops."""

LEAST = 1.0
"""No stop and no ribbon is thinner than this, however few went there."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as a bar.

    Args:
        place: Its column, from 1.
        stop: An index into the names, ``OTHER`` or ``ENDED``.
        n: Units there.
        x: Its left edge.
        y: Its upper edge.
        height: How high it is.
    """

    place: int
    stop: int
    n: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A move as a ribbon between two stops.

    Args:
        flow: The move.
        x: Where it begins.
        y: Its upper edge there.
        to_x: Where it ends.
        to_y: Its upper edge there.
        width: How thick it is.
    """

    flow: Flow
    x: float
    y: float
    to_x: float
    to_y: float
    width: float


@dataclass(frozen=True, slots=True)
class FlowDrawing:
    """The picture, from left to right."""

    width: float
    height: float
    stops: tuple[Stop, ...]
    ribbons: tuple[Ribbon, ...]


def lay_out(counts: FlowCounts) -> FlowDrawing:
    """Place everything; an answer without units makes an empty picture."""
    if not counts.flows:
        return FlowDrawing(COLUMN, HEIGHT, (), ())
    scale = HEIGHT / counts.n
    stops = _stops(counts, scale)
    n_places = max(place for place, _ in stops)
    height = max(stop.y + stop.height for stop in stops.values())
    ribbons = _ribbons(counts, stops, scale)
    return FlowDrawing(n_places * COLUMN, height, tuple(stops.values()), ribbons)


def _stops(counts: FlowCounts, scale: float) -> dict[tuple[int, int], Stop]:
    """The stops by place and name, in the order of the names: a name keeps its height as far as it can."""
    sizes: defaultdict[tuple[int, int], int] = defaultdict(int)
    for flow in counts.flows:
        if flow.place == 1:
            sizes[1, flow.source] += flow.n
        sizes[flow.place + 1, flow.target] += flow.n
    found: dict[tuple[int, int], Stop] = {}
    below: defaultdict[int, float] = defaultdict(float)
    for place, stop in sorted(sizes, key=lambda at: (at[0], _rank(at[1]))):
        height = max(sizes[place, stop] * scale, LEAST)
        found[place, stop] = Stop(place, stop, sizes[place, stop], (place - 1) * COLUMN, below[place], height)
        below[place] += height + BETWEEN
    return found


def _rank(stop: int) -> tuple[int, int]:
    """Names first, then the other ones, and the end last."""
    return ({OTHER: 1, ENDED: 2}.get(stop, 0), stop)


def _ribbons(counts: FlowCounts, stops: dict[tuple[int, int], Stop], scale: float) -> tuple[Ribbon, ...]:
    """The ribbons, each beside the last at both its ends, the largest first for the eye."""
    leaving: defaultdict[tuple[int, int], float] = defaultdict(float)
    coming: defaultdict[tuple[int, int], float] = defaultdict(float)
    found = []
    for flow in sorted(counts.flows, key=lambda flow: (flow.place, _rank(flow.source), _rank(flow.target))):
        here, there = (flow.place, flow.source), (flow.place + 1, flow.target)
        width = flow.n * scale
        begins, ends = stops[here], stops[there]
        found.append(
            Ribbon(flow, begins.x + STOP, begins.y + leaving[here], ends.x, ends.y + coming[there], max(width, LEAST))
        )
        leaving[here] += width
        coming[there] += width
    return tuple(sorted(found, key=lambda ribbon: -ribbon.flow.n))
