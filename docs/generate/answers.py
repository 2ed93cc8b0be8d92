"""What answers hold, from the docstrings of the types they are made of."""

from __future__ import annotations

import re
from dataclasses import fields
from inspect import cleandoc

from tropa.measure.answers import StepAnswer
from tropa.measure.answers_endings import Ending, EndingRows
from tropa.measure.answers_places import MatrixRow, MatrixRows
from tropa.measure.answers_returning import CohortRow, LifeRow, RetentionCell, RetentionRows, StickyPeriod
from tropa.measure.answers_surveys import WaveRow
from tropa.measure.answers_timing import Mark, SessionRow, WaitRow
from tropa.measure.attribution.conventions import Dealt, TouchAnswer
from tropa.measure.baselines import BaselineFigure
from tropa.measure.breaking.answer import CoursePoint, Shift, Stretch, Tried
from tropa.measure.comparing import ComparedStep, SideShare, SideWait
from tropa.measure.conformance.judging import Conformance, Deviation, JudgedVariant
from tropa.measure.contrast import Difference
from tropa.measure.counts import Edge
from tropa.measure.discovery.draft import StepEvidence
from tropa.measure.reality import (
    EmotionReality,
    IndicatorReality,
    Moves,
    Reality,
    StageReality,
    TouchpointReality,
)
from tropa.measure.reality_parts import (
    ChainReality,
    ComponentReality,
    FrequencyReality,
    RequestReality,
    RoleReality,
)
from tropa.measure.sharing import Part

TOLD = {
    "A step of a funnel": StepAnswer,
    "An edge": Edge,
    "A step of a draft": StepEvidence,
    "Conformance": Conformance,
    "A deviation": Deviation,
    "A variant": JudgedVariant,
    "A touch": TouchAnswer,
    "What is dealt out to a touch": Dealt,
    "What is usual of a step": BaselineFigure,
    "A part of a whole": Part,
    "Retention": RetentionRows,
    "A cohort": CohortRow,
    "A cohort after so many periods": RetentionCell,
    "A period's stickiness": StickyPeriod,
    "A period of the life cycle": LifeRow,
    "Time to": WaitRow,
    "A time on the curve": Mark,
    "Sessions": SessionRow,
    "A step matrix": MatrixRows,
    "A row of a step matrix": MatrixRow,
    "Endings": EndingRows,
    "An ending": Ending,
    "A wave of a survey": WaveRow,
    "A compared step": ComparedStep,
    "A side's share": SideShare,
    "A side's waits": SideWait,
    "A difference": Difference,
    "Reality": Reality,
    "A touchpoint's reality": TouchpointReality,
    "Moves": Moves,
    "A stage's reality": StageReality,
    "An indicator's reality": IndicatorReality,
    "A component's reality": ComponentReality,
    "A role's reality": RoleReality,
    "A request's reality": RequestReality,
    "A way of a request": ChainReality,
    "How often a request came": FrequencyReality,
    "A break, or an improvement": Shift,
    "Days of a cell": Stretch,
    "A period of a course": CoursePoint,
    "What was tried": Tried,
    "A reported emotion": EmotionReality,
}
"""Heading and type, in the order of the page."""

_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_FOR_PICTURES = {"curve"}


def answers_page() -> str:
    """A section a type, a line a field."""
    lines: list[str] = []
    for heading, cls in TOLD.items():
        told = meanings(cls)
        rows = [f"| `{name}` | {text} |" for name, text in told.items()]
        lines += [f"### {heading}", "", _summary(cls), "", "| field | meaning |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def meanings(cls: type) -> dict[str, str]:
    """Each field of a type and what its docstring says of it; empty where the name says all."""
    said = {name: re.sub(r"\s+", " ", text).strip() for name, text in _ARGUMENT.findall(_doc(cls))}
    names = [item.name for item in fields(cls) if item.name not in _FOR_PICTURES]
    return {name: said.get(name, "").replace("``", "`").replace("|", "\\|") for name in names}


def _doc(cls: type) -> str:
    return cleandoc(cls.__doc__ or "")


def _summary(cls: type) -> str:
    return re.split(r"\n\nArgs:", _doc(cls))[0].replace("``", "`")
