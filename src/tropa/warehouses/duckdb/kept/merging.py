"""Customers who turn out to be one: a number comes to stand for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations


@dataclass(slots=True)
class Numbers:
    """Numbers of customers while they are merged.

    Args:
        of: The number of each id, as far as it has one.
        next: The next number to be given.

    >>> numbers = Numbers({"ann": 0, "device-1": 4}, 7)
    >>> numbers.merge("device-1", "ann")
    >>> numbers.merge("device-2", "ann")
    >>> numbers.into, numbers.new
    ({4: 0}, {'device-2': 0})
    """

    of: dict[str, int]
    next: int
    new: dict[str, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)

    def merge(self, previous: str, customer: str) -> None:
        """Let all that happened, or will happen, to one id have happened to the other."""
        old, kept = self._standing(previous), self._standing(customer)
        if kept is None:
            kept = old if old is not None else self.next
            self.next += old is None
            self._give(customer, kept)
        if old is None:
            self._give(previous, kept)
        elif old != kept:
            self.into = {number: kept if to == old else to for number, to in self.into.items()} | {old: kept}

    def _standing(self, customer: str) -> int | None:
        number = self.of.get(customer)
        return None if number is None else self.into.get(number, number)

    def _give(self, customer: str, number: int) -> None:
        self.of[customer] = self.new[customer] = number


def number_merges(engine: duckdb.DuckDBPyConnection, kept: Relations, merges: Sequence[tuple[str, str]]) -> int:
    """Make the tables ``new_merges`` (numbers merged now) and ``new_known`` (ids that were not known).

    Args:
        engine: The writer's database.
        kept: What the log holds so far.
        merges: Pairs of ids: the previous one, and the customer it belongs to.

    Returns:
        The next number to be given.
    """
    engine.execute("CREATE TABLE asked (customer VARCHAR)")
    engine.executemany("INSERT INTO asked VALUES (?)", [[one] for one in dict.fromkeys(sum(merges, ()))])
    found = engine.execute(
        f"SELECT customer, coalesce(into_c, c) FROM {kept.all('known')} AS known SEMI JOIN asked USING (customer) "
        f"LEFT JOIN {kept.merges()} AS merges USING (c)"
    ).fetchall()
    numbers = Numbers(dict(found), kept.manifest.n_numbers)
    for previous, customer in merges:
        numbers.merge(previous, customer)
    _fill(engine, "new_known", "known", list(numbers.new.items()))
    _fill(engine, "new_merges", "merges", list(numbers.into.items()))
    return numbers.next


def _fill(engine: duckdb.DuckDBPyConnection, table: str, file: str, rows: Sequence[tuple[object, object]]) -> None:
    engine.execute(f"CREATE OR REPLACE TABLE {table} ({COLUMNS[file]})")
    if rows:
        engine.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
