"""What is told of a file as sentences: what is wrong, why it matters, what to do."""

from __future__ import annotations

from tropa.data.words import Words
from tropa.journey.text.problems import Problem
from tropa.lint import Finding
from tropa.runtime.checking import Told


def sentence(told: Told, words: Words) -> str:
    """What is wrong, in a sentence."""
    if isinstance(told, Finding):
        return words.text(f"lint.{told.rule}.says", **told.params)
    return _problem(told, words)


def why(rule: str, words: Words) -> str:
    """Why a rule matters; an empty text for the reader's, whose sentences say all."""
    return words.text(f"lint.{rule}.why") if f"lint.{rule}.why" in words else ""


def what_to_do(rule: str, words: Words) -> str:
    """What to do about a rule's findings; an empty text for the reader's."""
    return words.text(f"lint.{rule}.do") if f"lint.{rule}.do" in words else ""


def _problem(problem: Problem, words: Words) -> str:
    """What was met, what was expected and the nearest spelling."""
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
