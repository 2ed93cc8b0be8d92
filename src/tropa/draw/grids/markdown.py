"""Sheets as Markdown: headings, lists and pipe tables that any renderer reads, every text only text.

What a table there cannot do (headings over several columns, lines, groups of rows) stands as a
row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from tropa.draw.grids.grid import Cell, Grid, Manner, Paragraph, Row, Sheet, Span
from tropa.draw.lettering import wrap

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&$^]")
"""Signs that mean something within a line, here or there."""

_BEGINS = re.compile(r"^(\d*)([-+=:.)])")
"""Signs that mean something where a line begins."""

_MARKS: dict[Manner, str] = {"plain": "", "strong": "**", "muted": "", "gap": "*"}
UNBROKEN = float("inf")


def markdown_of(sheet: Sheet) -> str:
    """A sheet as a text of Markdown."""
    lines = list(_lines(sheet))
    if sheet.direction == "rtl":
        lines = [f'<div dir="rtl" lang="{sheet.language}">', "", *lines, "", "</div>"]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""A text that is shown as it is wherever it stands on a line.

    >>> escaped("a|b *c*"), escaped("1. first"), escaped("- none: well-known")
    ('a\\|b \\*c\\*', '1\\. first', '\\- none: well-known')
    """
    shown = " ".join(wrap(text, UNBROKEN, 1))
    return _BEGINS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", shown))


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {escaped(sheet.title)}"
    yield from ("", _set(Paragraph(sheet.kind, "gap")))
    if sheet.facts or sheet.notes:
        yield ""
    yield from (f"- **{escaped(name)}**: {escaped(text)}" for name, text in sheet.facts)
    yield from (f"- {escaped(note)}" for note in sheet.notes)
    if sheet.empty:
        yield from ("", escaped(sheet.empty))
    for grid in sheet.grids:
        yield from _table(grid)
    if sheet.foot:
        yield from ("", _set(Paragraph(sheet.foot, "gap")))


def _table(grid: Grid) -> Iterator[str]:
    n = len(grid.columns)
    if grid.title:
        yield from ("", f"## {escaped(grid.title)}")
    yield ""
    yield _row(Cell((Paragraph(grid.corner),) if grid.corner else ()), map(_plainly, grid.columns))
    yield "|" + " --- |" * (n + 1)
    if grid.spans:
        head = Cell((Paragraph(grid.span_name, "strong"),))
        yield _row(head, chain.from_iterable(map(_spread, grid.spans)))
    for row in grid.rows:
        yield from _rows(row, n)


def _spread(span: Span) -> list[Cell]:
    """A heading over several columns, cell by cell: all of it in the first, its name in the others."""
    return [span.cell, *[Cell(span.cell.paragraphs[:1])] * (span.n - 1)]


def _rows(row: Row, n: int) -> Iterator[str]:
    """A row with what stands above it."""
    nothing = [Cell()] * n
    if row.line:
        yield _row(Cell((Paragraph(f"— {row.line} —", "gap"),)), nothing)
    if row.group is not None:
        yield _row(row.group, nothing)
    yield _row(row.head, row.cells)


def _row(head: Cell, cells: Iterable[Cell]) -> str:
    return "| " + " | ".join(_cell(one) for one in (head, *cells)) + " |"


def _cell(one: Cell) -> str:
    return "<br>".join(text for paragraph in one.paragraphs if (text := _set(paragraph)))


def _set(paragraph: Paragraph) -> str:
    text, mark = escaped(paragraph.text), _MARKS[paragraph.manner]
    return f"{mark}{text}{mark}" if text else ""


def _plainly(one: Cell) -> Cell:
    """A heading's cell: the table itself makes it strong."""
    return Cell(
        tuple(Paragraph(part.text, "plain" if part.manner == "strong" else part.manner) for part in one.paragraphs)
    )
