"""The draft of a journey, made of what a log says, with the evidence for each line of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tropa.journey.codecs.scalars import NAME
from tropa.journey.signals import Named
from tropa.journey.text.source import unhidden
from tropa.measure.counts import FunnelCounts, PathCounts
from tropa.measure.discovery.blocks import Block, names_in
from tropa.measure.discovery.cuts import Cutter
from tropa.measure.discovery.evidence import Evidence, Flags, Ranked, evidence_of, rounds_of
from tropa.measure.discovery.relations import Relations
from tropa.measure.questions import Funnel, FunnelStep, Paths, Scope

LENGTH = 60
"""Names of a unit looked at; what comes later is not."""

TOP = 20_000
"""Distinct rows looked at; units with others are counted as ``other``."""

MOST_STEPS = 80
"""Names that are taken for steps at most: those of most units."""

AT_LEAST = 0.02
"""A name that a smaller share of units have is no step."""

FEW, SETTLED = 0.3, 0.6
"""A name that fewer than this share of units have is a stranger, where its order with the others leans to one side
by less than that on average; of a name that slips in anywhere it leans by a half."""

SHOWN_ROWS = 3
"""Whole rows shown beside a draft."""

FINAL = 0.6
"""Share of the units with a name that must end with it before it is taken for a goal."""


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """What was seen of one step.

    Args:
        name: The event.
        n: Units that have it.
        median_s: Median seconds from the step taken before; None where nobody took it in order.
        p90_s: Ninetieth percentile of the same.
    """

    name: str
    n: int
    median_s: float | None = None
    p90_s: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A journey as the log suggests it.

    Args:
        start: The event with which most units begin.
        success: The event taken for the goal, or None where none stands out.
        block: The steps between; None where none is left.
        steps: The evidence for each step, and for the goal, in reading order.
        anywhere: Names in no order with the steps, with the units that have them.
        rare: Names that too few units have, with the units that have them.
        ends: The names with which units end, largest first, with their numbers.
        rows: The most frequent whole rows, with the units behind each.
        n_units: Units of the log.
        n_started: Units that have the start, and so speak for the draft.
        n_other: Units whose rows are too rare to be looked at one by one.
        guessed: What was chosen by the log and not by a person: ``start``, ``success``.
        n_events: Events of the log.
        n_customers: Customers of the log.
    """

    start: str
    success: str | None
    block: Block | None
    steps: tuple[StepEvidence, ...]
    anywhere: tuple[tuple[str, int], ...]
    rare: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...]
    rows: Ranked
    n_units: int
    n_started: int
    n_other: int
    guessed: frozenset[str]
    n_events: int
    n_customers: int


class NothingToDraft(ValueError):
    """No unit of the log has the event with which a draft would begin."""


def rows_question(scope: Scope) -> Paths:
    """The question whose answer a draft is made of."""
    return Paths(length=LENGTH, top=TOP, scope=scope)


def draft_of(
    counts: PathCounts, *, start: str | None = None, success: str | None = None, at_least: float = AT_LEAST
) -> Draft:
    """The draft that the rows of a log suggest, as yet without times.

    Args:
        counts: The answer to ``rows_question``.
        start: The event with which a journey begins; None: the one with which most units do.
        success: The event that reaches its goal; None: a guess.
        at_least: The share of units that must have a name before it is a step.

    Raises:
        NothingToDraft: The log is empty, or no unit looked at has the start.
    """
    firsts = _largest(_tally((row[0], n) for row, n in counts.paths))
    begins = start or next((name for name, _ in firsts if _sayable(name)), "")
    rows = [(row[row.index(begins) :], n) for row, n in counts.paths if begins in row]
    if not rows:
        raise NothingToDraft(start or "")
    n_started = sum(n for _, n in rows)
    have = _tally((name, n) for row, n in rows for name in set(row))
    ends = _largest(_tally((row[-1], n) for row, n in rows))
    goal = success or next(
        (name for name, n in ends if name != begins and n >= FINAL * have[name] and _sayable(name)), None
    )
    often = [name for name, n in _largest(have) if n >= at_least * n_started and name not in {begins, goal}]
    block, anywhere = _block(rows, list(filter(_sayable, often))[:MOST_STEPS], goal)
    named = (begins, *(names_in(block) if block is not None else ()), *((goal,) if goal else ()))
    return Draft(
        start=begins,
        success=goal,
        block=block,
        steps=tuple(StepEvidence(name, have[name]) for name in named),
        anywhere=tuple((name, have[name]) for name in anywhere),
        rare=tuple((name, n) for name, n in _largest(have) if name not in {*named, *anywhere}),
        ends=tuple(ends),
        rows=tuple(counts.paths[:SHOWN_ROWS]),
        n_units=counts.total,
        n_started=n_started,
        n_other=counts.other,
        guessed=frozenset(what for what, said in (("start", start), ("success", success)) if not said),
        n_events=counts.n_events,
        n_customers=counts.n_customers,
    )


