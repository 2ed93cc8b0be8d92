"""Step matrices as told: at each place the share of units by the event that stands there (M4)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.sharing import Grouped, Part, grouped, part


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One name along the places.

    Args:
        name: The event.
        parts: At each place the part of all units that have it there.
    """

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class MatrixRows:
    """A step matrix of all or of one group; at each place rows, ``others`` and ``absent`` make up all units.

    Args:
        n: Units.
        places: The numbers of the places; 0 is the event asked around.
        rows: The names told, those that take most places first.
        others: Units with another name there.
        absent: Units that have ended or, at places below 0, not begun.
    """

    n: int
    places: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    others: tuple[Part, ...]
    absent: tuple[Part, ...]


def answer_matrix(counts: MatrixCounts) -> Grouped[MatrixRows]:
    """Put shares and intervals beside a step matrix's counts."""

    def rows(matrix: Matrix) -> MatrixRows:
        return MatrixRows(
            matrix.n,
            counts.places,
            tuple(MatrixRow(name, _parts(row, matrix.n)) for name, row in matrix.rows),
            _parts(matrix.other, matrix.n),
            _parts(matrix.absent, matrix.n),
        )

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.total, counts.groups, counts.rest, sizes, rows)


def _parts(row: tuple[int, ...], of: int) -> tuple[Part, ...]:
    return tuple(part(n, of) for n in row)
