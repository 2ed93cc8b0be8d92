"""Draws of rows of stops, and what they come to as moves: for pictures and warehouses alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tropa.measure.counts_flows import ENDED, OTHER, Flow, FlowCounts


def flows_of(rows: Sequence[Sequence[str]], length: int, top: int, n_customers: int | None = None) -> FlowCounts:
    """The moves of rows of names, counted one by one.

    Args:
        rows: Each unit's names in order, at least one each.
        length: The last place.
        top: Names told.
        n_customers: Customers behind the rows; as many as rows unless said.
    """
    cut = [row[:length] for row in rows]
    places = Counter(name for row in cut for name in row)
    names = tuple(sorted(places, key=lambda name: (-places[name], name))[:top])
    number = {name: at for at, name in enumerate(names)}
    moves: Counter[tuple[int, int, int]] = Counter()
    for row in cut:
        stops = [number.get(name, OTHER) for name in row] + [ENDED] * (len(row) < length)
        moves.update((place, *pair) for place, pair in enumerate(pairwise(stops), start=1))
    flows = [Flow(place, source, target, n) for (place, source, target), n in moves.items()]
    flows.sort(key=lambda flow: (flow.place, -flow.n, flow.source, flow.target))
    seen = sum(map(len, rows))
    return FlowCounts(names, len(rows), tuple(flows), seen, len(rows) if n_customers is None else n_customers)
