"""Holding a warehouse against the oracle, and finding the smallest case where they part.

A *case* is a question and a log of many small customers.  When answers differ, the log is halved
to the customer who makes the difference, then events and options are taken away one by one as
long as the difference stays: what is printed can be worked out by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar, assert_never

import numpy as np

from tropa.measure.attribution.counts import Attribution, AttributionCounts
from tropa.measure.counts import EdgeCounts, FunnelCounts, PathCounts
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_flows import FlowCounts
from tropa.measure.counts_places import MatrixCounts
from tropa.measure.counts_returning import LifecycleCounts, RetentionCounts, StickinessCounts
from tropa.measure.counts_surveys import AnswerCounts
from tropa.measure.counts_timing import SessionCounts, TimeToCounts
from tropa.measure.questions import Edges, Funnel, Paths
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.ports.warehouse import Warehouse
from tropa.testing import oracle
from tropa.testing.answers_oracle import answers
from tropa.testing.attribution_oracle import attribution
from tropa.testing.endings_oracle import endings
from tropa.testing.flows_oracle import flows
from tropa.testing.logs import Log, LogEvent, TraitSet
from tropa.testing.places_oracle import matrix
from tropa.testing.returning_oracle import lifecycle, retention, stickiness
from tropa.testing.timing_oracle import session_counts, time_to

T = TypeVar("T")

Question: TypeAlias = (
    Funnel
    | Edges
    | Paths
    | Retention
    | Stickiness
    | Lifecycle
    | TimeTo
    | Sessions
    | StepMatrix
    | Endings
    | Flows
    | Answers
    | Attribution
)
Answer: TypeAlias = (
    FunnelCounts
    | EdgeCounts
    | PathCounts
    | RetentionCounts
    | StickinessCounts
    | LifecycleCounts
    | TimeToCounts
    | SessionCounts
    | MatrixCounts
    | EndingCounts
    | FlowCounts
    | AnswerCounts
    | AttributionCounts
)
Ask: TypeAlias = Callable[[Question, Log], Answer]

TIME_TOLERANCE_S = 1e-6


class Disagreement(AssertionError):
    """A warehouse and the oracle answered apart; the message holds the smallest case found."""


def truth(question: Question, log: Log) -> Answer:  # noqa: C901, PLR0912  a line a kind
    """The oracle's answer."""
    events = log.told()
    match question:
        case Funnel():
            return oracle.funnel(question, events)
        case Edges():
            return oracle.edges(question, events)
        case Paths():
            return oracle.paths(question, events)
        case Retention():
            return retention(question, events)
        case Stickiness():
            return stickiness(question, events)
        case Lifecycle():
            return lifecycle(question, events)
        case TimeTo():
            return time_to(question, events, watermark(log))
        case Sessions():
            return session_counts(question, events)
        case StepMatrix():
            return matrix(question, events)
        case Endings():
            return endings(question, events)
        case Flows():
            return flows(question, events)
        case Answers():
            return answers(question, events)
        case Attribution():
            return attribution(question, events)
    assert_never(question)


def answer(warehouse: Warehouse, question: Question, log: Log) -> Answer:  # noqa: C901, PLR0912  a line a kind
    """Put a question to the method that answers its kind; the warehouse holds the log."""
    match question:
        case Funnel():
            return warehouse.funnel(question)
        case Edges():
            return warehouse.edges(question)
        case Paths():
            return warehouse.paths(question)
        case Retention():
            return warehouse.retention(question)
        case Stickiness():
            return warehouse.stickiness(question)
        case Lifecycle():
            return warehouse.lifecycle(question)
        case TimeTo():
            return warehouse.time_to(question, watermark(log))
        case Sessions():
            return warehouse.sessions(question)
        case StepMatrix():
            return warehouse.matrix(question)
        case Endings():
            return warehouse.endings(question)
        case Flows():
            return warehouse.flows(question)
        case Answers():
            return warehouse.answers(question)
        case Attribution():
            return warehouse.attribution(question)
    assert_never(question)


def watermark(log: Log) -> datetime:
    """Until when a log knows, everything having been received when it happened."""
    latest_us = max((event.at_us for event in log.events), default=0)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=latest_us)


