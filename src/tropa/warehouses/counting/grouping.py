"""The values that units are grouped by: as texts, or as numbers that stand for them until the end.

A text for each event costs more than all else that is read of it; a number costs little, and what
the few numbers stand for is asked once, when the counting is done.  Should two values ever have one
number, ``Ambiguous`` is raised, and whoever counts begins anew with texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, Self

import numpy as np

from tropa.warehouses.counting.conditions import property_pair
from tropa.warehouses.counting.dialect import Pair, Vocabulary
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.values import MISSING, Codebook, Ints, canonical, codes_of, value_columns

LABEL = "by"
"""Begins the names of the columns."""

_MOST_LOOKED_AT = 10_000
"""Values of a log that are looked at whether they were met or not, which spares the engine to filter them."""

_MOST_LISTED = 1_000
"""Numbers that are listed in a statement."""


class Ambiguous(Exception):
    """Two values have the same number."""


class Values(Protocol):
    """Gives the values met numbers from 1 on, in order of meeting; 0 stands for a missing one."""

    def columns(self) -> dict[str, str]:
        """What to ask of each event."""

    def codes(self, chunk: Columns, rows: Ints) -> Ints:
        """The codes of the values at some rows."""

    def absorb(self, other: Self) -> Ints:
        """Number another one's values too; the code here of each code there."""

    def texts(self, table: SortedTable) -> list[str | None]:
        """The value of each code, as text; several codes may have one value."""


class TextValues:
    """Values that come as they are.

    Args:
        prop: The property.
        vocabulary: What the event table calls things.
    """

    def __init__(self, prop: str, vocabulary: Vocabulary) -> None:
        self._columns = value_columns(prop, vocabulary, LABEL)
        self._book = Codebook()

    def columns(self) -> dict[str, str]:
        """Text and number."""
        return self._columns

    def codes(self, chunk: Columns, rows: Ints) -> Ints:
        """The codes of the values at some rows."""
        return codes_of(chunk, LABEL, self._book, rows)

    def absorb(self, other: TextValues) -> Ints:
        """Number another one's values too."""
        return self._book.absorb(other._book)

    def texts(self, table: SortedTable) -> list[str | None]:  # noqa: ARG002  they are here
        """The value of each code."""
        return self._book.values


class HashedValues:
    """Values of which only a number comes; the arguments are those of ``TextValues``."""

    def __init__(self, prop: str, vocabulary: Vocabulary) -> None:
        self._pair = property_pair(prop, vocabulary)
        self._dialect = vocabulary.dialect
        self._codes: dict[int, int] = {}

    def columns(self) -> dict[str, str]:
        """One number."""
        return {LABEL: self._dialect.hashed(self._pair)}

    def codes(self, chunk: Columns, rows: Ints) -> Ints:
        """The codes of the values at some rows."""
        hashes = chunk[LABEL][rows]
        present = np.flatnonzero(~np.ma.getmaskarray(hashes))
        distinct, places = np.unique(np.ma.getdata(hashes)[present], return_inverse=True)
        codes = np.full(len(rows), MISSING, np.int64)
        codes[present] = self._numbered(distinct.tolist())[places]
        return codes

    def absorb(self, other: HashedValues) -> Ints:
        """Number another one's values too."""
        return np.append(MISSING, self._numbered(other._codes))

    def texts(self, table: SortedTable) -> list[str | None]:
        """The value of each code.

        Raises:
            Ambiguous: Two values have the same number.
        """
        found: dict[int, str] = {}
        for hashed, value in self._met(table):
            text = value if isinstance(value, str) else canonical(value)
            if found.setdefault(hashed, text) != text:
                raise Ambiguous
        return [None, *(found[hashed] for hashed in self._codes)]

    def _met(self, table: SortedTable) -> Iterable[tuple[int, str | float]]:
        """The values with their numbers, texts and then numbers."""
        no_text, no_number = self._dialect.no_text, self._dialect.no_number
        yield from self._among(table, self._pair.text, Pair("value", no_number))
        yield from self._among(table, self._pair.number, Pair(no_text, "value"))

    def _among(self, table: SortedTable, column: str, pair: Pair) -> list[tuple[Any, ...]]:
        """Of the values of a column those met, and others too where there are few."""
        distinct = f"SELECT DISTINCT {column} AS value FROM {table.ever} WHERE {column} IS NOT NULL"  # noqa: S608  our own columns, as below
        hashed = f"SELECT {self._dialect.hashed(pair)} AS hashed, value FROM ({distinct}) AS met"  # noqa: S608
        found = table.rows(f"{hashed} LIMIT {_MOST_LOOKED_AT}")
        if len(found) < _MOST_LOOKED_AT:
            return [row for row in found if row[0] in self._codes]
        listed = f"hashed IN ({', '.join(map(str, self._codes))})" if len(self._codes) <= _MOST_LISTED else "TRUE"
        found = table.rows(f"SELECT * FROM ({hashed}) AS told WHERE {listed}")  # noqa: S608
        return [row for row in found if row[0] in self._codes]

    def _numbered(self, hashes: Iterable[int]) -> Ints:
        return np.array([self._codes.setdefault(hashed, len(self._codes) + 1) for hashed in hashes], np.int64)
