"""Every warehouse names the customers behind the cells of a table as the oracle does."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_warehouse import land

from tropa.measure.cells import CohortCell, CohortCells, MoveCells, PlaceCell, PlaceCells, move_cell
from tropa.testing.cells_oracle import behind_cells
from tropa.testing.draws import draw_log
from tropa.testing.time_draws import draw_flows, draw_matrix, draw_retention
from tropa.warehouses.counting.warehouse import TableWarehouse

N_CUSTOMERS = 60


@pytest.mark.parametrize("kind", WAREHOUSES)
@pytest.mark.parametrize("seed", range(4), ids=lambda seed: f"seed{seed}")
def test_those_behind_a_cell_are_named_as_the_oracle_names_them(kind: str, seed: int, tmp_path: Path) -> None:
    """Of drawn retentions, matrices and moves, all cells that count anybody name them, and no others do."""
    rng = Random(seed)
    log = draw_log(rng, N_CUSTOMERS)
    with closing(WAREHOUSES[kind](land(log, tmp_path), tmp_path)) as warehouse:
        for draw in (cohort_cells, place_cells, move_cells):
            question = draw(rng, warehouse)
            named = warehouse.cells(question)
            assert sorted(named, key=repr) == sorted(behind_cells(question, log.told()), key=repr), question
            assert named or not question.cells


def cohort_cells(rng: Random, warehouse: TableWarehouse) -> CohortCells:
    """All cells of a drawn retention."""
    question = draw_retention(rng)
    starts = [cohort.start for cohort in warehouse.retention(question).cohorts]
    offsets = (None, *range(question.offsets + 1))
    cells = tuple(CohortCell(start, offset) for start in starts for offset in offsets)
    return CohortCells(question, cells, rng.choice((1, 3, 100)))


def place_cells(rng: Random, warehouse: TableWarehouse) -> PlaceCells:
    """All cells of a drawn matrix."""
    question = draw_matrix(rng)
    counts = warehouse.matrix(question)
    names = (None, *(name for name, _ in counts.total.rows))
    cells = tuple(PlaceCell(place, name) for place in counts.places for name in names) if counts.total.n else ()
    return PlaceCells(question, cells, rng.choice((1, 3, 100)))


def move_cells(rng: Random, warehouse: TableWarehouse) -> MoveCells:
    """All moves of a drawn picture between stops that are told by name."""
    question = draw_flows(rng)
    counts = warehouse.flows(question)
    cells = tuple(cell for flow in counts.flows if (cell := move_cell(flow, counts)) is not None)
    return MoveCells(question, cells, rng.choice((1, 3, 100)))
