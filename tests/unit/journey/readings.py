"""Reading small files in tests: what came of them, and what was found wrong where."""

from __future__ import annotations

from tropa.journey.files import Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.steps import Step
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.problems import Problem


def problems_of(text: str | bytes, workspace: Workspace | None = None) -> tuple[Problem, ...]:
    """Everything found wrong with a file."""
    content = text.encode() if isinstance(text, str) else text
    return read_definition(content, workspace=workspace, schemes=shipped_schemes()).problems


def found(text: str | bytes, workspace: Workspace | None = None) -> list[tuple[str, int, int]]:
    """Rule, line and column of everything found wrong with a file."""
    return [(one.rule, one.span.line, one.span.column) for one in problems_of(text, workspace)]


def the_problem(text: str | bytes, workspace: Workspace | None = None) -> Problem:
    """The only thing wrong with a file."""
    (problem,) = problems_of(text, workspace)
    return problem


def read(text: str) -> Read[Journey | Workspace | Scheme]:
    """What came of a file, references and structure left alone."""
    return read_definition(text.encode(), syntax_only=True)


def journey(text: str) -> Journey:
    """The journey whose keys, but for the first, are given; nothing is wrong with it."""
    value = read(f"journey: a\n{text}").value
    assert isinstance(value, Journey), read(f"journey: a\n{text}").problems
    return value


def workspace(text: str) -> Workspace:
    """The workspace whose keys, but for the first, are given."""
    value = read(f"workspace: w\n{text}").value
    assert isinstance(value, Workspace), read(f"workspace: w\n{text}").problems
    return value


def step(text: str) -> Step:
    """The only step of a journey, given as the lines of its mapping."""
    lines = text.strip("\n").split("\n")
    steps = journey("steps:\n  - " + "\n    ".join(lines)).steps
    assert steps is not None
    (only,) = steps
    return only
