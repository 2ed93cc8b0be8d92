"""Answers on a scale the long way round, wave by wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tropa.measure.counts_surveys import AnswerCounts, Wave
from tropa.measure.questions_surveys import SCALES, Answers
from tropa.testing.grouping import grouped
from tropa.testing.logs import LogEvent
from tropa.testing.oracle import by_value
from tropa.testing.truth import number, serves
from tropa.testing.units import seen, units, within_bounds
from tropa.testing.wall import period_of


@dataclass(frozen=True, slots=True)
class Met:
    """What one unit did in one wave.

    Args:
        start: The wave.
        answer: The answer that counts, with its value.
        asked: Whether it was asked.
        unread: Answers that are none.
    """

    start: date | None
    answer: tuple[LogEvent, int] | None
    asked: bool
    unread: int


def answers(question: Answers, events: Iterable[LogEvent]) -> AnswerCounts:
    """Count how customers answered."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    met = [one for unit in units(question.scope.unit, visible) for one in met_of(question, unit)]
    answered = [one for one in met if one.answer is not None]

    def value_of(one: Met) -> str | None:
        return by_value(question.scope.by, one.answer[0]) if one.answer is not None else None

    _, groups, rest = grouped(question.scope, answered, value_of, lambda some: waves(question, some, whole=False))
    total = waves(question, met, whole=True)
    return AnswerCounts(total, groups, rest, len(visible), len({event.customer for event in visible}))


def met_of(question: Answers, unit: list[LogEvent]) -> list[Met]:
    """What a unit did, wave by wave."""
    by_wave: dict[date | None, list[LogEvent]] = {}
    for event in unit:
        wave = None if question.wave is None else period_of(event.at_us, question.wave, question.zone)
        by_wave.setdefault(wave, []).append(event)
    return [one for start, theirs in by_wave.items() if (one := met_in(question, start, theirs)) is not None]


def met_in(question: Answers, start: date | None, events: list[LogEvent]) -> Met | None:
    """What a unit did in a wave; None where it did nothing that is asked about."""
    brought = [(event, score(question, event)) for event in events if serves(question.answer, event)]
    read = [(event, value) for event, value in brought if value is not None]
    asked = question.asked is not None and any(serves(question.asked, event) for event in events)
    if not brought and not asked:
        return None
    return Met(start, read[-1] if read else None, asked, len(brought) - len(read))


def score(question: Answers, event: LogEvent) -> int | None:
    """The answer that an event brings, where it is a whole number on the scale."""
    value = event.properties.get(question.prop)
    read = number(value) if value is not None else None
    low, high = SCALES[question.kind]
    return int(read) if read is not None and read in range(low, high + 1) else None


def waves(question: Answers, met: list[Met], *, whole: bool) -> tuple[Wave, ...]:
    """What was met, wave by wave; of all units, or of a group's."""
    low, high = SCALES[question.kind]
    found = []
    for start in sorted({one.start for one in met}, key=lambda start: start or date.min):
        here = [one for one in met if one.start == start]
        given = Counter(one.answer[1] for one in here if one.answer is not None)
        asked = [one for one in here if one.asked]
        telling = whole and question.asked is not None
        found.append(
            Wave(
                start,
                tuple(given[value] for value in range(low, high + 1)),
                len(asked) if telling else None,
                sum(one.answer is not None for one in asked) if telling else None,
                sum(one.unread for one in here) if whole else 0,
            )
        )
    return tuple(found)
