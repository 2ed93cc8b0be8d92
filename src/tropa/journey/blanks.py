"""The blanks of a map: what it does not say yet and a person can be asked, in the order of asking.

Most are slots of completeness.  Indicators and a stage without touchpoints are none of them: what is
missing there is no single value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.journey.codecs.protocol import Path
from tropa.journey.completeness import JOURNEY, Slot, slots
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.schemes import stages_of
from tropa.journey.workbook import AskedQuestion, questions_for

Form: TypeAlias = Literal["scheme", "stage", "channels", "team", "signal", "evaluation", "text", "question"]
"""What sort of answer fills a blank."""

_OF_JOURNEY: dict[str, Form] = {
    "goal.client": "text",
    "goal.business": "text",
    "start": "signal",
    "success": "signal",
}
_OF_TOUCHPOINT: dict[str, Form] = {
    "stage": "stage",
    "channel": "channels",
    "communication": "text",
    "target_action": "signal",
    "evaluation": "evaluation",
    "responsible": "team",
}
"""The fields that one answer fills, by what a slot calls them."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One value that is missing.

    Args:
        at: Where: ``journey``, or the id of a touchpoint or a stage.
        what: The field, or the id of a guiding question.
        path: Where the value goes in the file.
        form: What sort of answer fills it.
        stage: The stage it counts for; None for the journey as a whole.
        asked: The guiding question, where it is one.
    """

    at: str
    what: str
    path: Path
    form: Form
    stage: str | None = None
    asked: AskedQuestion | None = None


def blanks(journey: Journey, schemes: Mapping[str, Scheme]) -> tuple[Blank, ...]:
    """What a journey can be asked for: its own fields, its touchpoints row by row, its guiding questions.

    A journey without stages is first asked which scheme it lies on; until it has some, its
    touchpoints are not asked for theirs.
    """
    questions = {(one.stage.id, f"answers.{one.id}"): one for one in questions_for(journey, schemes)}
    staged = bool(stages_of(journey, schemes))
    found = [] if journey.stages is not None else [Blank(JOURNEY, "stages", ("stages",), "scheme")]
    for slot in slots(journey, schemes):
        if slot.filled or (slot.what == "stage" and not staged):
            continue
        asked = questions.get((slot.at, slot.what))
        blank = _question(asked) if asked else _field(slot, journey)
        found += [blank] if blank else []
    return tuple(found)


def _question(asked: AskedQuestion) -> Blank:
    return Blank(asked.stage.id, asked.id, ("answers", asked.stage.id, asked.id), "question", asked.stage.id, asked)


def _field(slot: Slot, journey: Journey) -> Blank | None:
    if slot.at == JOURNEY and slot.what in _OF_JOURNEY:
        return Blank(slot.at, slot.what, tuple(slot.what.split(".")), _OF_JOURNEY[slot.what])
    if slot.at in journey.touchpoints and slot.what in _OF_TOUCHPOINT:
        path = ("touchpoints", slot.at, slot.what)
        return Blank(slot.at, slot.what, path, _OF_TOUCHPOINT[slot.what], slot.stage)
    return None
