"""What is told of a file as sentences: what is wrong, why it matters, what to do."""

from __future__ import annotations

from tropa.data.words import Words
from tropa.journey.text.problems import Problem
from tropa.lint import Finding, Param, Unnamed
from tropa.runtime.checking import Told


def sentence(told: Told, words: Words) -> str:
    """What is wrong, in a sentence."""
    if isinstance(told, Finding):
        return words.text(f"lint.{told.rule}.says", **params_in(told, words))
    return _problem(told, words)


def params_in(finding: Finding, words: Words) -> dict[str, str]:
    """What fills a finding's sentence, in a language."""
    return {name: _param(value, words) for name, value in finding.params.items()}


def _param(value: Param, words: Words) -> str:
    match value:
        case str():
            return value
        case Unnamed(kind=kind, line=line):
            return words.text("lint.unnamed", kind=kind, line=line)
        case _:
            return words.listed(value)


def why(rule: str, words: Words) -> str:
    """Why a rule matters; an empty text for the reader's, whose sentences say all."""
    return words.text(f"lint.{rule}.why") if f"lint.{rule}.why" in words else ""


def what_to_do(rule: str, words: Words) -> str:
    """What to do about a rule's findings; an empty text for the reader's."""
    return words.text(f"lint.{rule}.do") if f"lint.{rule}.do" in words else ""


_IDS = frozenset({"choices", "expected"})
"""Params of the reader's that list ids and keys, none of which holds a comma."""


def _problem(problem: Problem, words: Words) -> str:
    """What was met, what was expected and the nearest spelling."""
    params = {"met": "", "nearest": "", "expected": "", "part": "", **problem.params}
    for name in _IDS & params.keys():
        params[name] = words.listed(params[name].split(", "))
    expected = f"problem.expected.{params['expected']}"
    if problem.rule == "PA08" and expected in words:
        params["expected"] = words.text(expected, **params)
    for name, key in (("limit", "limit"), ("feature", "feature"), ("why", "why")):
        given = params.get(name) or (params["met"] if name == "feature" else "")
        if f"problem.{key}.{given}" in words:
            params["limit_name" if name == "limit" else name] = words.text(f"problem.{key}.{given}")
    params["nearest_hint"] = words.text("problem.nearest", **params) if params["nearest"] else ""
    params["part_hint"] = words.text("problem.part", **params) if params["part"] else ""
    return words.text(f"problem.{problem.rule}", **params)
