"""What answers hold, from the docstrings of the types they are made of."""

from __future__ import annotations

import re
from dataclasses import fields
from inspect import cleandoc

from tropa.measure.answers import StepAnswer
from tropa.measure.counts import Edge
from tropa.measure.reality import (
    BreakPoint,
    EmotionReality,
    IndicatorReality,
    Moves,
    Reality,
    StageReality,
    TouchpointReality,
)

TOLD = {
    "A step of a funnel": StepAnswer,
    "An edge": Edge,
    "Reality": Reality,
    "A touchpoint's reality": TouchpointReality,
    "Moves": Moves,
    "A stage's reality": StageReality,
    "An indicator's reality": IndicatorReality,
    "A break point": BreakPoint,
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
