"""Small logs written by hand, landed as a source would land them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import duckdb

from tropa.journey.conditions import Compare, CompareOp, Constant, Name, Value
from tropa.journey.signals import Named
from tropa.measure.counts import FunnelCounts
from tropa.measure.questions import FunnelStep
from tropa.ports.log import Landing

START = datetime(2026, 3, 1, tzinfo=UTC)
"""Second 0 of the logs."""

Happened: TypeAlias = tuple[str, str, float, Mapping[str, Value]]
"""Customer, name of the event, seconds after ``START``, properties; events arrive as listed."""

TraitSet: TypeAlias = tuple[str, str, float, float, Value]
"""Customer, trait, seconds after ``START``, arrival (1.5 is between events 1 and 2), value."""


def at(seconds: float) -> datetime:
    """An instant of a log."""
    return START + timedelta(seconds=seconds)


def row(customer: str, events: str) -> list[Happened]:
    """A customer's events as ``name@second``, parted by blanks."""
    parts = [event.split("@") for event in events.split()]
    return [(customer, name, float(second), {}) for name, second in parts]


def steps(names: str) -> tuple[FunnelStep, ...]:
    """Steps by name, parted by blanks; one with a question mark may be skipped."""
    return tuple(FunnelStep(name, Named(name.strip("?")), name.endswith("?")) for name in names.split())


def is_(prop: str, value: Value, op: CompareOp = "=") -> Compare:
    """A condition on a property."""
    return Compare(op, Name("", (prop,)), Constant(value))


def reached(counts: FunnelCounts) -> list[int]:
    """How many took each step."""
    return [step.n for step in counts.steps]


def land(folder: Path, events: Sequence[Happened], traits: Sequence[TraitSet] = ()) -> Landing:
    """Write a landing of events, and of traits set; arrivals are doubled to give traits room."""
    properties = tuple(sorted({prop for *_, props in events for prop in props}))
    rows = [
        (customer, name, at(s), at(s), 2 * arrival, *_pairs([props.get(prop) for prop in properties]))
        for arrival, (customer, name, s, props) in enumerate(events)
    ]
    who = 'customer VARCHAR, name VARCHAR, "at" TIMESTAMP, received_at TIMESTAMP, arrival BIGINT'
    columns = who + "".join(f", t{i} VARCHAR, n{i} DOUBLE" for i in range(len(properties)))
    written = _write(folder / "events.parquet", columns, rows)
    set_rows = [(c, at(s), int(2 * arrival), trait, *_pairs([value])) for c, trait, s, arrival, value in traits]
    set_columns = 'customer VARCHAR, "at" TIMESTAMP, arrival BIGINT, trait VARCHAR, t VARCHAR, n DOUBLE'
    traits_written = _write(folder / "traits.parquet", set_columns, set_rows) if traits else None
    return Landing(written, traits_written, properties, len(rows), 0, 0, None)


def _pairs(values: Sequence[Value]) -> list[Value]:
    """Each value as text and as number."""
    return [part for value in values for part in ((value, None) if isinstance(value, str) else (None, value))]


def _write(path: Path, columns: str, rows: Sequence[tuple[object, ...]]) -> Path:
    """Write rows as Parquet."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE landed ({columns})")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO landed VALUES ({marks})", rows)  # noqa: S608 - question marks
        connection.execute(f"COPY landed TO '{path}' (FORMAT parquet)")
    return path
