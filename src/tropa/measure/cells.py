"""The customers behind the cells of a table: who came back, who stood at a place, who went from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from tropa.measure.counts_flows import ENDED, OTHER, Flow, FlowCounts
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Retention


@dataclass(frozen=True, slots=True)
class CohortCell:
    """Those of a cohort who were active so many periods after their first; ``None``: all of the cohort."""

    start: date
    offset: int | None

    @property
    def figure(self) -> str:
        """What it is called."""
        return f"retention.{self.start}.{'all' if self.offset is None else self.offset}"


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """Those who have an event of a name at a place; ``None``: no event there."""

    place: int
    name: str | None

    @property
    def figure(self) -> str:
        """What it is called."""
        return f"matrix.{self.place}.{'' if self.name is None else self.name}"


@dataclass(frozen=True, slots=True)
class MoveCell:
    """Those who went from an event at a place to one at the next; ``None``: whose row ended there."""

    place: int
    source: str
    target: str | None

    @property
    def figure(self) -> str:
        """What it is called; no name has a line break in it that would make two of them one."""
        return "\n".join((f"flows.{self.place}", self.source, *(() if self.target is None else (self.target,))))


@dataclass(frozen=True, slots=True)
class CohortCells:
    """Who is behind some cells of a retention: those whose first event came last, first."""

    question: Retention
    cells: tuple[CohortCell, ...]
    most: int = 10


@dataclass(frozen=True, slots=True)
class PlaceCells:
    """Who is behind some cells of a step matrix."""

    question: StepMatrix
    cells: tuple[PlaceCell, ...]
    most: int = 10


@dataclass(frozen=True, slots=True)
class MoveCells:
    """Who is behind some moves."""

    question: Flows
    cells: tuple[MoveCell, ...]
    most: int = 10


def move_cell(flow: Flow, counts: FlowCounts) -> MoveCell | None:
    """The cell of a move; None where a stop of it is any name beyond those told."""
    if OTHER in (flow.source, flow.target):
        return None
    target = None if flow.target == ENDED else counts.names[flow.target]
    return MoveCell(flow.place, counts.names[flow.source], target)


Cells: TypeAlias = CohortCells | PlaceCells | MoveCells
