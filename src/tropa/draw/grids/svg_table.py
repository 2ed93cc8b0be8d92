"""Where everything in a table stands: heights from the text, widths from the columns, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tropa.draw.grids.grid import Cell, Grid, Row
from tropa.draw.grids.svg_text import PADDING, Block, block, set_in

HEAD_WIDTH = 152.0
"""Width of the heads of the rows."""

WIDE_HEAD = 186.0
"""The same where they are texts of the journey: columns are narrow there, and heads long."""

MOST_STRETCH = 1.7
"""How much wider than asked a column may become; longer lines read badly."""

BAR = 4.0
"""The coloured edge over a span."""

SEAM = 26.0
"""Height of a line between rows that has a name."""

CURVE = 64.0
"""Height of the room for a curve."""

CURVE_EDGE = 10.0
"""How near a curve comes to the edges of its room."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell in its place; the direction of reading is not known yet: ``at`` counts from where lines begin.

    Args:
        at: Its beginning.
        y: Its top.
        width: Its width.
        height: Its height.
        text: Its lines.
        ground: The class of its colour; empty for none.
        lead: Room above its text.
    """

    at: float
    y: float
    width: float
    height: float
    text: Block
    ground: str = ""
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Wall:
    """A line between two columns.

    Args:
        name: ``border`` where a span begins, ``rule`` elsewhere.
        at: Where it stands.
        top: Its upper end.
        bottom: Its lower end.
    """

    name: str
    at: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A table in its place.

    Args:
        width: Of all of it.
        height: Of all of it.
        cells: Its cells.
        rules: Heights of thin lines between rows.
        walls: Lines between columns, interrupted by seams.
        bars: Coloured edges: beginning, top and width.
        seams: Named lines between rows: height and name.
        curve: Points of the curve, None where it has a gap.
        zero: Height of its middle; None without a curve.
    """

    width: float
    height: float
    cells: tuple[PlacedCell, ...]
    rules: tuple[float, ...]
    walls: tuple[Wall, ...]
    bars: tuple[tuple[float, float, float], ...]
    seams: tuple[tuple[float, Block], ...]
    curve: tuple[tuple[float, float] | None, ...]
    zero: float | None


def width_of_grid(grid: Grid) -> float:
    """How wide a table is."""
    return _head_width(grid) + len(grid.columns) * grid.column_width


def stretched(grid: Grid, width: float) -> Grid:
    """A table with its columns widened towards a width, so that short tables keep up with long ones."""
    n = max(1, len(grid.columns))
    column = min((width - _head_width(grid)) / n, grid.column_width * MOST_STRETCH)
    return replace(grid, column_width=max(column, grid.column_width))


def placed(grid: Grid, direction: str) -> Placed:
    """A table with everything in its place."""
    draft = _Draft(grid, direction)
    draft.spans()
    draft.heads()
    for row in grid.rows:
        draft.row(row)
    return draft.done()


def _head_width(grid: Grid) -> float:
    return HEAD_WIDTH if grid.spans else WIDE_HEAD


class _Draft:
    """A table while it grows downwards."""

    def __init__(self, grid: Grid, direction: str) -> None:
        self._grid, self._direction = grid, direction
        self._head, self._column = _head_width(grid), grid.column_width
        self._y = 0.0
        self._cells: list[PlacedCell] = []
        self._rules: list[float] = []
        self._bars: list[tuple[float, float, float]] = []
        self._seams: list[tuple[float, Block]] = []
        self._walls: list[Wall] = []
        self._begins: set[float] = set()
        self._curve: tuple[tuple[float, float] | None, ...] = ()
        self._zero: float | None = None

    def spans(self) -> None:
        """Headings over several columns."""
        if not self._grid.spans:
            return
        texts, at = [], self._head
        for span in self._grid.spans:
            width = span.n * self._column
            texts.append((at, width, self._block(span.cell, width)))
            at += width
        height = max(text.height for _, _, text in texts) + 2 * PADDING + BAR
        for at, width, text in texts:
            self._cells.append(PlacedCell(at, self._y, width, height, text, "span", BAR))
            self._bars.append((at, self._y, width))
            self._begins.add(at)
            self._walls.append(Wall("border", at, self._y, self._y + height))
        self._y += height

    def heads(self) -> None:
        """Heads of the columns."""
        corner = set_in("muted", self._grid.corner, self._head - 2 * PADDING, self._direction)
        self._band(corner, self._grid.columns, "head")

    def row(self, row: Row) -> None:
        """A row with what stands above it."""
        inner = self._width() - 2 * PADDING
        if row.line:
            self._seams.append((self._y, set_in("line", row.line, inner, self._direction)))
            self._y += SEAM
        if row.group is not None:
            text = self._block(row.group, self._width())
            height = text.height + 2 * PADDING
            self._cells.append(PlacedCell(0, self._y, self._width(), height, text, "group"))
            self._rules.append(self._y)
            self._y += height
        if any(one.top is not None for one in row.cells):
            self._curved(row)
        else:
            self._band(self._block(row.head, self._head), row.cells, "")

    def done(self) -> Placed:
        """The table as it is."""
        return Placed(
            self._width(),
            self._y,
            tuple(self._cells),
            tuple(self._rules),
            tuple(self._walls),
            tuple(self._bars),
            tuple(self._seams),
            self._curve,
            self._zero,
        )

    def _curved(self, row: Row) -> None:
        """A row with a curve above its texts."""
        top, room = self._y + CURVE_EDGE, CURVE - 2 * CURVE_EDGE
        self._zero = top + room / 2
        self._curve = tuple(
            None if one.top is None else (self._head + (n + 0.5) * self._column, top + room * one.top / 100)
            for n, one in enumerate(row.cells)
        )
        self._band(self._block(row.head, self._head), row.cells, "", CURVE)

    def _band(self, head: Block, cells: Iterable[Cell], ground: str, lead: float = 0.0) -> None:
        """Cells side by side, as high as the highest of them."""
        texts = [(one, self._block(one, self._column)) for one in cells]
        height = max([head.height, *(text.height + lead for _, text in texts)]) + 2 * PADDING
        self._rules.append(self._y)
        self._cells.append(PlacedCell(0, self._y, self._head, height, head, ground))
        for n, (one, text) in enumerate(texts):
            at = self._head + n * self._column
            self._cells.append(PlacedCell(at, self._y, self._column, height, text, ground or one.tone, lead))
            self._walls.append(Wall("border" if at in self._begins else "rule", at, self._y, self._y + height))
        self._y += height

    def _block(self, one: Cell, width: float) -> Block:
        return block(one.paragraphs, width - 2 * PADDING, self._direction)

    def _width(self) -> float:
        return width_of_grid(self._grid)
