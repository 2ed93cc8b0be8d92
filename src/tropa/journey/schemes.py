"""The stage schemes that Tropa ships, and the stages a journey really lies on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache

from tropa.data.package import list_data, read_data
from tropa.journey.codecs.values import Text
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage, StageChange, StageUse


@cache
def shipped_schemes() -> Mapping[str, Scheme]:
    """The schemes in the package, by id."""
    found: dict[str, Scheme] = {}
    for path in list_data("schemes", ".yaml"):
        scheme = read_definition(read_data(path), file=path).value
        if isinstance(scheme, Scheme):
            found[scheme.scheme] = scheme
    return found


def stages_of(journey: Journey, schemes: Mapping[str, Scheme]) -> tuple[Stage, ...]:
    """The journey's stages in order, its own changes applied; skipped ones are among them."""
    if not isinstance(journey.stages, StageUse):
        return journey.stages or ()
    scheme = schemes.get(journey.stages.use)
    shared = scheme.stages if scheme else ()
    changes = journey.stages.changes
    own = (name for name in changes if name not in {stage.id for stage in shared})
    return (
        *(_changed(stage, changes.get(stage.id)) for stage in shared),
        *(_changed(Stage(id=name), changes[name]) for name in own),
    )


def skipped_stages(journey: Journey) -> Mapping[str, Text]:
    """Stages the journey leaves out on purpose, with the reasons."""
    return journey.stages.skip if isinstance(journey.stages, StageUse) else {}


def _changed(stage: Stage, change: StageChange | None) -> Stage:
    if change is None:
        return stage
    given = {item.name: held for item in fields(change) if (held := getattr(change, item.name)) is not None}
    return replace(stage, **given)


def stage_of(touchpoint_stage: str | None, journey: Journey) -> str | None:
    """The stage of a touchpoint: its own, else the journey's default."""
    return touchpoint_stage or journey.stage
