"""A sheet as met: texts in rows and columns, with the cells that were merged into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

Cell: TypeAlias = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one: rows and columns from the first to the last, both included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet of a workbook, or a CSV file.

    Args:
        name: The sheet's name; empty where the file gives none.
        rows: Its texts; rows may differ in length, an empty cell is an empty text.
        merges: Merged cells; the text stands in the first of each.
        hidden: Nobody who opens the workbook sees it.
        broken: Cells that hold an error of the spreadsheet (``#REF!``) in place of a value.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    broken: Mapping[Cell, str] = field(default_factory=dict)

    @cached_property
    def merged(self) -> Mapping[Cell, Merge]:
        """The merge that each merged cell belongs to."""
        height, width = len(self.rows), max(map(len, self.rows), default=0)
        return {
            (row, column): merge
            for merge in self.merges
            for row in range(merge.top, min(merge.bottom + 1, height))
            for column in range(merge.left, min(merge.right + 1, width))
        }

    def at(self, row: int, column: int) -> str:
        """What a reader sees in a cell: of merged cells the text of the first, else what is hidden beneath."""
        merge = self.merged.get((row, column))
        first = self.own(merge.top, merge.left) if merge else ""
        return first or self.own(row, column)

    def own(self, row: int, column: int) -> str:
        """What a cell itself holds."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def continues(self, row: int, column: int) -> bool:
        """Whether a cell is merged with the one above it."""
        merge = self.merged.get((row, column))
        return merge is not None and row > merge.top


def place(row: int, column: int) -> str:
    """A cell's name as spreadsheets give it.

    >>> place(0, 0), place(11, 27)
    ('A1', 'AB12')
    """
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
