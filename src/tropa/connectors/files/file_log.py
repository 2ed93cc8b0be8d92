"""A log in a file: which kind it is, and its landing."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Literal, TypeAlias
from zoneinfo import ZoneInfo

import duckdb
from duckdb import DuckDBPyConnection

from tropa.connectors.files import csv_lines, json_lines, survey, xes
from tropa.connectors.files.checks import Checks
from tropa.connectors.files.columns import ROLES, Columns
from tropa.connectors.files.duck import connect
from tropa.connectors.files.json_lines import JsonLines
from tropa.connectors.files.landing import write_landing
from tropa.connectors.files.lines import BOM, opened
from tropa.connectors.files.parquet_rows import ParquetFile
from tropa.connectors.files.records import FlatRecords
from tropa.connectors.files.staging import Staging
from tropa.connectors.files.times import LocalClock, read_zone
from tropa.ports.log import Landing, Limits, LogUnreadable, Needs, Progress

Kind: TypeAlias = Literal["csv", "tsv", "parquet", "jsonl", "xes"]

_SUFFIXES: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".xes": "xes",
}

_MAGIC: dict[bytes, Kind] = {b"PAR1": "parquet", b"{": "jsonl", b"[": "jsonl", b"<": "xes"}

_REPORTS_PER_S = 20


def open_log(
    path: str,
    *,
    columns: Columns | None = None,
    zone: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    stdin: BinaryIO | None = None,
) -> FileLog:
    """A log in a CSV, TSV, Parquet, JSON Lines or XES file; the texts may be gzipped.

    The suffix tells the kind; where it says nothing, as with ``-``, the first bytes do.

    Args:
        path: The file, or ``-`` for standard input, which can be landed once.
        columns: Which column plays which role; None: those of the roles' names.
        zone: IANA name of the zone in which times without zone are meant; None: UTC.
        limits: What DuckDB may take of the machine.
        stdin: What ``-`` reads; None: the process's own standard input.

    Raises:
        LogUnreadable: There is no such time zone.  Whatever is wrong with the file itself
            comes to light when it is landed.
    """
    return FileLog(path, columns, read_zone(zone, path) if zone is not None else None, limits, stdin)


class FileLog:
    """A log in a file, as ``ports.LogSource`` wants it; see ``open_log``."""

    def __init__(
        self, path: str, columns: Columns | None, zone: ZoneInfo | None, limits: Limits, stdin: BinaryIO | None
    ) -> None:
        self._path = path
        self._columns = columns
        self._zone = zone
        self._limits = limits
        self._stdin = stdin
        self._is_spent = False

    def land(self, folder: Path, needs: Needs, progress: Progress) -> Landing:
        """Read the whole file and write its landing into ``folder``, which is made if need be.

        Steps told to ``progress``: ``reading``, ``comparing`` (of message ids, where there
        are any), ``writing``.

        Raises:
            LogUnreadable: There is no such file or column, it is damaged, reading it takes
                more than the limits allow, or it is standard input and was landed before.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with _unreadable(self._path), TemporaryDirectory(prefix="reading-", dir=folder) as name:
            scratch, pace = Path(name), Pace(progress)
            with connect(self._limits, scratch) as engine:
                plain = self._stage(engine, self._regular(scratch), scratch, needs, pace)
                in_place = self._in_place() if needs.in_place and not needs.ids else None
                landing = write_landing(
                    engine,
                    scratch,
                    tuple(sorted(needs.properties)),
                    pace,
                    ids=needs.ids,
                    in_place=in_place,
                    plain=plain,
                )
            return replace(landing if landing.query else _moved(landing, folder), only=needs.only, apart=needs.apart)

    def properties(self) -> tuple[str, ...]:
        """The properties that events have, as far as the log's beginning tells; none of a pipe.

        Raises:
            LogUnreadable: There is no such file, or its beginning is damaged.
        """
        if self._path == "-" or Path(self._path).is_fifo():
            return ()
        columns = self._columns or Columns()
        with _unreadable(self._path), TemporaryDirectory(prefix="tropa-") as name:
            file = self._regular(Path(name))
            kind = self._kind(file)
            if kind == "parquet":
                empty = not file.stat().st_size
                return () if empty else tuple(survey.parquet_properties(file, columns, self._limits, Path(name)))
            with opened(file, lambda _: None) as stream:
                if kind == "jsonl":
                    return tuple(survey.lines_properties(stream, self._columns))
                if kind == "xes":
                    return tuple(survey.xes_properties(self._path, stream, columns))
                return tuple(survey.table_properties(self._path, stream, columns, "\t" if kind == "tsv" else None))

    def _regular(self, scratch: Path) -> Path:
        """A file that can be read twice and sought in: the log itself, or a copy of a pipe."""
        if "\0" in self._path:
            raise LogUnreadable(self._path, "a path holds no NUL character")
        if self._path != "-" and not Path(self._path).is_fifo():
            if Path(self._path).is_dir():  # the engine would read all files in it
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            return Path(self._path)
        if self._is_spent:
            raise LogUnreadable(self._path, "standard input can be read only once")
        self._is_spent = self._path == "-"
        copy = scratch / "spool"
        with copy.open("wb") as spool:
            if self._path == "-":
                shutil.copyfileobj(self._stdin or sys.stdin.buffer, spool)
            else:
                with Path(self._path).open("rb") as pipe:
                    shutil.copyfileobj(pipe, spool)
        return copy

    def _in_place(self) -> Path | None:
        """The file itself, if its rows need no reader of ours: Parquet, and no clock but UTC."""
        is_file = self._path != "-" and Path(self._path).is_file()
        return (
            Path(self._path) if is_file and self._zone is None and self._kind(Path(self._path)) == "parquet" else None
        )

    def _stage(self, engine: DuckDBPyConnection, file: Path, scratch: Path, needs: Needs, pace: Pace) -> str | None:
        """Make the views ``staged`` and ``settings`` of the file; SQL of the landing if all rows are plain events."""
        columns = self._columns or Columns()
        properties, traits = tuple(sorted(needs.properties)), tuple(sorted(needs.traits))
        clock = LocalClock(self._zone, engine) if self._zone else None
        kind = self._kind(file)
        if kind == "parquet" and file.stat().st_size:
            parquet = ParquetFile(engine, file)
            met, types = parquet.met(columns, properties)
            checks = Checks(len(properties), _labels(columns), clock, types, receipt=needs.receipt)
            engine.execute(f"CREATE VIEW staged AS {checks.staged(met)}")
            return parquet.plain(columns, properties)
        is_segment = kind == "jsonl" and self._columns is None
        labels = json_lines.LABELS if is_segment else _labels(columns, xes.DEFAULTS if kind == "xes" else {})
        checks = Checks(len(properties), labels, clock, receipt=needs.receipt)
        with Staging(engine, scratch, checks) as staging, opened(file, partial(pace, "reading")) as stream:
            if kind == "jsonl":
                json_lines.stage(self._path, stream, JsonLines(self._columns, properties, traits), staging)
            elif kind == "xes":
                records = FlatRecords(columns, xes.DEFAULTS, properties)
                xes.stage(stream, xes.XesReader(self._path, records), staging)
            elif kind in {"csv", "tsv"}:
                layout = csv_lines.Layout(columns, properties, "\t" if kind == "tsv" else None)
                csv_lines.stage(self._path, stream, layout, staging)
            staging.publish()
        return None

    def _kind(self, file: Path) -> Kind:
        """The kind of the log by its name, or else by its first bytes."""
        name = self._path.lower().removesuffix(".gz")
        named = next((kind for suffix, kind in _SUFFIXES.items() if name.endswith(suffix)), None)
        return named or _sniffed(file)


