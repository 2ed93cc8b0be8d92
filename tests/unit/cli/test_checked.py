"""How full a map is, as a person at a terminal reads it."""

from __future__ import annotations

import re

import pytest

from tropa.cli.checked import print_completeness
from tropa.cli.speaking import Speaker


@pytest.mark.parametrize(
    ("language", "whole", "half", "almost"),
    [("en", "100%", "50%", "99%"), ("ru", "100", "50", "99"), ("fa", "۱۰۰", "۵۰", "۹۹")],
)
def test_completeness_is_told_in_the_digits_of_the_language(
    language: str, whole: str, half: str, almost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Persian those of Persian, in every line; what is almost complete is not told as complete."""
    print_completeness({"shop": 0.999, "bank": 1.0}, {"shop": {"sale": 0.5}, "bank": {}}, Speaker(language))
    first, stage, second = capsys.readouterr().out.splitlines()
    assert almost in first
    assert half in stage
    assert whole in second
    assert (re.search("[0-9]", first + stage + second) is None) == (language == "fa")
