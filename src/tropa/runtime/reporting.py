"""A report's answers: one log, landed once, asked all that the report shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.answers_returning import RetentionRows
from tropa.measure.behind import Behind
from tropa.measure.beside import LEAST_COHORTS, PERIODS, Beside, funnel_of, retention_of, step_figure
from tropa.measure.breaking import BreaksAnswer
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
        return Asked(Reported(reality, breaks, _beside(resting, plan, named, torn)), landing, missing)


def _beside(resting: Resting, plan: Plan, named: int, torn: dict[str, Behind]) -> Beside:
    asker, funnel = Asker(resting), funnel_of(plan)
    rows, period = _retention(asker, plan)
    return Beside(
        funnel=resting.funnel(funnel).answer if funnel is not None else None,
        flows=asker.flows(Flows()).answer,
        retention=rows,
        period=period,
        matrix=asker.matrix(StepMatrix(length=6, top=10)).answer.total,
        behind=torn | (dict(_behind(asker, funnel, named)) if funnel is not None and named else {}),
    )


def _behind(asker: Asker, funnel: Funnel, named: int) -> Iterator[tuple[str, Behind]]:
    """Who came to each step of the funnel, and who was lost there."""
    for step in range(1, len(funnel.steps) + 1):
        for lost in (False, True):
            figure = step_figure(step, lost=lost)
            found = asker.who(Who(funnel, step, lost, named)).answer
            yield figure, Behind(figure, found.n, found.n, found.customers)


def _retention(asker: Asker, plan: Plan) -> tuple[RetentionRows, PeriodKind]:
    """By month; by week or by day where there are few months."""
    *longer, shortest = PERIODS
    for period in longer:
        rows = asker.retention(retention_of(plan, period)).answer.total
        if len(rows.cohorts) >= LEAST_COHORTS:
            return rows, period
    return asker.retention(retention_of(plan, shortest)).answer.total, shortest
