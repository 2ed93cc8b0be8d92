"""Which event directly follows which, how often, in how many customers, and how soon."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from tropa.measure.counts import Edge, EdgeCounts
from tropa.measure.questions import Edges
from tropa.stats.quantiles import quantile
from tropa.warehouses.counting.spans import Spans, ordering
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import Division, changes, within_sql
from tropa.warehouses.counting.values import Codebook, Ints, codes_of, largest_first, value_columns


def count_edges(table: SortedTable, question: Edges) -> EdgeCounts:
    """Count the directly-follows pairs of a log.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    scope, vocabulary = question.scope, table.vocabulary
    where = within_sql(scope, vocabulary)
    division = Division(scope.unit, vocabulary)
    columns = {"name": "name"} | division.columns()
    if scope.by is not None:
        columns |= value_columns(scope.by, vocabulary, "by")
    counting = _Counting(vocabulary.names, grouped=scope.by is not None)
    for chunk in table.chunks(columns, where):
        counting.add(*division.divide(chunk))
    n_events, n_customers = table.size(where)
    return EdgeCounts(
        edges=counting.edges(),
        starts=counting.named(counting.starts),
        ends=counting.named(counting.ends),
        groups=counting.groups(),
        n_events=n_events,
        n_customers=n_customers,
    )


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


class _Counting:
    """Pairs counted so far.

    Args:
        names: Event names by code.
        grouped: Whether the pairs are also counted by value.
    """

    def __init__(self, names: tuple[str, ...], *, grouped: bool) -> None:
        self.starts = np.zeros(len(names), np.int64)
        self.ends = np.zeros(len(names), np.int64)
        self._names = names
        self._values = Codebook() if grouped else None
        self._total = _Tally()
        self._by_value = _Tally()

    def add(self, chunk: Columns, units: Ints) -> None:
        """Count the pairs of some whole customers."""
        names = chunk["name"].astype(np.int64)
        first = changes(units)
        last = np.roll(first, -1)
        self.starts += np.bincount(names[first], minlength=len(self._names))
        self.ends += np.bincount(names[last], minlength=len(self._names))
        sources = np.flatnonzero(~last)
        pairs = names[sources] * len(self._names) + names[sources + 1]
        customers = chunk["c"][sources]
        spans_us = chunk["at_us"][sources + 1] - chunk["at_us"][sources]
        self._total.add(pairs, customers, spans_us)
        if self._values is not None:
            groups = codes_of(chunk, "by", self._values, sources)
            self._by_value.add(groups * len(self._names) ** 2 + pairs, customers, spans_us)

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
