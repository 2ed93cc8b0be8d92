"""What all commands say alike: options, problems, errors, exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from tropa.data.words import LANGUAGES, Words

DONE, FOUND, UNREADABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; something was found; input that cannot be read; interrupted."""

C = TypeVar("C", bound=Callable[..., Any])


def language_asked() -> str:
    """The language of the environment (TROPA_LANG), English where it says none we have."""
    asked = os.environ.get("TROPA_LANG", "en")
    return asked if asked in LANGUAGES else "en"


@cache
def words_in(language: str) -> Words:
    """The words of a language."""
    return Words(language)


def say(key: str, **params: object) -> str:
    """A text of the command line in the environment's language: for help texts."""
    return words_in(language_asked()).text(f"cli.{key}", **params)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks one language to a person, on stderr; results go to stdout by themselves."""

    language: str

    def text(self, key: str, **params: object) -> str:
        """A text of the command line."""
        return words_in(self.language).text(f"cli.{key}", **params)

    def note(self, key: str, **params: object) -> None:
        """Say something beside the result."""
        click.echo(self.text(key, **params), err=True)

    def refuse(self, key: str, **params: object) -> NoReturn:
        """Say what cannot be read, and end."""
        self.note(key, **params)
        sys.exit(UNREADABLE)


def lang_option(command: C) -> C:
    """The option ``--lang``."""
    return click.option(
        "--lang", "language", type=click.Choice(LANGUAGES), default=language_asked(), help=say("argument.lang")
    )(command)


def format_option(*choices: str) -> Callable[[C], C]:
    """The option ``--format``."""

    def add(command: C) -> C:
        return click.option(
            "--format", "form", type=click.Choice(choices), default=choices[0], help=say("argument.format")
        )(command)

    return add


def workspace_option(command: C) -> C:
    """The option ``--workspace``."""
    return click.option(
        "--workspace", type=click.Path(path_type=Path, dir_okay=False), help=say("argument.workspace")
    )(command)


def echo_json(data: object) -> None:
    """A result for programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def echo_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A result for people: columns as wide as what they hold, the first one to the left."""
    table = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        click.echo("  ".join((row[0].ljust(widths[0]), *cells)).rstrip())
