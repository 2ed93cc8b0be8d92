"""Funnels (rule M2): the question as columns to ask for, the kernel to run, the counts to keep."""

from __future__ import annotations

import numpy as np

from tropa.measure.counts import FunnelCounts
from tropa.measure.questions import Funnel
from tropa.warehouses.counting.attempts import NOWHERE, Attempts, chosen_attempts
from tropa.warehouses.counting.conditions import Unanswerable, any_matches, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.kernel import Rules, Trail, Walk
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.serving import Serving
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.tally import Tally, spans_us
from tropa.warehouses.counting.units import US, Division, microseconds
from tropa.warehouses.counting.unordered import gather
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, value_columns

MAX_UNORDERED = 62
"""Steps of an unordered funnel: a bit of an integer each."""

_LONGEST_US = 2**61
"""Longer than any log, and short enough to be added to an instant."""


def count_funnel(table: SortedTable, question: Funnel) -> FunnelCounts:
    """Count a funnel over a log.

    Raises:
        Unanswerable: The options contradict each other, or a condition asks too much.
    """
    counting = counted(table, FunnelCounting(table.vocabulary, question))
    n_events, n_customers = table.size(holds(question.scope.where, table.vocabulary))
    tally = counting.tally
    groups, rest = tally.groups(question.scope.top) if question.scope.by is not None else ((), None)
    return FunnelCounts(tally.total(), groups, n_events, n_customers, rest)


def refuse(question: Funnel) -> None:
    """Refuse options that have no meaning together (decision 3).

    Raises:
        Unanswerable: They have none.
    """
    optional = any(step.optional for step in question.steps)
    if not question.steps or question.steps[0].optional:
        raise Unanswerable("a funnel begins with a step that is not optional")
    if question.order == "strict" and optional:
        raise Unanswerable("in strict order no step is optional")
    if question.order != "unordered":
        return
    refused = {
        "a window from the previous step": question.window_from == "previous_step",
        "windows of single steps": any(step.window_s is not None for step in question.steps),
        "optional steps": optional,
        "strict ties": question.ties == "strict",
        f"more than {MAX_UNORDERED} steps": len(question.steps) > MAX_UNORDERED,
    }
    for what, met in refused.items():
        if met:
            raise Unanswerable(f"an unordered funnel has no {what}")


class FunnelCounting:
    """One funnel on its way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        tally: What was counted so far.
    """

    def __init__(self, vocabulary: Vocabulary, question: Funnel) -> None:
        refuse(question)
        self.tally = Tally(len(question.steps))
        self._question = question
        self._division = Division(question.scope.unit, vocabulary)
        self._excluding = bool(question.exclude) and question.order != "strict"
        self._steps = Serving("step", [step.signal for step in question.steps], vocabulary)
        excludes = [matches(signal, vocabulary) for signal in question.exclude if self._excluding]
        self.columns = self._steps.columns() | self._division.columns()
        if self._excluding:
            self.columns["excludes"] = " OR ".join(excludes)
        if question.hold is not None:
            self.columns |= value_columns(question.hold, vocabulary, "hold")
        if question.scope.by is not None:
            serves = self._steps.sql()
            begins = " OR ".join(serves if question.order == "unordered" else serves[:1])
            self.columns |= value_columns(question.scope.by, vocabulary, "by", begins)
        # In strict order the very next event counts, so that all must be seen.
        listened = [*(step.signal for step in question.steps), *(question.exclude if self._excluding else ())]
        relevant = f"{any_matches(listened, vocabulary)} OR {self._division.needs()}"
        seen = holds(question.scope.where, vocabulary)
        self._rules = _rules(question)
        self.where = seen if question.order == "strict" else f"{seen} AND ({relevant})"

    def add(self, chunk: Columns) -> None:
        """Count the attempts of some whole customers."""
        chunk, units = self._division.divide(chunk)
        held = codes_of(chunk, "hold", Codebook()) if self._question.hold is not None else None
        trail = Trail(units, chunk["at_us"], held)
        serves = self._steps.flags(chunk)
        starts = self._starts(trail, serves)
        if len(starts):
            bar = trail.bar(chunk["excludes"]) if self._excluding else None
            if self._question.order == "unordered":
                walk = None
                attempts = gather(trail, serves, bar, _us(self._question.window_s), starts)
            else:
                walk = Walk(trail, serves, bar, self._rules, starts)
                attempts = walk.attempts()
            self._count(chunk, trail, attempts, walk)

    def absorb(self, other: FunnelCounting) -> None:
        """Take over what another one has counted."""
        self.tally.absorb(other.tally)

    def _starts(self, trail: Trail, serves: list[Flags]) -> Ints:
        """Where attempts begin: at first steps, or at any, within the bounds of the question."""
        begins = np.logical_or.reduce(serves) if self._question.order == "unordered" else serves[0]
        starts = trail.places(begins)
        since, until = self._question.scope.since, self._question.scope.until
        if since is not None:
            starts = starts[trail.at_us[starts] >= microseconds(since)]
        if until is not None:
            starts = starts[trail.at_us[starts] < microseconds(until)]
        return starts

    def _chosen(self, trail: Trail, attempts: Attempts) -> Ints:
        """The attempts that count, as numbers among all of them."""
        question = self._question
        return chosen_attempts(attempts, trail.units, question.attempt, question.start, drops=question.exclude_drops)

    def _count(self, chunk: Columns, trail: Trail, attempts: Attempts, walk: Walk | None) -> None:
        """Choose the attempts that count, and count them."""
        question = self._question
        chosen = self._chosen(trail, attempts)
        starts, places = attempts.starts[chosen], attempts.places[chosen]
        taken = places != NOWHERE
        if walk is None:
            loose = taken
        else:
            loose = walk.loose_in_units(chosen) if question.attempt == "best" else walk.loose(chosen)
        groups = np.zeros(len(chosen), np.int64)
        if question.scope.by is not None:
            groups = codes_of(chunk, "by", self.tally.values, starts)
        self.tally.add(groups, taken, loose, spans_us(trail, places))


def _rules(question: Funnel) -> Rules:
    """What decides the attempts of an ordered funnel."""
    return Rules(
        optional=tuple(step.optional for step in question.steps),
        windows_us=tuple(_us(step.window_s) for step in question.steps),
        window_us=_us(question.window_s),
        window_from=question.window_from,
        strict_order=question.order == "strict",
        strict_ties=question.ties == "strict",
    )


def _us(window_s: int | None) -> int | None:
    """A window in microseconds."""
    return None if window_s is None else min(window_s * US, _LONGEST_US)
