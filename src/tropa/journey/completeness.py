"""How much of a map is filled in: a figure, never an error (S1-52).

Asked of a journey: the client's goal, the company's goal, its beginning, its success, and at
least one indicator; of every touchpoint the five columns of the table and its stage; of every
ordinary stage that is not skipped, that something happens there; and the guiding questions of its
stages' workbooks (S0-34).  A step that was begun and does not say yet what it is about is a gap too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import says
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.steps import kind_of, subject_of
from tropa.journey.schemes import skipped_stages, stage_of, stages_of
from tropa.journey.structure import all_steps
from tropa.journey.workbook import questions_for

JOURNEY = "journey"
"""The place of what is asked of the journey itself."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a complete map says.

    Args:
        at: Where: ``journey``, the id of a touchpoint, a stage or a step, or the path of a step
            without one: ``steps[2].else[0]``.
        what: The field; ``answers.QUESTION`` for a guiding question; the kind of a step.
        filled: Whether it is said.
        stage: The stage it counts for; None for what belongs to the journey as a whole.
    """

    at: str
    what: str
    filled: bool
    stage: str | None = None


def slots(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[Slot]:
    """Everything that is asked of a complete map, in reading order."""
    yield Slot(JOURNEY, "goal.client", says(journey.goal.client))
    yield Slot(JOURNEY, "goal.business", says(journey.goal.business))
    yield Slot(JOURNEY, "start", journey.start is not None)
    yield Slot(JOURNEY, "success", journey.success is not None)
    yield Slot(JOURNEY, "indicators", bool(journey.indicators))
    for name, touchpoint in journey.touchpoints.items():
        stage = stage_of(touchpoint.stage, journey)
        yield Slot(name, "stage", stage is not None, stage)
        yield Slot(name, "channel", bool(touchpoint.channel), stage)
        said = touchpoint.communication
        yield Slot(name, "communication", said is not None and said.spoken, stage)
        yield Slot(name, "target_action", touchpoint.target_action is not None, stage)
        yield Slot(name, "evaluation", touchpoint.evaluation is not None, stage)
        yield Slot(name, "responsible", touchpoint.responsible is not None, stage)
    yield from _stage_slots(journey, schemes)
    for asked in questions_for(journey, schemes):
        yield Slot(asked.stage.id, f"answers.{asked.id}", says(asked.answer), asked.stage.id)
    yield from _step_slots(journey)


def _stage_slots(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[Slot]:
    """A journey that names one stage for all of it answers for that stage alone."""
    used = {stage_of(touchpoint.stage, journey) for touchpoint in journey.touchpoints.values()}
    for stage in stages_of(journey, schemes):
        asked = stage.kind == "ordinary" and stage.id not in skipped_stages(journey)
        if asked and (journey.stage is None or stage.id == journey.stage):
            yield Slot(stage.id, "touchpoints", stage.id in used, stage.id)


def _step_slots(journey: Journey) -> Iterator[Slot]:
    """The gaps among the steps; those that say what they are about are the scenario, not the map."""
    for placed in all_steps(journey):
        if subject_of(placed.step) is None:
            yield Slot(placed.step.id or _written(placed.path), kind_of(placed.step), filled=False)


def _written(path: Path) -> str:
    """A path as people write it."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def completeness(journey: Journey, schemes: Mapping[str, Scheme]) -> float:
    """The share of what a complete map says that this one says."""
    return _share([slot.filled for slot in slots(journey, schemes)])


def stage_completeness(journey: Journey, schemes: Mapping[str, Scheme]) -> dict[str, float]:
    """The same for each stage of which anything is asked, in the order of the stages.

    What is asked of the journey as a whole counts for no stage.
    """
    filled: dict[str, list[bool]] = {stage.id: [] for stage in stages_of(journey, schemes)}
    for slot in slots(journey, schemes):
        if slot.stage is not None:
            filled.setdefault(slot.stage, []).append(slot.filled)
    return {stage: _share(found) for stage, found in filled.items() if found}


def _share(filled: list[bool]) -> float:
    return sum(filled) / len(filled)
