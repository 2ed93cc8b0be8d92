"""Paragraphs as lines of SVG: wrapped before they are drawn, since SVG neither wraps nor measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tropa.draw.grids.grid import Paragraph
from tropa.draw.lettering import wrap

PADDING = 11.0
"""Room between a cell's border and its text."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a manner of paragraph is set.

    Args:
        size: Type size; the same stands in ``grid.css``.
        bold: It is bold.
    """

    size: float
    bold: bool = False


FACES = {
    "plain": Face(13),
    "strong": Face(13, bold=True),
    "muted": Face(12),
    "gap": Face(12),
    "kind": Face(13),
    "title": Face(26, bold=True),
    "section": Face(18, bold=True),
    "line": Face(12, bold=True),
}

LEADING = {"ltr": 1.45, "rtl": 1.75}
"""From one line to the next, in parts of the size; Persian letters reach further up and down."""

BASELINE = 0.74
"""Where the letters stand within their line, in parts of its height."""

BETWEEN = 3.0
"""Room between two paragraphs."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line to draw.

    Args:
        text: What stands on it.
        face: Its class, a key of ``FACES``.
        y: Its baseline, from the top of the block.
    """

    text: str
    face: str
    y: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines one under another.

    Args:
        lines: From the top.
        height: Of all of them.
    """

    lines: tuple[TextLine, ...]
    height: float


def block(paragraphs: Iterable[Paragraph], width: float, direction: str) -> Block:
    """Paragraphs broken into lines that a width holds."""
    return _stacked([(paragraph.text, str(paragraph.manner)) for paragraph in paragraphs], width, direction)


def set_in(face: str, text: str, width: float, direction: str) -> Block:
    """One text in a face of its own."""
    return _stacked([(text, face)], width, direction)


def _stacked(texts: Iterable[tuple[str, str]], width: float, direction: str) -> Block:
    lines: list[TextLine] = []
    y = 0.0
    for text, face in texts:
        y += BETWEEN if lines else 0.0
        for line, height in _broken(text, face, width, direction):
            lines.append(TextLine(line, face, y + height * BASELINE))
            y += height
    return Block(tuple(lines), y)


def _broken(text: str, face: str, width: float, direction: str) -> Iterator[tuple[str, float]]:
    found = FACES[face]
    for line in wrap(text, width, found.size, bold=found.bold):
        yield line, found.size * LEADING[direction]
