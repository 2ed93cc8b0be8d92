"""Problems as sentences: whatever the reader expects has words in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tropa.journey
from tropa.cli.problems import finding_of, line_of, sentence
from tropa.data.words import LANGUAGES, Words
from tropa.journey.files import read_definition
from tropa.journey.text.problems import Problem, Span

SOURCES = "\n".join(path.read_text("utf-8") for path in Path(tropa.journey.__file__).parent.rglob("*.py"))
EXPECTED = sorted(
    set(re.findall(r'ScalarCodec\(\s*"([a-z_]+)"', SOURCES))
    | set(re.findall(r'(?:refuse|need_\w+)\(\w+, (?:reading, )?"([a-z_]+)"', SOURCES))
)
WHYS = sorted(set(re.findall(r'"(observed|[a-z]+(?:_[a-z]+)+)", \("', SOURCES)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_reader_expects_has_words(language: str) -> None:
    """No codec expects anything that the catalogue cannot say."""
    words = Words(language)
    assert len(EXPECTED) > 30
    assert [name for name in EXPECTED if f"problem.expected.{name}" not in words] == []
    assert [name for name in WHYS if f"problem.why.{name}" not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_names_what_was_met_and_the_nearest_spelling(language: str) -> None:
    """Met and nearest stand in the sentence, whatever the language."""
    (problem,) = read_definition(b"journey: a\ntouchpionts: {}\n", file="a.yaml").problems
    assert "touchpionts" in sentence(problem, language)
    assert "touchpoints" in sentence(problem, language)
    assert line_of(problem, language).startswith("a.yaml:2:1: E PA07 ")


def test_what_is_met_may_hold_braces() -> None:
    """A value with braces in it is shown as it stands and never read as a placeholder."""
    problem = Problem("PA08", Span(1, 1, 0, 0), {"met": "{x}", "expected": "share", "nearest": "", "choices": ""})
    assert "{x}" in sentence(problem, "en")


def test_findings_are_english_and_placed() -> None:
    """A program gets rule, level, an English message, the parameters and the place."""
    problem = Problem("RE03", Span(3, 5, 0, 0), {"met": "task", "why": "observed"}, "f.yaml")
    found = finding_of(problem)
    assert (found["rule"], found["level"], found["line"], found["column"]) == ("RE03", "E", 3, 5)
    assert "observed journey" in found["message"]
