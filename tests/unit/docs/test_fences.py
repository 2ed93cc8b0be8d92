"""What the pages show can be typed: definitions are read, commands exist with their options."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from tests.unit.docs.reading import Fence, fences

from tropa.cli.main import cli
from tropa.journey.files import KINDS, read_definition
from tropa.journey.schemes import shipped_schemes

DEFINITIONS = [fence for fence in fences("yaml") if "# bad" not in fence.text]


def command_lines() -> list[tuple[Fence, str]]:
    """Every line that begins with ``tropa`` in a block, continued lines joined, pipes cut."""
    found = []
    for fence in [*fences("console"), *fences("sh"), *fences("yml")]:
        for line in re.sub(r"\\\n\s*", "", fence.text).splitlines():
            called = re.search(r"(?:^\$ |^|&& |\| *|run: )(tropa(?: [^|&]*)?)(?=$|[|&])", line)
            if called:
                found.append((fence, called[1].strip()))
    return found


def parse(line: str) -> click.Context:
    """Parse a command line as click would, without running it and without looking for files.

    Raises:
        click.UsageError: No such command, or no such option.
    """
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="tropa")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        inner = command.get_command(context, name)
        if inner is None:
            raise click.UsageError(f"no command {name!r} in {line!r}")
        command, context = inner, click.Context(inner, parent=context, info_name=name)
    given, left, _ = command.make_parser(context).parse_args(words)
    assert not left, f"{left} has no place in {line!r}"
    for param in command.get_params(context):
        value = given.get(param.name or "")
        if isinstance(param.type, click.Choice) and isinstance(value, str):
            param.type.convert(value, param, context)
    return context


@pytest.mark.parametrize("fence", DEFINITIONS, ids=str)
def test_a_definition_that_is_shown_can_be_read(fence: Fence) -> None:
    """A whole file reads without a finding; a part of one reads as part of a journey."""
    whole = fence.text.split(":", 1)[0] in KINDS
    text = fence.text if whole else f"journey: example\n{fence.text}"
    read = read_definition(text.encode(), schemes=shipped_schemes(), syntax_only=not whole)
    assert [(problem.rule, problem.span.line, problem.params) for problem in read.problems] == []


@pytest.mark.parametrize(("fence", "line"), command_lines(), ids=str)
def test_a_command_that_is_shown_exists(fence: Fence, line: str) -> None:
    """Every ``tropa ...`` line parses: the command is there, and so is each option, with its choices."""
    assert fence.text
    parse(line)


@pytest.mark.parametrize("line", ["tropa sing", "tropa check --loudly x.yaml", "tropa check --format yaml x.yaml"])
def test_a_command_that_does_not_exist_is_caught(line: str) -> None:
    """The test above can fail: unknown commands, options and choices are refused."""
    with pytest.raises(click.UsageError):
        parse(line)


def test_there_is_something_to_test() -> None:
    """The pages show definitions and commands; were they not found, the tests above would say nothing."""
    assert len(DEFINITIONS) > 3
    assert len(command_lines()) > 15
