"""How much of a map is filled in: a figure, never an error (S1-52).

Asked of a journey: the client's goal, the company's goal, its beginning, its success, and at
least one indicator; of every touchpoint the five columns of the table and its stage; of every
ordinary stage that is not skipped, that something happens there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.schemes import skipped_stages, stages_of


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a complete map says.

    Args:
        at: Where: ``journey``, or the id of a touchpoint or a stage.
        what: The field.
        filled: Whether it is said.
    """

    at: str
    what: str
    filled: bool


def slots(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[Slot]:
    """Everything that is asked of a complete map, in reading order."""
    yield Slot("journey", "goal.client", journey.goal.client is not None)
    yield Slot("journey", "goal.business", journey.goal.business is not None)
    yield Slot("journey", "start", journey.start is not None)
    yield Slot("journey", "success", journey.success is not None)
    yield Slot("journey", "indicators", bool(journey.indicators))
    for name, touchpoint in journey.touchpoints.items():
        yield Slot(name, "stage", (touchpoint.stage or journey.stage) is not None)
        yield Slot(name, "channel", bool(touchpoint.channel))
        yield Slot(name, "communication", touchpoint.communication is not None)
        yield Slot(name, "target_action", touchpoint.target_action is not None)
        yield Slot(name, "evaluation", touchpoint.evaluation is not None)
        yield Slot(name, "responsible", touchpoint.responsible is not None)
    yield from _stage_slots(journey, schemes)


def _stage_slots(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[Slot]:
    """A journey that names one stage for all of it answers for that stage alone."""
    used = {touchpoint.stage or journey.stage for touchpoint in journey.touchpoints.values()}
    for stage in stages_of(journey, schemes):
        asked = stage.kind == "ordinary" and stage.id not in skipped_stages(journey)
        if asked and (journey.stage is None or stage.id == journey.stage):
            yield Slot(stage.id, "touchpoints", stage.id in used)


def completeness(journey: Journey, schemes: Mapping[str, Scheme]) -> float:
    """The share of what a complete map says that this one says."""
    found = list(slots(journey, schemes))
    return sum(slot.filled for slot in found) / len(found)
