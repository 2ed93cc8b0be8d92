"""Columns by stage, cut into bands that fit on paper.

On a screen the bands of a large picture stand side by side and scroll; on paper they stand one
under another, so that nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Generic, TypeVar

from tropa.draw.names import Names
from tropa.draw.wording import Prose
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.schemes import skipped_stages, stage_of, stages_of

BAND = 8
"""Touchpoints that a sheet of paper holds side by side and still readable."""

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class StageColumns(Generic[C]):
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
    touchpoints: tuple[C, ...]


@dataclass(frozen=True, slots=True)
class Band(Generic[C]):
    """Stages side by side.

    Args:
        stages: In order.
        columns: Their widths, as CSS grid tracks.
        n_columns: Touchpoints in it.
    """

    stages: tuple[StageColumns[C], ...]
    columns: str
    n_columns: int


def held_by_stage(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[tuple[Stage, tuple[str, ...]]]:
    """Each stage with its touchpoints; unknown stages and none at all come last."""
    held: dict[str, list[str]] = {}
    for name, touchpoint in journey.touchpoints.items():
        held.setdefault(stage_of(touchpoint.stage, journey) or "", []).append(name)
    for stage in stages_of(journey, schemes):
        yield stage, tuple(held.pop(stage.id, ()))
    nowhere = held.pop("", None)
    for unknown, names in held.items():
        yield Stage(id=unknown), tuple(names)
    if nowhere:
        yield Stage(), tuple(nowhere)


def stage_columns(
    journey: Journey, schemes: Mapping[str, Scheme], names: Names, column: Callable[[str], C]
) -> tuple[StageColumns[C], ...]:
    """All stages of a journey with the columns of their touchpoints, empty and skipped ones among them.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        column: Makes the column of a touchpoint.
    """
    reasons = skipped_stages(journey)
    return tuple(
        StageColumns(
            id=stage.id,
            title=names.stage(stage) if stage.id else None,
            note=names.prose(stage.note),
            kind=stage.kind,
            skipped=(names.prose(reasons[stage.id]) or Prose("")) if stage.id in reasons else None,
            continued=False,
            narrow=bool(journey.touchpoints) and not held,
            touchpoints=tuple(column(name) for name in held),
        )
        for stage, held in held_by_stage(journey, schemes)
    )


def bands(groups: Iterable[StageColumns[C]]) -> Iterator[Band[C]]:
    """The groups cut into bands of about equal length."""
    groups = tuple(groups)
    n = _n_columns(groups)
    length = ceil(n / max(1, ceil(n / BAND)))
    taken: list[StageColumns[C]] = []
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


def _n_columns(groups: Iterable[StageColumns[C]]) -> int:
    return sum(len(group.touchpoints) for group in groups)


def _band(groups: list[StageColumns[C]], length: int) -> Band[C]:
    """A band with its tracks; a short one is filled up, so that all columns are equally wide."""
    n = _n_columns(groups)
    tracks = [_track(group) for group in groups]
    filler = [f"minmax(0, {length - n}fr)"] if n < length else []
    return Band(tuple(groups), " ".join([*tracks, *filler]), n)


def _track(group: StageColumns[C]) -> str:
    if group.narrow:
        return "var(--sliver)" if group.skipped is None else "var(--aside)"
    n = max(1, len(group.touchpoints))
    return f"minmax(calc({n} * var(--column)), {n}fr)"
