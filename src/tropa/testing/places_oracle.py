"""Step matrices the long way round: every place of every unit is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.questions_places import StepMatrix
from tropa.testing.grouping import grouped
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import by_value
from tropa.testing.units import seen, units, within_bounds

Row = dict[int, LogEvent]
"""A unit's events by place."""


def matrix(question: StepMatrix, events: Iterable[LogEvent]) -> MatrixCounts:
    """Count who has which event at which place."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    rows = [row for unit in units(question.scope.unit, visible) if (row := row_of(question, unit))]
    first = 1 if question.around is None else 0
    places = tuple(range(first if question.around is None else -question.before, question.length + 1))
    taken = Counter(row[place].name for row in rows for place in places if place in row)
    shown = sorted(taken, key=lambda name: (-taken[name], name))[: question.top]

    def told(some: list[Row]) -> Matrix:
        return matrix_of(shown, places, some)

    answer = grouped(question.scope, rows, lambda row: by_value(question.scope.by, row[first]), told)
    return MatrixCounts(places, *answer, len(visible), len({event.customer for event in visible}))


def row_of(question: StepMatrix, unit: list[LogEvent]) -> Row | None:
    """A unit's events by place; nothing where the event at place 0 is missing."""
    if question.around is None:
        return dict(enumerate(unit, start=1))
    names = [event.name for event in unit]
    return dict(enumerate(unit, start=-names.index(question.around))) if question.around in names else None


def matrix_of(shown: list[str], places: tuple[int, ...], rows: list[Row]) -> Matrix:
    """Units at each place, by name."""
    at = {place: Counter(row[place].name if place in row else None for row in rows) for place in places}
    others = {
        place: sum(n for name, n in at[place].items() if name is not None and name not in shown) for place in at
    }
    return Matrix(
        n=len(rows),
        rows=tuple((name, tuple(at[place][name] for place in places)) for name in shown),
        other=tuple(others[place] for place in places),
        absent=tuple(at[place][None] for place in places),
    )
