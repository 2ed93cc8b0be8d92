"""Who is behind some cells: the same passes as those that count, keeping customers instead of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tropa.measure.behind import Behind
from tropa.measure.cells import Cells, CohortCell, CohortCells, MoveCell, MoveCells, PlaceCell, PlaceCells
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.calendars import Periods, periods_of
from tropa.warehouses.counting.conditions import holds
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.flows import FlowCounting
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.places import MatrixCounting
from tropa.warehouses.counting.retention import RetentionCounting
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.values import Ints


def count_cells(table: SortedTable, question: Cells) -> tuple[Behind, ...]:
    """Name customers behind each cell that counts anybody.

    Raises:
        Unanswerable: The table itself cannot be counted.
    """
    match question:
        case CohortCells(question=retention):
            seen = holds(retention.scope.where, table.vocabulary)
            periods = periods_of(table, seen, retention.period, retention.zone)
            return counted(table, _Cohorts(table.vocabulary, question, periods)).cells.found(table)
        case PlaceCells():
            return counted(table, _Places(table.vocabulary, question)).cells.found(table)
        case MoveCells():
            return counted(table, _Moves(table.vocabulary, question)).cells.found(table)


class _Kept:
    """The customers kept, by the kind of their cell.

    Args:
        kinds: The kinds asked for, and what each is called.
        most: How many of each may be named.
    """

    def __init__(self, kinds: Mapping[int, str], most: int) -> None:
        self._kinds = kinds
        self._asked = np.array(sorted(kinds), np.int64)
        self._tally = BehindTally(most)

    def add(self, kinds: Ints, units: Ints, chunk: Columns) -> None:
        """Take in units by kind; ``units`` is where each stands in the chunk."""
        meant = np.flatnonzero(np.isin(kinds, self._asked))
        order = meant[np.argsort(kinds[meant], kind="stable")]
        bounds = np.flatnonzero(np.diff(kinds[order])) + 1
        for rows in np.split(order, bounds) if len(order) else ():
            at = units[rows]
            figure = self._kinds[int(kinds[rows[0]])]
            self._tally.add_units(figure, chunk["c"][at].astype(np.int64), chunk["at_us"][at])

    def absorb(self, other: _Kept) -> None:
        """Take over those of other customers."""
        self._tally.absorb(other._tally)

    def found(self, table: SortedTable) -> tuple[Behind, ...]:
        """Each cell, with its customers named."""
        return self._tally.result(table)


class _Cohorts(RetentionCounting):
    """Cohorts on their way through the chunks."""

    def __init__(self, vocabulary: Vocabulary, asked: CohortCells, periods: Periods) -> None:
        super().__init__(vocabulary, asked.question, periods)
        self.cells = _Kept({kind: cell.figure for cell in asked.cells for kind in self._kinds(cell)}, asked.most)

    def _kinds(self, cell: CohortCell) -> Iterator[int]:
        if cell.start in self.periods.starts:
            within = 0 if cell.offset is None else cell.offset + 1
            yield self.periods.starts.index(cell.start) * self.width + within

    def _count(self, groups: Ints, kinds: Ints, origins: Ints, chunk: Columns) -> None:  # noqa: ARG002
        self.cells.add(kinds, origins, chunk)

    def absorb(self, other: RetentionCounting) -> None:
        """Take over whom another one has found."""
        assert isinstance(other, _Cohorts)  # noqa: S101  made alike
        self.cells.absorb(other.cells)


class _Places(MatrixCounting):
    """Places on their way through the chunks."""

    def __init__(self, vocabulary: Vocabulary, asked: PlaceCells) -> None:
        super().__init__(vocabulary, asked.question)
        stops = _stops(vocabulary)
        self.cells = _Kept(
            {kind: cell.figure for cell in asked.cells for kind in self._kinds(cell, stops)}, asked.most
        )

    def _kinds(self, cell: PlaceCell, stops: Mapping[str | None, int]) -> Iterator[int]:
        if cell.place in self.places and cell.name in stops:
            yield self.places.index(cell.place) * self.width + stops[cell.name]

    def _count(self, groups: Ints, kinds: Ints, anchors: Ints, chunk: Columns) -> None:  # noqa: ARG002
        self.cells.add(kinds, anchors, chunk)

    def absorb(self, other: MatrixCounting) -> None:
        """Take over whom another one has found."""
        assert isinstance(other, _Places)  # noqa: S101  made alike
        self.cells.absorb(other.cells)


class _Moves(FlowCounting):
    """Moves on their way through the chunks."""

    def __init__(self, vocabulary: Vocabulary, asked: MoveCells) -> None:
        super().__init__(vocabulary, asked.question)
        stops = _stops(vocabulary)
        self.cells = _Kept(
            {kind: cell.figure for cell in asked.cells for kind in self._kinds(cell, stops)}, asked.most
        )

    def _kinds(self, cell: MoveCell, stops: Mapping[str | None, int]) -> Iterator[int]:
        if cell.source in stops and cell.target in stops:
            yield (cell.place * self.width + stops[cell.source]) * self.width + stops[cell.target]

    def _count(self, moves: Ints, begins: Ints, chunk: Columns) -> None:
        self.cells.add(moves, begins, chunk)

    def absorb(self, other: FlowCounting) -> None:
        """Take over whom another one has found."""
        assert isinstance(other, _Moves)  # noqa: S101  made alike
        self.cells.absorb(other.cells)


def _stops(vocabulary: Vocabulary) -> dict[str | None, int]:
    """The number of each name in a kind; 0 is no event."""
    return {None: 0} | {name: code for code, name in enumerate(vocabulary.names, start=1)}
