"""Who is behind a step of a funnel, the long way round."""

from __future__ import annotations

from collections.abc import Iterable

from tropa.measure.who import Who, WhoCounts, before
from tropa.testing.attempts import Attempt
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import of_unit
from tropa.testing.units import seen, units


def who(question: Who, events: Iterable[LogEvent]) -> WhoCounts:
    """Name the customers behind a step of a funnel."""
    funnel = question.funnel
    began: dict[str, int] = {}
    for unit in units(funnel.scope.unit, seen(funnel.scope, events)):
        for counted in of_unit(funnel, unit):
            if _meant(question, counted.attempt):
                start = counted.attempt.start
                began[start.customer] = max(start.at_us, began.get(start.customer, start.at_us))
    named = sorted(began, key=lambda customer: (-began[customer], customer))
    return WhoCounts(len(began), tuple(named[: question.most]))


def _meant(question: Who, attempt: Attempt) -> bool:
    """Whether an attempt is one of those asked for."""
    here = question.step - 1 in attempt.taken
    if not question.lost:
        return here
    last = before(question.funnel, question.step)
    return last is not None and last - 1 in attempt.taken and not here
