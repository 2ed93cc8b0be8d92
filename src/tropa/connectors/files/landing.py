"""From staged lines to the landing: counting, repeated messages, order of arrival, writing.

The views ``staged`` (see ``checks``) and ``settings`` (line, trait, t, n) are read here, by
whatever reader they were made.  ``staged`` may be a Parquet file of the user's with all the
judging on top, so each pass over it is worth its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from tropa.connectors.files.duck import literal, watched
from tropa.connectors.files.reasons import unpack
from tropa.ports.log import MAX_KEPT_BAD_LINES, BadLine, Landing, Progress

_TALLY = """
    SELECT kind, CASE WHEN kind = 'ignored' THEN note END AS ignored, count(*),
        count(message_id), count(arrival_key), count(*) FILTER (TRY_CAST(arrival_key AS BIGINT) = arrival_key),
        max(received_at) FILTER (kind IN ('event', 'traits'))
    FROM staged GROUP BY ALL ORDER BY ALL
    """

_REPEATED = """
    CREATE TABLE repeated AS
    SELECT line, kind FROM (
        SELECT line, kind, row_number() OVER (PARTITION BY message_id ORDER BY arrival_key NULLS LAST, line) AS nth
        FROM staged SEMI JOIN (
            -- Ten million ids do not fit the memory, their hashes and the few suspects do.
            SELECT hash(message_id) AS suspect FROM staged
            WHERE message_id IS NOT NULL AND kind IN ('event', 'traits') GROUP BY ALL HAVING count(*) > 1
        ) ON hash(message_id) = suspect
        WHERE message_id IS NOT NULL AND kind IN ('event', 'traits')
    ) WHERE nth > 1
    """

_BAD = f"SELECT line, note, text FROM staged WHERE kind = 'bad' ORDER BY line LIMIT {MAX_KEPT_BAD_LINES}"  # noqa: S608 - our own number


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many lines there are of each kind, and the little that decides how they are written."""

    lines: dict[str, int]
    ignored: dict[str, int]
    n_ids: int
    n_arrivals: int
    n_whole_arrivals: int
    watermark: datetime | None

    @property
    def is_plain(self) -> bool:
        """Whether every line is an event as it stands, in order of arrival."""
        return self.lines.keys() <= {"event"} and not (self.ignored or self.n_ids or self.n_arrivals)

    @property
    def arrival_key(self) -> str | None:
        """SQL of what to sort by; whole numbers in half the time (12 s of CPU, not 24, for 10 M)."""
        if not self.n_arrivals:
            return None
        return "arrival_key::BIGINT" if self.n_whole_arrivals == self.n_arrivals else "arrival_key"


def write_landing(
    engine: duckdb.DuckDBPyConnection,
    folder: Path,
    properties: tuple[str, ...],
    progress: Progress,
    *,
    ids: bool = False,
    in_place: Path | None = None,
    plain: str | None = None,
) -> Landing:
    """Write ``events.parquet`` and, where traits were set, ``traits.parquet``.

    Args:
        engine: Holds the views ``staged`` and ``settings``.
        folder: Where to write.
        properties: Names behind the numbers of the value columns.
        progress: Hears of the steps ``reading`` (the end of it), ``comparing`` and ``writing``.
        ids: Whether message ids are written.
        in_place: The source's own file, if rows may stay there; they do where every row of it is an
            event, none is repeated, and their order is that of arrival.
        plain: SQL of the events of such a file, where it takes fewer words than ``staged``.

    Raises:
        duckdb.Error: Memory or disk allowed do not suffice, or a Parquet source is damaged.
    """
    tally = _tally(engine, progress)
    if in_place is not None and tally.is_plain:
        query = plain or _in_place(engine, len(properties))
        return Landing(in_place, None, properties, tally.lines.get("event", 0), 0, 0, tally.watermark, query=query)
    repeated = _repeated(engine, progress) if tally.n_ids else {}
    values = (", message_id" if ids else "") + "".join(f", t{i}, n{i}" for i in range(len(properties)))
    _number(engine, values, tally.arrival_key, any_repeated=bool(repeated))
    events, traits = folder / "events.parquet", folder / "traits.parquet"
    rows = f'SELECT customer, name, "at", received_at, arrival{values} FROM numbered WHERE is_event'  # noqa: S608 - our own words
    watched(engine, _copy(rows, events), partial(progress, "writing"))
    ignored = tally.ignored
    n_setting = 0
    if n_identify := tally.lines.get("traits", 0) - repeated.get("traits", 0):
        n_setting = _write_traits(engine, traits, ids=ids)
        ignored = dict(sorted({**ignored, "identify": n_identify - n_setting}.items()))
    n_bad = tally.lines.get("bad", 0)
    return Landing(
        events=events,
        traits=traits if n_setting else None,
        properties=properties,
        n_events=tally.lines.get("event", 0) - repeated.get("event", 0),
        n_bad=n_bad,
        n_duplicates=sum(repeated.values()),
        watermark=tally.watermark,
        bad_lines=tuple(_bad_lines(engine)) if n_bad else (),
        ignored={kind: n for kind, n in ignored.items() if n},
    )


