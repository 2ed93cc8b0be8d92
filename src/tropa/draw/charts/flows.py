"""Moves from place to place, as ribbons (a Sankey diagram), with exact totals and all others told."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.charts.flow_layout import COLUMN, STOP, FlowDrawing, Ribbon, Stop, lay_out
from tropa.draw.lettering import width_of, wrap
from tropa.draw.wording import FIRST_STRONG_ISOLATE, POP_ISOLATE, Prose, Wording
from tropa.measure.cells import move_cell
from tropa.measure.counts_flows import ENDED, OTHER, FlowCounts

SIZE = 12.0
MARGIN = 22.0
"""Room above the first stop for the number of its column."""

BESIDE = 6.0
"""Between a stop and its name."""

LEAST_NAMED = 9.0
"""A stop lower than this has no room for its name in the picture; the table says it."""

SHOWN = 40
"""Moves told in the table; the picture has all of them."""


@dataclass(frozen=True, slots=True)
class StopMark:
    """A stop, ready to draw; lengths in the picture's own units.

    Args:
        kind: ``name``, ``other`` or ``ended``.
        x: Its left edge.
        y: Its upper edge.
        width: How wide it is.
        height: How high it is.
        label_x: Where its name hangs.
        label_y: The name's baseline.
        anchor: ``start`` or ``end``.
        name: Its name, as much as there is room for; empty where there is none.
        n: Units there.
        said: The same in a sentence.
    """

    kind: str
    x: str
    y: str
    width: str
    height: str
    label_x: str
    label_y: str
    anchor: str
    name: str
    n: str
    said: str


@dataclass(frozen=True, slots=True)
class RibbonMark:
    """A ribbon, ready to draw: its path, its kind (``on`` or ``ended``), and what it says."""

    path: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A move in figures; ``figure`` names those who made it, and is empty where none does."""

    place: str
    source: Prose | Markup
    target: Prose | Markup
    n: str
    share: str
    figure: str


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The picture and its table.

    Args:
        said: What it shows, in a sentence.
        width: Of the picture.
        height: Of the picture.
        places: The numbers above the columns, each with where it stands.
        anchor: Where those numbers hang: ``start`` or ``end``.
        stops: The stops.
        ribbons: The ribbons, largest first.
        rows: The largest moves in figures.
        n_more: Units that moved otherwise, and moves not told; None where all are told.
    """

    said: str
    width: str
    height: str
    places: tuple[tuple[str, str], ...]
    anchor: str
    stops: tuple[StopMark, ...]
    ribbons: tuple[RibbonMark, ...]
    rows: tuple[FlowRow, ...]
    n_more: Markup | None


def flow_chart(counts: FlowCounts, wording: Wording) -> FlowChart:
    """The picture of an answer."""
    drawing = lay_out(counts)
    pen = _Pen(counts, drawing, wording)
    columns = sorted({stop.place for stop in drawing.stops})
    return FlowChart(
        said=wording.plain("charts.flows.said", n=wording.numbers.count(counts.n)),
        width=_n(drawing.width),
        height=_n(drawing.height + MARGIN + SIZE),
        places=tuple(pen.place(place) for place in columns),
        anchor=pen.anchor,
        stops=tuple(map(pen.stop, drawing.stops)),
        ribbons=tuple(map(pen.ribbon, drawing.ribbons)),
        rows=_rows(counts, wording),
        n_more=_more(counts, wording),
    )


class _Pen:
    """Turns the drawing round where people read from right to left.

    Args:
        counts: What is drawn.
        drawing: Where it stands, from left to right.
        wording: The words.
    """

    def __init__(self, counts: FlowCounts, drawing: FlowDrawing, wording: Wording) -> None:
        self._counts, self._drawing, self._wording = counts, drawing, wording
        self._turned = wording.direction == "rtl"
        self.anchor = "end" if self._turned else "start"

    def place(self, place: int) -> tuple[str, str]:
        return _n(self._x((place - 1) * COLUMN)), self._wording.numbers.count(place)

    def stop(self, stop: Stop) -> StopMark:
        kind = {OTHER: "other", ENDED: "ended"}.get(stop.stop, "name")
        n = self._wording.numbers.count(stop.n)
        name = _plain(stop.stop, self._counts, self._wording)
        shown = wrap(name, _room(n), SIZE, most=1)[0] if stop.height >= LEAST_NAMED else ""
        return StopMark(
            kind=kind,
            x=_n(self._x(stop.x + STOP) if self._turned else stop.x),
            y=_n(stop.y + MARGIN),
            width=_n(STOP),
            height=_n(stop.height),
            label_x=_n(self._x(stop.x + STOP + BESIDE)),
            label_y=_n(stop.y + MARGIN + min(stop.height / 2 + SIZE * 0.36, SIZE * 1.3)),
            anchor=self.anchor,
            name=f"{FIRST_STRONG_ISOLATE}{shown}{POP_ISOLATE}" if shown else "",
            n=n if shown else "",
            said=self._wording.plain("charts.flows.stop", name=name, n=n),
        )

    def ribbon(self, ribbon: Ribbon) -> RibbonMark:
        flow, numbers = ribbon.flow, self._wording.numbers
        said = self._wording.plain(
            "charts.flows.move",
            source=_plain(flow.source, self._counts, self._wording),
            target=_plain(flow.target, self._counts, self._wording),
            n=numbers.count(flow.n),
            share=numbers.share(flow.n / self._counts.n),
        )
        return RibbonMark(self._path(ribbon), "ended" if flow.target == ENDED else "on", said)

    def _path(self, ribbon: Ribbon) -> str:
        """Two curves that leave and arrive level, and the edges between them."""
        x, to_x, bend = self._x(ribbon.x), self._x(ribbon.to_x), self._x((ribbon.x + ribbon.to_x) / 2)
        y, to_y = ribbon.y + MARGIN, ribbon.to_y + MARGIN
        low, to_low = y + ribbon.width, to_y + ribbon.width
        there = [(x, y), (bend, y), (bend, to_y), (to_x, to_y)]
        back = [(to_x, to_low), (bend, to_low), (bend, low), (x, low)]
        at = [f"{_n(across)} {_n(down)}" for across, down in there + back]
        return f"M{at[0]}C{at[1]} {at[2]} {at[3]}L{at[4]}C{at[5]} {at[6]} {at[7]}Z"

    def _x(self, x: float) -> float:
        return self._drawing.width - x if self._turned else x


def _room(n: str) -> float:
    """How wide a name may be that its number follows."""
    return COLUMN - STOP - 2 * BESIDE - width_of(f" {n}", SIZE)


def _rows(counts: FlowCounts, wording: Wording) -> tuple[FlowRow, ...]:
    numbers = wording.numbers
    return tuple(
        FlowRow(
            numbers.count(flow.place),
            _name(flow.source, counts, wording),
            _name(flow.target, counts, wording),
            numbers.count(flow.n),
            numbers.share(flow.n / counts.n),
            cell.figure if (cell := move_cell(flow, counts)) is not None else "",
        )
        for flow in sorted(counts.flows, key=lambda flow: (-flow.n, flow.place))[:SHOWN]
    )


def _more(counts: FlowCounts, wording: Wording) -> Markup | None:
    """What the table leaves to the picture."""
    beyond = sorted(counts.flows, key=lambda flow: (-flow.n, flow.place))[SHOWN:]
    if not beyond:
        return None
    n_moves, n = map(wording.numbers.count, (len(beyond), sum(flow.n for flow in beyond)))
    return wording.say("charts.flows.more", plural=len(beyond), n_moves=n_moves, n=n)


def _name(stop: int, counts: FlowCounts, wording: Wording) -> Prose | Markup:
    if stop == OTHER:
        return wording.say("charts.flows.other")
    if stop == ENDED:
        return wording.say("charts.flows.ended")
    return Prose(counts.names[stop])


def _plain(stop: int, counts: FlowCounts, wording: Wording) -> str:
    name = _name(stop, counts, wording)
    return name.text if isinstance(name, Prose) else str(name.striptags())


def _n(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
