"""Questions about answers that customers gave on a scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal, TypeAlias

from tropa.measure.periods import PeriodKind
from tropa.measure.questions import EventSignal, Scope

SurveyKind: TypeAlias = Literal["nps", "csat", "ces"]

SCALES: dict[SurveyKind, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
"""The lowest and the highest answer of each kind."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How customers answered, wave by wave (rule M10).

    An answer is an event that serves ``answer`` with a value of ``prop`` that reads as a whole number on
    the kind's scale.  Of a unit's answers in one wave the last counts.

    Args:
        kind: What is asked: ``nps`` 0 to 10, ``csat`` 1 to 5, ``ces`` 1 to 7.
        answer: The event that brings an answer.
        prop: Its property with the answer.
        asked: The event that says that somebody was asked; None where the log does not tell.
        wave: The period of a wave; None is one wave in all.
        zone: Whose wall clock.
        scope: ``since``/``until`` bound every event; ``by`` takes the value at the answer that counts.
    """

    kind: SurveyKind
    answer: EventSignal
    prop: str
    asked: EventSignal | None = None
    wave: PeriodKind | None = None
    zone: tzinfo = UTC
    scope: Scope = Scope()
