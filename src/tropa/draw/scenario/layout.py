"""Where everything stands: boxes, labels, frames and lines, in coordinates that run as the text reads.

The beginning of a line is at 0, whichever side that is on paper; ``svg`` turns it round for
scripts that run from right to left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tropa.draw.scenario.nodes import Node, Scenario, Strip, goes_on
from tropa.draw.scenario.sizes import (
    ARRIVE,
    COLUMN_GAP,
    CORRIDOR,
    EDGE,
    FORK,
    FRAME,
    GAP,
    HEADING,
    JOIN,
    LABEL_PADDING,
    LANE,
    PADDING,
    WIDTH,
    Block,
    Column,
    SizedNode,
    SizedWay,
    Sizes,
)

MARGIN, STRIP_GAP, LEAST = 28.0, 64.0, 1100.0
LEADING = {"rtl": 1.65, "ltr": 1.35}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node on paper: its corner where reading begins, its size, its text."""

    node: Node
    x: float
    y: float
    height: float
    text: Block


@dataclass(frozen=True, slots=True)
class Label:
    """What a way says: the middle of its upper edge, its text; whether it is for a fault."""

    x: float
    y: float
    text: Block
    fault: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; ``kind`` is ``flow``, ``fault`` or ``back``; with an arrow at its end or without."""

    points: tuple[Point, ...]
    kind: str
    arrow: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What is done side by side."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a strip."""

    x: float
    y: float
    text: Block


@dataclass(slots=True)
class Drawing:
    """Everything on paper.

    Args:
        width: Of the whole.
        height: Of the whole.
        boxes: The nodes.
        labels: Of the ways.
        paths: The lines.
        frames: Around what is done side by side.
        headings: Of the strips.
    """

    width: float = 0.0
    height: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Lanes:
    """The lanes of a column: where each runs, and the way from the outermost column to it."""

    at: Mapping[str, float]
    routes: Mapping[str, tuple[Point, ...]]


def drawing_of(scenario: Scenario, direction: str) -> Drawing:
    """The scenario on paper.

    Args:
        scenario: What is drawn.
        direction: ``ltr`` or ``rtl``: lines of Arabic script stand further apart.
    """
    order: dict[str, int] = {}
    for strip in scenario.strips:
        _ordered(strip.nodes, order)
    sizes = Sizes(LEADING[direction], order)
    drawing = Drawing()
    rooms = [_StripRoom.of(strip, sizes) for strip in scenario.strips]
    edge = MARGIN + max([0.0, *(room.column.left for room in rooms)])
    widest = max([LEAST, *(edge + room.column.right for room in rooms[:1])])
    x, y, row = edge, MARGIN, 0.0
    for room in rooms:
        if x > edge and x + room.column.left + room.column.right > widest:
            x, y, row = edge, y + row + STRIP_GAP, 0.0
        start = x if x == edge else x + room.column.left
        _place_strip(room, start, y, drawing)
        x, row = start + room.column.right + STRIP_GAP, max(row, room.height)
        drawing.width = max(drawing.width, x - STRIP_GAP + MARGIN)
    drawing.height = y + row + MARGIN
    return drawing


def _ordered(nodes: tuple[Node, ...], order: dict[str, int]) -> None:
    for node in nodes:
        order.setdefault(node.anchor, len(order))
        for way in node.ways:
            _ordered(way.nodes, order)


@dataclass(frozen=True, slots=True)
class _StripRoom:
    """A strip with its room."""

    heading: Block
    column: Column

    @classmethod
    def of(cls, strip: Strip, sizes: Sizes) -> _StripRoom:
        """Take its measure."""
        column = sizes.column(strip.nodes)
        return cls(sizes.block([(strip.title, HEADING)], column.right + STRIP_GAP / 2), column)

    @property
    def height(self) -> float:
        """How high it is, its heading included."""
        return self.heading.height + PADDING + self.column.height


def _place_strip(room: _StripRoom, start: float, y: float, drawing: Drawing) -> None:
    drawing.headings.append(Heading(start, y, room.heading))
    lanes = _lanes(room.column, start)
    _Placing(drawing, {}).column(room.column, start, y + room.heading.height + PADDING, lanes)


def _lanes(column: Column, x: float) -> _Lanes:
    outside = x - column.inner - EDGE - LANE / 2
    return _Lanes({name: outside - LANE * at for at, name in enumerate(column.lanes)}, {})


