"""How long from one event to another, and how long a session lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

import numpy as np

from tropa.measure.counts_timing import SessionCounts, SessionFigures, TimeToCounts, Waits
from tropa.measure.questions import Unit
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.stats.quantiles import quantile
from tropa.warehouses.counting.conditions import Unanswerable, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.heaps import Heaps, pooled, told_and_pooled
from tropa.warehouses.counting.kernel import Trail
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.spans import Spans, ordering
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import US, Division, changes, microseconds, within_sql
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, recoding, value_columns

_MANY = 2**40
"""More events than a session has."""


def count_time_to(table: SortedTable, question: TimeTo, watermark: datetime) -> TimeToCounts:
    """Count how long units wait.

    Args:
        table: The log.
        question: What is waited for.
        watermark: Until when the log knows (rule M9).

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    counting = counted(table, WaitCounting(table.vocabulary, question, microseconds(watermark)))
    return counting.counts(*table.size(holds(question.scope.where, table.vocabulary)))


class WaitCounting:
    """Waits on their way through the chunks; the code of a wait is ``group * 2``, one more where it came.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: TimeTo, watermark_us: int) -> None:
        scope = question.scope
        self._question = question
        self._watermark_us = watermark_us
        self._division = Division(scope.unit, vocabulary)
        begins, ends = matches(question.start, vocabulary), matches(question.end, vocabulary)
        self.columns = {"begins": begins, "ends": ends} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by", begins)
        self.where = f"{holds(scope.where, vocabulary)} AND ({begins} OR {ends} OR {self._division.needs()})"
        self._spans = Spans()
        self._values = Codebook()

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        starts = self._starts(chunk, units)
        trail = Trail(units, chunk["at_us"])
        lane = trail.lane(chunk["ends"])
        found = lane.after(lane.bounds(starts), starts)
        came = found >= 0
        ends_us = np.where(came, trail.at(found), self._watermark_us)
        waits_us = np.maximum(ends_us - chunk["at_us"][starts], 0)
        if self._question.horizon_s is not None:
            horizon_us = self._question.horizon_s * US
            came &= waits_us <= horizon_us
            waits_us = np.minimum(waits_us, horizon_us)
        groups = np.zeros(len(starts), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, starts)
        codes = groups * 2 + came
        order = ordering(codes)
        self._spans.add(codes[order], waits_us[order])

    def absorb(self, other: WaitCounting) -> None:
        """Take over what another one has counted."""
        self._spans.absorb(other._spans, recoding(self._values.absorb(other._values), 2))

    def _starts(self, chunk: Columns, units: Ints) -> Ints:
        """Where each unit is watched from."""
        begins: Flags = chunk["begins"].astype(np.bool_)
        since, until = self._question.scope.since, self._question.scope.until
        if since is not None:
            begins &= chunk["at_us"] >= microseconds(since)
        if until is not None:
            begins &= chunk["at_us"] < microseconds(until)
        places = np.flatnonzero(begins)
        return places[changes(units[places])]

    def counts(self, n_events: int, n_customers: int) -> TimeToCounts:
        """The answer."""
        sizes: Counter[int] = Counter()
        for code, n in self._spans.sizes().items():
            sizes[code // 2] += n
        if self._question.scope.by is None:
            return TimeToCounts(self._waits(sizes), (), None, n_events, n_customers)
        values = self._values.values
        told, others = told_and_pooled(sizes, values, self._question.scope.top)
        groups = tuple((values[code], self._waits([code])) for code in told)
        rest = self._waits(others) if others else None
        return TimeToCounts(self._waits(sizes), groups, rest, n_events, n_customers)

    def _waits(self, groups: Iterable[int]) -> Waits:
        """The waits of some groups, in the order promised."""
        codes = list(groups)
        came, still = (self._spans.seconds(code * 2 + kind for code in codes) for kind in (1, 0))
        waits_s = np.concatenate([came, still])
        happened = np.arange(len(waits_s)) < len(came)
        order = np.lexsort((~happened, waits_s))
        return Waits(waits_s[order], happened[order])


def count_sessions(table: SortedTable, question: Sessions) -> SessionCounts:
    """Count sessions.

    Raises:
        Unanswerable: Another unit than the customer is asked for, a condition asks too much, or a
            property was not kept.
    """
    counting = counted(table, SessionCounting(table.vocabulary, question))
    return counting.counts(*table.size(counting.where))


class SessionCounting:
    """Sessions on their way through the chunks: their lengths, their events and whose they are, by group.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Sessions) -> None:
        scope = question.scope
        if scope.unit.per != "customer":
            raise Unanswerable("sessions are split within a customer, and within nothing else")
        self._question = question
        self._division = Division(Unit("session", gap_s=question.gap_s), vocabulary)
        self.where = within_sql(scope, vocabulary)
        self.columns = value_columns(scope.by, vocabulary, "by") if scope.by is not None else {}
        self._spans = Spans()
        self._events = Heaps(_MANY)
        self._n_customers = 0
        self._owners: list[Ints] = []
        self._values = Codebook()

    def add(self, chunk: Columns) -> None:
        """Count some whole customers."""
        chunk, units = self._division.divide(chunk)
        firsts = np.flatnonzero(changes(units))
        n_events = np.diff(firsts, append=len(units))
        groups = np.zeros(len(firsts), np.int64)
        if self._question.scope.by is not None:
            groups = codes_of(chunk, "by", self._values, firsts)
        spans_us = chunk["at_us"][firsts + n_events - 1] - chunk["at_us"][firsts]
        order = ordering(groups)
        self._spans.add(groups[order], spans_us[order])
        self._events.add(groups, n_events)
        self._n_customers += int(changes(chunk["c"]).sum())
        if self._question.scope.by is not None:
            owners = np.column_stack([groups, chunk["c"][firsts]])[order]
            self._owners.append(owners[changes(owners[:, 0]) | changes(owners[:, 1])])

    def absorb(self, other: SessionCounting) -> None:
        """Take over what another one has counted."""
        numbers = self._values.absorb(other._values)
        self._spans.absorb(other._spans, recoding(numbers, 1))
        self._events.absorb(other._events, numbers)
        self._n_customers += other._n_customers
        self._owners += [np.column_stack([numbers[owners[:, 0]], owners[:, 1]]) for owners in other._owners]

    def counts(self, n_events: int, n_customers: int) -> SessionCounts:
        """The answer."""
        sizes, heaps = self._spans.sizes(), self._events.by_group()
        total = self._figures(sizes, heaps, self._n_customers)
        if self._question.scope.by is None:
            return SessionCounts(total, (), None, n_events, n_customers)
        values = self._values.values
        told, others = told_and_pooled(sizes, values, self._question.scope.top)
        owners = np.concatenate([np.empty((0, 2), np.int64), *self._owners])
        n_owners = np.bincount(owners[:, 0], minlength=len(values))
        groups = tuple((values[code], self._figures([code], heaps, int(n_owners[code]))) for code in told)
        n_others = len(np.unique(owners[np.isin(owners[:, 0], others), 1]))
        rest = self._figures(others, heaps, n_others) if others else None
        return SessionCounts(total, groups, rest, n_events, n_customers)

    def _figures(self, groups: Collection[int], heaps: dict[int, Counter[int]], n_customers: int) -> SessionFigures:
        """The sessions of some groups, which so many customers had."""
        sizes = pooled(heaps[group] for group in groups)
        spans_s = self._spans.seconds(groups)
        n_events = np.repeat(np.array(list(sizes), np.float64), list(sizes.values()))
        return SessionFigures(
            n=len(n_events),
            customers=n_customers,
            single=sizes[1],
            events=int(n_events.sum()),
            median_s=quantile(spans_s, 0.5),
            p90_s=quantile(spans_s, 0.9),
            median_events=quantile(n_events, 0.5),
            p90_events=quantile(n_events, 0.9),
        )
