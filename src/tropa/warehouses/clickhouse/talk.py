"""A server as this room talks to it: statements, small answers, streams of columns, files sent in."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from tropa.ports.unavailable import WarehouseUnavailable
from tropa.warehouses.counting.table import Column, Columns

SETTINGS: Mapping[str, Any] = {
    "cast_keep_nullable": 1,
    "precise_float_parsing": 1,
    "max_block_size": 65_536,
}
"""What every statement rests on: a cast of nothing is nothing, and a number is read to the last bit."""


class Talk:
    """A connection to ClickHouse.  All methods raise ``WarehouseUnavailable`` where the server refuses or is gone.

    Args:
        client: clickhouse-connect's, for a server or for an engine in this process; this object's
            own from now on.
        name: What the server is called when something is to be said of it.
        secret: What is never to be printed.
    """

    def __init__(self, client: Client, name: str = "ClickHouse", secret: str | None = None) -> None:
        self._client = client
        self._name = name
        self._secret = secret
        self._home = client.database or "default"

    def enter(self, database: str) -> None:
        """Make a database, and be in it from now on."""
        with self._heard():
            self._client.command(f"CREATE DATABASE {database}")
        self._client.database = database

    def leave(self, database: str) -> None:
        """Remove a database that was made here, and let the connection go."""
        try:
            self._client.database = self._home
            with self._heard():
                self._client.command(f"DROP DATABASE IF EXISTS {database} SYNC")
        finally:
            self._client.close()

    def run(self, sql: str) -> None:
        """Run a statement that has no answer."""
        with self._heard():
            self._client.command(sql, settings=dict(SETTINGS))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        with self._heard():
            return [tuple(row) for row in self._client.query(sql, settings=dict(SETTINGS)).result_rows]

    def blocks(self, sql: str) -> Iterator[Columns]:
        """A large answer's columns, block by block as they come."""
        with self._heard(), self._client.query_column_block_stream(sql, settings=dict(SETTINGS)) as stream:
            names = stream.source.column_names
            types = [kind.base_type for kind in stream.source.column_types]
            for block in stream:
                yield {name: _column(values, kind) for name, values, kind in zip(names, block, types, strict=True)}

    def send(self, path: Path, table: str, columns: Sequence[str]) -> None:
        """Insert a Parquet file into a table, streamed."""
        with self._heard(), path.open("rb") as file:
            self._client.raw_insert(table, column_names=list(columns), insert_block=file, fmt="Parquet")

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Say of what the server refuses which server it is, and nothing secret."""
        try:
            yield
        except ClickHouseError as fault:
            raise WarehouseUnavailable(f"{self._name}: {without(self._secret, str(fault))}") from None


def without(secret: str | None, text: str) -> str:
    """A server's words on one line, without the secret."""
    told = " ".join(text.split())
    return told.replace(secret, "***") if secret else told


def _column(values: Any, kind: str) -> Column:  # noqa: ANN401  arrays, lists and tuples of anything
    """A block's column as NumPy knows it, masked where something is null."""
    if isinstance(values, array):
        found = np.frombuffer(values, dtype=values.typecode)
        return found.astype(np.bool_) if kind == "UInt8" else found
    if kind in {"Bool", "UInt8"}:
        return np.array(values, np.bool_)
    if kind.startswith("Float"):
        numbers = np.array(values, np.float64)  # None becomes NaN, which no landed number is
        return np.ma.masked_array(numbers, np.isnan(numbers))
    absent = np.fromiter((value is None for value in values), np.bool_, len(values))
    if kind == "String":
        return np.ma.masked_array(np.array(values, np.object_), absent)
    return np.ma.masked_array(np.array([value or 0 for value in values], np.int64), absent)
