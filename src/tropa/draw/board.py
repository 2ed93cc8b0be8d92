"""The map as a board: stages in order, touchpoints in their stages, lanes across.

On a screen the bands of a large board stand side by side and scroll; on paper they stand one
under another, so that nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from tropa.draw.names import Names
from tropa.draw.touchpoint_column import TouchpointColumn
from tropa.draw.wording import Prose
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.schemes import skipped_stages, stage_of, stages_of

BAND = 8
"""Touchpoints that a sheet of paper holds side by side and still readable."""

PLAN_LANES = (
    "touchpoint",
    "communication",
    "target_action",
    "evaluation",
    "responsible",
    "client_expects",
    "company_expects",
)


@dataclass(frozen=True, slots=True)
class StageColumns:
    """A stage with its touchpoints, or a part of it where it goes over the end of a band.

    Args:
        id: Its id; empty for the touchpoints that have no stage yet.
        title: Its title; None for the touchpoints that have no stage yet.
        note: What it is about.
        kind: ``ordinary``, ``cross_cutting`` or ``post_exit``.
        skipped: Why the journey leaves it out; None where it does not.
        continued: It began in the band before.
        narrow: It has nothing to show and stands aside.
        touchpoints: Its touchpoints in their order.
    """

    id: str
    title: Prose | None
    note: Prose | None
    kind: str
    skipped: Prose | None
    continued: bool
    narrow: bool
    touchpoints: tuple[TouchpointColumn, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Stages side by side.

    Args:
        stages: In order.
        columns: Their widths, as CSS grid tracks.
        n_columns: Touchpoints in it.
    """

    stages: tuple[StageColumns, ...]
    columns: str
    n_columns: int


@dataclass(frozen=True, slots=True)
class Board:
    """The whole map.

    Args:
        bands: The stages from left to right (in Persian from right to left).
        beneath: Stages that lie under all others.
        lanes: Ids of the lanes, top to bottom.
        n_touchpoints: All of them.
    """

    bands: tuple[Band, ...]
    beneath: tuple[StageColumns, ...]
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
    n = len(journey.touchpoints)
    reasons = skipped_stages(journey)
    groups = [
        StageColumns(
            id=stage.id,
            title=names.stage(stage) if stage.id else None,
            note=names.prose(stage.note),
            kind=stage.kind,
            skipped=(names.prose(reasons[stage.id]) or Prose("")) if stage.id in reasons else None,
            continued=False,
            narrow=bool(n) and not held,
            touchpoints=tuple(column(name) for name in held),
        )
        for stage, held in _held(journey, stages_of(journey, schemes))
    ]
    return Board(
        bands=tuple(_bands([group for group in groups if group.kind != "cross_cutting"])),
        beneath=tuple(group for group in groups if group.kind == "cross_cutting"),
        lanes=(*PLAN_LANES, "reality") if with_reality else PLAN_LANES,
        n_touchpoints=n,
    )


def _held(journey: Journey, stages: Iterable[Stage]) -> Iterator[tuple[Stage, list[str]]]:
    """Each stage with its touchpoints; unknown stages and none at all come last."""
    held: dict[str, list[str]] = {}
    for name, touchpoint in journey.touchpoints.items():
        held.setdefault(stage_of(touchpoint.stage, journey) or "", []).append(name)
    for stage in stages:
        yield stage, held.pop(stage.id, [])
    nowhere = held.pop("", None)
    for unknown, names in held.items():
        yield Stage(id=unknown), names
    if nowhere:
        yield Stage(), nowhere


def _bands(groups: list[StageColumns]) -> Iterator[Band]:
    """The groups cut into bands of about equal length."""
    n = _n_columns(groups)
    length = ceil(n / max(1, ceil(n / BAND)))
    taken: list[StageColumns] = []
    for group in groups:
        rest = group
        while (room := length - _n_columns(taken)) < len(rest.touchpoints):
            if room:
                taken.append(replace(rest, touchpoints=rest.touchpoints[:room]))
                rest = replace(rest, touchpoints=rest.touchpoints[room:], continued=True)
            yield _band(taken, length)
            taken = []
        taken.append(rest)
    if taken:
        yield _band(taken, length)


def _n_columns(groups: Iterable[StageColumns]) -> int:
    return sum(len(group.touchpoints) for group in groups)


def _band(groups: list[StageColumns], length: int) -> Band:
    """A band with its tracks; a short one is filled up, so that all columns are equally wide."""
    n = _n_columns(groups)
    tracks = [_track(group) for group in groups]
    filler = [f"minmax(0, {length - n}fr)"] if n < length else []
    return Band(tuple(groups), " ".join([*tracks, *filler]), n)


def _track(group: StageColumns) -> str:
    if group.narrow:
        return "var(--sliver)" if group.skipped is None else "var(--aside)"
    n = max(1, len(group.touchpoints))
    return f"minmax(calc({n} * var(--column)), {n}fr)"