def times_question(draft: Draft, scope: Scope) -> Funnel:
    """The question for the times between the draft's steps: who skips one is timed from the one before it."""
    steps = [FunnelStep(step.name, Named(step.name), optional=place > 0) for place, step in enumerate(draft.steps)]
    return Funnel(tuple(steps), replace(scope, by=None))


def timed(draft: Draft, counts: FunnelCounts) -> Draft:
    """The draft with the times that its funnel has shown."""
    pairs = zip(draft.steps, counts.steps, strict=True)
    return replace(draft, steps=tuple(replace(step, median_s=met.median_s, p90_s=met.p90_s) for step, met in pairs))


def _block(rows: Ranked, names: list[str], goal: str | None) -> tuple[Block | None, tuple[str, ...]]:
    """The steps that some names make, and the names that have no place among them."""
    if not names:
        return None, ()
    strangers = _strangers(evidence_of(rows, names))
    evidence = evidence_of(rows, [name for name in names if name not in strangers])
    if not evidence.names:
        return None, tuple(sorted(strangers))
    cutter = Cutter(Relations(evidence, evidence_of(rounds_of(rows), evidence.names)))
    block = cutter.cut(tuple(range(len(evidence.names))), _passed(evidence, rows, goal))
    return block, tuple(sorted({*strangers, *cutter.anywhere}))


def _strangers(evidence: Evidence) -> frozenset[str]:
    """Names that few have and that stand now before, now after the others: they have no place on the path."""
    before, both = evidence.before, evidence.both
    lean = np.abs(2 * before - both) * (both > 0)
    settled = lean.sum(axis=1) / np.maximum(both.sum(axis=1) - np.diag(both), 1)
    few = evidence.units < FEW * int(evidence.weights.sum())
    return frozenset(evidence.names[code] for code in np.flatnonzero(few & (settled < SETTLED)))


def _passed(evidence: Evidence, rows: Ranked, goal: str | None) -> Flags:
    """Rows that came beyond all steps: those with the goal, where it lies at the end of the way.

    A goal that is mostly reached from somewhere on the way cuts it short: what its units lack, they did not skip.
    """
    reached = np.array([goal in row for row, _ in rows], np.bool_)
    steps = evidence.has.sum(axis=1) @ (evidence.weights * reached), evidence.has.sum(axis=1) @ evidence.weights
    units = int(evidence.weights[reached].sum()), int(evidence.weights.sum())
    return reached & bool(steps[0] * units[1] >= steps[1] * units[0])


def _sayable(name: str) -> bool:
    """Whether a journey file can name the event."""
    return re.fullmatch(NAME.pattern, name, re.ASCII) is not None and unhidden(name) == name


def _tally(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    """The units behind each name."""
    found: Counter[str] = Counter()
    for name, n in pairs:
        found[name] += n
    return found


def _largest(tally: Counter[str]) -> list[tuple[str, int]]:
    """Names with their units, largest first, then by name."""
    return sorted(tally.items(), key=lambda item: (-item[1], item[0]))
