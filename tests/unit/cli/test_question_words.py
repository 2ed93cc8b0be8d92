"""What the commands on returning, time, places, surveys and comparisons may have to say has its word."""

from __future__ import annotations

from typing import get_args

import pytest

from tropa.cli.question_tables import Table
from tropa.cli.speaking import Speaker
from tropa.data.words import LANGUAGES, Words
from tropa.measure.contrast import Contrast, Difference


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_contrast_has_its_word(language: str) -> None:
    """A verdict of a comparison is said in every language."""
    words = Words(language)
    keys = [f"measure.verdict.{contrast.replace(' ', '_')}" for contrast in get_args(Contrast)]
    assert [key for key in keys if key not in words] == []


def test_a_difference_is_told_with_its_interval_and_verdict() -> None:
    """In points, its sign always said, and columns hold no sign that nobody sees where lines run to the right."""
    told = Table(Speaker("en")).difference(Difference(-0.027, -0.05, -0.004, 0.02, 0.04, "lower"))
    assert told == ("\u22122.7", "\u22125 to \u22120.4", "4.0%", "lower")


def test_a_difference_that_could_not_be_tested_says_only_so() -> None:
    """Too few on a side: no figure, but the reason."""
    told = Table(Speaker("en")).difference(Difference(None, -1.0, 1.0, 1.0, 1.0, "too few"))
    assert told == ("-", "-", "-", "too few")
