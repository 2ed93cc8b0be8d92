"""Where events come from: the port between a file (or a broker) and a warehouse.

A source *lands* its events: it reads whatever form they have, once, in bounded memory, and
writes open Parquet in one canonical layout.  A warehouse opens the landing; it never meets
a CSV dialect, a broken line or a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tropa.ports.reasons import Reason

MAX_KEPT_BAD_LINES = 100
"""How many bad lines are kept with their text; all of them are counted."""

SIMULATED = "$simulated"
"""The property by which events that were made up say so; no condition can name it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a columnar engine may take of the machine.

    Args:
        memory_bytes: Upper bound for the engine's buffers; what does not fit is spilled.
        temp_bytes: Upper bound for spilled data on disk.
        threads: Worker threads; two is what the smallest supported machine has.
    """

    memory_bytes: int = 400 * 2**20
    temp_bytes: int = 64 * 2**30
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Needs:
    """What the questions at hand will ask of each event beyond who, what and when.

    Args:
        properties: Names of event properties to keep, case-sensitive.
        traits: Names of customer traits to keep (from ``identify`` lines).
        ids: Whether message ids are kept.
        receipt: Whether what the log says of receipt counts; without it every event was received
            when it happened, and no clock is corrected by it.
        in_place: Whether rows may stay where they are, if the source's own file can be read as a
            landing by whoever knows DuckDB's SQL.
        only: Names of the events that will be asked about, or None for all; of the others only how
            many there are, whose they are and what they are called.
        apart: Whether it is enough to tell customers apart, whatever their order.
    """

    properties: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    ids: bool = False
    receipt: bool = True
    in_place: bool = False
    only: frozenset[str] | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, row or element that could not be read as an event.

    Args:
        number: Line of the text file, row of the table or event of the XES file, from 1.
        reason: What was met and what was expected.
        text: The beginning of the offending text, at most 200 characters.
    """

    number: int
    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True)
class Landing:
    """Events at rest in the canonical layout, and how the reading went.

    ``events`` is a Parquet file with these columns, one row an event, **in order of
    arrival** (order of the file, or of the column mapped to ``arrival``):

    ``customer`` VARCHAR; ``name`` VARCHAR; ``at`` TIMESTAMP (UTC, microseconds, corrected
    by R1); ``received_at`` TIMESTAMP (UTC); ``arrival`` BIGINT (increasing from 0, dense over
    events and traits together); where ids were asked for, ``message_id`` VARCHAR; then for
    each ``properties[i]`` the pair ``t{i}`` VARCHAR and ``n{i}`` DOUBLE, of which at most one
    is not null: the value as text, or as number (a boolean is the text ``true`` or
    ``false``; a list or object is its JSON text).

    ``traits`` is a Parquet file of traits set at their time, or None where the log has none
    that are needed: ``customer``, ``at``, ``arrival`` (one numbering with the events'),
    ``trait`` VARCHAR, ``t`` VARCHAR, ``n`` DOUBLE (both null: the trait was cleared); where ids were
    asked for, ``received_at`` and ``message_id``.

    Args:
        events: The Parquet file of events.
        traits: The Parquet file of traits, or None.
        properties: Names behind the numbers ``i`` above.
        n_events: Rows in ``events``.
        n_bad: Lines that could not be read; ``bad_lines`` holds the first of them.
        n_duplicates: Events dropped because their message id had been seen.
        query: Where rows stayed in place, DuckDB's SQL of what ``events`` would hold; ``events`` is
            then the source's own file.
        only: What ``Needs.only`` was, for the warehouse, which may leave the other events be.
        apart: What ``Needs.apart`` was.
        ignored: Lines that are no events by design, by kind (``alias``, ``group`` ...).
        watermark: The latest ``received_at`` of the log (rule M9); None when it is empty.
    """

    events: Path
    traits: Path | None
    properties: tuple[str, ...]
    n_events: int
    n_bad: int
    n_duplicates: int
    watermark: datetime | None
    bad_lines: tuple[BadLine, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)
    query: str | None = None
    only: frozenset[str] | None = None
    apart: bool = False


WORK_STEPS = ("reading", "comparing", "writing", "sorting", "counting", "replaying")
"""What a long piece of work tells of itself, in this order; each has its word in the catalogues."""


class Progress(Protocol):
    """Hears how far a long piece of work has come.

    Law: ``at`` never decreases within one ``step``; a step may end below 1.
    """

    def __call__(self, step: str, at: float) -> None:
        """Take note that ``step`` (one of ``WORK_STEPS``) is ``at`` in [0, 1]."""


class LogSource(Protocol):
    """A log that can be landed.

    Laws: landing twice gives the same rows; memory does not grow with the log; every line
    of the source is an event, a trait, a duplicate, ignored or bad, and the numbers add up;
    order of arrival is the order of the source.
    """

    def properties(self) -> tuple[str, ...]:
        """The names of the properties that events have, as far as a look at the beginning tells.

        A source that can be read only once names none.

        Raises:
            LogUnreadable: The source as a whole cannot be read.
        """

    def land(self, folder: Path, needs: Needs, progress: Progress) -> Landing:
        """Read the whole source and write its landing into ``folder``.

        Raises:
            LogUnreadable: The source as a whole cannot be read (no such file, no such
                column, a damaged archive): nothing is landed.
        """


class LogUnreadable(Exception):
    """The log cannot be read at all; the message says what was met and what to do."""

    def __init__(self, path: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
