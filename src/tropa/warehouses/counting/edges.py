"""Which event directly follows which, how often, in how many customers, and how soon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np

from tropa.measure.counts import Edge, EdgeCounts
from tropa.measure.questions import Edges
from tropa.stats.quantiles import quantile
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.spans import Spans, ordering
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, largest_first, recoding, value_columns


def count_edges(table: SortedTable, question: Edges) -> EdgeCounts:
    """Count the directly-follows pairs of a log.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    counting = counted(table, EdgeCounting(table.vocabulary, question))
    n_events, n_customers = table.size(counting.where)
    groups = counting.groups()
    told = groups[: question.scope.top]
    return EdgeCounts(
        edges=counting.edges(),
        starts=counting.named(counting.starts),
        ends=counting.named(counting.ends),
        groups=told,
        n_events=n_events,
        n_customers=n_customers,
        rest=_rest(table, question, frozenset(value for value, _ in told)) if len(told) < len(groups) else None,
    )


def _rest(table: SortedTable, question: Edges, told: frozenset[str | None]) -> tuple[Edge, ...]:
    """The pairs of the values not told, as one (M6): a pass of its own, for a customer may have pairs of several."""
    return counted(table, EdgeCounting(table.vocabulary, question, told)).edges()


class _Tally:
    """Durations and customers by code."""

    def __init__(self) -> None:
        self.spans = Spans()
        self.customers: Counter[int] = Counter()

    def add(self, codes: Ints, customers: Ints, spans_us: Ints) -> None:
        """Count some pairs; each customer's stand together, and in one call only."""
        order = ordering(codes)
        codes, customers = codes[order], customers[order]
        self.spans.add(codes, spans_us[order])
        of_customers = codes[changes(codes) | changes(customers)]
        starts = np.flatnonzero(changes(of_customers))
        n_customers = np.diff(starts, append=len(of_customers))
        self.customers.update(dict(zip(of_customers[starts].tolist(), n_customers.tolist(), strict=True)))

    def absorb(self, other: _Tally, recoded: Callable[[int], int]) -> None:
        """Take over another one's pairs, of other customers."""
        self.spans.absorb(other.spans, recoded)
        self.customers.update({recoded(code): n for code, n in other.customers.items()})


class EdgeCounting:
    """Pairs on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        starts: How often each name begins a unit, by code.
        ends: How often it ends one.
    """

    def __init__(
        self, vocabulary: Vocabulary, question: Edges, left_out: frozenset[str | None] = frozenset()
    ) -> None:
        names, scope = vocabulary.names, question.scope
        self._division = Division(scope.unit, vocabulary)
        self.where = within_sql(scope, vocabulary)
        self.columns = {"name": "name"} | self._division.columns()
        if scope.by is not None:
            self.columns |= value_columns(scope.by, vocabulary, "by")
        self.starts = np.zeros(len(names), np.int64)
        self.ends = np.zeros(len(names), np.int64)
        self._names = names
        self._values = Codebook() if scope.by is not None else None
        self._total = _Tally()
        self._by_value = _Tally()
        self._left_out = left_out

    def add(self, chunk: Columns) -> None:
        """Count the pairs of some whole customers."""
        chunk, units = self._division.divide(chunk)
        names = chunk["name"].astype(np.int64)
        first = changes(units)
        last = np.roll(first, -1)
        self.starts += np.bincount(names[first], minlength=len(self._names))
        self.ends += np.bincount(names[last], minlength=len(self._names))
        sources = np.flatnonzero(~last)
        pairs = names[sources] * len(self._names) + names[sources + 1]
        customers = chunk["c"][sources]
        spans_us = chunk["at_us"][sources + 1] - chunk["at_us"][sources]
        if self._values is None:
            self._total.add(pairs, customers, spans_us)
            return
        groups = codes_of(chunk, "by", self._values, sources)
        if self._left_out:
            kept = ~np.isin(
                groups, [code for code, value in enumerate(self._values.values) if value in self._left_out]
            )
            self._total.add(pairs[kept], customers[kept], spans_us[kept])
            return
        self._total.add(pairs, customers, spans_us)
        self._by_value.add(groups * len(self._names) ** 2 + pairs, customers, spans_us)

    def absorb(self, other: EdgeCounting) -> None:
        """Take over what another one has counted."""
        self.starts += other.starts
        self.ends += other.ends
        self._total.absorb(other._total, lambda code: code)
        if self._values is not None and other._values is not None:
            numbers = self._values.absorb(other._values)
            self._by_value.absorb(other._by_value, recoding(numbers, len(self._names) ** 2))

    def named(self, counts: Ints) -> dict[str, int]:
        """Counts by name, largest first, then by name."""
        ordered = np.argsort(-counts, kind="stable")
        return {self._names[code]: int(counts[code]) for code in ordered if counts[code]}

    def edges(self) -> tuple[Edge, ...]:
        """All pairs."""
        return self._edges(self._total, self._total.spans.sizes())

    def groups(self) -> tuple[tuple[str | None, tuple[Edge, ...]], ...]:
        """The pairs by value of their first event, the value with most pairs first."""
        if self._values is None:
            return ()
        sizes: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for code, n in self._by_value.spans.sizes().items():
            sizes[code // len(self._names) ** 2][code] = n
        totals = {group: sum(found.values()) for group, found in sizes.items()}
        values = self._values.values
        return tuple(
            (values[group], self._edges(self._by_value, sizes[group])) for group in largest_first(totals, values)
        )

    def _edges(self, tally: _Tally, sizes: dict[int, int]) -> tuple[Edge, ...]:
        """Some codes as edges, largest first, then by names, as the codes are."""
        return tuple(
            self._edge(tally, code, sizes[code]) for code in sorted(sizes, key=lambda code: (-sizes[code], code))
        )

    def _edge(self, tally: _Tally, code: int, n: int) -> Edge:
        """A code that occurred, as an edge."""
        source, target = divmod(code % len(self._names) ** 2, len(self._names))
        median_gap_s = quantile(tally.spans.seconds([code]), 0.5) or 0.0
        return Edge(self._names[source], self._names[target], n, tally.customers[code], median_gap_s)
