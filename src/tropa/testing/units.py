"""What a question sees of a log, told the long way round: events, bounds, units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tropa.measure.questions import Scope, Unit
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.truth import holds, serves

SECOND_US = 1_000_000


def seen(scope: Scope, events: Iterable[LogEvent]) -> list[LogEvent]:
    """The events for which ``where`` is true, in the order of M1; no others exist."""
    true = [event for event in events if scope.where is None or holds(scope.where, event) is True]
    return sorted(true, key=lambda event: event.order)


def within_bounds(scope: Scope, event: LogEvent) -> bool:
    """Whether the event lies in [since, until)."""
    after = scope.since is None or event.at_us >= microseconds(scope.since)
    before = scope.until is None or event.at_us < microseconds(scope.until)
    return after and before


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def units(unit: Unit, events: list[LogEvent]) -> list[list[LogEvent]]:
    """Split the events (in order) into units, each in order."""
    by_customer: dict[str, list[LogEvent]] = {}
    for event in events:
        by_customer.setdefault(event.customer, []).append(event)
    return [one for theirs in by_customer.values() for one in of_customer(unit, theirs)]


def of_customer(unit: Unit, events: list[LogEvent]) -> list[list[LogEvent]]:
    """Split one customer's events (in order, at least one) into units."""
    if unit.per == "customer":
        return [events]
    if unit.per == "key":
        keys = [value_text(event.properties.get(unit.prop or "")) for event in events]
        present = sorted({key for key in keys if key is not None})
        return [[event for event, key in zip(events, keys, strict=True) if key == one] for one in present]
    if unit.per == "session":
        return sessions(unit.gap_s, events)
    return runs(unit, events)


def sessions(gap_s: int, events: list[LogEvent]) -> list[list[LogEvent]]:
    """A silence longer than ``gap_s`` ends a session, an equal one does not."""
    split = [[events[0]]]
    for event in events[1:]:
        if event.at_us - split[-1][-1].at_us > gap_s * SECOND_US:
            split.append([])
        split[-1].append(event)
    return split


def runs(unit: Unit, events: list[LogEvent]) -> list[list[LogEvent]]:
    """A new run begins at each event matching ``start``; those before the first are left out."""
    split: list[list[LogEvent]] = []
    for event in events:
        if unit.start is not None and serves(unit.start, event):
            split.append([])
        if split:
            split[-1].append(event)
    return split
