"""Endings the long way round: every unit is looked at from its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_endings import Endings as Ends
from tropa.measure.questions_endings import Endings
from tropa.testing.grouping import grouped
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import by_value
from tropa.testing.units import seen, units, within_bounds


def endings(question: Endings, events: Iterable[LogEvent]) -> EndingCounts:
    """Count with which event units end."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    met = (ending(question, unit) for unit in units(question.scope.unit, visible))
    decided = [event for event in met if event is not None]
    ended = Counter(event.name for event in decided if event.name != question.goal)
    shown = sorted(ended, key=lambda name: (-ended[name], name))[: question.top]

    def told(some: list[LogEvent]) -> Ends:
        names = Counter(event.name for event in some)
        rows = tuple((name, names[name]) for name in shown)
        others = sum(n for name, n in names.items() if name not in shown and name != question.goal)
        return Ends(len(some), rows, others, names[question.goal] if question.goal is not None else 0)

    answer = grouped(question.scope, decided, lambda event: by_value(question.scope.by, event), told)
    return EndingCounts(*answer, len(visible), len({event.customer for event in visible}))


def ending(question: Endings, unit: list[LogEvent]) -> LogEvent | None:
    """The event that decides of a unit; nothing where no event counts."""
    reached = [event for event in unit if event.name == question.goal]
    counting = [event for event in unit if not question.among or event.name in question.among]
    decided = reached or counting
    return decided[-1] if decided else None
