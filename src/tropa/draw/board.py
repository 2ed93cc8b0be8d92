"""The map as a board: stages in order, touchpoints in their stages, lanes across."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tropa.draw.bands import Band, StageColumns, bands, stage_columns
from tropa.draw.emotion import edges
from tropa.draw.names import Names
from tropa.draw.touchpoint_column import TouchpointColumn
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme

ASKED_OF_ALL = (
    "touchpoint",
    "communication",
    "target_action",
    "evaluation",
    "responsible",
    "client_expects",
    "company_expects",
)
"""Lanes that every map has, top to bottom."""

WHERE_FILLED = ("emotion", "signpost", "status", "help", "backstage", "depends_on")
"""Lanes beneath them that come with the first touchpoint that has something in them."""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole map.

    Args:
        bands: The stages from left to right (in Persian from right to left).
        beneath: Stages that lie under all others.
        lanes: Ids of the lanes, top to bottom.
        n_touchpoints: All of them.
    """

    bands: tuple[Band[TouchpointColumn], ...]
    beneath: tuple[StageColumns[TouchpointColumn], ...]
    lanes: tuple[str, ...]
    n_touchpoints: int


def board(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    names: Names,
    column: Callable[[str], TouchpointColumn],
    *,
    with_reality: bool,
) -> Board:
    """The board of a journey.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        column: Makes the column of a touchpoint.
        with_reality: A lane for reality comes last.
    """
    groups = stage_columns(journey, schemes, names, column)
    return Board(
        bands=tuple(bands(_with_curve([group for group in groups if group.kind != "cross_cutting"]))),
        beneath=tuple(group for group in groups if group.kind == "cross_cutting"),
        lanes=tuple(_lanes(groups, with_reality=with_reality)),
        n_touchpoints=len(journey.touchpoints),
    )


def _lanes(groups: Iterable[StageColumns[TouchpointColumn]], *, with_reality: bool) -> Iterable[str]:
    columns = [column for group in groups for column in group.touchpoints]
    yield from ASKED_OF_ALL
    yield from (lane for lane in WHERE_FILLED if any(getattr(column, lane) for column in columns))
    if with_reality:
        yield "reality"


def _with_curve(groups: Iterable[StageColumns[TouchpointColumn]]) -> list[StageColumns[TouchpointColumn]]:
    """The groups with the heights at which the curve of emotions crosses the borders of their columns."""
    groups = list(groups)
    columns = [column for group in groups for column in group.touchpoints]
    crossings = iter(edges([column.emotion for column in columns]))
    return [
        replace(group, touchpoints=tuple(replace(column, crossing=next(crossings)) for column in group.touchpoints))
        for group in groups
    ]
