"""Steps in which somebody answers or does something: tasks, decisions, visits, invitations, surveys."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.draw.scenario.phrases import Phrases
from tropa.draw.scenario.told import Told, channels, outcome_ways, over_time, then_else
from tropa.draw.wording import Prose
from tropa.journey.model.steps import Approve, Invite, Step, Survey, Task, Visit


def tell_people(step: Step, look: str, said: Prose, phrases: Phrases) -> Told | None:
    """A step of these kinds in words; None for any other."""
    match step:
        case Task():
            ways = outcome_ways(step.outcomes, step.else_, step.up_to, phrases)
            return Told(look, said, phrases.names.prose(step.title), tuple(_task(step, phrases)), ways=ways)
        case Approve():
            ways = outcome_ways(step.outcomes, step.else_, step.up_to, phrases)
            return Told(look, said, phrases.names.prose(step.title), tuple(_due(step, phrases)), ways=ways)
        case Visit():
            return _visit(step, look, said, phrases)
        case Invite():
            return _invite(step, look, said, phrases)
        case Survey():
            return _survey(step, look, said, phrases)
        case _:
            return None


def _due(step: Task | Approve, phrases: Phrases) -> Iterator[Prose]:
    if step.to:
        yield phrases.said("scenario.detail.by", who=phrases.who(step.to))
    if isinstance(step, Task) and step.deputy:
        yield phrases.said("scenario.detail.deputy", who=phrases.who(step.deputy))
    if step.due:
        yield phrases.said("scenario.detail.due", time=phrases.time(step.due))
    if isinstance(step, Task) and step.escalate:
        yield _escalation(step, phrases)
    if step.up_to:
        yield phrases.said("scenario.detail.up_to", time=phrases.time(step.up_to))


def _escalation(step: Task, phrases: Phrases) -> Prose:
    late = step.escalate
    if late is None or late.to is None:
        return phrases.said("scenario.detail.escalate_to_nobody")
    if late.after.n == 0:
        return phrases.said("scenario.detail.escalate_at_once", who=phrases.who(late.to))
    return phrases.said("scenario.detail.escalate", time=phrases.time(late.after), who=phrases.who(late.to))


def _task(step: Task, phrases: Phrases) -> Iterator[Prose]:
    yield from _due(step, phrases)
    yield from channels(step.by, phrases)
    if step.asks:
        fields = phrases.listed(phrases.named(step.asks, name) for name in step.asks)
        yield phrases.said("scenario.detail.asks", fields=fields)


def _visit(step: Visit, look: str, said: Prose, phrases: Phrases) -> Told:
    rungs = [
        phrases.said(
            "scenario.rung.before",
            time=phrases.time(ahead.before),
            what=phrases.names.touchpoint(ahead.send) if ahead.send else phrases.said("scenario.rung.reminder"),
        )
        for ahead in step.before
    ]
    if step.announce:
        announced = phrases.names.touchpoint(step.announce)
        rungs.insert(0, phrases.said("scenario.rung.announce", what=announced))
    title = phrases.named(phrases.journey.visits, step.visit)
    ways = outcome_ways(step.outcomes, None, None, phrases)
    return Told(look, said, title, tuple(_visit_details(step, phrases)), tuple(rungs), ways)


def _visit_details(step: Visit, phrases: Phrases) -> Iterator[Prose]:
    plan = phrases.journey.visits.get(step.visit)
    if plan and plan.by:
        yield phrases.said("scenario.detail.by", who=phrases.who(plan.by))
    if plan and plan.length:
        yield phrases.said("scenario.detail.length", time=phrases.time(plan.length))
    if step.late:
        yield phrases.said("scenario.detail.late", time=phrases.time(step.late))


def _invite(step: Invite, look: str, said: Prose, phrases: Phrases) -> Told:
    details = []
    if step.with_:
        details.append(phrases.said("scenario.detail.with", touchpoint=phrases.names.touchpoint(step.with_)))
    if step.up_to:
        details.append(phrases.said("scenario.detail.holds", time=phrases.time(step.up_to)))
    if step.detached:
        details.append(phrases.said("scenario.detail.detached"))
    ways = then_else(
        (
            ("then", step.then, phrases.said("scenario.way.accepted")),
            ("else", step.else_, over_time(step.up_to, phrases)),
        ),
        (step.refused, phrases.said("scenario.way.declined")),
    )
    return Told(look, said, phrases.who(step.role), tuple(details), ways=ways)


def _survey(step: Survey, look: str, said: Prose, phrases: Phrases) -> Told:
    plan = phrases.journey.surveys.get(step.survey)
    asked = phrases.names.prose(plan.ask) if plan else None
    details = [*channels(step.by, phrases)]
    if step.up_to:
        details.append(phrases.said("scenario.detail.up_to", time=phrases.time(step.up_to)))
    ways = then_else(
        (
            ("then", step.then, phrases.said("scenario.way.answered")),
            ("else", step.else_, phrases.said("scenario.way.not_answered")),
        )
    )
    return Told(look, said, asked or phrases.named(phrases.journey.surveys, step.survey), tuple(details), ways=ways)
