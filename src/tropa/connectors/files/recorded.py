"""A landed log as inputs of the engine, in the order in which they were received.

The order is made once, by the engine that spills what does not fit: rows go into a table of a
scratch file, and are read from it a chunk at a time by their number.  A chunk comes as columns, so
that a property which few rows carry costs those rows only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from tropa.connectors.files.duck import connect, literal, watched
from tropa.engine.events import Event, Input, TraitsSet
from tropa.journey.conditions import Value
from tropa.ports.log import Landing, Limits, LogUnreadable, Progress

CHUNK = 10_000
"""Inputs read at a time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_MICROSECOND = timedelta(microseconds=1)

Columns = dict[str, Any]


class RecordedLog:
    """A landed log in order of receipt, as ``ports.Recording`` wants it.

    Args:
        engine: Holds the table ``recorded``.
        properties: Names behind the numbers of the value columns.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, properties: tuple[str, ...]) -> None:
        self._engine = engine
        self._named = _with_values(engine, properties)
        values = "".join(f", {column}" for column in self._named)
        times = 'epoch_us("at") AS happened, epoch_us(received_at) AS received'
        self._picked = f"customer, name, {times}, arrival, message_id{values}, settings"

    @classmethod
    def open(cls, landing: Landing, folder: Path, limits: Limits, progress: Progress) -> RecordedLog:
        """Order a landing.

        Args:
            landing: Landed with its ids.
            folder: Where what does not fit the memory goes.
            limits: What the engine may take of the machine.
            progress: Hears of the step ``sorting``.

        Raises:
            LogUnreadable: Memory or disk allowed do not suffice.
        """
        engine = connect(limits, folder)
        try:
            engine.execute(f"ATTACH {literal(str(folder / 'recorded.duckdb'))} AS held")
            engine.execute("USE held")
            watched(engine, _ordered(landing), partial(progress, "sorting"))
        except duckdb.Error as error:
            engine.close()
            raise LogUnreadable(str(landing.events), str(error).partition("\n")[0]) from error
        except BaseException:
            engine.close()
            raise
        return cls(engine, landing.properties)

    def close(self) -> None:
        """Let go of the engine; the scratch file is its folder's."""
        self._engine.close()

    def has_any(self, names: Iterable[str]) -> bool:
        """Whether an event of one of these names is recorded."""
        found = self._engine.execute(
            "SELECT any_value(name) FROM recorded WHERE list_contains(?, name)", [list(names)]
        )
        return found.fetchall()[0][0] is not None

    def inputs(self, until: datetime | None) -> Iterator[tuple[Input, ...]]:
        """The inputs received until an instant, it included, a chunk at a time.

        Raises:
            RuntimeError: The engine has lost the order of rows, as it has been seen to do.
        """
        n = self._number_until(until)
        for first in range(0, n, CHUNK):
            yield self._chunk(first, min(first + CHUNK, n))

    def _number_until(self, until: datetime | None) -> int:
        upto = None if until is None else (until - _EPOCH) // _A_MICROSECOND
        sql = "SELECT count(*) FROM recorded WHERE coalesce(epoch_us(received_at) <= ?, true)"
        return int(self._engine.execute(sql, [upto]).fetchall()[0][0])

    def _chunk(self, first: int, end: int) -> tuple[Input, ...]:
        sql = f"SELECT {self._picked} FROM recorded WHERE rowid >= ? AND rowid < ? ORDER BY rowid"  # noqa: S608  our own words
        held = self._engine.execute(sql, [first, end]).fetchnumpy()
        if np.any(np.diff(held["received"]) < 0):
            raise RuntimeError("the engine has lost the order of rows")
        properties = _properties(held, self._named, end - first)
        customers, names = (held[name].tolist() for name in ("customer", "name"))
        times = (_instants(held[name]) for name in ("happened", "received"))
        arrivals = (held["arrival"] + 1).tolist()
        ids = [given or f"arrival:{n}" for given, n in zip(held["message_id"].tolist(), arrivals, strict=True)]
        rows = zip(ids, customers, names, *times, arrivals, properties, strict=True)
        return tuple(
            Event(*row) if traits is None else TraitsSet(row[0], row[1], traits, *row[3:6])
            for row, traits in zip(rows, _settings(held["settings"]), strict=True)
        )


def _with_values(engine: duckdb.DuckDBPyConnection, properties: tuple[str, ...]) -> dict[str, str]:
    """The value columns in which anything stands, with the property of each; most of what is asked for is nowhere."""
    named = {f"{kind}{i}": name for i, name in enumerate(properties) for kind in "tn"}
    if not named:
        return {}
    counts = engine.execute(f"SELECT {', '.join(f'count({column})' for column in named)} FROM recorded").fetchall()[0]  # noqa: S608  our own words
    return {column: named[column] for column, n in zip(named, counts, strict=True) if n}


def _ordered(landing: Landing) -> str:
    """The table of all inputs; traits of one line are one input."""
    values = "".join(f", t{i}, n{i}" for i in range(len(landing.properties)))
    empty = "".join(f", NULL AS t{i}, NULL AS n{i}" for i in range(len(landing.properties)))
    common = 'customer, "at", received_at, arrival, '
    rows = f"SELECT {common} name, message_id{values}, NULL AS settings FROM {_file(landing.events)}"  # noqa: S608  quoted
    if landing.traits is not None:
        one = "struct_pack(trait := trait, t := t, n := n)"
        rows += (
            f" UNION ALL SELECT any_value(customer), any_value(\"at\"), any_value(received_at), arrival, '', "  # noqa: S608  quoted
            f"any_value(message_id){empty}, list({one} ORDER BY trait) FROM {_file(landing.traits)} GROUP BY arrival"
        )
    return f"CREATE OR REPLACE TABLE recorded AS SELECT * FROM ({rows}) ORDER BY received_at, arrival"  # noqa: S608  as above


def _file(path: Path) -> str:
    return f"read_parquet({literal(str(path))}, hive_partitioning = false)"


def _properties(held: Columns, named: Mapping[str, str], n: int) -> list[dict[str, Value]]:
    """The properties of each row, those that it has."""
    rows: list[dict[str, Value]] = [{} for _ in range(n)]
    for column, name in named.items():
        values = held[column].tolist()
        for at in _present(held[column]):
            rows[at][name] = values[at]
    return rows


def _present(column: npt.NDArray[Any]) -> list[int]:
    """The rows that have a value."""
    if isinstance(column, np.ma.MaskedArray):
        found: list[int] = np.flatnonzero(~np.ma.getmaskarray(column)).tolist()
        return found
    return list(range(len(column)))


def _instants(column: npt.NDArray[Any]) -> list[datetime]:
    return [_EPOCH + timedelta(microseconds=us) for us in column.tolist()]


def _settings(column: npt.NDArray[Any]) -> list[dict[str, Value] | None]:
    """The traits that each row sets; None where it is no such row."""
    return [None if rows is None else {one["trait"]: _value(one) for one in rows} for rows in column.tolist()]


def _value(one: dict[str, Any]) -> Value:
    """A trait's value; one that was cleared has none."""
    value: Value = one["t"] if one["t"] is not None else one["n"]
    return value
