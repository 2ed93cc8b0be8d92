"""The command line has a word for everything it may have to say."""

from __future__ import annotations

from typing import get_args

import pytest

from tropa.cli.main import COMMANDS
from tropa.data.words import LANGUAGES, Words
from tropa.journey.text.problems import RULES
from tropa.measure.reality import Verdict
from tropa.ports.log import WORK_STEPS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_command_rule_and_verdict_has_its_word(language: str) -> None:
    """A step of the work, a command, a problem and a verdict are said in every language."""
    words = Words(language)
    wanted = [
        *(f"cli.step.{step}" for step in WORK_STEPS),
        *(f"cli.command.{command}" for command in COMMANDS),
        *(f"cli.verdict.{verdict.replace(' ', '_')}" for verdict in get_args(Verdict)),
        *(f"problem.{rule}" for rule in RULES),
    ]
    assert [key for key in wanted if key not in words] == []
