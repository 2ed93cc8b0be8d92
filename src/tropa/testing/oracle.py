"""The right answer to a question, found the long way round.

Every attempt of every unit is followed (``attempts``), every pair and every row of names is
written down, and then things are counted, as rules M1, M2, M3 and M8 and decision record 0003 tell
it sentence by sentence.  Nothing here is fast and nothing is shared with a warehouse: every
warehouse must give these counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from tropa.measure.counts import Edge, EdgeCounts, FunnelCounts, PathCounts, StepCounts
from tropa.measure.questions import Edges, Funnel, Paths, Scope
from tropa.testing.attempts import Attempt, Follower
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.truth import serves
from tropa.testing.units import SECOND_US, seen, units, within_bounds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one unit (or, with ``every``, one attempt) adds to the counts."""

    attempt: Attempt
    loose: frozenset[int]


def funnel(question: Funnel, events: Iterable[LogEvent]) -> FunnelCounts:
    """Count a funnel (rule M2)."""
    visible = seen(question.scope, events)
    counted = [one for unit in units(question.scope.unit, visible) for one in of_unit(question, unit)]
    by = question.scope.by
    groups: dict[str | None, list[Counted]] = {}
    for one in counted if by is not None else ():
        groups.setdefault(by_value(by, one.attempt.start), []).append(one)
    told, rest = told_and_rest(question.scope, groups)
    return FunnelCounts(
        steps=step_counts(question, counted),
        groups=tuple((value, step_counts(question, groups[value])) for value in told),
        n_events=len(visible),
        n_customers=len({event.customer for event in visible}),
        rest=step_counts(question, rest) if rest else None,
    )


def of_unit(question: Funnel, events: list[LogEvent]) -> list[Counted]:
    """The counted attempts of a unit: none, one, or all with ``every``."""
    opened = attempts_of(question, events)
    left = [attempt for attempt in opened if not (attempt.broken and question.exclude_drops)]
    if not left:
        return []
    if question.attempt == "every":
        return [Counted(attempt, attempt.loose) for attempt in left]
    if question.attempt == "first":
        return [Counted(left[0], left[0].loose)]
    if question.attempt == "last":
        return [Counted(left[-1], left[-1].loose)]
    furthest = max(max(attempt.taken) for attempt in left)
    equal = [attempt for attempt in left if max(attempt.taken) == furthest]
    best = equal[0] if question.start == "earliest" else equal[-1]
    # "Exclusions do not act on it": attempts that one drops still count loosely.
    any_loose = frozenset[int]().union(*(attempt.loose for attempt in opened))
    return [Counted(best, best.loose if question.order == "unordered" else any_loose)]


def attempts_of(question: Funnel, events: list[LogEvent]) -> list[Attempt]:
    """The unit's attempts in order of their starts, those an exclusion broke among them."""
    openers = question.steps if question.order == "unordered" else question.steps[:1]
    followers = [Follower(question, events, place) for place in range(len(events))]
    return [
        follower.attempt()
        for follower, event in zip(followers, events, strict=True)
        if any(serves(step.signal, event) for step in openers)
        and follower.keeps_value(event)
        and within_bounds(question.scope, event)
    ]


def step_counts(question: Funnel, counted: list[Counted]) -> tuple[StepCounts, ...]:
    """Counts and times of each step."""
    counts = []
    for number in range(len(question.steps)):
        waits = [wait for one in counted for wait in one.attempt.waits_s(number)]
        counts.append(
            StepCounts(
                n=sum(1 for one in counted if number in one.attempt.taken),
                n_loose=sum(1 for one in counted if number in one.loose),
                median_s=linear_quantile(waits, 0.5) if waits else None,
                p90_s=linear_quantile(waits, 0.9) if waits else None,
            )
        )
    return tuple(counts)


