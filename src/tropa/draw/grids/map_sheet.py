"""The map as tables: a band a table, then what clients come for, what is asked, what is said and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from tropa.draw.bands import Band, StageColumns
from tropa.draw.board import Board
from tropa.draw.grids.bare import bare
from tropa.draw.grids.board_cells import head_cell, lane_cell
from tropa.draw.grids.grid import Grid, Row, Sheet, Span, cell, joined
from tropa.draw.grids.section_grids import section_grids
from tropa.draw.map_page import plan_board
from tropa.draw.subject import Subject
from tropa.draw.touchpoint_column import TouchpointColumn
from tropa.draw.wording import Prose, Wording

C = TypeVar("C")


def map_sheet(subject: Subject) -> Sheet:
    """The map of a journey.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    journey, direction = subject.journey, wording.direction
    shown = plan_board(journey, subject.schemes, names, wording)
    empty = wording.plain("report.page.empty")
    goals = (("client", names.prose(journey.goal.client)), ("business", names.prose(journey.goal.business)))
    return Sheet(
        language=wording.language,
        direction=direction,
        kind=wording.plain("report.map.eyebrow"),
        title=bare(names.journey(), direction),
        facts=tuple((wording.plain(f"report.goal.{who}"), bare(text or empty, direction)) for who, text in goals),
        notes=tuple(stage_notes(_stages(shown), wording)),
        grids=(*_bands(shown, wording), *section_grids(subject, names, wording)),
        foot=wording.plain("report.map.foot"),
        empty="" if shown.n_touchpoints else wording.plain("report.map.empty"),
    )


def stage_notes(stages: Iterable[StageColumns[C]], wording: Wording) -> Iterator[str]:
    """Stages that have no column: those left out with the reason, and those that wait for a touchpoint."""
    waiting = []
    for stage in stages:
        title = bare(_title(stage, wording), wording.direction)
        if stage.skipped is not None:
            reason = bare(stage.skipped, wording.direction) if stage.skipped.text else ""
            key = "grid.left_out" if reason else "grid.left_out_bare"
            yield wording.words.text(key, stage=title, **({"reason": reason} if reason else {}))
        elif not stage.touchpoints and not stage.continued:
            waiting.append(title)
    if waiting:
        joint = wording.words.text("report.list.joint")
        yield wording.words.text("grid.waiting", stages=joint.join(waiting))


def stage_span(stage: StageColumns[C], wording: Wording) -> Span:
    """The heading of a stage over its touchpoints."""
    notes: list[Prose | str] = []
    if stage.continued:
        notes.append(wording.plain("report.stage.continued"))
    elif stage.kind != "ordinary":
        notes.append(wording.plain(f"report.stage.{stage.kind}"))
    if stage.note and not stage.continued:
        notes.append(stage.note)
    title = cell([_title(stage, wording)], wording.direction, "strong")
    return Span(joined(title, cell(notes, wording.direction, "muted")), len(stage.touchpoints))


def _title(stage: StageColumns[C], wording: Wording) -> Prose | str:
    return stage.title or wording.plain("report.stage.none")


def _stages(shown: Board) -> Iterator[StageColumns[TouchpointColumn]]:
    return chain((stage for band in shown.bands for stage in band.stages), shown.beneath)


def _bands(shown: Board, wording: Wording) -> Iterator[Grid]:
    beneath = [Band((stage,), "", len(stage.touchpoints)) for stage in shown.beneath]
    for band in (*shown.bands, *beneath):
        stages = [stage for stage in band.stages if stage.touchpoints]
        columns = [column for stage in stages for column in stage.touchpoints]
        if columns:
            yield Grid(
                corner=wording.plain("report.lane.touchpoint"),
                columns=tuple(head_cell(column, wording) for column in columns),
                rows=tuple(_row(lane, columns, wording) for lane in shown.lanes if lane != "touchpoint"),
                spans=tuple(stage_span(stage, wording) for stage in stages),
                span_name=wording.plain("report.stages.stage"),
            )


def _row(lane: str, columns: Iterable[TouchpointColumn], wording: Wording) -> Row:
    head = cell([wording.plain(f"report.lane.{lane}")], wording.direction, "strong")
    return Row(head, tuple(lane_cell(column, lane, wording) for column in columns))