@dataclass(frozen=True, slots=True)
class _Placing:
    """Puts columns on paper, and keeps where a jump arrives at each node."""

    drawing: Drawing
    ports: dict[str, Point]

    def column(self, column: Column, x: float, y: float, lanes: _Lanes) -> None:
        """A column whose boxes begin at ``x``."""
        trunk = x + WIDTH / 2
        for at, one in enumerate(column.nodes):
            if at:
                before = column.nodes[at - 1]
                if before.node.goes_on:
                    self._line("flow", (trunk, y), (trunk, y + GAP), arrow=True)
                y += GAP
            self._node(one, x, y, lanes)
            y += one.height

    def _node(self, one: SizedNode, x: float, y: float, lanes: _Lanes) -> None:
        height = one.text.height + 2 * PADDING
        self.drawing.boxes.append(Box(one.node, x, y, height, one.text))
        self.ports[one.node.anchor] = (x, y + height / 2)
        if one.node.returns_to:
            self._back(one.node.returns_to, x, y + height / 2, lanes)
        if one.node.lane:
            self._frame(one, x, y + height)
        elif one.ways:
            self._ways(one, x, y + height, lanes)

    def _back(self, target: str, x: float, y: float, lanes: _Lanes) -> None:
        """A jump's line: out of the box, along the lanes, into the step it leads to."""
        lane = lanes.at[target]
        route = lanes.routes.get(target, ())
        first = route[0][0] if route else lane
        port = self.ports[target]
        points = [port, (first, port[1]), *route, (lane, y), (x, y)]
        self.drawing.paths.append(Path(tuple(reversed(points)), "back", arrow=True))

    def _frame(self, one: SizedNode, x: float, y: float) -> None:
        """What is done side by side, in a frame of its own."""
        inside = one.ways[0].column
        trunk, top = x + WIDTH / 2, y + FORK
        height = 2 * FRAME + inside.height
        left = x - inside.left - FRAME
        self.drawing.frames.append(Frame(left, top, inside.left + inside.right + 2 * FRAME, height))
        self._line("flow", (trunk, y), (trunk, top + (FRAME if inside.nodes else 0)), arrow=bool(inside.nodes))
        self.column(inside, x, top + FRAME, _lanes(inside, x))
        if inside.nodes and inside.nodes[-1].node.goes_on:
            self._line("flow", (trunk, top + FRAME + inside.height), (trunk, top + height), arrow=False)

    def _ways(self, one: SizedNode, x: float, y: float, lanes: _Lanes) -> None:
        bar = y + FORK / 2 + CORRIDOR * len(one.passing)
        top = y + one.fork
        bottom = y + one.height - (one.text.height + 2 * PADDING)
        places = _places(one, x)
        for way, place in zip(one.ways, places, strict=True):
            straight = place == x
            own = lanes if straight else self._outer_lanes(one, way.column, place, y, lanes)
            self._way(way, x, place, (y, bar, top, bottom - JOIN / 2, bottom), one.labels)
            self.column(way.column, place, top + one.labels + ARRIVE, own)
        if one.node.goes_on and not goes_on(one.ways[0].way.nodes):
            trunk = x + WIDTH / 2
            self._line("flow", (trunk, bottom - JOIN / 2), (trunk, bottom), arrow=False)

    def _outer_lanes(self, one: SizedNode, column: Column, x: float, y: float, lanes: _Lanes) -> _Lanes:
        """The lanes of a way beside the trunk, with the corridors that join them to the trunk's."""
        fresh = _lanes(column, x)
        routes = {}
        for name in column.passing:
            corridor = y + FORK / 4 + CORRIDOR * (one.passing.index(name) + 0.5)
            corner = ((lanes.at[name], corridor), (fresh.at[name], corridor))
            routes[name] = (*lanes.routes.get(name, ()), *corner)
        return _Lanes(fresh.at, routes)

    def _way(self, way: SizedWay, x: float, place: float, heights: tuple[float, ...], labels: float) -> None:
        """The lines of a way and its label."""
        y, bar, top, join, bottom = heights
        trunk, own = x + WIDTH / 2, place + WIDTH / 2
        kind = "fault" if way.way.fault else "flow"
        first = top + labels + (ARRIVE if way.column.nodes else 0)
        begun = ((trunk, y),) if own == trunk else ((trunk, y), (trunk, bar), (own, bar))
        self._line(kind, *begun, (own, first), arrow=bool(way.column.nodes))
        self.drawing.labels.append(
            Label(own, top + (labels - way.label.height - LABEL_PADDING) / 2, way.label, way.way.fault)
        )
        if not goes_on(way.way.nodes):
            return
        end = first + way.column.height
        if own == trunk:
            self._line("flow", (own, end), (own, bottom), arrow=False)
        else:
            self._line("flow", (own, end), (own, join), (trunk, join), arrow=False)

    def _line(self, kind: str, *points: Point, arrow: bool) -> None:
        self.drawing.paths.append(Path(points, kind, arrow))


def _places(one: SizedNode, x: float) -> list[float]:
    """Where the boxes of each way begin; the first stands straight below."""
    places = [x]
    reach = x + one.ways[0].column.right
    for way in one.ways[1:]:
        places.append(reach + COLUMN_GAP + way.column.left)
        reach = places[-1] + way.column.right
    return places
