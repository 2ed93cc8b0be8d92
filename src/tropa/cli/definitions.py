"""``fmt``, ``schema``: definitions as text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tropa.cli.problems import line_of
from tropa.cli.speaking import (
    DONE,
    FOUND,
    UNREADABLE,
    Speaker,
    echo_json,
    lang_option,
    say,
)
from tropa.journey.schema import json_schema
from tropa.journey.text.fmt import format_text
from tropa.runtime.definitions import Loaded, Shelf, definition_files

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


def load_or_refuse(path: Path, shelf: Shelf, speaker: Speaker) -> Loaded:
    """A file as read; one that cannot be opened ends the command."""
    try:
        return shelf.load(path)
    except OSError as error:
        speaker.refuse("no_file", file=error.filename or path, reason=error.strerror)


def load_all(paths: tuple[Path, ...], shelf: Shelf, speaker: Speaker) -> list[Loaded]:
    """Every definition among paths; a folder without any is told."""
    found: list[Loaded] = []
    for path in paths:
        files = definition_files((path,))
        if not files:
            speaker.refuse("no_definitions", path=path)
        found += [load_or_refuse(file, shelf, speaker) for file in files]
    return found


@click.command("fmt", help=say("command.fmt"))
@PATHS
@click.option("--check", "check_only", is_flag=True, help=say("argument.check_only"))
@lang_option
def fmt_command(paths: tuple[Path, ...], *, check_only: bool, language: str) -> int:
    """Lay files out the one usual way."""
    speaker = Speaker(language)
    changed = unreadable = False
    for one in load_all(paths, Shelf(), speaker):
        if one.read.value is None:
            unreadable = True
            for problem in one.read.problems:
                click.echo(line_of(problem, language), err=True)
            continue
        text = one.path.read_text(encoding="utf-8-sig")
        laid_out = format_text(text)
        changed |= laid_out != text
        if laid_out != text and not check_only:
            one.path.write_text(laid_out, encoding="utf-8")
        speaker.note("formatted" if laid_out != text else "unchanged", file=one.path)
    if unreadable:
        return UNREADABLE
    return FOUND if check_only and changed else DONE


@click.command("schema", help=say("command.schema"))
def schema_command() -> int:
    """Print the JSON Schema of the language."""
    echo_json(json_schema())
    return DONE


def journey_or_refuse(path: Path, workspace: Path | None, speaker: Speaker) -> Loaded:
    """A file that is a journey without errors; anything else ends the command."""
    loaded = load_or_refuse(path, Shelf(workspace), speaker)
    for problem in loaded.read.problems:
        click.echo(line_of(problem, speaker.language), err=True)
    if loaded.read.value is None:
        sys.exit(UNREADABLE)
    if loaded.journey is None:
        speaker.refuse("not_a_journey", file=path, kind=type(loaded.read.value).__name__.lower())
    return loaded
