"""How much room everything takes: boxes from their texts, columns from their boxes.

A column is a list of steps under one another, the straight ways of its steps among them: they
share its trunk.  The other ways stand beside it, each a column of its own.  What leads back runs
in lanes along the edge where lines begin, outside all boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tropa.draw.lettering import width_of, wrap
from tropa.draw.scenario.nodes import Node, Way, goes_on
from tropa.draw.wording import Prose

WIDTH, PADDING = 252.0, 16.0
"""A box, and the room between its edge and its text; a wider face may use half of it."""

COLUMN_GAP, EDGE, LANE, FRAME = 36.0, 8.0, 12.0, 18.0
FORK, CORRIDOR, ARRIVE, JOIN, GAP = 20.0, 8.0, 20.0, 22.0, 32.0
LABEL_WIDTH, LABEL_PADDING = 210.0, 9.0
ICON = 20.0


@dataclass(frozen=True, slots=True)
class Type:
    """A way to set text.

    Args:
        name: Its class in the picture.
        size: The size of the letters, in the picture's unit.
        bold: Whether it is bold.
        most: The most lines a text may have.
        before: The room above the first line.
    """

    name: str
    size: float
    bold: bool
    most: int
    before: float


KIND = Type("kind", 11.5, bold=True, most=2, before=0)
TITLE = Type("name", 14.5, bold=True, most=6, before=3)
DETAIL = Type("detail", 12.5, bold=False, most=4, before=3)
RUNG = Type("rung", 12.5, bold=False, most=3, before=5)
LABEL = Type("label", 12, bold=True, most=4, before=0)
HEADING = Type("heading", 18, bold=True, most=3, before=0)

RUNG_INDENT = 16.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text within its box.

    Args:
        text: The words.
        prose: The text it is a line of.
        type: How it is set.
        indent: How far from the edge of the text.
        y: Its baseline, from the top of the box.
        first: It is the first line of its text.
    """

    text: str
    prose: Prose
    type: Type
    indent: float
    y: float
    first: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one another, and how high they are."""

    lines: tuple[Line, ...]
    height: float

    @property
    def width(self) -> float:
        """How wide the widest line is."""
        return max([0.0, *(width_of(line.text, line.type.size, bold=line.type.bold) for line in self.lines)])


@dataclass(frozen=True, slots=True)
class SizedWay:
    """A way on with its room.

    Args:
        way: The way.
        label: Its label.
        column: What stands on it.
    """

    way: Way
    label: Block
    column: Column


@dataclass(frozen=True, slots=True)
class SizedNode:
    """A node with its room.

    Args:
        node: The node.
        text: What its box says.
        ways: Its ways.
        passing: Anchors that jumps from its other ways lead back to, beyond the node's own column.
        labels: The height of the highest label.
        right: How far it reaches from the box's beginning.
        height: From the top of its box to where all ways have joined.
    """

    node: Node
    text: Block
    ways: tuple[SizedWay, ...]
    passing: tuple[str, ...]
    labels: float
    right: float
    height: float

    @property
    def fork(self) -> float:
        """The room between the box and the labels of its ways."""
        return FORK + CORRIDOR * len(self.passing)


@dataclass(frozen=True, slots=True)
class Column:
    """Nodes under one another.

    Args:
        nodes: In order.
        lanes: Anchors that something leads back to along its edge, the innermost first.
        inner: The room that frames need between its boxes and its lanes.
        anchors: The anchors of its nodes and of those on its straight ways.
        right: How far it reaches from its boxes' beginning.
        height: Its height.
    """

    nodes: tuple[SizedNode, ...]
    lanes: tuple[str, ...]
    inner: float
    anchors: frozenset[str]
    right: float
    height: float

    @property
    def left(self) -> float:
        """The room before its boxes."""
        return self.inner + (EDGE + LANE * len(self.lanes) if self.lanes else 0)

    @property
    def passing(self) -> tuple[str, ...]:
        """The anchors that are led back to beyond this column."""
        return tuple(lane for lane in self.lanes if lane not in self.anchors)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Takes the measure of nodes.

    Args:
        leading: The distance of two lines, in parts of the type size.
        order: The place of each anchor in the file, which orders the lanes.
    """

    leading: float
    order: Mapping[str, int]

    def column(self, nodes: Iterable[Node]) -> Column:
        """A list of nodes with its room."""
        sized = tuple(self._node(node) for node in nodes)
        lanes: set[str] = set()
        anchors: set[str] = set()
        inner = 0.0
        for one in sized:
            anchors.add(one.node.anchor)
            lanes |= {*one.passing, *([one.node.returns_to] if one.node.returns_to else [])}
            if one.node.lane:
                inner = max(inner, FRAME + one.ways[0].column.left)
            elif one.ways:
                straight = one.ways[0].column
                lanes |= set(straight.lanes)
                anchors |= straight.anchors
                inner = max(inner, straight.inner)
        return Column(
            nodes=sized,
            lanes=tuple(sorted(lanes, key=lambda anchor: -self.order[anchor])),
            inner=inner,
            anchors=frozenset(anchors),
            right=max([WIDTH, *(one.right for one in sized)]),
            height=sum(one.height for one in sized) + GAP * max(0, len(sized) - 1),
        )

    def block(self, texts: Iterable[tuple[Prose, Type]], width: float) -> Block:
        """Texts under one another."""
        lines: list[Line] = []
        y = 0.0
        for prose, kind in texts:
            indent = RUNG_INDENT if kind is RUNG else 0.0
            y += kind.before if lines else 0
            for at, text in enumerate(wrap(prose.text, width - indent, kind.size, bold=kind.bold, most=kind.most)):
                y += kind.size * self.leading
                lines.append(Line(text, prose, kind, indent, y - kind.size * (self.leading - 1) / 2, at == 0))
        return Block(tuple(lines), y)

    def _node(self, node: Node) -> SizedNode:
        ways = tuple(self._way(way) for way in node.ways)
        text = self._text(node)
        passing = {anchor for way in ways[1:] for anchor in way.column.passing}
        one = SizedNode(
            node=node,
            text=text,
            ways=ways,
            passing=tuple(sorted(passing, key=lambda anchor: -self.order[anchor])),
            labels=max([0.0, *(way.label.height + LABEL_PADDING for way in ways)]),
            right=_right(node, ways),
            height=text.height + 2 * PADDING,
        )
        return _with_ways(one)

    def _text(self, node: Node) -> Block:
        """What a box says; the kind leaves room for its sign."""
        texts = [(node.title, TITLE), *((one, DETAIL) for one in node.details), *((one, RUNG) for one in node.rungs)]
        kind = self.block([(node.kind, KIND)], WIDTH - 2 * PADDING - ICON)
        rest = self.block(texts, WIDTH - 2 * PADDING)
        lines = [Line(one.text, one.prose, one.type, ICON, one.y, one.first) for one in kind.lines]
        top = kind.height + TITLE.before
        lines += [Line(one.text, one.prose, one.type, one.indent, one.y + top, one.first) for one in rest.lines]
        return Block(tuple(lines), top + rest.height)

    def _way(self, way: Way) -> SizedWay:
        return SizedWay(way, self.block([(way.label, LABEL)], LABEL_WIDTH), self.column(way.nodes))


def _right(node: Node, ways: tuple[SizedWay, ...]) -> float:
    """How far a node's ways reach, each column beside the one before."""
    if not ways:
        return WIDTH
    reach = ways[0].column.right + (FRAME if node.lane else 0)
    for way in ways[1:]:
        reach += COLUMN_GAP + way.column.left + way.column.right
    return reach


def _with_ways(one: SizedNode) -> SizedNode:
    """The node's height with its ways beneath it."""
    if not one.ways:
        return one
    if one.node.lane:
        below = FORK + 2 * FRAME + one.ways[0].column.height
    else:
        longest = max(way.column.height + (ARRIVE if way.column.nodes else 0) for way in one.ways)
        joined = any(goes_on(way.way.nodes) for way in one.ways[1:])
        below = one.fork + one.labels + longest + (JOIN if joined else 0)
    return SizedNode(one.node, one.text, one.ways, one.passing, one.labels, one.right, one.height + below)
