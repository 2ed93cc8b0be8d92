"""Baselines over a log: with a journey its touchpoints' target actions, without one the steps that are discovered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.signals import Named
from tropa.measure.baselines import BaselineStep, answer_journey, answer_step, step_questions
from tropa.measure.discovery.draft import draft_of, rows_question
from tropa.measure.questions import Scope
from tropa.measure.unheard import Unheard, unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import plan_looks_at
from tropa.ports.log import Landing
from tropa.runtime.measuring import EPOCH, Asked, Measuring, scope_looks_at, unheard_of


class Usual(NamedTuple):
    """Baselines, and where watching begins: an event, or None where each touchpoint is its own beginning."""

    steps: tuple[BaselineStep, ...]
    start: str | None


def baseline_of_log(
    log: Measuring, scope: Scope, *, within_s: int, start: str | None = None, steps: tuple[str, ...] = ()
) -> Asked[Usual]:
    """What is usual of the steps of a log without a definition.

    Args:
        log: The log.
        scope: Which events are looked at, and by which segments.
        within_s: The time in which a step is to come, from the start.
        start: Where watching begins; None: the event with which most begin.
        steps: The events looked at; none: those that discovery takes for steps, in its order.

    Raises:
        NothingToDraft: The log is empty, or nobody has the start.
        LogUnreadable: The log cannot be opened.
    """
    with log.landed(scope_looks_at(scope)) as (landing, warehouse):
        draft = draft_of(warehouse.paths(rows_question(scope)), start=start)
        names = steps or tuple(step.name for step in draft.steps[1:])
        questions = step_questions(Named(draft.start), names, scope)
        watermark = landing.watermark or EPOCH
        answers = [warehouse.time_to(question, watermark) for question in questions]
        told = [answer_step(name, within_s, counts) for name, counts in zip(names, answers, strict=False)]
        missing = unheard_of(warehouse, (*steps, *((start,) if start else ())))
        return Asked(Usual(tuple(told), draft.start), landing, missing)


def baseline_of_journey(
    log: Measuring, journey: Journey, schemes: Mapping[str, Scheme], *, within_s: int, by: str | None = None
) -> Asked[Usual]:
    """What is usual of the target actions of a journey's touchpoints.

    Args:
        log: The log.
        journey: The journey.
        schemes: Stage schemes by id.
        within_s: The time for a touchpoint that gives none.
        by: The property whose values are the segments.

    Raises:
        LogUnreadable: The log cannot be opened.
    """
    plan = compile_plan(journey, schemes)
    landing: Landing
    with log.landed(plan_looks_at(plan, by)) as (landing, warehouse):
        counts = warehouse.reality(plan, by, landing.watermark or EPOCH)
        missing = unheard((), (), warehouse.unset() & {by}) if warehouse.names() else Unheard()
    return Asked(Usual(answer_journey(counts, plan, within_s), None), landing, missing)
