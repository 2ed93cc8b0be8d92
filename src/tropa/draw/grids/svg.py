"""Sheets as SVG: rectangles, lines and text only, so that any drawing program opens it.

Colours stand in the picture's own style, light or dark as the reader prefers, white on paper.
Every line of text is set apart by signs of direction, not by attributes, on which renderers
disagree; in a picture from right to left everything is turned round and hangs on its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup, escape

from tropa.data.package import read_data
from tropa.draw.grids.bare import ISOLATES
from tropa.draw.grids.grid import Sheet
from tropa.draw.grids.svg_table import BAR, SEAM, Placed, PlacedCell, placed, stretched, width_of_grid
from tropa.draw.grids.svg_text import PADDING, Block, set_in
from tropa.draw.lettering import wrap
from tropa.draw.wording import POP_ISOLATE

MARGIN, GAP = 28.0, 22.0
NARROWEST = 760.0
"""No picture is narrower: its title needs room."""


def svg_of(sheet: Sheet) -> str:
    """A sheet as SVG, self-contained."""
    inner = max([NARROWEST, *(width_of_grid(grid) for grid in sheet.grids)])
    pen = _Pen(sheet, inner + 2 * MARGIN)
    body = Markup("\n").join(pen.everything())
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" lang="{lang}" role="img"'
        ' aria-labelledby="picture-title picture-told" width="{w}" height="{h}" viewBox="0 0 {w} {h}">\n'
        '<title id="picture-title">{title}</title>\n<desc id="picture-told">{told}</desc>\n<style>\n{style}</style>\n'
        '<rect class="ground" width="{w}" height="{h}"/>\n'
    ).format(
        lang=sheet.language,
        w=_n(pen.width),
        h=_n(pen.height),
        title=_one_line(sheet.title),
        told=_one_line(f"{sheet.kind}: {sheet.title}"),
        style=Markup(read_data("templates/grid.css").decode()),  # noqa: S704  our own file
    )
    return f"{head}{body}\n</svg>\n"


class _Pen:
    """Draws from the top down.

    Args:
        sheet: The picture.
        width: Its width.
    """

    def __init__(self, sheet: Sheet, width: float) -> None:
        self._sheet, self.width, self.height = sheet, width, MARGIN
        self._turned, self._isolate = sheet.direction == "rtl", ISOLATES[sheet.direction]

    def everything(self) -> Iterator[Markup]:
        """All parts in the order in which they are drawn; the height is right when all are taken."""
        sheet = self._sheet
        yield from self._words("kind", sheet.kind)
        yield from self._words("title", sheet.title)
        for name, text in sheet.facts:
            yield from self._words("plain", f"{name}: {text}")
        for note in (sheet.empty, *sheet.notes):
            yield from self._words("muted", note)
        self.height += GAP / 2
        for grid in sheet.grids:
            yield from self._words("section", grid.title)
            yield from self._table(placed(stretched(grid, self.width - 2 * MARGIN), sheet.direction))
            self.height += GAP
        yield from self._words("muted", sheet.foot)
        self.height += MARGIN / 2

    def _words(self, face: str, text: str) -> Iterator[Markup]:
        """A text across the picture; nothing for an empty one."""
        lines = set_in(face, text, min(self.width, 2 * NARROWEST) - 2 * MARGIN, self._sheet.direction)
        yield from self._lines(lines, 0, self.height)
        self.height += lines.height + 4 if lines.lines else 0

    def _table(self, table: Placed) -> Iterator[Markup]:
        top = self.height
        for cell in table.cells:
            yield from self._ground(cell, top)
        for y in table.rules[1:] if not table.bars else table.rules:
            yield self._stroke("rule", (0, top + y), (table.width, top + y))
        for wall in sorted(table.walls, key=lambda wall: wall.name, reverse=True):
            yield self._stroke(wall.name, (wall.at, top + wall.top), (wall.at, top + wall.bottom))
        for at, y, width in table.bars:
            yield self._rect("over", (at, top + y), width, BAR)
        for y, name in table.seams:
            yield from self._seam(name, top + y, table.width)
        yield self._rect("frame", (0, top), table.width, table.height)
        yield from self._curve(table, top)
        for cell in table.cells:
            yield from self._lines(cell.text, cell.at + PADDING, top + cell.y + PADDING + cell.lead)
        self.height += table.height

    def _ground(self, cell: PlacedCell, top: float) -> Iterator[Markup]:
        if cell.ground:
            yield self._rect(cell.ground, (cell.at, top + cell.y), cell.width, cell.height)

    def _seam(self, name: Block, y: float, width: float) -> Iterator[Markup]:
        """A line between rows, its name on a strip beneath that no line between columns crosses."""
        yield self._stroke("seam", (0, y), (width, y))
        yield from self._lines(name, PADDING, y + (SEAM - name.height) / 2)

    def _curve(self, table: Placed, top: float) -> Iterator[Markup]:
        if table.zero is not None:
            first = min(point[0] for point in table.curve if point)
            last = max(point[0] for point in table.curve if point)
            yield self._stroke("zero", (first, top + table.zero), (last, top + table.zero))
        for before, after in pairwise(table.curve):
            if before and after:
                yield self._stroke("curve", (before[0], top + before[1]), (after[0], top + after[1]))
        for point in table.curve:
            if point:
                yield Markup('<circle class="point" cx="{}" cy="{}" r="6"/>').format(
                    _n(self._x(point[0])), _n(top + point[1])
                )

    def _lines(self, lines: Block, at: float, y: float) -> Iterator[Markup]:
        anchor = Markup(' text-anchor="end"') if self._turned else Markup("")
        for line in lines.lines:
            yield Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(
                line.face, _n(self._x(at)), _n(y + line.y), anchor, self._apart(line.text)
            )

    def _apart(self, text: str) -> Markup:
        """A line in the picture's direction, whatever its first letter is."""
        return escape(f"{self._isolate}{text}{POP_ISOLATE}")

    def _rect(self, name: str, corner: tuple[float, float], width: float, height: float) -> Markup:
        at, y = corner
        left = self._x(at + width) if self._turned else self._x(at)
        return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
            name, _n(left), _n(y), _n(width), _n(height)
        )

    def _stroke(self, name: str, begin: tuple[float, float], end: tuple[float, float]) -> Markup:
        return Markup('<path class="{}" d="M{} {}L{} {}"/>').format(
            name, _n(self._x(begin[0])), _n(begin[1]), _n(self._x(end[0])), _n(end[1])
        )

    def _x(self, at: float) -> float:
        """A place counted from where lines begin, counted from the left."""
        return self.width - MARGIN - at if self._turned else MARGIN + at


def _one_line(text: str) -> str:
    """A text without anything that XML may not hold."""
    return " ".join(wrap(text, float("inf"), 1))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
