"""The blueprint, requests by touchpoints, and channels by what they can do, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.draw.bands import Band
from tropa.draw.grids.bare import bare
from tropa.draw.grids.board_cells import channels_cell, filled
from tropa.draw.grids.grid import Cell, Grid, Row, Sheet, cell, joined
from tropa.draw.grids.map_sheet import stage_span
from tropa.draw.names import Names
from tropa.draw.subject import Subject
from tropa.draw.views.blueprint import DEPARTMENTS, Blueprint, BlueprintColumn, Card, Lane, blueprint
from tropa.draw.views.capability_table import CapabilityCell, CapabilityTable, ChannelRow, capability_table
from tropa.draw.views.request_matrix import MatrixColumn, MatrixRow, RequestMatrix, request_matrix
from tropa.draw.wording import Wording

SIDE_BY_SIDE = 10
"""Requests that stand in one table; the others follow in further ones."""

NARROW = 136.0
"""Width of a column of numbers."""

SIGNS = {"yes": "✓", "no": "–", "unknown": "?"}
"""A state without its colour."""


def blueprint_sheet(subject: Subject) -> Sheet:
    """The blueprint of a journey.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    shown = blueprint(subject.journey, subject.schemes, names, wording)
    grids = tuple(_stage_and_backstage(shown, band, wording) for band in shown.bands)
    return _sheet(names, wording, "blueprint.eyebrow", grids, empty="blueprint.empty", foot="blueprint.foot")


def requests_sheet(subject: Subject) -> Sheet:
    """Requests by touchpoints.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    shown = request_matrix(subject.journey, subject.schemes, names, wording)
    empty = "map.matrix.no_touchpoints" if shown.columns else "map.matrix.no_requests"
    grids = tuple(_matrix(shown, wording)) if shown.stages else ()
    notes = tuple(bare(told, wording.direction) for told in shown.told)
    return _sheet(names, wording, "map.matrix.eyebrow", grids, empty=empty, foot="map.matrix.foot", notes=notes)


def capabilities_sheet(subject: Subject) -> Sheet:
    """Channels by what they can do.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    shown = capability_table(subject.journey, subject.workspace, names, wording)
    grids = (_capabilities(shown, wording),) if shown.rows else ()
    return _sheet(
        names, wording, "map.capability.eyebrow", grids, empty="map.capability.none", foot="map.capability.foot"
    )


def _sheet(
    names: Names,
    wording: Wording,
    kind: str,
    grids: tuple[Grid, ...],
    *,
    empty: str,
    foot: str,
    notes: tuple[str, ...] = (),
) -> Sheet:
    return Sheet(
        language=wording.language,
        direction=wording.direction,
        kind=wording.plain(kind),
        title=bare(names.journey(), wording.direction),
        notes=notes,
        grids=grids,
        foot=wording.plain(foot),
        empty="" if grids else wording.plain(empty),
    )


def _stage_and_backstage(shown: Blueprint, band: Band[BlueprintColumn], wording: Wording) -> Grid:
    columns = [column for stage in band.stages for column in stage.touchpoints]
    idle = shown.idle(band)
    rows, line = [], ""
    for at, lane in enumerate(shown.lanes):
        line = wording.plain(f"blueprint.line.{lane.line}") if lane.line else line
        if at in idle:
            continue  # the line above it stands above the next one
        cells = tuple(_blueprint_cell(column, at, wording) for column in columns)
        rows.append(Row(_lane_head(lane, wording), cells, line))
        line = ""
    return Grid(
        corner=wording.plain("report.lane.touchpoint"),
        columns=tuple(_blueprint_head(column, wording) for column in columns),
        rows=tuple(rows),
        spans=tuple(stage_span(stage, wording) for stage in band.stages),
        span_name=wording.plain("report.stages.stage"),
    )


def _lane_head(lane: Lane, wording: Wording) -> Cell:
    """A lane's name; before a department, on which side of the line of visibility it stands."""
    side = [wording.plain(f"blueprint.lane.{lane.kind}")] if lane.kind in DEPARTMENTS else []
    return joined(cell(side, wording.direction, "muted"), cell([lane.title], wording.direction, "strong"))


