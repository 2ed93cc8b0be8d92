"""Lines that Python has read, on their way into the engine: batches to Parquet parts.

Parts on disk, rather than a table in the engine's memory, because that was both the fastest
and the smallest of what was tried for 10 M lines (14 s and 0.13 GB, against 18 s and 0.49 GB).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt

from tropa.connectors.files.checks import Checks, order_key
from tropa.connectors.files.duck import literal, view
from tropa.connectors.files.values import as_text, property_number, property_text

Array: TypeAlias = npt.NDArray[Any]

Line: TypeAlias = tuple[Any, ...]
"""A line that was read: the values of ``FIELDS``, of whatever type, then one a property."""

FIELDS = (
    "line", "sets_traits", "fault", "ignored", "text", "customer", "name",
    "at_met", "received_met", "sent_met", "arrival_met", "message_id",
)  # fmt: skip
"""The columns of the met relation (see ``checks``) in the order of a ``Line``."""

_ABSENT = ", ".join(f"nullif({met}, '') AS {met}" for met in ("at_met", "received_met", "sent_met"))
"""An empty time is none."""

Setting: TypeAlias = tuple[int, str, Any]
"""A trait that was set: the line, the trait, its value."""


def refused(line: int, reason: str, text: str, n_properties: int) -> Line:
    """A line that its reader could not make out."""
    return (line, False, reason, None, text, *(None,) * (len(FIELDS) - 5 + n_properties))


def set_aside(line: int, kind: str, n_properties: int) -> Line:
    """A line that is no event by design."""
    return (line, False, None, kind, *(None,) * (len(FIELDS) - 4 + n_properties))


class Staging:
    """Takes batches of lines, judges them and keeps them as Parquet parts in order.

    The engine works on one batch while Python reads the next: the engine is not to be used
    otherwise before ``publish``.  A batch that fails makes the following call fail.

    Args:
        engine: Where the judging happens.
        scratch: A folder of our own.
        checks: How lines are judged.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, scratch: Path, checks: Checks) -> None:
        self._engine = engine
        self._scratch = scratch
        self._checks = checks
        self._parts: list[str] = []
        self._trait_parts: list[str] = []
        self._worker = ThreadPoolExecutor(1)
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.shutdown()

    def put(self, met: str, arrays: Mapping[str, Array]) -> None:
        """Stage one batch: ``met`` is SQL of the met relation over ``batch``, made of ``arrays``."""
        self._parts.append(self._write(f"lines-{len(self._parts):06}", self._checks.staged(met), arrays))

    def put_lines(self, lines: Sequence[Line]) -> None:
        """Stage lines that were read one by one."""
        columns = list(zip(*lines, strict=True)) or [()] * (len(FIELDS) + self._checks.n_properties)
        arrays = {name: _texts(column) for name, column in zip(FIELDS[2:], columns[2:], strict=False)}
        arrays["line"] = np.array(columns[0], dtype=np.int64)
        arrays["sets_traits"] = np.array(columns[1], dtype=np.bool_)
        for i, values in enumerate(columns[len(FIELDS) :]):
            arrays |= _text_and_number(values, f"t{i}", f"n{i}")
        met = f"* REPLACE ({_ABSENT}), {order_key('arrival_met')} AS arrival_key"
        self.put(f"(SELECT {met} FROM batch)", arrays)  # noqa: S608 - our own words

    def put_traits(self, settings: Sequence[Setting]) -> None:
        """Stage traits that some of the lines have set."""
        if settings:
            lines, traits, values = zip(*settings, strict=True)
            arrays = {"line": np.array(lines, dtype=np.int64), "trait": _objects(traits)}
            arrays |= _text_and_number(values, "t", "n")
            part = self._write(f"traits-{len(self._trait_parts):06}", "FROM batch", arrays)
            self._trait_parts.append(part)

    def publish(self) -> None:
        """Make what was put the views ``staged`` and ``settings``."""
        if not self._parts:
            self.put_lines(())
        self._settle()
        view(self._engine, "staged", self._parts)
        if self._trait_parts:
            view(self._engine, "settings", self._trait_parts)
        else:
            self._engine.execute(
                "CREATE VIEW settings AS SELECT NULL::BIGINT AS line, NULL::VARCHAR AS trait, "
                "NULL::VARCHAR AS t, NULL::DOUBLE AS n WHERE false"
            )

    def _write(self, name: str, sql: str, arrays: Mapping[str, Array]) -> str:
        part = str(self._scratch / f"{name}.parquet")
        self._settle()
        self._under_way = self._worker.submit(self._copy, f"COPY ({sql}) TO {literal(part)} (FORMAT parquet)", arrays)
        return part

    def _copy(self, sql: str, arrays: Mapping[str, Array]) -> None:
        self._engine.register("batch", dict(arrays))
        self._engine.execute(sql)
        self._engine.unregister("batch")

    def _settle(self) -> None:
        """Wait for the batch under way, if there is one."""
        if self._under_way:
            self._under_way.result()


def _text_and_number(values: Sequence[Any], text: str, number: str) -> dict[str, Array]:
    if set(map(type, values)) <= _TEXTS:  # most columns are of one kind: not a call a value
        return {text: _objects(values), number: np.full(len(values), np.nan)}
    numbers = np.array([property_number(value) for value in values], dtype=np.float64)
    return {text: _objects([property_text(value) for value in values]), number: numbers}


def _texts(values: Sequence[Any]) -> Array:
    return _objects(values if set(map(type, values)) <= _TEXTS else [as_text(value) for value in values])


def _objects(values: Sequence[Any]) -> Array:
    return np.fromiter(values, dtype=object, count=len(values))


_TEXTS = {str, type(None)}
