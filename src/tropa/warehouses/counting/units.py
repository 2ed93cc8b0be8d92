"""What a question sees, and the units it counts.

A unit is a customer unless the question says otherwise; it never spans customers, and within
it events keep the order of rule M1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from tropa.measure.questions import Scope, Unit
from tropa.warehouses.counting.conditions import Unanswerable, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import Columns
from tropa.warehouses.counting.values import MISSING, Codebook, Flags, Ints, codes_of, value_columns

US = 1_000_000
"""Microseconds in a second."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """An aware instant as the event table writes it: exact, since 1970, UTC."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def within_sql(scope: Scope, vocabulary: Vocabulary) -> str:
    """Which events exist for a question whose bounds bind every event."""
    parts = [holds(scope.where, vocabulary)]
    if scope.since is not None:
        parts.append(f"at_us >= {microseconds(scope.since)}")
    if scope.until is not None:
        parts.append(f"at_us < {microseconds(scope.until)}")
    return " AND ".join(parts)


@dataclass(frozen=True, slots=True)
class Division:
    """How a chunk of whole customers is divided into units.

    Args:
        unit: The question's unit.
        vocabulary: What the event table calls things.
    """

    unit: Unit
    vocabulary: Vocabulary

    def columns(self) -> dict[str, str]:
        """What the division has to know of each event.

        Raises:
            Unanswerable: The key is not kept, or the unit lacks what makes it.
        """
        if self.unit.per == "key":
            if self.unit.prop is None:
                raise Unanswerable("a question per key wants the property behind the key")
            return value_columns(self.unit.prop, self.vocabulary, "key")
        return {"opens": self._opens()} if self.unit.per == "run" else {}

    def needs(self) -> str:
        """Which events, besides those that serve the question, make the units what they are."""
        match self.unit.per:
            case "customer" | "key":
                return "FALSE"
            case "session":
                return "TRUE"
            case "run":
                return self._opens()

    def divide(self, chunk: Columns) -> tuple[Columns, Ints]:
        """The chunk's events in units, each unit's together and in order.

        Args:
            chunk: Whole customers in order, with ``columns()`` among the columns.

        Returns:
            The columns, of the events that belong to a unit, and each event's unit: numbers
            that never decrease and rise from one unit to the next.
        """
        match self.unit.per:
            case "customer":
                return chunk, chunk["c"].astype(np.int64)
            case "session":
                return chunk, np.cumsum(self._silences(chunk))
            case "key":
                return _by_key(chunk)
            case "run":
                return _by_run(chunk)

    def _opens(self) -> str:
        """Whether an event opens a run."""
        if self.unit.start is None:
            raise Unanswerable("a question per run wants the event that opens a run")
        return matches(self.unit.start, self.vocabulary)

    def _silences(self, chunk: Columns) -> Flags:
        """Whether an event comes after a silence longer than the gap, or is a customer's first."""
        at_us = chunk["at_us"]
        begins = changes(chunk["c"])
        begins[1:] |= np.diff(at_us) > self.unit.gap_s * US
        return begins


def changes(column: Ints) -> Flags:
    """Whether each element differs from the one before it; the first always does."""
    differs = np.ones(len(column), np.bool_)
    differs[1:] = column[1:] != column[:-1]
    return differs


def _by_key(chunk: Columns) -> tuple[Columns, Ints]:
    """A unit is a customer and a value; events without the value are left out."""
    codes = codes_of(chunk, "key", Codebook())
    rows = np.flatnonzero(codes != MISSING)
    rows = rows[np.lexsort((codes[rows], chunk["c"][rows]))]
    kept = {name: column[rows] for name, column in chunk.items()}
    return kept, np.cumsum(changes(kept["c"]) | changes(codes[rows]))


def _by_run(chunk: Columns) -> tuple[Columns, Ints]:
    """A unit begins at each opening event; events before a customer's first are left out."""
    opened = np.cumsum(chunk["opens"], dtype=np.int64)
    firsts = np.flatnonzero(changes(chunk["c"]))
    opened_before = opened[firsts] - chunk["opens"][firsts]
    lengths = np.diff(firsts, append=len(opened))
    rows = np.flatnonzero(opened > np.repeat(opened_before, lengths))
    return {name: column[rows] for name, column in chunk.items()}, opened[rows]