def _sniffed(file: Path) -> Kind:
    with opened(file, lambda _: None) as stream:
        beginning = stream.read(4_096).removeprefix(BOM).lstrip()
    for magic, kind in _MAGIC.items():
        if beginning.startswith(magic):
            return kind
    return "csv"


def _labels(columns: Columns, defaults: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each role is called in this log, for the reasons of refusal."""
    named = {role: repr(columns.named(role, (defaults or {}).get(role))) for role in ROLES}
    return {**json_lines.LABELS, **named}


def _moved(landing: Landing, folder: Path) -> Landing:
    """Put the files where they are asked for, all or none, over those of an earlier landing."""
    (folder / "traits.parquet").unlink(missing_ok=True)
    traits = landing.traits.replace(folder / "traits.parquet") if landing.traits else None
    return replace(landing, events=landing.events.replace(folder / "events.parquet"), traits=traits)


@contextmanager
def _unreadable(path: str) -> Iterator[None]:
    """Say of whatever stops the reading that the log is unreadable, and why."""
    try:
        yield
    except LogUnreadable as error:
        error.path = path  # rather than that of the copy of a pipe
        raise
    except OSError as error:
        where = f": {error.filename}" if error.filename and error.filename != path else ""
        raise LogUnreadable(path, f"{error.strerror or error}{where}") from error
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a mistake of ours, not of the log's
    except duckdb.Error as error:
        raise LogUnreadable(path, str(error).partition("\n")[0]) from error


class Pace:
    """Tells a progress at most 20 times a second, of each step's end, and never of a way back."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reached: dict[str, float] = {}
        self._told_at = 0.0

    def __call__(self, step: str, at: float) -> None:
        """Hear that ``step`` is at ``at``."""
        now = time.monotonic()
        is_time = at >= 1.0 or now - self._told_at >= 1 / _REPORTS_PER_S
        if is_time and at > self._reached.get(step, -1.0):
            self._reached[step], self._told_at = at, now
            self._progress(step, at)
