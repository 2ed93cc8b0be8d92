"""The drawing as SVG: turned round where people read from right to left, safe with any text.

Every line of text is set apart by signs of direction, not by attributes: renderers differ in what
``direction`` does to the point a text hangs on, and all of them agree on signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup, escape

from tropa.data.package import read_data
from tropa.draw.lettering import direction_of
from tropa.draw.scenario.layout import Box, Drawing, Heading, Label, Path, Point
from tropa.draw.scenario.nodes import Node
from tropa.draw.scenario.sizes import LABEL_PADDING, PADDING, RUNG, WIDTH, Block, Line
from tropa.draw.wording import Prose

RADIUS, HEAD = 9.0, 5.0

SLACK = 1.06


SIGNS = {
    "say": "M1 3h12v8H1zM1 3.5l6 4.5 6-4.5",
    "wait": "M7 1.5a5.5 5.5 0 1 0 .01 0M7 4v3.2l2.2 1.6",
    "choice": "M7 1.5 12.5 7 7 12.5 1.5 7z",
    "people": "M7 7.2a2.8 2.8 0 1 0-.01 0M2 13c.6-3 2.5-4 5-4s4.4 1 5 4",
    "each": "M3 2v10M7 2v10M11 2v10",
    "system": "M2 4h10M2 7h10M2 10h10",
    "back": "M4.5 2.5 2 5l2.5 2.5M2 5h6.5a3.5 3.5 0 0 1 0 7H5",
    "begin": "M4 2.5v9l7-4.5z",
    "finish": "M3 13V2h8.5L9.5 5l2 3H3",
    "blank": "M3 7h8",
}
"""A small sign for each look, in a square of 14 units."""

TURNED = frozenset({"back", "begin", "finish"})
"""Signs with a direction, which is turned round with the picture."""

_ISOLATES = {"ltr": "\u2066", "rtl": "\u2067"}


def svg_of(drawing: Drawing, *, language: str, direction: str, title: Prose, described: str) -> Markup:
    """The picture.

    Args:
        drawing: Where everything stands.
        language: The language of our own words.
        direction: ``ltr``, or ``rtl``: the picture is turned round.
        title: The journey.
        described: What the picture is, in a sentence.
    """
    pen = _Pen(drawing.width, direction, language)
    style = Markup(read_data("templates/scenario-picture.css").decode())  # noqa: S704  our own file
    opening = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="scenario" lang="{}" direction="ltr" role="img"'
        ' aria-labelledby="scenario-title scenario-desc" viewBox="0 0 {w} {h}" width="{w}" height="{h}">\n'
        '<title id="scenario-title">{}</title>\n<desc id="scenario-desc">{}</desc>\n<style>\n{}</style>\n'
        '<rect class="ground" width="{w}" height="{h}"/>\n'
    ).format(language, title.text, described, style, w=_n(drawing.width), h=_n(drawing.height))
    return opening + Markup("\n").join(pen.everything(drawing)) + Markup("\n</svg>\n")


class _Pen:
    """Writes the parts of a picture.

    Args:
        width: Of the whole picture.
        direction: ``ltr`` or ``rtl``.
        language: The language of our own words.
    """

    def __init__(self, width: float, direction: str, language: str) -> None:
        self._width, self._turned, self._language = width, direction == "rtl", language

    def everything(self, drawing: Drawing) -> Iterator[Markup]:
        """All parts, what lies beneath first."""
        for frame in drawing.frames:
            yield self._rect("frame", (frame.x, frame.y), frame.width, frame.height, 14)
        for path in sorted(drawing.paths, key=lambda path: path.kind == "back"):
            yield self._path(path)
        for heading in drawing.headings:
            yield self._heading(heading)
        for label in drawing.labels:
            yield self._label(label)
        for box in drawing.boxes:
            yield self._box(box)

    def _x(self, x: float) -> float:
        return self._width - x if self._turned else x

    def _rect(self, name: str, corner: Point, width: float, height: float, radius: float) -> Markup:
        x, y = corner
        left = self._x(x + width) if self._turned else x
        return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
            name, _n(left), _n(y), _n(width), _n(height), _n(radius)
        )

    def _path(self, path: Path) -> Markup:
        points = [(self._x(x), y) for x, y in path.points]
        line = Markup('<path class="line {}" d="{}"/>').format(path.kind, _rounded(points))
        return line + _head(points, path.kind) if path.arrow else line

    def _heading(self, heading: Heading) -> Markup:
        return self._lines(heading.text, heading.x, heading.y)

    def _label(self, label: Label) -> Markup:
        """A way's label: its text in the middle of a pill, with room for a wider face."""
        width = label.text.width * SLACK + 2 * LABEL_PADDING
        height = label.text.height + LABEL_PADDING
        pill = self._rect("pill", (label.x - width / 2, label.y), width, height, min(height / 2, 12))
        lines = Markup("").join(
            self._text(line, self._x(label.x), label.y + LABEL_PADDING / 2 + line.y, "middle")
            for line in label.text.lines
        )
        return Markup('<g class="{}">{}{}</g>').format("way fault" if label.fault else "way", pill, lines)

    def _box(self, box: Box) -> Markup:
        node = box.node
        rounded = min(box.height / 2, 24) if node.look in {"begin", "finish"} else 8
        parts = [self._rect("box", (box.x, box.y), WIDTH, box.height, rounded)]
        if node.look not in {"begin", "finish", "blank"}:
            parts.append(self._rect("side", (box.x, box.y + 10), 4, box.height - 20, 2))
        parts += [self._sign(node, box), *self._rungs(box), self._lines(box.text, box.x + PADDING, box.y + PADDING)]
        anchor = Markup(' id="{}"').format(node.anchor) if node.anchor else Markup("")
        told = Markup("<title>{}: {}</title>").format(node.kind.text, node.title.text)
        return Markup('<g class="step {}"{}>{}{}</g>').format(node.look, anchor, told, Markup("").join(parts))

    def _sign(self, node: Node, box: Box) -> Markup:
        x, y = self._x(box.x + PADDING), box.y + PADDING + box.text.lines[0].y - 11
        turned = self._turned and node.look in TURNED
        move = f"translate({_n(x if turned or not self._turned else x - 14)} {_n(y)})"
        move += " scale(-1 1)" if turned else ""
        return Markup('<path class="sign" transform="{}" d="{}"/>').format(move, SIGNS[node.look])

    def _rungs(self, box: Box) -> Iterator[Markup]:
        """A dot before each rung, and the stem that joins them."""
        heights = [box.y + PADDING + line.y - 4 for line in box.text.lines if line.type is RUNG and line.first]
        x = self._x(box.x + PADDING + 4)
        if len(heights) > 1:
            yield Markup('<path class="stem" d="M{} {}V{}"/>').format(_n(x), _n(heights[0]), _n(heights[-1]))
        for y in heights:
            yield Markup('<circle class="dot" cx="{}" cy="{}" r="3"/>').format(_n(x), _n(y))

    def _lines(self, block: Block, x: float, y: float) -> Markup:
        anchor = "end" if self._turned else "start"
        return Markup("").join(self._text(line, self._x(x + line.indent), y + line.y, anchor) for line in block.lines)

    def _text(self, line: Line, x: float, y: float, anchor: str) -> Markup:
        prose = line.prose
        lang = Markup(' lang="{}"').format(prose.lang) if prose.lang not in {"", self._language} else Markup("")
        hung = Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else Markup("")
        direction = direction_of(prose.text) if prose.dir == "auto" else prose.dir
        text = f"{_ISOLATES[direction]}{line.text}\u2069"
        return Markup('<text class="{}" x="{}" y="{}"{}{}>{}</text>').format(
            line.type.name, _n(x), _n(y), hung, lang, escape(text)
        )


def _rounded(points: list[Point]) -> str:
    """A path through points, its corners rounded."""
    told = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for (before, corner), (_, after) in pairwise(list(pairwise(points))):
        radius = min(RADIUS, _length(before, corner) / 2, _length(corner, after) / 2)
        begun, ended = _towards(corner, before, radius), _towards(corner, after, radius)
        told.append(f"L{_n(begun[0])} {_n(begun[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(ended[0])} {_n(ended[1])}")
    told.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(told)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(origin: Point, goal: Point, far: float) -> Point:
    length = _length(origin, goal) or 1.0
    return (origin[0] + (goal[0] - origin[0]) * far / length, origin[1] + (goal[1] - origin[1]) * far / length)


def _head(points: list[Point], kind: str) -> Markup:
    """The head of an arrow at the last point."""
    (x, y), before = points[-1], points[-2]
    back = _towards(points[-1], before, HEAD * 1.6)
    dx, dy = (0.0, HEAD) if back[1] == y else (HEAD, 0.0)
    return Markup('<path class="head {}" d="M{} {}L{} {}L{} {}Z"/>').format(
        kind, _n(x), _n(y), _n(back[0] - dx), _n(back[1] - dy), _n(back[0] + dx), _n(back[1] + dy)
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
