"""The blanks of a map: what it does not say yet and a person can be asked, in the order of asking.

Most are slots of completeness.  A stage without touchpoints is none of them: what is missing there is no
single value.  Beyond completeness a touchpoint is asked for the event that proves it, without which no log can
show it (M11), and for what client and company expect there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.journey.codecs.protocol import Path
from tropa.journey.completeness import JOURNEY, Slot, slots
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.proof import unproven
from tropa.journey.schemes import stage_of, stages_of
from tropa.journey.workbook import AskedQuestion, questions_for

Form: TypeAlias = Literal[
    "scheme", "stage", "channels", "team", "signal", "evaluation", "indicator", "text", "question"
]
"""What sort of answer fills a blank."""

_OF_JOURNEY: dict[str, Form] = {
    "goal.client": "text",
    "goal.business": "text",
    "start": "signal",
    "success": "signal",
    "indicators": "indicator",
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

_LAST_OF_ROW = "responsible"
_EXPECTATIONS = ("client_expects", "company_expects")


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
    """What a journey can be asked for: its own fields, its touchpoints, its guiding questions.

    A touchpoint is asked for its row and its proof at once; what is expected there is asked once the rows
    of all are through.  A journey without stages is first asked which scheme it lies on; until it has some,
    its touchpoints are not asked for theirs.  An indicator is asked for once there is a success to hold it to.
    """
    questions = {(one.stage.id, f"answers.{one.id}"): one for one in questions_for(journey, schemes)}
    staged = bool(stages_of(journey, schemes))
    fields = [] if journey.stages is not None else [Blank(JOURNEY, "stages", ("stages",), "scheme")]
    guiding, lacking = [], unproven(journey)
    for slot in slots(journey, schemes):
        asked = questions.get((slot.at, slot.what))
        if asked is not None:
            guiding += [] if slot.filled else [_question(asked)]
        elif not slot.filled and (slot.what != "stage" or staged) and (blank := _field(slot, journey)):
            fields.append(blank)
        if slot.what == _LAST_OF_ROW and slot.at in lacking:
            fields.append(_of_touchpoint(slot.at, "reached", "signal", slot.stage))
    return (*fields, *_expectations(journey), *guiding)


def _expectations(journey: Journey) -> Iterator[Blank]:
    """What client and company expect at each touchpoint, where it does not say so."""
    for name, touchpoint in journey.touchpoints.items():
        for what in _EXPECTATIONS:
            if getattr(touchpoint, what) is None:
                yield _of_touchpoint(name, what, "text", stage_of(touchpoint.stage, journey))


def _question(asked: AskedQuestion) -> Blank:
    return Blank(asked.stage.id, asked.id, ("answers", asked.stage.id, asked.id), "question", asked.stage.id, asked)


def _field(slot: Slot, journey: Journey) -> Blank | None:
    if slot.at == JOURNEY and slot.what in _OF_JOURNEY:
        if slot.what == "indicators" and journey.success is None:
            return None
        return Blank(slot.at, slot.what, tuple(slot.what.split(".")), _OF_JOURNEY[slot.what])
    if slot.at in journey.touchpoints and slot.what in _OF_TOUCHPOINT:
        return _of_touchpoint(slot.at, slot.what, _OF_TOUCHPOINT[slot.what], slot.stage)
    return None


def _of_touchpoint(name: str, what: str, form: Form, stage: str | None) -> Blank:
    return Blank(name, what, ("touchpoints", name, what), form, stage)
