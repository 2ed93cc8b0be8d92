"""The rules have their places, and what is in force has tests that bear its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.generate.language import records_told
from docs.generate.rules import bearers_of_rules
from tests.unit.docs.reading import ROOT, anchors, page, sections

from tropa.journey.codecs.records import keys_of

RULES = page("reference/rules.md")
BEARERS = bearers_of_rules(ROOT / "tests")
IN_FORCE = [title.split(" ", 1)[0] for title in sections(RULES.split("## Rules still to come")[0], 3)]


@pytest.mark.parametrize("rule", IN_FORCE)
def test_a_rule_in_force_has_tests_that_bear_its_number(rule: str) -> None:
    """A rule that the page tells as kept is kept by at least one test named after it."""
    assert rule in BEARERS


def test_every_test_bears_the_number_of_a_rule_that_is_told() -> None:
    """No test is named after a rule that the page does not tell."""
    assert {rule for rule in BEARERS if rule.lower() not in anchors(RULES)} == set()


def test_every_rule_that_a_key_names_is_told() -> None:
    """Where the reference of the language names a rule, the rule's page tells it."""
    named = {rule for cls in records_told() for item in keys_of(cls) for rule in re.findall(r"\b[RM]\d+\b", item.doc)}
    assert {rule for rule in named if rule.lower() not in anchors(RULES)} == set()


def test_tests_are_found_by_the_numbers_in_their_names(tmp_path: Path) -> None:
    """One name may bear several numbers; a name without number bears none."""
    (tmp_path / "test_x.py").write_text("def test_m2_m8_both(): ...\ndef test_r1(): ...\ndef test_r1_one(): ...\n")
    assert bearers_of_rules(tmp_path) == {
        "M2": ["test_x.py::test_m2_m8_both"],
        "M8": ["test_x.py::test_m2_m8_both"],
        "R1": ["test_x.py::test_r1_one"],
    }