def check(ask: Ask, question: Question, log: Log) -> None:
    """Ask, and compare with the oracle: counts exactly, times within a microsecond.

    Raises:
        Disagreement: The answers differ.
    """
    if differences(truth(question, log), ask(question, log)):
        question, log = smallest(ask, question, log)
        raise Disagreement(told(ask, question, log))


def differences(expected: object, actual: object, place: str = "") -> list[str]:
    """Where two answers differ, one line each; empty when they are equal."""
    if is_dataclass(expected) and type(expected) is type(actual):
        names = [field.name for field in fields(expected)]
        return [d for n in names for d in differences(getattr(expected, n), getattr(actual, n), f"{place}.{n}")]
    if isinstance(expected, tuple) and isinstance(actual, tuple) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [d for i, (one, other) in pairs for d in differences(one, other, f"{place}[{i}]")]
    if isinstance(expected, np.ndarray) and isinstance(actual, np.ndarray):
        return differences(tuple(expected.tolist()), tuple(actual.tolist()), place)
    if isinstance(expected, float) and isinstance(actual, float):
        equal = math.isclose(expected, actual, rel_tol=0, abs_tol=TIME_TOLERANCE_S)
    else:
        equal = type(expected) is type(actual) and expected == actual
    return [] if equal else [f"{place}: the oracle says {expected!r}, the warehouse {actual!r}"]


def smallest(ask: Ask, question: Question, log: Log) -> tuple[Question, Log]:
    """Take away customers, options and events as long as the difference stays."""

    def differ(question: Question, log: Log) -> bool:
        return bool(differences(truth(question, log), ask(question, log)))

    while (half := next((part for part in halves(log) if differ(question, part)), None)) is not None:
        log = half
    while (plain := next((other for other in simpler(question) if differ(other, log)), None)) is not None:
        question = plain
    while (thin := next((part for part in thinner(log) if differ(question, part)), None)) is not None:
        log = thin
    return question, log


def halves(log: Log) -> Iterator[Log]:
    """The log of the first and of the second half of its customers."""
    customers = log.customers()
    middle = len(customers) // 2
    if middle:
        yield log.of(customers[:middle])
        yield log.of(customers[middle:])


def thinner(log: Log) -> Iterator[Log]:
    """The log without one of its rows, for each of them."""
    yield from (replace(log, events=events) for events in fewer(log.events))
    yield from (replace(log, trait_sets=trait_sets) for trait_sets in fewer(log.trait_sets))


def simpler(question: Question) -> Iterator[Question]:
    """The question with one option back at its default, or one step or exclusion less."""
    yield from plainer(question)
    for scope in plainer(question.scope):
        yield replace(question, scope=scope)
    if isinstance(question, Funnel):
        for exclude in fewer(question.exclude):
            yield replace(question, exclude=exclude)
        for steps in fewer(question.steps):
            if steps and not steps[0].optional:
                yield replace(question, steps=steps)
        for number, step in enumerate(question.steps):
            for plain in [*plainer(step), *(replace(step, signal=signal) for signal in plainer(step.signal))]:
                yield replace(question, steps=(*question.steps[:number], plain, *question.steps[number + 1 :]))


def fewer(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    """The items without one of them, for each."""
    return (items[:number] + items[number + 1 :] for number in range(len(items)))


def plainer(thing: Any) -> Iterator[Any]:  # noqa: ANN401 - any of our frozen dataclasses, and the same back
    """The dataclass with one field back at its default, for each field that is not."""
    for field in fields(thing):
        usual = default_of(field)
        if usual is not MISSING and getattr(thing, field.name) != usual:
            yield replace(thing, **{field.name: usual})


def default_of(field: Field[Any]) -> object:
    """A field's default, or ``MISSING``."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def told(ask: Ask, question: Question, log: Log) -> str:
    """The case in words: question, log, and how the answers differ."""
    rows: list[LogEvent | TraitSet] = sorted([*log.events, *log.trait_sets], key=lambda row: row.order)
    lines = ["", f"question: {question!r}", "log, in order:", *(f"  {row!r}" for row in rows)]
    return "\n".join([*lines, *differences(truth(question, log), ask(question, log))])