def _bad_lines(engine: duckdb.DuckDBPyConnection) -> Iterator[BadLine]:
    for number, note, text in engine.execute(_BAD).fetchall():
        yield BadLine(number, unpack(note), text)


def _in_place(engine: duckdb.DuckDBPyConnection, n_properties: int) -> str:
    """SQL of the events, to be run elsewhere: the view ``staged`` written out."""
    definition = engine.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'staged'").fetchall()[0][0]
    staged = str(definition).partition(" AS ")[2].rstrip(";")
    values = "".join(f", t{i}, n{i}" for i in range(n_properties))
    return f'SELECT customer, name, "at", received_at, line - 1 AS arrival{values} FROM ({staged})'  # noqa: S608 - our own view


def _tally(engine: duckdb.DuckDBPyConnection, progress: Progress) -> _Tally:
    rows = watched(engine, _TALLY, partial(progress, "reading"))
    kept = [row for row in rows if row[0] in {"event", "traits"}]
    return _Tally(
        lines={kind: n for kind, ignored, n, *_ in rows if ignored is None},
        ignored={ignored: n for _, ignored, n, *_ in rows if ignored is not None},
        n_ids=sum(row[3] for row in kept),
        n_arrivals=sum(row[4] for row in kept),
        n_whole_arrivals=sum(row[5] for row in kept),
        watermark=max((row[6].replace(tzinfo=UTC) for row in kept), default=None),
    )


def _repeated(engine: duckdb.DuckDBPyConnection, progress: Progress) -> dict[str, int]:
    """Find the lines whose message id an earlier one has had (rule R9); how many, by kind."""
    watched(engine, _REPEATED, partial(progress, "comparing"))
    return dict(engine.execute("SELECT kind, count(*) FROM repeated GROUP BY ALL").fetchall())


def _number(engine: duckdb.DuckDBPyConnection, values: str, arrival_key: str | None, *, any_repeated: bool) -> None:
    """Make the view ``numbered``: the lines that are kept, in order of arrival.

    In file order nothing is sorted: rows are numbered as they stream by (measured: 3.4 s
    instead of 5.6 s for 10 M).  A join may reorder them, so where messages are repeated, or
    the log brings an order of its own, they are sorted, in rows as narrow as may be.  DuckDB
    has been seen to lose the order of rows, hence the look at each row's predecessor.
    """
    join = "ANTI JOIN repeated USING (line)" if any_repeated else ""
    sort = "ORDER BY key NULLS LAST, line, kind" if arrival_key or any_repeated else ""
    key = arrival_key or "line"
    picked = f"line, kind = 'event' AS is_event, customer, name, \"at\", received_at, {key} AS key{values}"
    kept = f"SELECT {picked} FROM staged {join} WHERE kind IN ('event', 'traits') {sort}"  # noqa: S608 - our own words
    lost = "CASE WHEN lag(key) OVER () > key THEN error('the engine has lost the order of rows') ELSE 0 END"
    engine.execute(f"CREATE VIEW numbered AS SELECT *, row_number() OVER () - 1 + {lost} AS arrival FROM ({kept})")  # noqa: S608 - as above


def _write_traits(engine: duckdb.DuckDBPyConnection, path: Path, *, ids: bool) -> int:
    """Write the traits that were set; the number of lines that set any."""
    receipt = ", received_at, message_id" if ids else ""
    picked = f'customer, "at", arrival, trait, t, n{receipt}'
    rows = f"SELECT {picked} FROM numbered JOIN settings USING (line) WHERE NOT is_event ORDER BY arrival, trait"  # noqa: S608 - our own words
    engine.execute(_copy(rows, path))
    n_lines = engine.execute(f"SELECT count(DISTINCT arrival) FROM read_parquet({literal(str(path))})")  # noqa: S608 - quoted
    return int(n_lines.fetchall()[0][0])


def _copy(rows: str, path: Path) -> str:
    return f"COPY ({rows}) TO {literal(str(path))} (FORMAT parquet)"