def edges(question: Edges, events: Iterable[LogEvent]) -> EdgeCounts:
    """Count directly-follows pairs, all of them and by the value at the pair's first event."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    split = units(question.scope.unit, visible)
    pairs = [pair for unit in split for pair in pairwise(unit)]
    groups: dict[str | None, list[tuple[LogEvent, LogEvent]]] = {}
    for first, second in pairs if question.scope.by is not None else ():
        groups.setdefault(by_value(question.scope.by, first), []).append((first, second))
    told, rest = told_and_rest(question.scope, groups)
    return EdgeCounts(
        edges=edge_rows(pairs),
        starts=dict(Counter(unit[0].name for unit in split)),
        ends=dict(Counter(unit[-1].name for unit in split)),
        groups=tuple((value, edge_rows(groups[value])) for value in told),
        n_events=len(visible),
        n_customers=len({event.customer for event in visible}),
        rest=edge_rows(rest) if rest else None,
    )


def edge_rows(pairs: list[tuple[LogEvent, LogEvent]]) -> tuple[Edge, ...]:
    """Pairs by their two names, largest first, then by names."""
    rows = []
    for source, target in {(first.name, second.name) for first, second in pairs}:
        these = [(a, b) for a, b in pairs if (a.name, b.name) == (source, target)]
        gap_s = linear_quantile([(b.at_us - a.at_us) / SECOND_US for a, b in these], 0.5)
        customers = {a.customer for a, _ in these}
        rows.append(Edge(source, target, len(these), len(customers), gap_s))
    return tuple(sorted(rows, key=lambda edge: (-edge.n, edge.source, edge.target)))


def paths(question: Paths, events: Iterable[LogEvent]) -> PathCounts:
    """Count rows of names, one a unit, all of them and by the value at the row's first event."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    rows = [row for unit in units(question.scope.unit, visible) if (row := path_of(question, unit))]
    groups: dict[str | None, list[list[LogEvent]]] = {}
    for row in rows if question.scope.by is not None else ():
        groups.setdefault(by_value(question.scope.by, row[0]), []).append(row)
    told, rest = told_and_rest(question.scope, groups)
    shown, other, total = top_paths(question, rows)
    return PathCounts(
        paths=shown,
        other=other,
        total=total,
        groups=tuple((value, *top_paths(question, groups[value])) for value in told),
        n_events=len(visible),
        n_customers=len({event.customer for event in visible}),
        rest=top_paths(question, rest) if rest else None,
    )


def path_of(question: Paths, unit: list[LogEvent]) -> list[LogEvent]:
    """The events of a unit's path; empty where the name it starts or ends with is missing."""
    names = [event.name for event in unit]
    if question.around is not None:
        if question.around not in names:
            return []
        middle, before = names.index(question.around), (question.length - 1) // 2
        return unit[max(0, middle - before) : middle - before + question.length]
    if question.end is not None:
        end = names.index(question.end) + 1 if question.end in names else 0
        return unit[:end][-question.length :]
    if question.start is not None:
        start = names.index(question.start) if question.start in names else len(names)
        return unit[start:][: question.length]
    return unit[: question.length]


def top_paths(
    question: Paths, rows: list[list[LogEvent]]
) -> tuple[tuple[tuple[tuple[str, ...], int], ...], int, int]:
    """Return the top paths, how many rows are not among them, and how many rows there are."""
    counts = Counter(tuple(event.name for event in row) for row in rows)
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: question.top]
    return tuple(shown), len(rows) - sum(n for _, n in shown), len(rows)


def by_value(prop: str | None, event: LogEvent) -> str | None:
    """The event's value of the property that splits the answer."""
    return value_text(event.properties.get(prop or ""))


def by_size(groups: Mapping[str | None, Sized]) -> list[str | None]:
    """Values of the groups: largest group first, then by value, the missing one last."""
    return sorted(groups, key=lambda value: (-len(groups[value]), value is None, value or ""))


def told_and_rest(scope: Scope, groups: Mapping[str | None, list[T]]) -> tuple[list[str | None], list[T]]:
    """The values told, largest first, and what is in all the other groups together."""
    ordered = by_size(groups)
    told = ordered if scope.top is None else ordered[: scope.top]
    return told, [thing for value in ordered[len(told) :] for thing in groups[value]]


def linear_quantile(values: list[float], q: float) -> float:
    """The value at place q * (n - 1) of the sorted ones, linear between neighbours (M3)."""
    ordered, place = sorted(values), q * (len(values) - 1)
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))
