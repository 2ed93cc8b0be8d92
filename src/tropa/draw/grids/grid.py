"""The shape of every picture that is a table: bare text in cells, columns under spans, rows under lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from markupsafe import Markup

from tropa.draw.grids.bare import bare
from tropa.draw.wording import Prose

Manner: TypeAlias = Literal["plain", "strong", "muted", "gap"]
"""How a paragraph is set; a gap is what is not filled in yet."""

COLUMN = 186.0
"""Width of a column of prose, in the units of the picture."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of bare text; signs set apart what runs in the other direction.

    Args:
        text: The words.
        manner: How it is set.
    """

    text: str
    manner: Manner = "plain"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell.

    Args:
        paragraphs: What stands in it.
        tone: ``yes``, ``no`` or empty: what its colour says again.
        top: Height of a point of a curve in per cent, 0 at the top; None without one.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    tone: str = ""
    top: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A heading over several columns.

    Args:
        cell: What it says.
        n: How many columns it stands over.
    """

    cell: Cell
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Args:
        head: What the row is.
        cells: One a column.
        line: The name of the line drawn above it; empty without one.
        group: The heading of the rows from here on; None where it goes on.
    """

    head: Cell
    cells: tuple[Cell, ...]
    line: str = ""
    group: Cell | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Args:
        corner: What the heads of the rows are.
        columns: Heads of the columns.
        rows: The rows, each with a cell a column.
        title: What the table is; empty for the picture's main one.
        spans: Headings over the columns, all of them together; may be none.
        span_name: What the spans are, where they have to stand as a row of their own.
        column_width: Width of a column, in the units of the picture.
    """

    corner: str
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    title: str = ""
    spans: tuple[Span, ...] = ()
    span_name: str = ""
    column_width: float = COLUMN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture made of tables.

    Args:
        language: The language of our own words.
        direction: ``ltr`` or ``rtl``.
        kind: What sort of picture it is.
        title: The journey.
        facts: What is said before the tables, a name and a text each.
        notes: Sentences before the tables.
        grids: The tables.
        foot: A sentence after them.
        empty: What to do where there is nothing to show; empty where there is something.
    """

    language: str
    direction: str
    kind: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    foot: str = ""
    empty: str = ""


def cell(texts: Iterable[Prose | Markup | str], direction: str, manner: Manner = "plain") -> Cell:
    """A cell of texts, a paragraph each; a text of several lines is a paragraph a line."""
    return Cell(
        tuple(Paragraph(bare(line, direction), manner) for text in texts for line in lines_of(text)),
    )


def joined(*cells: Cell) -> Cell:
    """Cells one under another in one."""
    return Cell(tuple(paragraph for one in cells for paragraph in one.paragraphs))


def lines_of(text: Prose | Markup | str) -> Iterator[Prose | Markup | str]:
    """The lines of a text, each of the same kind; empty ones are left out."""
    if isinstance(text, Prose):
        yield from (replace(text, text=line) for line in text.text.splitlines() if line.strip())
    elif text:
        yield text
