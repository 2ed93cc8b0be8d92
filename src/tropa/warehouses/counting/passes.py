"""One pass over a sorted log: what is counted in it, and how it is fed and put together.

A pass counts whole customers, so that it may be taken in pieces: by an engine that hands out a
log chunk by chunk, or by many executors at once, each over customers of its own, whose countings
are put together afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, Self, TypeVar, runtime_checkable

from tropa.warehouses.counting.table import Columns, SortedTable


class Counting(Protocol):
    """Something that counts the events of whole customers.

    Laws: what is counted does not hang on how the log is cut into chunks, nor on how the chunks
    are dealt out to countings that absorb each other, in whatever order.  A counting can be
    pickled, before and after.
    """

    @property
    def columns(self) -> Mapping[str, str]:
        """What to ask of each event: SQL expressions by name."""

    @property
    def where(self) -> str:
        """Which events to ask for, as SQL."""

    def add(self, chunk: Columns) -> None:
        """Count some whole customers, in order."""

    def absorb(self, other: Self) -> None:
        """Take over what another one, made alike, has counted of other customers."""


C = TypeVar("C", bound=Counting)


@runtime_checkable
class SpreadTable(Protocol):
    """A sorted log that is counted where it lies, by many at once."""

    def gathered(self, counting: C) -> C:
        """A counting of all customers, made by copies of the one given."""


def counted(table: SortedTable, counting: C) -> C:
    """The counting, once all of the table has been counted."""
    if isinstance(table, SpreadTable):
        return table.gathered(counting)
    return fed(counting, table.chunks(counting.columns, counting.where))


def fed(counting: C, chunks: Iterable[Columns]) -> C:
    """The counting, once it has counted the chunks."""
    for chunk in chunks:
        counting.add(chunk)
    return counting
