"""How long after which event which one comes, and the histories themselves, event by event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from tropa.journey.conditions import Value
from tropa.measure.splitting.counts import GapCounts, Gaps, HistoryRows, buckets_of
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Column, Columns, SortedTable
from tropa.warehouses.counting.units import US, Division, changes, within_sql
from tropa.warehouses.counting.values import value_columns

BUCKETS = 1_024
"""More than any gap reaches: eight an octave of a length of 64 bits."""

IDS_AT_ONCE = 10_000
"""Customers whose ids are asked for in one statement."""

CUSTOMERS_AT_ONCE = 100_000
"""Customers whose ids are in memory together."""


def count_gaps(table: SortedTable, question: Gaps) -> GapCounts:
    """Count the gaps of a log.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    counting = counted(table, GapCounting(table.vocabulary, question))
    return counting.counts(table.vocabulary.names, *table.size(counting.where))


class GapCounting:
    """Gaps on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, question: Gaps) -> None:
        self._division = Division(question.scope.unit, vocabulary)
        self.columns = {"name": "name"} | self._division.columns()
        self.where = within_sql(question.scope, vocabulary)
        self._size = len(vocabulary.names)
        self._rows: Counter[int] = Counter()
        self._starts = np.zeros(self._size, np.int64)
        self._ends = np.zeros(self._size, np.int64)

    def add(self, chunk: Columns) -> None:
        """Count the gaps of some whole customers."""
        chunk, units = self._division.divide(chunk)
        name, at_us = np.asarray(chunk["name"], np.int64), np.asarray(chunk["at_us"], np.int64)
        first = changes(units)
        last = np.roll(first, -1)
        self._starts += np.bincount(name[first], minlength=self._size)
        self._ends += np.bincount(name[last], minlength=self._size)
        inside = np.flatnonzero(~last)
        bucket = buckets_of((at_us[inside + 1] - at_us[inside]) / US)
        codes = (name[inside] * self._size + name[inside + 1]) * BUCKETS + bucket
        met, n = np.unique(codes, return_counts=True)
        self._rows.update(dict(zip(met.tolist(), n.tolist(), strict=True)))

    def absorb(self, other: GapCounting) -> None:
        """Take over what another one has counted."""
        self._rows.update(other._rows)
        self._starts += other._starts
        self._ends += other._ends

    def counts(self, names: tuple[str, ...], n_events: int, n_customers: int) -> GapCounts:
        """The answer."""
        codes = np.array(sorted(self._rows), np.int64)
        pair, bucket = codes // BUCKETS, codes % BUCKETS
        n = np.array([self._rows[code] for code in codes.tolist()], np.int64)
        size = max(self._size, 1)
        return GapCounts(names, pair // size, pair % size, bucket, n, self._starts, self._ends, n_events, n_customers)


def read_histories(table: SortedTable, question: Gaps, keep: tuple[str, ...]) -> Iterator[HistoryRows]:
    """The events that a question sees, each unit's together and in order.

    Args:
        table: The log.
        question: Which events, and of what units.
        keep: The properties handed out with each event.

    Raises:
        Unanswerable: A condition asks too much, or a property was not kept.
    """
    vocabulary = table.vocabulary
    division = Division(question.scope.unit, vocabulary)
    columns = {"name": "name"} | division.columns()
    for number, prop in enumerate(keep):
        columns |= value_columns(prop, vocabulary, f"keep{number}")
    where = within_sql(question.scope, vocabulary)
    for part in _parts(table, where):
        # An engine that streams its rows answers nothing else meanwhile, so ids are asked for beforehand.
        ids = _ids(table, part)
        for chunk in table.chunks(columns, part):
            told, units = division.divide(chunk)
            if not len(units):
                continue
            numbers = np.asarray(told["c"], np.int64)
            yield HistoryRows(
                customers=[ids[number] for number in numbers.tolist()],
                unit=units,
                name=np.asarray(told["name"], np.int64),
                at_us=np.asarray(told["at_us"], np.int64),
                kept=[
                    _values(told[f"keep{number}_text"], told[f"keep{number}_number"]) for number in range(len(keep))
                ],
            )


def _parts(table: SortedTable, where: str) -> Iterator[str]:
    """Conditions that part some events by customers, so many at a time."""
    found = table.rows(
        "SELECT c FROM (SELECT c, row_number() OVER (ORDER BY c) AS place FROM "  # noqa: S608 - of quoted parts, as below
        f"(SELECT DISTINCT c FROM events WHERE {where}) AS met) AS numbered "
        f"WHERE place > 1 AND place % {CUSTOMERS_AT_ONCE} = 1 ORDER BY c"
    )
    cuts = [None, *(int(c) for (c,) in found), None]
    for first, end in pairwise(cuts):
        since = "" if first is None else f" AND c >= {first}"
        until = "" if end is None else f" AND c < {end}"
        yield f"({where}){since}{until}"


def _ids(table: SortedTable, where: str) -> dict[int, str]:
    """The ids of the customers of some events, so many at once as a statement bears."""
    numbers = [int(c) for (c,) in table.rows(f"SELECT DISTINCT c FROM events WHERE {where}")]  # noqa: S608
    found: dict[int, str] = {}
    for begin in range(0, len(numbers), IDS_AT_ONCE):
        found |= table.ids(numbers[begin : begin + IDS_AT_ONCE])
    return found


def _values(texts: Column, numbers: Column) -> list[Value]:
    """Values as they are: a text, a number, or nothing."""
    pairs: Iterable[tuple[Value, Value]] = zip(_plain(texts), _plain(numbers), strict=True)
    return [text if text is not None else number for text, number in pairs]


def _plain(column: Column) -> list[Value]:
    """A column as a list, None where it is masked."""
    told: list[Value] = np.ma.getdata(column).astype(object).tolist()
    masked = np.ma.getmaskarray(column).tolist()
    return [None if missing else value for value, missing in zip(told, masked, strict=True)]
