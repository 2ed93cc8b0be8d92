"""The page of problems holds every problem, and its examples are read as it says."""

from __future__ import annotations

import re

import pytest
from tests.unit.docs.reading import anchors, page, sections

from tropa.journey.files import read_definition
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.problems import RULES

PROBLEMS = sections(page("reference/problems.md"), 2)


def section_of(rule: str) -> str:
    """What the page says of a problem."""
    return next(text for title, text in PROBLEMS.items() if title.startswith(f"{rule} "))


def found_in(text: str) -> set[str]:
    """The problems of a file."""
    problems = read_definition(text.encode(), schemes=shipped_schemes()).problems
    return {problem.rule for problem in problems}


def test_every_problem_has_its_heading_and_no_other() -> None:
    """The ids of the page are the ids of the code, and links can reach them."""
    assert [title.split(" ", 1)[0] for title in PROBLEMS] == list(RULES)
    assert anchors(page("reference/problems.md")) == {rule.lower() for rule in RULES}


@pytest.mark.parametrize("rule", RULES)
def test_every_problem_says_its_level(rule: str) -> None:
    """A section begins with the level that the code gives the problem."""
    assert section_of(rule).lstrip().startswith(f"Level {RULES[rule]}.")


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_has_the_problem_and_the_good_one_has_none(rule: str) -> None:
    """The examples of a problem show it, and how it is mended."""
    examples = re.search(r"```yaml\n# bad[^\n]*\n(.*?)# good\n(.*?)```", section_of(rule), re.DOTALL)
    assert examples, f"{rule} has no examples"
    bad, good = examples.groups()
    assert rule in found_in(bad)
    assert found_in(good) == set()
