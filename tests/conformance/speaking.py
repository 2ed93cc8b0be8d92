"""Engines that say what a condition is of some events, each in its own SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
from tests.conformance.engines import installed

from tropa.journey.conditions import Value
from tropa.warehouses.counting.dialect import Dialect
from tropa.warehouses.duckdb.dialect import DUCKDB

Rows = Sequence[tuple[Value, ...]]


@dataclass(frozen=True)
class Engine:
    """An engine to be asked.

    Args:
        dialect: Its SQL.
        values: Makes a relation of an alias, the columns of a value each by name, and rows of literals.
        rows: Answers a query.
    """

    dialect: Dialect
    values: Callable[[str, Sequence[str], Sequence[str]], str]
    rows: Callable[[str], Sequence[Sequence[Any]]]

    def relation(self, alias: str, slots: Sequence[str], rows: Rows) -> str:
        """Events as something to select from: ``number``, and a text and a number for each slot.

        Args:
            alias: What the relation is called.
            slots: What follows ``t`` and ``n`` in the names of the columns; ``trait0`` gives ``trait_t0``.
            rows: The events' values, one a slot.
        """
        columns = [
            f"trait_{kind}{slot.removeprefix('trait')}" if slot.startswith("trait") else f"{kind}{slot}"
            for slot in slots
            for kind in "tn"
        ]
        told = [
            f"({number}, {', '.join(part for value in row for part in self._pair(value))})"
            for number, row in enumerate(rows)
        ]
        return self.values(alias, columns, told)

    def ask(self, query: str) -> list[tuple[bool | None, ...]]:
        """The answer, of nothing but truths."""
        return [tuple(None if told is None else bool(told) for told in row) for row in self.rows(query)]

    def _pair(self, value: Value) -> tuple[str, str]:
        if isinstance(value, str):
            return self.dialect.text(value), self.dialect.no_number
        return self.dialect.no_text, self.dialect.no_number if value is None else self.dialect.number(value)


def inline(alias: str, columns: Sequence[str], rows: Sequence[str]) -> str:
    """A relation of literals as standard SQL has it."""
    return f"(VALUES {', '.join(rows)}) AS {alias}(number, {', '.join(columns)})"


@contextmanager
def duckdb_engine() -> Iterator[Engine]:
    """One DuckDB in memory."""
    with duckdb.connect(config={"threads": 1}) as connection:
        yield Engine(DUCKDB, inline, lambda query: connection.execute(query).fetchall())


@contextmanager
def clickhouse_engine() -> Iterator[Engine]:
    """ClickHouse's engine in this process."""
    installed("chdb")
    from clickhouse_connect import get_client  # noqa: PLC0415  an extra

    from tropa.warehouses.clickhouse.dialect import CLICKHOUSE  # noqa: PLC0415  as above
    from tropa.warehouses.clickhouse.talk import Talk  # noqa: PLC0415  as above

    def values(alias: str, columns: Sequence[str], rows: Sequence[str]) -> str:
        types = {"t": "Nullable(String)", "n": "Nullable(Float64)"}
        told = ", ".join(f"{column} {types[column.removeprefix('trait_')[0]]}" for column in columns)
        return f"(SELECT * FROM values('number UInt32, {told}', {', '.join(rows)})) AS {alias}"  # noqa: S608  literals

    with get_client(interface="chdb") as client:
        yield Engine(CLICKHOUSE, values, Talk(client).rows)


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "duckdb": duckdb_engine,
    "clickhouse": clickhouse_engine,
}
