"""Problems and findings of a file as sentences, and as data for programs."""

from __future__ import annotations

from typing import Any

from tropa.cli.speaking import words_in
from tropa.journey.text.problems import Problem
from tropa.lint import Finding, Fix
from tropa.lint.finding import dotted
from tropa.runtime.checking import Told


def sentence(told: Told, language: str) -> str:
    """What is wrong, in a sentence."""
    if isinstance(told, Finding):
        return words_in(language).text(f"lint.{told.rule}.says", **told.params)
    return _problem(told, language)


def _problem(problem: Problem, language: str) -> str:
    """What was met, what was expected and the nearest spelling."""
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


def line_of(told: Told, language: str) -> str:
    """What is told as one line: place, level, rule, sentence."""
    place = f"{told.file}:{told.span.line}:{told.span.column}"
    return f"{place}: {told.level} {told.rule} {sentence(told, language)}"


def finding_of(told: Told) -> dict[str, Any]:
    """What is told, for programs; the message is English whatever people read."""
    found = {
        "rule": told.rule,
        "level": told.level,
        "message": sentence(told, "en"),
        "params": told.params,
        "file": told.file,
        "line": told.span.line,
        "column": told.span.column,
    }
    if isinstance(told, Finding):
        found["path"] = dotted(told.path)
        if told.fix is not None:
            found["fix"] = _fix(told.fix)
    return found


def _fix(fix: Fix) -> list[dict[str, Any]]:
    return [{"path": dotted(change.path), "value": change.value} for change in fix.changes]
