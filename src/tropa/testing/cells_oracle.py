"""Who is behind some cells, the long way round: every unit is looked at for every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, pairwise

from tropa.measure.behind import Behind
from tropa.measure.cells import Cells, CohortCell, CohortCells, MoveCell, MoveCells, PlaceCell, PlaceCells
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Retention
from tropa.testing.logs import LogEvent
from tropa.testing.places_oracle import row_of
from tropa.testing.returning_oracle import return_of
from tropa.testing.units import seen, units, within_bounds
from tropa.testing.wall import period_of


def behind_cells(question: Cells, events: Iterable[LogEvent]) -> tuple[Behind, ...]:
    """Name customers behind each cell that counts anybody."""
    found: dict[str, list[LogEvent]] = {}
    for figure, began in _counted(question, list(events)):
        found.setdefault(figure, []).append(began)
    return tuple(_named(figure, began, question.most) for figure, began in found.items())


def _counted(question: Cells, events: list[LogEvent]) -> Iterator[tuple[str, LogEvent]]:
    """Each cell with each unit that it counts, as the event with which the unit begins."""
    scope = question.question.scope
    visible = seen(scope, events)
    if not isinstance(question, CohortCells):
        visible = [event for event in visible if within_bounds(scope, event)]
    for unit in units(scope.unit, visible):
        match question:
            case CohortCells(question=retention, cells=cells):
                yield from _cohort(retention, cells, unit)
            case PlaceCells(question=matrix, cells=cells):
                yield from _places(matrix, cells, unit)
            case MoveCells(question=flows, cells=cells):
                yield from _moves(flows, cells, unit)


def _cohort(question: Retention, cells: Sequence[CohortCell], unit: list[LogEvent]) -> Iterator[tuple[str, LogEvent]]:
    back = return_of(question, unit)
    if back is not None:
        start = period_of(back.origin.at_us, question.period, question.zone)
        for cell in cells:
            if cell.start == start and (cell.offset is None or cell.offset in back.offsets):
                yield cell.figure, back.origin


def _places(question: StepMatrix, cells: Sequence[PlaceCell], unit: list[LogEvent]) -> Iterator[tuple[str, LogEvent]]:
    row = row_of(question, unit)
    for cell in cells if row else ():
        there = row.get(cell.place) if row else None
        if row and (there.name if there is not None else None) == cell.name:
            yield cell.figure, row[1 if question.around is None else 0]


def _moves(question: Flows, cells: Sequence[MoveCell], unit: list[LogEvent]) -> Iterator[tuple[str, LogEvent]]:
    begun = unit
    if question.start is not None:
        begun = list(dropwhile(lambda event: event.name != question.start, unit))
    stops: list[str | None] = [*(event.name for event in begun), None]
    moves = dict(enumerate(pairwise(stops), start=1))
    for cell in cells:
        if moves.get(cell.place) == (cell.source, cell.target):
            yield cell.figure, begun[0]


def _named(figure: str, began: list[LogEvent], most: int) -> Behind:
    last: dict[str, int] = {}
    for event in began:
        last[event.customer] = max(event.at_us, last.get(event.customer, event.at_us))
    named = sorted(last, key=lambda customer: (-last[customer], customer))
    return Behind(figure, len(began), len(last), tuple(named[:most]))
