"""The composition root: the one file that knows which adapter stands behind which port.

What asks a log is imported at once, all else when it is wanted: a question to a small log takes no longer
than its imports.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from tropa.connectors.files import open_log, parse_columns
from tropa.ports.log import Landing, Limits, LogSource, Progress
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import Measuring
from tropa.settings import read_settings
from tropa.warehouses.opening import EMBEDDED, opener

if TYPE_CHECKING:
    from tropa.engine.events import Input
    from tropa.ports.channel import Channel
    from tropa.ports.exchange import Exporter, Importer
    from tropa.ports.printer import Printer
    from tropa.ports.recording import Recording
    from tropa.ports.state import StateStore
    from tropa.runtime.keeping import Keeping
    from tropa.runtime.replaying import Replaying


def measuring(
    events: str,
    *,
    columns: str | None,
    zone: str | None,
    progress: Progress,
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
) -> Measuring:
    """Everything needed to ask a log in a file or one that is kept in a folder.

    Args:
        events: A path, or ``-`` for standard input.
        columns: The mapping of columns, as the user wrote it.
        zone: The zone of naive times; None is UTC.
        progress: Hears how far the work has come.
        stdin: Standard input, read where ``events`` is ``-``.
        limits: What the engine may take of the machine.

    Raises:
        ValueError: The mapping of columns or the settings cannot be read, or the log is a kept one, which
            has its own columns.
        LogUnreadable: The log cannot be opened.
        WarehouseUnavailable: The warehouse that the settings name cannot be used.
    """
    allowed = limits or _allowed()
    if Path(events).is_dir():
        if columns or zone:
            raise ValueError(f"{events} is a folder in which a log is kept: leave out --columns and --zone")
        from tropa.warehouses.duckdb.kept import KeptLog

        kept = KeptLog(Path(events), allowed)
        return Measuring(kept, kept.open_warehouse, progress)
    source = open_log(
        events,
        columns=parse_columns(columns) if columns else None,
        zone=zone,
        limits=allowed,
        stdin=stdin,
    )

    warehouse = read_settings(os.environ, Path.cwd()).warehouse
    opened = opener(warehouse, allowed)

    def open_warehouse(landing: Landing, folder: Path, hears: Progress) -> Warehouse:
        return opened(landing, folder, hears, uuid4())

    return Measuring(source, open_warehouse, progress, in_place=warehouse == EMBEDDED)


def keeping(
    folder: Path,
    *,
    columns: str | None,
    zone: str | None,
    progress: Progress,
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
) -> Keeping:
    """Everything needed to keep a log in a folder.

    Args:
        folder: Where it is kept; it is made with the first file.
        columns: The mapping of columns of what is added, as the user wrote it.
        zone: The zone of naive times; None is UTC.
        progress: Hears how far the work has come.
        stdin: Standard input, read where ``-`` is added.
        limits: What the engine may take of the machine.

    Raises:
        ValueError: The mapping of columns or the settings cannot be read.
    """
    from tropa.runtime.keeping import Keeping
    from tropa.warehouses.duckdb.kept import DuckDBKeeper

    allowed = limits or _allowed()
    mapped = parse_columns(columns) if columns else None

    def open_source(path: str) -> LogSource:
        return open_log(path, columns=mapped, zone=zone, limits=allowed, stdin=stdin)

    keeper = DuckDBKeeper(folder, allowed, progress)
    return Keeping(keeper, open_source, progress, who=mapped.customer if mapped is not None else None)


def replaying(
    events: str,
    *,
    columns: str | None,
    zone: str | None,
    progress: Progress,
    stdin: BinaryIO | None = None,
    receipt: bool = True,
) -> Replaying:
    """Everything needed to replay a log in a file.

    Args:
        events: A path, or ``-`` for standard input.
        columns: The mapping of columns, as the user wrote it.
        zone: The zone of naive times; None is UTC.
        progress: Hears how far the work has come.
        stdin: Standard input, read where ``events`` is ``-``.
        receipt: Whether the log's own instants of receipt count.

    Raises:
        ValueError: The mapping of columns or the settings cannot be read.
        LogUnreadable: The log cannot be opened.
    """
    from tropa.connectors.files import RecordedLog
    from tropa.runtime.replaying import Replaying
    from tropa.stores.memory import MemoryStore

    limits = _allowed()
    mapped = parse_columns(columns) if columns else None
    source = open_log(events, columns=mapped, zone=zone, limits=limits, stdin=stdin)

    def open_recording(landing: Landing, folder: Path, hears: Progress) -> Recording:
        return RecordedLog.open(landing, folder, limits, hears)

    return Replaying(source, open_recording, lambda: MemoryStore(keeps_past=False), progress, receipt=receipt)


def _allowed() -> Limits:
    """What the columnar engine may take, by the settings that hold here."""
    return Limits(memory_bytes=read_settings(os.environ, Path.cwd()).memory_bytes)


def importers() -> Mapping[str, Importer]:
    """What makes a journey of a file, by the file's ending."""
    from tropa.connectors.cjml import import_cjml
    from tropa.connectors.sheets import import_csv, import_xlsx
    from tropa.connectors.ujg import import_ujg

    return {".xlsx": import_xlsx, ".csv": import_csv, ".xml": import_cjml, ".jsonld": import_ujg}


MERGED = (".xlsx", ".csv")
"""Endings of files that carry the definition they were written from, so that it can take up their changes."""


def exporters() -> Mapping[str, Exporter]:
    """What makes a file of another tool of a journey, by the file's ending."""
    from tropa.connectors.cjml import export_cjml
    from tropa.connectors.sheets import export_csv, export_xlsx
    from tropa.connectors.ujg import export_ujg

    return {".xlsx": export_xlsx, ".csv": export_csv, ".xml": export_cjml, ".jsonld": export_ujg}


def printer(environment: Mapping[str, str]) -> Printer:
    """What prints here.

    Args:
        environment: Variables by name: where to look, and what the program is to inherit.

    Raises:
        NoPrinter: Nothing does.
    """
    from tropa.connectors.print import Chromium, find_chromium

    return Chromium(find_chromium(environment), environment)


def state_store(url: str) -> StateStore:
    """Where journeys' state is kept.

    Args:
        url: ``sqlite:PATH``, ``postgresql://...`` or ``memory:``.

    Raises:
        ValueError: No store is meant by it.
        StoreUnavailable: It cannot be opened.
    """
    from tropa.stores.opening import open_store

    return open_store(url)


def state_in_memory() -> StateStore:
    """An empty store in memory that keeps no past: what imagined customers go through is counted as it happens."""
    from tropa.stores.memory import MemoryStore

    return MemoryStore(keeps_past=False)


def channels(out: Path | None) -> Mapping[str, Channel]:
    """What carries messages: every channel into a file, or onto the console where none is named."""
    from tropa.channels.file import ConsoleChannel, FileChannel

    return {"*": FileChannel(out) if out is not None else ConsoleChannel(sys.stdout)}


def call_reader(*, historical: bool = False) -> Callable[[bytes, datetime], Iterable[Input]]:
    """What makes inputs of a line of a live stream."""
    from tropa.connectors.segment import read_call

    return partial(read_call, historical=historical)
