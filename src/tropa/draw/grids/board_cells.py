"""What the map says of a touchpoint, lane by lane, as cells of bare text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from tropa.draw.grids.bare import bare
from tropa.draw.grids.grid import Cell, Paragraph, cell, joined, lines_of
from tropa.draw.touchpoint_column import Said, TouchpointColumn
from tropa.draw.wording import Prose, Wording


def head_cell(column: TouchpointColumn, wording: Wording) -> Cell:
    """A touchpoint's title, its channels, and whether much is decided there."""
    return joined(
        cell([column.title], wording.direction, "strong"),
        channels_cell(column.channels, wording, every=column.every_channel),
        cell([wording.plain("report.touchpoint.moment_of_truth")] if column.moment_of_truth else [], "", "muted"),
    )


def channels_cell(channels: Iterable[Prose], wording: Wording, *, every: bool) -> Cell:
    """Channels on one line."""
    named = wording.words.text("report.list.joint").join(bare(one, wording.direction) for one in channels)
    if not named:
        return cell([wording.plain("report.touchpoint.no_channel")], wording.direction, "gap")
    return cell([f"{wording.plain('report.touchpoint.every_channel')} {named}" if every else named], "", "muted")


def lane_cell(column: TouchpointColumn, lane: str, wording: Wording) -> Cell:
    """One lane of a touchpoint; what is not filled in yet is said."""
    if lane == "communication":
        return filled(Cell(tuple(_said(column.communication, wording.direction))), wording)
    if lane == "emotion":
        return _felt(column, wording)
    held: tuple[Prose | Markup, ...] | Prose | Markup | None = getattr(column, lane)
    several = held if isinstance(held, tuple) else (held,) if held else ()
    return filled(cell(several, wording.direction), wording)


def filled(held: Cell, wording: Wording) -> Cell:
    """A cell, or the words for what is not filled in yet."""
    return held if held.paragraphs else cell([wording.plain("report.page.empty")], wording.direction, "gap")


def _said(parts: Iterable[Said], direction: str) -> Iterator[Paragraph]:
    for part in parts:
        label = f"{bare(part.label, direction)} " if part.label else ""
        for line in lines_of(part.text):
            yield Paragraph(label + bare(line, direction))
            label = ""


def _felt(column: TouchpointColumn, wording: Wording) -> Cell:
    point = column.emotion
    if point is None or point.said is None:
        return filled(Cell(), wording)
    return Cell(cell([point.said], wording.direction).paragraphs, top=point.top)
