"""Whatever the engine may ignore an input for has its words, in the reference and in every language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from tests.unit.docs.reading import page

import tropa.engine
from tropa.data.words import LANGUAGES, catalogue
from tropa.engine.intents import RuleId

SOURCES = [path.read_text(encoding="utf-8") for path in Path(tropa.engine.__file__).parent.glob("*.py")]
REFUSED = {reason for text in SOURCES for reason in re.findall(r'refused="(\w+)"', text)}
IGNORED = {
    reason
    for text in SOURCES
    for call in re.findall(r"\.ignore\((.+)\)\n", text)
    for reason in re.findall(r'"(\w+)"', call.rpartition(", ")[2])
}
RULES: tuple[str, ...] = get_args(RuleId)
REASONS = sorted(REFUSED | IGNORED)


def test_reasons_are_found_where_they_are_given() -> None:
    """The search finds both those of entry and those of intake."""
    assert {"too_old", "unheard", "duplicate", "role_full", "no_hold", "released"} <= set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_told_in_the_reference(reason: str) -> None:
    """Programs meet the id, and find there what it means."""
    assert f"`{reason}`" in page("reference/replay.md")


def test_each_rule_of_sending_has_its_row() -> None:
    """What keeps messages back is told under its id, in the order in which it is asked, and nothing else is."""
    rows = page("reference/replay.md").partition("| `suppressed.reason` | the message")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)) == RULES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_has_its_words(language: str) -> None:
    """People read no ids: of what is ignored, nor of the rules of sending."""
    known = catalogue(language)
    assert [reason for reason in REASONS if f"replay.ignored.{reason}" not in known] == []
    assert [rule for rule in RULES if f"replay.rule.{rule}" not in known] == []
