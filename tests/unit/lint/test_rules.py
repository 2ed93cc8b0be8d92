"""The rules are tested by their own examples, laid over a journey that keeps them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tropa.data.words import LANGUAGES, Words
from tropa.journey.files import read_definition
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.lint import LIVE_RULES, RULES, Finding, Rule, Subject
from tropa.lint.register import KNOWN, WAITING
from tropa.lint.waivers import WAIVER_RULES
from tropa.runtime.telling import sentence
from tropa.testing.planting import TODAY, findings_of, place, planted, read_planted, with_answers

ASSETS = Path(__file__).parents[2] / "assets" / "lint"
ALL: tuple[Rule, ...] = (*RULES, *WAIVER_RULES)


def workspace() -> Workspace:
    """The clean workspace."""
    value = read_definition((ASSETS / "workspace.yaml").read_bytes(), schemes=shipped_schemes()).value
    assert isinstance(value, Workspace)
    return value


WORKSPACE = workspace()
CLEAN = with_answers((ASSETS / "clean.yaml").read_text("utf-8"), WORKSPACE)


@cache
def found_in(fragment: str, beside: str = "") -> tuple[Finding, ...]:
    """What all rules find in the clean journey with a fragment laid over it."""
    return findings_of(planted(CLEAN, fragment), WORKSPACE, RULES, beside)


def test_the_clean_journey_keeps_every_rule() -> None:
    """Nothing at all is found in it, so that an example's finding is the example's."""
    assert [(found.rule, found.path, found.params) for found in found_in("")] == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_bad_example_at_its_place_and_no_other_rule_does(rule: Rule) -> None:
    """The bad example has exactly one finding: this rule's, at the line that its author says."""
    places = read_planted(planted(CLEAN, rule.bad), WORKSPACE).places
    found = found_in(rule.bad, rule.beside)
    assert [(one.rule, one.params) for one in found] == [(rule.id, found[0].params)]
    assert found[0].span == places[place(rule.bad_at, places)], found[0].path


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_nothing_fires_on_a_good_example(rule: Rule) -> None:
    """The good example is as clean as the journey beneath it, and is not the bad one."""
    assert [(found.rule, found.path, found.params) for found in found_in(rule.good, rule.beside)] == []
    assert rule.good.strip() != rule.bad.strip()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_says_what_is_wrong_why_it_matters_and_what_to_do(rule: Rule, language: str) -> None:
    """The sentences are there in every language, and the first can be filled from what is found."""
    words = Words(language)
    (found,) = found_in(rule.bad, rule.beside)
    said = sentence(found, words)
    assert said
    assert "{" not in said
    assert words.text(f"lint.{rule.id}.why")
    assert words.text(f"lint.{rule.id}.do")


def test_ids_are_well_formed_and_stand_once() -> None:
    """An id is two letters and two digits, and no two rules share it."""
    ids = [rule.id for rule in (*ALL, *LIVE_RULES)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[A-Z]{2}[0-9]{2}", name) for name in ids)
    assert {*ids, *WAITING} == KNOWN


def classes() -> Iterator[type[Rule]]:
    """Every rule class that is not abstract."""
    waiting: list[type[Rule]] = Rule.__subclasses__()
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if not cls.__abstractmethods__:
            yield cls


def test_every_rule_class_is_registered() -> None:
    """A rule that is written is also run."""
    assert {cls.__name__ for cls in classes()} == {type(rule).__name__ for rule in ALL}


def test_an_empty_journey_crashes_no_rule() -> None:
    """Every rule bears a journey that says nothing but its name."""
    read = read_planted("journey: empty\n", WORKSPACE)
    assert read.value is not None
    subject = Subject(read.value, None, {}, read.places, TODAY)
    assert [rule.id for rule in RULES if not isinstance(list(rule.check(subject)), list)] == []
