"""Every command, argument and option says what it is for, and so has its place in the reference."""

from __future__ import annotations

import re

import click
import pytest
from docs.generate.commands import anchor_of, commands_page, walk
from tests.unit.docs.reading import page

from tropa.cli.main import cli

CONTEXTS = list(walk(click.Context(cli, info_name="tropa")))
PAGE = commands_page(cli)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.command_path)
def test_a_command_is_told(context: click.Context) -> None:
    """A command has its section and a sentence on what it does."""
    assert f"({anchor_of(context.command_path)})=" in PAGE
    assert context.command.help


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.command_path)
def test_every_option_has_a_meaning(context: click.Context) -> None:
    """No option without a line on what it is for; arguments are told in the command's own words."""
    silent = [
        param.name
        for param in context.command.get_params(context)
        if isinstance(param, click.Option) and not param.hidden and not param.help
    ]
    assert silent == []


def test_every_reading_of_a_funnel_is_in_the_rules() -> None:
    """Each option that changes what a funnel counts stands under rule M2."""
    funnel = next(context for context in CONTEXTS if context.command_path == "tropa measure funnel")
    rules = page("reference/rules.md").split("(m2)=")[1].split("(m3)=")[0]
    about_the_log = {"--events", "--columns", "--zone", "--format", "--lang", "--help", "--step", "--where", "--out"}
    options = {option for param in funnel.command.get_params(funnel) for option in param.opts if option[:2] == "--"}
    assert {option for option in options - about_the_log if not re.search(rf"`{option}\b(?!-)", rules)} == set()
