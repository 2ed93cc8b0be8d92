"""Which properties a log has, before it is read: its header, its schema, or its first lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from tropa.connectors.files import csv_lines, xes
from tropa.connectors.files.columns import ROLES, Columns
from tropa.connectors.files.duck import connect
from tropa.connectors.files.lines import Bytes, blocks
from tropa.connectors.files.parquet_rows import ParquetFile
from tropa.connectors.files.records import FlatRecords
from tropa.ports.log import Limits

FIRST_LINES = 20_000
"""Lines or events looked at where a log has no header."""

_CHUNK = 2**18

_CALLS = ("type", "event", "userId", "anonymousId")
"""Fields that give a call of an event client away; its properties lie deeper."""


def parquet_properties(file: Path, columns: Columns, limits: Limits, scratch: Path) -> list[str]:
    """The columns of a Parquet file that play no role.

    Raises:
        LogUnreadable: It is none, or damaged.
    """
    with connect(limits, scratch) as engine:
        return _without_roles(ParquetFile(engine, file).names, columns)


def table_properties(path: str, stream: Bytes, columns: Columns, delimiter: str | None) -> list[str]:
    """The columns of a CSV or TSV file that play no role.

    Raises:
        LogUnreadable: The header cannot be read.
    """
    table, _ = csv_lines.read_header(path, stream, delimiter)
    return _without_roles(table.names, columns)


def lines_properties(stream: Bytes, columns: Columns | None) -> list[str]:
    """The fields that the first lines of a JSON Lines file have besides their roles.

    A line that cannot be read is passed over: what is wrong with it comes to light when the log is.
    """
    found: dict[str, None] = {}
    for record in _records(stream):
        called = columns is None and record.get("customer") is None and any(name in record for name in _CALLS)
        said = record.get("properties") if called else record
        found |= dict.fromkeys(said if isinstance(said, dict) else ())
    return _without_roles(found, columns or Columns())


def _records(stream: Bytes) -> Iterator[Mapping[str, Any]]:
    n = 0
    for block in blocks(stream):
        for text in block.lines:
            n += 1
            if n > FIRST_LINES:
                return
            try:
                record = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record


class _Noting(frozenset[str]):
    """Wants nothing, and takes note of what it could have had."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, None] = {}

    def __contains__(self, key: object) -> bool:
        self.asked[str(key)] = None
        return False


def xes_properties(path: str, stream: Bytes, columns: Columns) -> list[str]:
    """The attributes that the first events of an XES file and their traces have besides their roles.

    Raises:
        LogUnreadable: It is none, or damaged in its beginning.
    """
    records, noting = FlatRecords(columns, xes.DEFAULTS, ()), _Noting()
    records.wanted = noting
    reader, n = xes.XesReader(path, records), 0
    while n < FIRST_LINES and (data := stream.read(_CHUNK)):
        n += len(reader.feed(data))
    # An event is a part of its trace that has no key.
    return _without_roles([name for name in noting.asked if name != xes.TRACE], columns, xes.DEFAULTS)


def _without_roles(names: Collection[str], columns: Columns, defaults: Mapping[str, str] | None = None) -> list[str]:
    roles = {columns.named(role, (defaults or {}).get(role)) for role in ROLES}
    return [name for name in names if name and name not in roles]
