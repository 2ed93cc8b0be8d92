"""A report's answers: one log, landed once, asked all that the report shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.answers_returning import RetentionRows
from tropa.measure.behind import Behind
from tropa.measure.beside import LEAST_COHORTS, MOST_COHORTS, PERIODS, Beside, funnel_of, retention_of, step_figure
from tropa.measure.breaking import BreaksAnswer
from tropa.measure.cells import CohortCell, CohortCells, MoveCells, PlaceCell, PlaceCells, move_cell
from tropa.measure.periods import PeriodKind
from tropa.measure.questions import Funnel
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.reality import Reality
from tropa.measure.who import Who
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import plan_looks_at
from tropa.plan.plan import Plan
from tropa.runtime.asking import Asker
from tropa.runtime.breaking import Search
from tropa.runtime.measuring import Asked, Measuring
from tropa.runtime.resting import Resting

FLOWS, MATRIX = Flows(), StepMatrix(length=6, top=10)
"""Moves and places as a report asks for them."""


class Reported(NamedTuple):
    """What a report shows: the journey's reality, where its path tears, and the pictures beside it."""

    reality: Reality
    breaks: BreaksAnswer
    beside: Beside


def reported(
    measuring: Measuring, journey: Journey, schemes: Mapping[str, Scheme], by: str | None = None, named: int = 0
) -> Asked[Reported]:
    """Ask a log all that a report on a journey shows, and how the log was read.

    Args:
        measuring: Asks the log.
        journey: The journey.
        schemes: Stage schemes by id.
        by: The property of the groups, or None.
        named: Customers named behind each figure.
    """
    plan = compile_plan(journey, schemes)
    resting = Resting(measuring.source, measuring.open_warehouse, measuring.progress, measuring.scratch)
    with closing(resting):
        search = Search.over(resting, journey, schemes)
        with resting.landed(plan_looks_at(plan, by) | search.needs) as (landing, warehouse):
            breaks = search.answer(landing, warehouse)
            torn = search.behind(landing, warehouse, breaks, named) if named else {}
            reality, _, missing = resting.reality(journey, schemes, by, named)
        asker = Asker(resting)
        beside = _beside(asker, plan)
        if named:
            beside = replace(beside, behind=torn | {one.figure: one for one in _behind(asker, plan, beside, named)})
        return Asked(Reported(reality, breaks, beside), landing, missing)


def _beside(asker: Asker, plan: Plan) -> Beside:
    funnel = funnel_of(plan)
    rows, period = _retention(asker, plan)
    return Beside(
        funnel=asker.measuring.funnel(funnel).answer if funnel is not None else None,
        flows=asker.flows(FLOWS).answer,
        retention=rows,
        period=period,
        matrix=asker.matrix(MATRIX).answer.total,
    )


def _behind(asker: Asker, plan: Plan, beside: Beside, named: int) -> Iterator[Behind]:
    """Who is behind each figure of the pictures."""
    yield from _steps(asker, funnel_of(plan), named)
    starts = [row.start for row in beside.retention.cohorts[-MOST_COHORTS:]]
    offsets = (None, *range(max((len(row.cells) for row in beside.retention.cohorts), default=0)))
    cohorts = tuple(CohortCell(start, offset) for start in starts for offset in offsets)
    names = (None, *(row.name for row in beside.matrix.rows))
    places = tuple(PlaceCell(place, name) for place in beside.matrix.places for name in names)
    moves = tuple(cell for flow in beside.flows.flows if (cell := move_cell(flow, beside.flows)) is not None)
    yield from asker.cells(CohortCells(retention_of(plan, beside.period), cohorts, named)).answer
    yield from asker.cells(PlaceCells(MATRIX, places, named)).answer
    yield from asker.cells(MoveCells(FLOWS, moves, named)).answer


def _steps(asker: Asker, funnel: Funnel | None, named: int) -> Iterator[Behind]:
    """Who came to each step of the funnel, and who was lost there."""
    if funnel is None:
        return
    for step in range(1, len(funnel.steps) + 1):
        for lost in (False, True):
            found = asker.who(Who(funnel, step, lost, named)).answer
            yield Behind(step_figure(step, lost=lost), found.n, found.n, found.customers)


def _retention(asker: Asker, plan: Plan) -> tuple[RetentionRows, PeriodKind]:
    """By month; by week or by day where there are few months."""
    *longer, shortest = PERIODS
    for period in longer:
        rows = asker.retention(retention_of(plan, period)).answer.total
        if len(rows.cohorts) >= LEAST_COHORTS:
            return rows, period
    return asker.retention(retention_of(plan, shortest)).answer.total, shortest
