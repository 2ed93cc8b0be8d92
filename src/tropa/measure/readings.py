"""In a sentence, which reading of the log a figure is: for programs, in English, as with funnels."""

from __future__ import annotations

from datetime import tzinfo
from typing import TypeAlias

from tropa.journey.signal_text import format_signal
from tropa.measure.periods import PeriodKind
from tropa.measure.questions import Edges, EventSignal, Paths, Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo

Readable: TypeAlias = (
    Edges | Paths | Flows | Retention | Stickiness | Lifecycle | TimeTo | Sessions | StepMatrix | Endings | Answers
)
"""Questions whose reading is told here; a funnel's is told in ``answers``."""


def reading_of(question: Readable) -> str:
    """What decides the figures of an answer.

    >>> reading_of(Sessions(gap_s=60))
    'sessions of a customer; a silence over 60 s ends one'
    """
    match question:
        case Retention():
            what = f"first event serving {_told(question.start)}; active: {_told(question.returning)}"
            return f"{what}; {_periods(question.period, question.zone)}; {_unit(question.scope)}"
        case Stickiness() | Lifecycle():
            what = f"active: {_told(question.active)}"
            return f"{what}; {_periods(question.period, question.zone)}; {_unit(question.scope)}"
        case TimeTo():
            horizon = "no horizon" if question.horizon_s is None else f"horizon {question.horizon_s} s"
            what = f"from the first {_told(question.start)} to the first later {_told(question.end)}"
            return f"{what}; {horizon}; censored at the watermark; {_unit(question.scope)}"
        case Sessions():
            return f"sessions of a customer; a silence over {question.gap_s} s ends one"
        case Edges() | Paths() | Flows():
            return f"{type(question).__name__.lower()} {_unit(question.scope)}"
        case StepMatrix():
            around = "from the first event" if question.around is None else f"around the first {question.around}"
            return f"{around}; {_unit(question.scope)}"
        case Endings():
            among = f"the last of {', '.join(question.among)}" if question.among else "the last event"
            goal = f"; reached: any {question.goal}" if question.goal is not None else ""
            return f"{among}{goal}; {_unit(question.scope)}"
        case Answers():
            wave = "one wave" if question.wave is None else _periods(question.wave, question.zone)
            return f"{question.kind} in {question.prop} of {_told(question.answer)}; last answer counts; {wave}"


def _told(signal: EventSignal) -> str:
    return format_signal(signal)


def _periods(kind: PeriodKind, zone: tzinfo) -> str:
    return f"per {kind} in {zone}"


def _unit(scope: Scope) -> str:
    return f"per {scope.unit.per}" + (f" {scope.unit.prop}" if scope.unit.prop else "")