def _blueprint_head(column: BlueprintColumn, wording: Wording) -> Cell:
    truth = [wording.plain("report.touchpoint.moment_of_truth")] if column.moment_of_truth else []
    return joined(cell([column.title], wording.direction, "strong"), cell(truth, wording.direction, "muted"))


def _blueprint_cell(column: BlueprintColumn, lane: int, wording: Wording) -> Cell:
    """The client's two lanes, then the cards of those below."""
    if lane == 0:
        return filled(cell([column.action] if column.action else [], wording.direction), wording)
    if lane == 1:
        return channels_cell(column.channels, wording, every=column.every_channel)
    return joined(*(_card(card, wording.direction) for card in column.cells[lane - 2]))


def _card(card: Card, direction: str) -> Cell:
    if card.title is None:
        return cell([card.text] if card.text else [], direction, "gap")
    return joined(
        cell([card.title], direction, "strong"),
        cell([card.mark] if card.mark else [], direction, "muted"),
        cell([card.text] if card.text else [], direction),
    )


def _matrix(shown: RequestMatrix, wording: Wording) -> Iterator[Grid]:
    for first in range(0, len(shown.columns), SIDE_BY_SIDE):
        part = slice(first, first + SIDE_BY_SIDE)
        yield Grid(
            corner=wording.plain("report.lane.touchpoint"),
            columns=tuple(_request_head(column, wording) for column in shown.columns[part]),
            rows=tuple(_matrix_rows(shown, part, wording)),
            column_width=NARROW,
        )


def _request_head(column: MatrixColumn, wording: Wording) -> Cell:
    gap = [] if column.covered else [wording.plain("map.matrix.uncovered")]
    weight = [column.card.importance_said] if column.card.importance_said else []
    return joined(
        cell([column.card.title], wording.direction, "strong"),
        cell(weight, wording.direction, "muted"),
        cell(gap, wording.direction, "gap"),
    )


def _matrix_rows(shown: RequestMatrix, part: slice, wording: Wording) -> Iterator[Row]:
    for stage in shown.stages:
        group: Cell | None = cell([stage.title or wording.plain("report.stage.none")], wording.direction, "strong")
        for row in stage.rows:
            yield Row(_matrix_head(row, wording), tuple(_positions(row, part, wording)), group=group)
            group = None


def _matrix_head(row: MatrixRow, wording: Wording) -> Cell:
    gap = [] if row.covered else [wording.plain("map.matrix.none")]
    return joined(
        cell([row.title], wording.direction, "strong"),
        channels_cell(row.channels, wording, every=False),
        cell(gap, wording.direction, "gap"),
    )


def _positions(row: MatrixRow, part: slice, wording: Wording) -> Iterator[Cell]:
    for positions in row.cells[part]:
        met = cell([place.said for place in positions], wording.direction)
        yield Cell(met.paragraphs, tone="yes" if positions else "")


def _capabilities(shown: CapabilityTable, wording: Wording) -> Grid:
    heads = []
    for one in shown.capabilities:
        gap = [wording.plain("map.capability.missing")] if one.missing else []
        heads.append(
            joined(
                cell([one.title], wording.direction, "strong"),
                cell([one.told], wording.direction, "muted"),
                cell(gap, wording.direction, "gap"),
            )
        )
    return Grid(
        corner=wording.plain("map.capability.channel"),
        columns=tuple(heads),
        rows=tuple(_channel(row, wording) for row in shown.rows),
    )


def _channel(row: ChannelRow, wording: Wording) -> Row:
    unused = [] if row.used else [wording.plain("map.capability.unused")]
    head = joined(cell([row.title], wording.direction, "strong"), cell(unused, wording.direction, "gap"))
    return Row(head, tuple(_can(one, wording) for one in row.cells))


def _can(one: CapabilityCell, wording: Wording) -> Cell:
    state = cell([f"{SIGNS[one.state]} {one.word}"], wording.direction, "strong" if one.state == "yes" else "gap")
    more = [one.more] if one.more else []
    because = joined(cell(one.because, wording.direction, "muted"), cell(more, wording.direction, "muted"))
    told = joined(state, because)
    return Cell(told.paragraphs, tone="yes" if one.state == "yes" else "no" if one.state == "no" else "")
