"""Problems of a file as sentences, and as findings for programs."""

from __future__ import annotations

from typing import Any

from tropa.cli.speaking import words_in
from tropa.journey.text.problems import Problem


def sentence(problem: Problem, language: str) -> str:
    """What was met, what was expected and the nearest spelling, in a sentence."""
    words = words_in(language)
    params = {"met": "", "nearest": "", "expected": "", "part": "", **problem.params}
    expected = f"problem.expected.{params['expected']}"
    if problem.rule == "PA08" and expected in words:
        params["expected"] = words.text(expected, **problem.params)
    for name, key in (("limit", "limit"), ("feature", "feature"), ("why", "why")):
        given = params.get(name) or (params["met"] if name == "feature" else "")
        if f"problem.{key}.{given}" in words:
            params["limit_name" if name == "limit" else name] = words.text(f"problem.{key}.{given}")
    params["nearest_hint"] = words.text("problem.nearest", **params) if params["nearest"] else ""
    params["part_hint"] = words.text("problem.part", **params) if params["part"] else ""
    return words.text(f"problem.{problem.rule}", **params)


def line_of(problem: Problem, language: str) -> str:
    """A problem as one line: place, level, rule, sentence."""
    place = f"{problem.file}:{problem.span.line}:{problem.span.column}"
    return f"{place}: {problem.level} {problem.rule} {sentence(problem, language)}"


def finding_of(problem: Problem) -> dict[str, Any]:
    """A problem for programs; the message is English whatever people read."""
    return {
        "rule": problem.rule,
        "level": problem.level,
        "message": sentence(problem, "en"),
        "params": problem.params,
        "file": problem.file,
        "line": problem.span.line,
        "column": problem.span.column,
    }
