"""Moves from place to place the long way round: every unit's row is walked through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tropa.measure.counts_flows import FlowCounts
from tropa.measure.questions_flows import Flows
from tropa.testing.flow_draws import flows_of
from tropa.testing.logs import LogEvent
from tropa.testing.units import seen, units, within_bounds


def flows(question: Flows, events: Iterable[LogEvent]) -> FlowCounts:
    """Count who goes from which event to which, place by place."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    customers = len({event.customer for event in visible})
    counts = flows_of(list(_rows(question, visible)), question.length, question.top, customers)
    return FlowCounts(counts.names, counts.n, counts.flows, len(visible), customers)


def _rows(question: Flows, visible: list[LogEvent]) -> Iterator[list[str]]:
    """Each unit's names from place 1 on; those that never come there are left out."""
    for unit in units(question.scope.unit, visible):
        names = [event.name for event in unit]
        if question.start is None:
            yield names
        elif question.start in names:
            yield names[names.index(question.start) :]
