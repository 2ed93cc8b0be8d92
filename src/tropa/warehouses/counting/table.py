"""A log sorted by customer and time, as any engine hands it out.

The columns that every engine knows:

======================== ========= ===================================================
column                   type      meaning
======================== ========= ===================================================
``c``                    integer   the customer's number
``name``                 integer   the place of the event's name in the vocabulary
``at_us``                BIGINT    when it happened: microseconds since 1970, UTC
``arrival``              BIGINT    its place in order of arrival
``t{i}``, ``n{i}``       pair      property *i* as text or as number
``trait_t{i}``, ...      pair      trait *i* as it stood at the event
======================== ========= ===================================================
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

import numpy.typing as npt

from tropa.warehouses.counting.dialect import Vocabulary

Column: TypeAlias = npt.NDArray[Any]
Columns: TypeAlias = dict[str, Column]

ORDER = ("c", "at_us", "arrival")
"""What a sorted log is sorted by (M1); a chunk has these columns always."""


MOST_TOLD = 1_000
"""Statements that a table remembers: those of any one question."""


class SortedTable(Protocol):
    """A sorted log, called ``events`` in SQL."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Names, properties and traits, as the table numbers them."""

    told: deque[str]
    """The statements that this table was asked for and nobody has looked at yet, oldest first."""

    ever: str
    """What ``events`` was ever made of, as a relation: at least its rows, quicker to look through as a whole."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """How many events are so, and of how many customers."""

    def ids(self, customers: Iterable[int]) -> dict[int, str]:
        """The customers' own ids, by their numbers in the column ``c``: of so many as people look at."""

    def chunks(self, columns: Mapping[str, str], where: str = "TRUE") -> Iterator[Columns]:
        """Pass over the log in order of customer, time and arrival, whole customers at a time.

        Args:
            columns: SQL expressions over ``events`` by the name wanted; ``c`` and ``at_us`` come
                along always.
            where: Which events to hand out: a SQL expression, never built from raw text.

        Yields:
            Arrays of one length, masked where something is null; what is true or false as bool.
        """
