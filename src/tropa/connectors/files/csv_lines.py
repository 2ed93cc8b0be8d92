"""CSV and TSV in the landing's terms: the header, the roles, every field a text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from tropa.connectors.files.checks import order_key
from tropa.connectors.files.columns import Columns, place
from tropa.connectors.files.csv_records import Feed, Records, Splitter
from tropa.connectors.files.duck import literal
from tropa.connectors.files.lines import Block, Bytes, blocks
from tropa.connectors.files.reasons import packed_sql, unpack
from tropa.connectors.files.staging import Staging
from tropa.data.words import Words
from tropa.ports.log import LogUnreadable
from tropa.runtime.unread import reason_told

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose header has been read.

    Args:
        delimiter: What stands between fields.
        names: The columns in order.
    """

    delimiter: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is looked for in a CSV file.

    Args:
        columns: Which column plays which role.
        properties: Columns to keep as ``t{i}``; one that the file has not is null throughout.
        delimiter: What stands between fields; None: found out from the header.
    """

    columns: Columns
    properties: Sequence[str]
    delimiter: str | None = None


def read_header(path: str, stream: Bytes, delimiter: str | None) -> tuple[Table, Iterator[Block]]:
    """Read the column names off a CSV file; an empty file has none.

    Args:
        path: The file, for messages.
        stream: Its bytes, unpacked.
        delimiter: What stands between fields; None: the one that makes most of the header.

    Returns:
        The table, and the blocks of lines after the header.

    Raises:
        LogUnreadable: The header is no text, or its quotes are never closed.
    """
    rest = blocks(stream)
    block = next(rest, None)
    if block is None:
        return Table(delimiter or ",", ()), rest
    start = next((i for i, line in enumerate(block.lines) if line), 0)
    if fault := block.faults.get(start):
        reason = unpack(fault)
        advice = "; is it UTF-16? save it as UTF-8" if reason.id == "nul" else ""
        told = reason_told(reason, Words("en"))
        raise LogUnreadable(path, f"the header cannot be read: {told}{advice}", block.first + start)
    headers = [(Feed(block.lines, start), each) for each in (delimiter or _DELIMITERS)]
    tables = [(Table(each, _header(feed, each)), feed.at) for feed, each in headers]
    table, end = max(tables, key=lambda found: len(found[0].names))
    if not table.names:
        raise LogUnreadable(path, "the header cannot be read: its quotes do not match", block.first + start)
    return table, chain((block.after(end),), rest)


def _header(feed: Feed, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(feed, strict=True, delimiter=delimiter), ()))
    except csv.Error:
        return ()


def stage(path: str, stream: Bytes, layout: Layout, staging: Staging) -> None:
    """Put every record of a CSV file into the staging.

    Args:
        path: The file, for messages.
        stream: Its bytes, unpacked.
        layout: What to look for.
        staging: Where to.

    Raises:
        LogUnreadable: The header cannot be read or lacks a column that was asked for.
    """
    table, rest = read_header(path, stream, layout.delimiter)
    if not table.names:
        return
    cells = _cells(path, table.names, layout)
    splitter = Splitter(table.delimiter)
    end = 1
    for block in rest:
        _put(splitter.split(block), table, cells, staging)
        end = block.first + len(block.lines)
    _put(splitter.finish(end), table, cells, staging)


def _put(records: Records, table: Table, cells: str, staging: Staging) -> None:
    if not records.lines:
        return
    arrays = {
        "line": np.array(records.lines, dtype=np.int64),
        "line_text": np.fromiter(records.texts, dtype=object),
        "line_fault": np.fromiter(records.faults, dtype=object),
    }
    met, separator, n = "line_text", literal(records.separator), len(table.names)
    if records.separator != table.delimiter:
        met = f"replace(line_text, {separator}, {literal(table.delimiter)})"
    ragged = packed_sql("ragged", literal(str(n)), "len(cells)")
    staging.put(
        f"""(SELECT line, {met} AS text, false AS sets_traits, {cells},
            coalesce(line_fault, CASE WHEN len(cells) <> {n} AND line_text <> '' THEN {ragged} END) AS fault,
            CASE WHEN line_text = '' AND line_fault IS NULL THEN 'blank' END AS ignored
            FROM (SELECT *, string_split(line_text, {separator}) AS cells FROM batch))""",  # noqa: S608 - our own words
        arrays,
    )


def _cells(path: str, names: Sequence[str], layout: Layout) -> str:
    """SQL of the met relation's columns, picked from the list ``cells``."""
    places = layout.columns.places(names, path)
    arrival = places.get("arrival")
    met = {
        "customer": _cell(places["customer"]),
        "name": _cell(places["name"]),
        "at_met": _cell(places["at"]),
        "received_met": _cell(places.get("received_at")),
        "sent_met": _NULL,
        "arrival_met": _NULL if arrival is None else f"cells[{arrival + 1}]",
        "arrival_key": order_key(_cell(arrival)),
        "message_id": _cell(places.get("message_id")),
    }
    for i, name in enumerate(layout.properties):
        met[f"t{i}"] = _cell(place(name, names, path) if name in names else None)
        met[f"n{i}"] = "NULL::DOUBLE"
    return ", ".join(f"{cell} AS {name}" for name, cell in met.items())


_NULL = "NULL::VARCHAR"


def _cell(place: int | None) -> str:
    return _NULL if place is None else f"nullif(cells[{place + 1}], '')"
