"""Moves from place to place of a unit's row."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tropa.measure.counts_flows import ENDED, OTHER, Flow, FlowCounts
from tropa.measure.questions_flows import MAX_FLOW_PLACES, Flows
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Ints


def count_flows(table: SortedTable, question: Flows) -> FlowCounts:
    """Count who goes from which event to which, place by place.

    Raises:
        Unanswerable: Too few or too many places, or a breakdown, is asked for; a condition asks too
            much, or a property was not kept.
    """
    if not 2 <= question.length <= MAX_FLOW_PLACES:  # noqa: PLR2004  a move wants two places
        raise Unanswerable(f"moves are asked over 2 to {MAX_FLOW_PLACES} places")
    if question.scope.by is not None:
        raise Unanswerable("moves are not broken down: choose the events with a condition instead")
    counting = counted(table, FlowCounting(table.vocabulary, question))
    return counting.counts(*table.size(counting.where))


class FlowCounting:
    """Moves on their way through the chunks.

    A move is one integer, ``(place * width + source) * width + target``, a stop in it the name's code
    plus 1, or 0 for no event; so a log of very many names takes no more room than its moves.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        width: Stops at one place.
    """

    def __init__(self, vocabulary: Vocabulary, question: Flows) -> None:
        self._division = Division(question.scope.unit, vocabulary)
        self.where = within_sql(question.scope, vocabulary)
        self.columns = {"name": "name"} | self._division.columns()
        self._names = vocabulary.names
        self._question = question
        self.width = len(vocabulary.names) + 1
        self._moves: Counter[int] = Counter()
        self._taken = np.zeros(self.width, np.int64)
        self._units = 0

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        names = chunk["name"].astype(np.int64)
        begins, ends = self._bounds(names, units)
        self._units += len(begins)
        here = names[begins] + 1
        self._taken += np.bincount(here, minlength=self.width)
        for step in range(1, self._question.length):
            at = begins + step
            goes_on = at < ends
            there = np.zeros(len(begins), np.int64)
            there[goes_on] = names[at[goes_on]] + 1
            self._count((step * self.width + here) * self.width + there, begins, chunk)
            begins, ends, here = begins[goes_on], ends[goes_on], there[goes_on]
            self._taken += np.bincount(here, minlength=self.width)

    def absorb(self, other: FlowCounting) -> None:
        """Take over what another one has counted of other customers."""
        self._moves.update(other._moves)
        self._taken += other._taken
        self._units += other._units

    def _count(self, moves: Ints, begins: Ints, chunk: Columns) -> None:  # noqa: ARG002
        """Count moves; ``begins`` is where each unit's row begins in the chunk."""
        found, n = np.unique(moves, return_counts=True)
        self._moves.update(dict(zip(found.tolist(), n.tolist(), strict=True)))

    def counts(self, n_events: int, n_customers: int) -> FlowCounts:
        """The answer: names beyond the top told together."""
        ranked = sorted((-n, name) for n, name in zip(self._taken[1:].tolist(), self._names, strict=True) if n)
        told = tuple(name for _, name in ranked[: self._question.top])
        flows = [Flow(*move, n) for move, n in self._narrowed(told).items()]
        flows.sort(key=lambda flow: (flow.place, -flow.n, flow.source, flow.target))
        return FlowCounts(told, self._units, tuple(flows), n_events, n_customers)

    def _narrowed(self, told: tuple[str, ...]) -> Counter[tuple[int, int, int]]:
        """The moves between the stops told, by place, source and target."""
        rows = {name: row for row, name in enumerate(told)}
        stops = [ENDED, *(rows.get(name, OTHER) for name in self._names)]
        found: Counter[tuple[int, int, int]] = Counter()
        for move, n in self._moves.items():
            pair, target = divmod(move, self.width)
            place, source = divmod(pair, self.width)
            found[place, stops[source], stops[target]] += n
        return found

    def _bounds(self, names: Ints, units: Ints) -> tuple[Ints, Ints]:
        """Where each unit's row begins, and where it ends (exclusive)."""
        begins = np.flatnonzero(changes(units))
        ends = np.append(begins[1:], len(names))[: len(begins)]
        start = self._question.start
        if start is None:
            return begins, ends
        met = np.flatnonzero(names == self._names.index(start)) if start in self._names else begins[:0]
        at = np.append(met, len(names))[np.searchsorted(met, begins)]
        return at[at < ends], ends[at < ends]
